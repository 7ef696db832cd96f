"""A token that fails, and receivers that call back: who is affected, by what error, and that nobody else is."""

from __future__ import annotations

from typing import Any

import pytest

from fuzz.machines.session import Session
from fuzz.model.fees import FeeSink
from fuzz.model.state import Deed

DOLLAR = 10**6


def step(rule: str, **arguments: Any) -> dict[str, Any]:
    return {"rule": rule, "arguments": arguments}


def conspire(session: Session, inner: dict[str, Any], outer: dict[str, Any], *, when_moved: bool = True) -> bool:
    return session.perform("conspire", deed=int(Deed.CALL), when_moved=when_moved, inner=inner, outer=outer)


def test_a_treasury_that_is_shut_out_when_fees_are_paid_then_nobody_else_notices(traded: Session) -> None:
    traded.perform("block", account="treasury", blocked=True)
    assert not traded.perform("pay_fees", actor="bob", sink=int(FeeSink.TREASURY))
    assert traded.last_outcome == "Blocked"
    assert traded.perform("pay_fees", actor="bob", sink=int(FeeSink.VAULT))
    assert traded.perform("place", actor="alice", market=0, is_buy=False, tick=19_900, lots=100)
    assert traded.perform("withdraw", actor="bob", assets=DOLLAR)
    traded.perform("block", account="treasury", blocked=False)
    assert traded.perform("pay_fees", actor="bob", sink=int(FeeSink.TREASURY))


def test_a_user_who_is_shut_out_when_withdrawing_then_another_receiver_is_paid(traded: Session) -> None:
    traded.perform("block", account="bob", blocked=True)
    assert not traded.perform("withdraw", actor="bob", assets=DOLLAR)
    assert traded.perform("withdraw_to", actor="bob", receiver="carol", assets=DOLLAR)
    assert traded.perform("place", actor="bob", market=0, is_buy=False, tick=20_100, lots=100)


@pytest.mark.parametrize(("behaviour", "error"), [(1, "SafeERC20FailedOperation"), (2, "Stopped")])
def test_a_token_that_fails_when_anybody_is_paid_then_trading_and_cancelling_go_on(
    traded: Session, behaviour: int, error: str
) -> None:
    traded.perform("place", actor="alice", market=0, is_buy=False, tick=19_900, lots=100)
    traded.perform("misbehave", behaviour=behaviour, fee=0)
    for rule, arguments in (
        ("deposit", {"actor": "carol", "assets": DOLLAR}),
        ("withdraw", {"actor": "bob", "assets": DOLLAR}),
        ("pay_fees", {"actor": "bob", "sink": 0}),
        ("vault_deposit", {"actor": "carol", "assets": DOLLAR}),
        ("fund_contribute", {"actor": "carol", "assets": DOLLAR}),
    ):
        assert not traded.perform(rule, **arguments)
        assert traded.last_outcome == error
    assert traded.perform("place", actor="alice", market=0, is_buy=False, tick=19_900, lots=100)
    assert traded.perform("cancel_all", actor="bob", market=0)
    traded.perform("misbehave", behaviour=0, fee=0)
    assert traded.perform("leave")


def test_a_token_that_keeps_a_part_when_modules_are_paid_then_they_refuse_and_a_user_bears_it(traded: Session) -> None:
    traded.perform("place", actor="alice", market=0, is_buy=False, tick=19_900, lots=100)
    traded.perform("misbehave", behaviour=0, fee=1)
    for rule, arguments in (
        ("deposit", {"actor": "carol", "assets": DOLLAR}),
        ("pay_fees", {"actor": "bob", "sink": int(FeeSink.VAULT)}),
        ("pay_fees", {"actor": "bob", "sink": int(FeeSink.INSURANCE)}),
        ("vault_deposit", {"actor": "carol", "assets": DOLLAR}),
        ("fund_contribute", {"actor": "carol", "assets": DOLLAR}),
    ):
        assert not traded.perform(rule, **arguments)
        assert traded.last_outcome == "TransferMismatch", rule
    assert traded.perform("pay_fees", actor="bob", sink=int(FeeSink.TREASURY))
    tokens = traded.state.accounts["bob"].tokens
    assert traded.perform("withdraw", actor="bob", assets=DOLLAR)
    assert traded.state.accounts["bob"].tokens == tokens + DOLLAR - 1


def test_a_withdrawal_within_a_withdrawal_then_both_are_paid_what_is_free_and_no_more(session: Session) -> None:
    for trader in ("bob", "grace"):
        session.perform("deposit", actor=trader, assets=100 * DOLLAR)
    all_of_it = step("withdraw", actor="grace", assets=100 * DOLLAR)
    assert conspire(session, all_of_it, all_of_it)
    assert session.state.holdings["engine"] == 100 * DOLLAR
    assert session.state.accounts["grace"].collateral == 0


def test_a_deposit_within_a_deposit_then_both_are_refused(session: Session) -> None:
    inner, outer = (step("deposit", actor=who, assets=DOLLAR) for who in ("grace", "bob"))
    assert not conspire(session, inner, outer)
    assert session.last_outcome == "TransferMismatch"


def test_more_withdrawn_from_within_a_deposit_than_comes_in_then_both_are_refused(session: Session) -> None:
    session.perform("deposit", actor="grace", assets=100 * DOLLAR)
    inner = step("withdraw", actor="grace", assets=50 * DOLLAR)
    assert not conspire(session, inner, step("deposit", actor="bob", assets=DOLLAR))
    assert session.last_outcome == "Panic"
    assert session.state.accounts["grace"].collateral == 100 * 10**18


def test_the_vault_called_from_within_itself_then_it_refuses(traded: Session) -> None:
    traded.perform("vault_deposit", actor="grace", assets=10 * DOLLAR)
    inner = step("vault_request", actor="grace", shares=1, owner="grace")
    assert conspire(traded, inner, step("vault_deposit", actor="carol", assets=DOLLAR))
    assert traded.model.tape.intruded == ["ReentrancyGuardReentrantCall"]


def test_an_order_placed_from_within_a_withdrawal_then_it_rests_like_any(session: Session) -> None:
    session.perform("deposit", actor="grace", assets=1_000 * DOLLAR)
    inner = step("place", actor="grace", market=0, is_buy=True, tick=19_000, lots=100)
    assert conspire(session, inner, step("withdraw", actor="grace", assets=DOLLAR), when_moved=False)
    assert len(session.state.orders()) == 1


@pytest.mark.parametrize(("deed", "error"), [(Deed.REVERT, "Unwanted"), (Deed.BURN_GAS, "Revert")])
def test_a_receiver_that_refuses_or_burns_all_gas_when_it_is_paid_then_only_its_payment_fails(
    traded: Session, deed: Deed, error: str
) -> None:
    outer = step("withdraw", actor="bob", assets=DOLLAR)
    assert not traded.perform("conspire", deed=int(deed), when_moved=True, inner=outer, outer=outer)
    assert traded.last_outcome == error
    assert traded.perform("withdraw", actor="bob", assets=DOLLAR)
