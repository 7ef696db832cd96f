"""Every check fires on a state that breaks it, and on none that keeps it."""

from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from fuzz.chain import Event
from fuzz.machines.actions import Step
from fuzz.machines.properties import CHECKS
from fuzz.machines.session import Session
from fuzz.machines.state import SystemState
from fuzz.model.book import id_at
from fuzz.model.units import WAD
from tests.machines.forging import (
    ChangeState,
    account,
    bid,
    broken_by,
    fields,
    holdings,
    liquidated,
    market,
    position,
    same,
    sinks,
)
from tests.machines.test_takeover_properties import SHOWN as SHOWN_OF_TAKEOVERS
from tests.machines.test_trading_properties import SHOWN as SHOWN_OF_TRADING

FIRST_BID = id_at((0, True, 19_900), 1)
"""The order that rests in the traded session."""


class Dropped(NamedTuple):
    source: str


class Settled(NamedTuple):
    account: str
    size: int
    value: int
    marketId: int = 0  # noqa: N815 - the event's own name


class Matched(NamedTuple):
    makerOrderId: int  # noqa: N815 - the event's own name
    lots: int
    tick: int


PLACE = Step("place", {"actor": "bob", "market": 0, "is_buy": True, "tick": 20_000, "lots": 1})
WITHDRAW = Step("withdraw", {"actor": "bob", "assets": 1})
DEPOSIT = Step("deposit", {"actor": "bob", "assets": 1})
DONATE = Step("donate", {"actor": "bob", "receiver": "vault", "assets": 1})
SETTLE = Step("vault_settle", {"actor": "mallory", "count": 1})
ALLOCATE = Step("vault_allocate", {"actor": "allocator", "assets": 1})
EXECUTE = Step("fund_execute", {"actor": "owner"})
LIQUIDATE = Step("liquidate", {"actor": "alice", "account": "bob", "market": 0})
LEAVE = Step("leave", {})
MOVE = Step("move_price", {"market": 0, "readings": [[2000 * WAD, 0, 0], [2001 * WAD, 0, 0]]})

POOR = {"equity": 150 * WAD, "initial_margin": 200 * WAD, "maintenance_margin": 100 * WAD}


@pytest.mark.parametrize("step", [PLACE, WITHDRAW, DEPOSIT, DONATE, LIQUIDATE, MOVE])
def test_no_check_fires_where_nothing_changed(traded: Session, step: Step) -> None:
    assert broken_by(traded, step, same) == set()


@pytest.mark.parametrize(
    ("property_id", "step", "after"),
    [
        ("MS-01", PLACE, lambda s: position("bob", size=2 * WAD)(account("bob", **POOR)(s))),
        ("MS-02", WITHDRAW, account("bob", **POOR)),
        ("MS-05", PLACE, account("bob", equity=99 * WAD, maintenance_margin=100 * WAD)),
        ("OI-01", PLACE, market(longs=WAD + 1, shorts=WAD + 1)),
        ("OI-01", PLACE, position("bob", size=WAD + 1)),
        ("OI-02", PLACE, market(longs=WAD + 1, shorts=WAD + 1, cap=WAD)),
        ("OI-04", PLACE, position("bob", size=10**9 * WAD)),
        ("OI-03", PLACE, position("bob", bid_lots=299)),
        ("FC-01", PLACE, sinks(accrued=0)),
        ("FC-02", PLACE, sinks(charged=10 * WAD)),
        ("FC-03", PLACE, holdings("engine", 1)),
        ("FC-03", PLACE, market(residual=1)),
        ("FC-03", PLACE, position("bob", quote=-1)),
        ("FC-13", DEPOSIT, account("bob", collateral=1)),
        ("FC-13", PLACE, position("bob", quote=-1)),
        ("FC-04", WITHDRAW, account("bob", collateral=0)),
        ("NS-01", LEAVE, same),
        ("FC-14", LEAVE, market(residual=1)),
        ("FC-14", LEAVE, account("bob", collateral=10**12)),
        ("FC-14", LEAVE, sinks(accrued=10**12, charged=10**12, paid=0)),
        ("NS-02", PLACE, market(best_bid=20_000, best_ask=20_000)),
        ("NS-03", PLACE, bid(total_lots=301)),
        ("NS-03", PLACE, bid(order_count=2)),
        ("NS-03", PLACE, bid(queue=(), total_lots=0, order_count=0)),
        ("NS-03", PLACE, fields(marked=frozenset())),
        ("NS-04", PLACE, market(bids=())),
        ("OR-01", PLACE, fields(now=2 * 10**9)),
        ("OR-04", PLACE, market(last_price=4000 * WAD)),
        ("OR-04", MOVE, market(last_price=999 * WAD)),
        ("SH-01", PLACE, fields(vault_supply=2 * 10**15)),
        ("SH-02", DONATE, fields(vault_idle=1_001 * 10**6)),
        ("SH-03", PLACE, fields(requests=())),
        ("SH-03", SETTLE, fields(requests=())),
        ("SH-04", PLACE, fields(vault_queue=(1, 2, 10**12, 1))),
        ("SH-04", PLACE, account("carol", claimed=(1, 1))),
        ("SH-04", PLACE, fields(vault_queue=(1, 2, 10**12 + 1, 0))),
        ("SH-05", PLACE, fields(vault_assets=1)),
        ("SH-05", PLACE, fields(vault_assets="StalePrice")),
        ("SH-06", ALLOCATE, account("vault", equity=50_000 * WAD)),
        ("SH-06", ALLOCATE, account("vault", equity=60_001 * WAD)),
        ("AC-04", EXECUTE, same),
        ("SH-02", PLACE, holdings("vault", -1)),
    ],
)
def test_a_check_fires_on_a_state_that_breaks_it(
    traded: Session, property_id: str, step: Step, after: ChangeState
) -> None:
    assert property_id in broken_by(traded, step, after)


def test_liquidating_a_safe_account_breaks_ms_03(traded: Session) -> None:
    event = liquidated("bob", 0)
    assert broken_by(traded, LIQUIDATE, same, events=(event,)) == {"MS-03"}


def test_a_liquidation_fee_beyond_equity_breaks_ms_04(traded: Session) -> None:
    event = liquidated("bob", 51 * WAD)
    before = account("bob", equity=50 * WAD, maintenance_margin=100 * WAD)
    # What is left of the position is short of the target besides.
    assert broken_by(traded, LIQUIDATE, before, before=before, events=(event,)) == {"MS-04", "MS-08"}


def test_a_liquidation_that_lowers_headroom_breaks_ms_04(traded: Session) -> None:
    event = liquidated("bob", 1)
    before = account("bob", equity=50 * WAD, maintenance_margin=100 * WAD)
    after = account("bob", equity=50 * WAD, maintenance_margin=101 * WAD)
    assert broken_by(traded, LIQUIDATE, after, before=before, events=(event,)) == {"MS-04", "MS-08"}


def test_a_liquidation_that_leaves_less_than_the_minimum_breaks_ms_08(traded: Session) -> None:
    event = liquidated("bob", 1)
    before = account("bob", equity=50 * WAD, maintenance_margin=100 * WAD)

    def after(s: SystemState) -> SystemState:
        return position("bob", size=1)(account("bob", equity=50 * WAD, maintenance_margin=0)(s))

    broken = broken_by(traded, LIQUIDATE, after, before=before, events=(event,))
    assert "MS-08" in broken
    assert "MS-04" not in broken


@pytest.mark.parametrize(("value", "broken"), [(1_900 * WAD, set()), (2_000 * WAD, {"FC-10"})])
def test_settling_at_another_than_the_final_price_breaks_fc_10(traded: Session, value: int, broken: set[str]) -> None:
    held = position("bob", size=WAD)
    event = Event("engine", "PositionSettled", Settled("bob", WAD, value))

    def settling(s: SystemState) -> SystemState:
        return market(settlement_price=1_900 * WAD)(held(s))

    assert broken_by(traded, LEAVE, settling, before=held, events=(event,)) & {"FC-10"} == broken


@pytest.mark.parametrize("event", [Matched(FIRST_BID, 301, 19_900), Matched(FIRST_BID, 10, 20_001)])
def test_filling_beyond_lots_or_limit_breaks_ns_04(traded: Session, event: Matched) -> None:
    assert "NS-04" in broken_by(traded, PLACE, same, events=(Event("book", "OrderMatched", event),))


def test_overtaking_an_older_order_breaks_ns_04(traded: Session) -> None:
    traded.perform("place", actor="bob", market=0, is_buy=True, tick=19_900, lots=7)
    step = Step("place", {"actor": "alice", "market": 0, "is_buy": False, "tick": 19_900, "lots": 1})

    def after(s: SystemState) -> SystemState:
        older, younger = s.markets[0].bids[0].queue
        return bid(queue=(older, replace(younger, lots=6)), total_lots=306)(position("bob", bid_lots=306)(s))

    event = Event("book", "OrderMatched", Matched(FIRST_BID + 1, 1, 19_900))
    assert broken_by(traded, step, after, events=(event,)) == {"NS-04"}


def test_a_price_outside_its_sources_range_breaks_or_02(traded: Session) -> None:
    assert broken_by(traded, MOVE, market(last_price=1999 * WAD), events=(Event("oracle", "PriceUpdated", None),)) == {
        "OR-02"
    }


def test_using_a_source_far_from_the_median_breaks_or_03(traded: Session) -> None:
    step = Step("move_price", {"market": 1, "readings": [[30 * WAD, 0, 0], [30 * WAD, 0, 0], [31 * WAD, 0, 0]]})
    updated = Event("oracle", "PriceUpdated", None)
    dropped = [Event("oracle", "SourceDropped", Dropped(f"SOL source {i}")) for i in (2, 1)]
    assert broken_by(traded, step, same, events=(updated,)) == {"OR-03"}
    assert broken_by(traded, step, same, events=(updated, dropped[0])) == set()
    assert broken_by(traded, step, same, events=(updated, *dropped)) == {"OR-03"}


@pytest.mark.parametrize(
    ("pending", "now", "broken"),
    [((3_300, 100), 130, set()), ((3_300, 100), 129, {"OR-04"}), ((2_000, 100), 130, {"OR-04"})],
)
def test_a_jump_unconfirmed_or_confirmed_too_early_breaks_or_04(
    traded: Session, pending: tuple[int, int], now: int, broken: set[str]
) -> None:
    def seen(s: SystemState) -> SystemState:
        return market(last_price=2_000 * WAD, updated_at=100, pending=(pending[0] * WAD, pending[1]))(s)

    def jumped(s: SystemState) -> SystemState:
        return market(last_price=3_500 * WAD, updated_at=100, pending=(0, 0))(replace(s, now=now))

    step = Step("update_price", {"actor": "bob", "market": 0})
    assert broken_by(traded, step, jumped, before=seen) & {"OR-04"} == broken
    accepted = Step("accept_price", {"actor": "owner", "market": 0, "lowest": 0, "highest": 10**30})
    assert "OR-04" not in broken_by(traded, accepted, jumped, before=seen)


def test_every_check_is_shown_to_fire() -> None:
    shown = {
        "MS-03",
        "MS-04",
        "MS-08",
        "OR-02",
        "OR-03",
        "FC-10",
        *SHOWN_OF_TAKEOVERS,
        *SHOWN_OF_TRADING,
        *(mark.args[1][i][0] for mark in _marks() for i in range(len(mark.args[1]))),
    }
    assert {property_id for property_id, _ in CHECKS} == shown


def _marks() -> list[Any]:
    return [mark for mark in test_a_check_fires_on_a_state_that_breaks_it.pytestmark if mark.name == "parametrize"]
