"""The session catches what differs, whichever side is wrong."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from fuzz.chain import ChainError, Contract
from fuzz.machines.actions import INTRUSIONS
from fuzz.machines.scenario import CONTRACTS, TRADERS
from fuzz.machines.session import Session
from fuzz.machines.verdict import Broken
from fuzz.model.book import Book
from fuzz.model.exchange import Exchange
from fuzz.model.fees import FeeSink, FeeSplit


def credit(model: Exchange) -> None:
    model.clearing.accounts["alice"] = model.clearing.account("alice").credit(1)


def move_quote(model: Exchange) -> None:
    account = model.clearing.account("bob")
    position = account.position(0)
    model.clearing.accounts["bob"] = account.with_position(0, replace(position, quote=position.quote - 1))


def reserve(model: Exchange) -> None:
    model.clearing.reserve("bob", 0, True, 1)


def charge(model: Exchange) -> None:
    model.clearing.ledgers[FeeSink.VAULT] = model.clearing.ledgers[FeeSink.VAULT].charge(1)


def owe(model: Exchange) -> None:
    model.clearing.bad_debt += 1


def enrich_vault(model: Exchange) -> None:
    model.vault.assets += 1


def shrink_order(model: Exchange) -> None:
    order_id, order = next(iter(model.book.orders.items()))
    model.book.orders[order_id] = replace(order, lots=order.lots - 1)


def forget_level(model: Exchange) -> None:
    del model.book.levels[(0, True, 19_900)]


def requeue(model: Exchange) -> None:
    key = (0, True, 19_900)
    (order_id,) = model.book.levels[key]
    order = model.book.orders.pop(order_id)
    model.book.orders[order_id + 1] = replace(order, order_id=order_id + 1)
    model.book.levels[key] = (order_id + 1,)


def misprice(model: Exchange) -> None:
    model.oracle.feeds[0] = replace(model.oracle.feeds[0], price=model.oracle.feeds[0].price + 1)


def resplit(model: Exchange) -> None:
    model.clearing.split = FeeSplit(0, 1_000_000, 0)


def endow(model: Exchange) -> None:
    model.token.mint("insurance", 1)


def fund(model: Exchange) -> None:
    model.clearing.funding[0] = model.clearing.funding[0].keep(1)


def speed_up(model: Exchange) -> None:
    model.clearing.funding[0] = model.clearing.funding[0].sampled(1, model.clearing.funding[0].since)


def pause(model: Exchange) -> None:
    model.clearing.paused = True


def cap(model: Exchange) -> None:
    model.clearing.backstop_notional_cap += 1


def flag(model: Exchange) -> None:
    model.clearing.flagged["bob"] = 1


def permit(model: Exchange) -> None:
    model.operators.granted[("alice", "mallory")] = 1, 2**40 - 1


@pytest.mark.parametrize(
    ("tamper", "property_id"),
    [
        (fund, "FC-03"),
        (speed_up, "FC-03"),
        (pause, "AC-02"),
        (cap, "AC-02"),
        (flag, "MS-13"),
        (permit, "AC-02"),
        (credit, "FC-04"),
        (move_quote, "FC-03"),
        (reserve, "OI-03"),
        (charge, "FC-01"),
        (owe, "FC-03"),
        (enrich_vault, "SH-01"),
        (shrink_order, "NS-04"),
        (forget_level, "NS-03"),
        (requeue, "NS-04"),
        (misprice, "OR-02"),
        (resplit, "AC-02"),
        (endow, "FC-03"),
    ],
)
def test_a_wrong_model_field_is_caught_under_the_property_it_witnesses(
    traded: Session, tamper: Callable[[Exchange], None], property_id: str
) -> None:
    tamper(traded.model)
    with pytest.raises(Broken) as caught:
        traded.perform("deposit", actor="dave", assets=1)
    assert property_id in {violation.property for violation in caught.value.violations}


def test_steps_that_agree_break_nothing(traded: Session) -> None:
    assert traded.perform("withdraw", actor="alice", assets=5_000 * 10**6)
    assert not traded.perform("withdraw", actor="alice", assets=10_000 * 10**6)
    assert traded.last_outcome == "ExceedsWithdrawable"
    assert traded.statistics.table()["withdraw"] == {"tried": 2, "ExceedsWithdrawable": 1, "ok": 1}


def test_a_cancel_that_the_contracts_refuse_breaks_ns_01(traded: Session) -> None:
    order_id, order = next(iter(traded.model.book.orders.items()))
    traded.model.book.orders[order_id] = replace(order, owner="bob")
    with pytest.raises(Broken, match="NotOrderOwner") as caught:
        traded.perform("cancel", actor="bob", order=order_id)
    assert caught.value.property == "NS-01"


def test_a_call_that_should_have_been_refused_is_caught(traded: Session) -> None:
    traded.model.clearing.accounts["bob"] = traded.model.clearing.account("bob").credit(-9_999 * 10**18)
    with pytest.raises(Broken, match="the model says it reverts with ExceedsWithdrawable") as caught:
        traded.perform("withdraw", actor="bob", assets=10**6)
    assert caught.value.property == "MS-02"


def test_other_fills_than_predicted_are_caught(traded: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    traded.perform("place", actor="carol", market=0, is_buy=False, tick=20_000, lots=0)
    traded.perform("deposit", actor="carol", assets=10_000 * 10**6)
    traded.perform("place", actor="carol", market=0, is_buy=False, tick=20_000, lots=500)
    # A model that takes the youngest order first disagrees with a book that keeps the queue.
    monkeypatch.setattr(Book, "crossing", lambda book, *_: iter([book.orders[max(book.orders)]]))
    with pytest.raises(Broken, match="announces fills") as caught:
        traded.perform("place", actor="bob", market=0, is_buy=True, tick=20_000, lots=100)
    assert caught.value.property == "NS-04"


@pytest.mark.parametrize("intrusion", INTRUSIONS)
def test_a_stranger_is_refused_everywhere(session: Session, intrusion: str) -> None:
    assert not session.perform("intrude", attempt=intrusion)


def test_leaving_cancels_every_order_while_prices_are_stale(traded: Session) -> None:
    traded.perform("leave")
    assert traded.state.orders() == {}
    assert traded.state.markets[0].price == "StalePrice"
    assert traded.statistics.events["OrderRemoved CANCELLED"] == 2


def test_leaving_settles_every_position_and_pays_everybody_out(traded: Session) -> None:
    traded.perform("move_price", market=0, readings=[[2_345_678_901_234_567_891_111, 0, 0]] * 2)
    assert traded.perform("leave")
    for name in TRADERS:
        assert traded.state.accounts[name].active_markets == 0
        assert 0 <= traded.state.accounts[name].collateral < 10**12
    assert traded.state.markets[0].residual == 0
    # Fractions of a unit are all that is left in the engine.
    assert traded.state.holdings["engine"] <= len(TRADERS) + len(FeeSink)


def test_leaving_while_paused_lets_everybody_out(traded: Session) -> None:
    traded.perform("pause", actor="guardian")
    assert traded.perform("leave")
    assert traded.state.orders() == {}


def test_a_session_ends_where_the_next_one_begins(world: object, session: Session) -> None:
    assert session.state.accounts["alice"].collateral == 0
    assert session.state.orders() == {}


def test_a_book_that_leads_in_a_circle_breaks_ns_03(traded: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    call = Contract.call

    def circling(contract: Contract, name: str, *arguments: object) -> object:
        return arguments[2] if name == "nextTick" else call(contract, name, *arguments)

    monkeypatch.setattr(Contract, "call", circling)
    with pytest.raises(Broken, match="circle") as caught:
        traded.perform("deposit", actor="dave", assets=1)
    assert caught.value.property == "NS-03"


def test_a_view_that_reverts_is_a_finding(traded: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    call = Contract.call

    def refusing(contract: Contract, name: str, *arguments: object) -> object:
        if name == "idleAssets":
            raise ChainError("Panic", (17,))
        return call(contract, name, *arguments)

    monkeypatch.setattr(Contract, "call", refusing)
    with pytest.raises(Broken, match="a view that must always answer reverts: Panic") as caught:
        traded.perform("vault_deposit", actor="dave", assets=1)
    assert caught.value.property == "SH-01"


@pytest.mark.parametrize("contract", CONTRACTS)
def test_an_upgrade_in_mid_life_changes_nothing_and_the_system_goes_on(traded: Session, contract: str) -> None:
    assert not traded.perform("upgrade", actor="mallory", contract=contract, spare=True)
    before = traded.state
    assert traded.perform("upgrade", actor="owner", contract=contract, spare=True)
    # Seconds have passed: nothing but averages over time may tell.
    markets = tuple(
        replace(market, averages=was.averages, longest_window=was.longest_window)
        for market, was in zip(traded.state.markets, before.markets, strict=True)
    )
    assert replace(traded.state, now=before.now, markets=markets) == replace(before, accounts=traded.state.accounts)
    assert traded.perform("place", actor="alice", market=0, is_buy=False, tick=20_001, lots=5)
    assert traded.perform("leave")


def test_an_order_that_fills_early_in_a_ladder_and_expires_during_it_breaks_nothing(traded: Session) -> None:
    terms = {"market": 1, "is_buy": False, "tick": 3_000, "lots": 60, "kind": 1, "seconds": 40}
    assert traded.perform("order", actor="alice", owner="alice", **terms)
    assert traded.perform("ladder", actor="bob", market=1, is_buy=True, tick=3_000, count=60)
    assert traded.statistics.events["OrderMatched"] == 40
