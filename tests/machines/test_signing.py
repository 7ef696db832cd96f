"""Signatures as the contracts see them: just what was signed is good, once."""

from __future__ import annotations

import pytest

from fuzz.machines.session import Session
from fuzz.machines.signatures import Fault

ORDER = {"market": 0, "is_buy": True, "tick": 19_000, "lots": 10}
SIGNED = {
    "signed_order": ORDER,
    "signed_auction_order": {**ORDER, "unfilled": 0},
    "signed_stop": {**ORDER, "above": False, "trigger": 18_000, "limit": 18_000},
}


def bring(session: Session, rule: str, owner: str, nonce: int = 3, fault: str = "none", deadline: int = 60) -> str:
    terms = {"actor": "mallory", "owner": owner, "nonce": nonce, "fault": fault, "deadline": deadline}
    session.perform(rule, **terms, **SIGNED[rule])
    return session.last_outcome


@pytest.fixture
def opened(session: Session) -> Session:
    for trader in ("alice", "grace"):
        session.perform("deposit", actor=trader, assets=10_000 * 10**6)
    session.perform("set_auction", actor="owner", market=0, length=60, band=0)
    return session


@pytest.mark.parametrize("owner", ["alice", "grace"])
@pytest.mark.parametrize("rule", SIGNED)
def test_what_an_account_signed_is_good_once_whether_it_has_a_key_or_code(
    opened: Session, rule: str, owner: str
) -> None:
    assert bring(opened, rule, owner, deadline=0) == "ok"
    assert bring(opened, rule, owner) == "NonceAlreadyUsed"
    assert bring(opened, rule, owner, nonce=4, deadline=-1) == "SignatureExpired"


@pytest.mark.parametrize("owner", ["alice", "grace"])
@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.NONE])
@pytest.mark.parametrize("rule", SIGNED)
def test_a_signature_with_a_fault_is_refused_and_leaves_the_nonce(
    opened: Session, rule: str, fault: str, owner: str
) -> None:
    assert bring(opened, rule, owner, fault=fault) == "InvalidSignature"
    assert bring(opened, rule, owner) == "ok"


@pytest.mark.parametrize("fault", Fault)
def test_a_permit_with_a_fault_leaves_the_allowance_as_it_was(session: Session, fault: str) -> None:
    session.perform("approve", actor="alice", spender="engine", assets=0)
    terms = {"account": "bob", "assets": 10**6, "nonce": 0, "deadline": 60, "fault": fault}
    assert session.perform("deposit_with_permit", actor="alice", **terms) == (fault == "none")


def test_several_calls_in_one_succeed_together_or_not_at_all(session: Session) -> None:
    deposit = {"rule": "deposit", "arguments": {"actor": "alice", "assets": 10**6}}
    nonce = {"rule": "cancel_nonce", "arguments": {"actor": "alice", "nonce": 1}}
    assert session.perform("multicall", actor="alice", parts=[deposit, nonce, deposit])
    assert not session.perform("multicall", actor="alice", parts=[deposit, nonce])
    assert session.last_outcome == "NonceAlreadyUsed"
    assert session.state.accounts["alice"].collateral == 2 * 10**18


@pytest.mark.parametrize("contract", ["engine", "book", "oracle", "vault", "insurance"])
def test_a_contract_changes_hands_in_two_steps_and_comes_back(session: Session, contract: str) -> None:
    assert session.perform("hand_over", contract=contract, successor="guardian")
    assert session.perform("upgrade", actor="owner", contract=contract, spare=True)
