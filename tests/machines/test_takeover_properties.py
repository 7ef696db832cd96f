"""The checks of liquidations, deficits and deleveraging fire on what breaks them, and on nothing else."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from fuzz.chain import Event
from fuzz.machines.actions import Step
from fuzz.machines.session import Session
from fuzz.machines.state import SystemState
from fuzz.model.units import USDC_UNIT, WAD
from tests.machines.forging import MARK, ChangeState, account, broken_by, fields, liquidated, position, same

SHOWN = ("MS-07", "MS-09", "MS-10", "MS-11", "MS-13", "OI-06", "FC-12")
LIQUIDATE = Step("liquidate", {"actor": "alice", "account": "bob", "market": 0})
BATCH = Step("liquidate_many", {"actor": "alice", "targets": [["bob", 0]]})
TO_VAULT = Step("liquidate_to_vault", {"actor": "alice", "account": "bob", "market": 0})
FLAG = Step("flag_deficit", {"actor": "alice", "account": "bob"})
DELEVERAGE = Step("deleverage", {"actor": "alice", "account": "bob", "market": 0, "others": [["carol", 1]]})
INSURED = 1_000 * 10**6
"""USDC units."""
FLAGGED = 10_000
"""When, in seconds."""


class Deleveraged(NamedTuple):
    counterparty: str
    marketId: int = 0  # noqa: N815 - the event's own name


def all_of(*changes: ChangeState) -> ChangeState:
    def change(state: SystemState) -> SystemState:
        for each in changes:
            state = each(state)
        return state

    return change


@pytest.mark.parametrize(("equity", "broken"), [(200 * WAD, False), (200 * WAD - 1, True), ("StalePrice", True)])
@pytest.mark.parametrize("step", [LIQUIDATE, BATCH])
def test_a_liquidator_below_its_initial_margin_breaks_ms_07(
    traded: Session, step: Step, equity: Any, broken: bool
) -> None:
    after = account("alice", equity=equity, initial_margin=200 * WAD, maintenance_margin=0)
    assert ("MS-07" in broken_by(traded, step, after, events=(liquidated("bob", 0),))) is broken


@pytest.mark.parametrize(("bounty", "broken"), [(5, False), (6, True), (4, True)])
def test_another_bounty_than_half_the_fee_rounded_down_breaks_fc_12(traded: Session, bounty: int, broken: bool) -> None:
    assert ("FC-12" in broken_by(traded, LIQUIDATE, same, events=(liquidated("bob", 11, bounty=bounty),))) is broken


def test_a_takeover_at_another_price_than_the_mark_breaks_fc_12(traded: Session) -> None:
    assert "FC-12" in broken_by(traded, LIQUIDATE, same, events=(liquidated("bob", 0, mark=MARK + 1),))


@pytest.mark.parametrize(("took", "broken"), [(WAD, False), (WAD - 1, True), (0, True)])
def test_a_takeover_that_hands_over_another_size_breaks_fc_12(traded: Session, took: int, broken: bool) -> None:
    before = all_of(position("bob", size=WAD), position("alice", size=0))
    after = all_of(position("bob", size=0), position("alice", size=took))
    event = liquidated("bob", 0, size=WAD)
    assert ("FC-12" in broken_by(traded, LIQUIDATE, after, before=before, events=(event,))) is broken


@pytest.mark.parametrize(
    ("before", "after", "broken"),
    [(0, 100, False), (0, 101, True), (150, 150, False), (150, 151, True), ("TooManyMarkets", 101, True)],
)
def test_a_takeover_that_leaves_the_vault_over_its_cap_breaks_oi_06(
    traded: Session, before: Any, after: int, broken: bool
) -> None:
    capped = fields(caps=(10**9, 100))
    was, is_ = all_of(capped, account("vault", notional=before)), all_of(capped, account("vault", notional=after))
    assert ("OI-06" in broken_by(traded, TO_VAULT, is_, before=was)) is broken


@pytest.mark.parametrize("step", [FLAG, DELEVERAGE])
@pytest.mark.parametrize(("equity", "broken"), [(-1, False), (0, True), (1, True), (INSURED * USDC_UNIT, True)])
def test_giving_up_an_account_that_insurance_can_pay_for_breaks_ms_09(
    traded: Session, step: Step, equity: int, broken: bool
) -> None:
    short = all_of(fields(insurance_assets=INSURED), account("bob", equity=equity - INSURED * USDC_UNIT))
    assert ("MS-09" in broken_by(traded, step, same, before=short)) is broken


@pytest.mark.parametrize(
    ("size", "collateral", "broken"), [(1, 0, False), (0, 0, False), (3, 0, True), (-1, 0, True), (1, -1, True)]
)
def test_a_counterparty_that_grows_crosses_zero_or_pays_breaks_ms_10(
    traded: Session, size: int, collateral: int, broken: bool
) -> None:
    before = all_of(position("carol", size=2), account("carol", collateral=10))
    after = all_of(position("carol", size=size), account("carol", collateral=10 + collateral))
    event = Event("engine", "Deleveraged", Deleveraged("carol"))
    assert ("MS-10" in broken_by(traded, DELEVERAGE, after, before=before, events=(event,))) is broken


@pytest.mark.parametrize(
    ("collateral", "quote", "size", "broken"), [(0, 0, 0, False), (1, 0, 0, True), (1, 0, 5, False)]
)
def test_a_deleveraged_account_without_positions_that_is_worth_something_breaks_ms_11(
    traded: Session, collateral: int, quote: int, size: int, broken: bool
) -> None:
    after = all_of(position("bob", size=size, quote=quote), account("bob", collateral=collateral))
    assert ("MS-11" in broken_by(traded, DELEVERAGE, after)) is broken


@pytest.mark.parametrize(
    ("now", "flag", "broken"),
    [
        (FLAGGED + 7200, FLAGGED, False),
        (FLAGGED + 7200, FLAGGED + 7200, True),
        (FLAGGED + 7201, FLAGGED + 7201, False),
        (FLAGGED + 1, 0, True),
    ],
)
def test_a_flag_moved_while_in_force_breaks_ms_13(traded: Session, now: int, flag: int, broken: bool) -> None:
    after = all_of(fields(now=now), account("bob", flagged_at=flag))
    assert ("MS-13" in broken_by(traded, FLAG, after, before=account("bob", flagged_at=FLAGGED))) is broken


@pytest.mark.parametrize("step", [LIQUIDATE, BATCH, TO_VAULT, DELEVERAGE])
def test_nothing_fires_where_nothing_happened(traded: Session, step: Step) -> None:
    # An account that is deleveraged lacks more than insurance holds.
    short = account("bob", equity=-(10**9) * WAD)
    assert not set(SHOWN) & broken_by(traded, step, same, before=short)
