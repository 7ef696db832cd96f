"""Auctions executed by many calls, and what the vault fills of them."""

from __future__ import annotations

import pytest

from fuzz.chain import TxResult
from fuzz.machines.session import Session
from fuzz.machines.verdict import Broken

DOLLAR = 10**6


@pytest.fixture
def gathered(session: Session) -> Session:
    """Alice offers 900 lots of ETH in an auction at the mark, Bob bids for 600, and the vault has collateral."""
    for trader in ("alice", "bob"):
        session.perform("deposit", actor=trader, assets=10_000 * DOLLAR)
    session.perform("vault_deposit", actor="carol", assets=5_000 * DOLLAR)
    session.perform("vault_allocate", actor="guardian", assets=4_000 * DOLLAR)
    session.perform("set_auction", actor="owner", market=0, length=60, band=20_000)
    for owner, is_buy, lots in (("alice", False, 900), ("bob", True, 600)):
        terms = {"market": 0, "is_buy": is_buy, "tick": 20_000, "lots": lots, "unfilled": 0}
        assert session.perform("auction_order", actor=owner, owner=owner, **terms)
    session.perform("wait", seconds=60)
    return session


def test_a_surplus_within_the_band_when_executed_then_the_vault_takes_it(gathered: Session) -> None:
    assert gathered.perform("execute_auction", actor="mallory", market=0)
    assert gathered.state.accounts["vault"].positions[0].size == 300 * 10**15
    assert gathered.model.auctions.epochs[0][1].vault_lots == 300


def test_a_cap_on_the_vault_when_executed_then_it_takes_half_or_a_quarter(gathered: Session) -> None:
    gathered.perform("set_caps", actor="owner", account=10**30, backstop=400 * 10**18)
    assert gathered.perform("execute_auction", actor="mallory", market=0)
    # 300 lots are 600 dollars: half of them fit, and of the half that is left a quarter and less, up to 200 in all.
    assert 150 < gathered.model.auctions.epochs[0][1].vault_lots <= 200
    assert gathered.state.accounts["vault"].notional <= 400 * 10**18


def test_a_price_beyond_the_band_when_executed_then_the_vault_takes_nothing(gathered: Session) -> None:
    readings = [[2_100 * 10**18, 0, 0]] * 2
    gathered.perform("move_price", market=0, readings=readings)
    assert gathered.perform("execute_auction", actor="mallory", market=0)
    assert gathered.model.auctions.epochs[0][1].vault_lots == 0


@pytest.mark.parametrize("parts", [[1], [1, 1, 1, 1, 1], [2, 3], [50]])
def test_an_auction_when_executed_by_parts_then_what_comes_out_is_the_same(gathered: Session, parts: list[int]) -> None:
    assert gathered.perform("execute_in_parts", actor="mallory", market=0, parts=parts)
    assert gathered.model.auctions.epochs[0][1].vault_lots == 300
    assert not gathered.state.auctions


def test_a_step_with_too_little_gas_leaves_everything_and_decides_nothing(gathered: Session) -> None:
    before = gathered.statistics.calls
    gas = [200_000, 300_000, 1_700_000] * 4
    assert gathered.perform("execute_by_gas", actor="mallory", market=0, gas=gas)
    assert gathered.statistics.calls - before > len(gas) // 2
    assert gathered.model.auctions.epochs[0][1].vault_lots == 300


def test_an_auction_that_never_ends_breaks_ns_07(gathered: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    # Of a contract that never says done the model can't say more than that it should have.
    monkeypatch.setattr(TxResult, "value", False)
    with pytest.raises(Broken, match="does not come to an end") as caught:
        gathered.perform("execute_in_parts", actor="mallory", market=0, parts=[1])
    assert caught.value.property == "NS-07"


@pytest.mark.parametrize("steps", range(1, 10))
def test_an_auction_cut_anywhere_bears_a_cancel_a_price_and_a_cap_in_between(gathered: Session, steps: int) -> None:
    gathered.perform("execute_part", actor="mallory", market=0, steps=steps)
    waiting = sorted(gathered.model.auctions.orders)
    if waiting:
        owner = gathered.model.auctions.orders[waiting[-1]].owner
        gathered.perform("cancel_in_auction", actor=owner, orders=waiting[-1:])
    gathered.perform("move_price", market=0, readings=[[2_030 * 10**18, 0, 0]] * 2)
    gathered.perform("execute_part", actor="mallory", market=0, steps=1)
    gathered.perform("set_caps", actor="owner", account=10**30, backstop=0)
    gathered.perform("execute_part", actor="mallory", market=0, steps=2**32)
    assert gathered.model.auctions.epochs[0][1].phase == 6
    assert not gathered.state.auctions


def test_a_cancel_before_the_first_fill_when_read_then_no_price_is_shown(gathered: Session) -> None:
    while gathered.model.auctions.epochs[0][1].tick == 0:
        gathered.perform("execute_part", actor="mallory", market=0, steps=1)
    (bid,) = (i for i, order in gathered.model.auctions.orders.items() if order.is_buy)
    gathered.perform("cancel_in_auction", actor="bob", orders=[bid])
    assert gathered.state.epochs[0][0][2] == 0


def test_a_settling_market_ends_an_auction_wherever_it_is(gathered: Session) -> None:
    gathered.perform("execute_part", actor="mallory", market=0, steps=4)
    gathered.perform("set_state", actor="owner", market=0, state=2)
    assert gathered.perform("execute_auction", actor="mallory", market=0)
    assert not gathered.state.auctions
