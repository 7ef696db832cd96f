"""What others bring: signed actions, permits; and who owns the contracts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fuzz.model.exchange import Exchange, attempt
from fuzz.model.orders import Placement, Request
from fuzz.model.signatures import Signed
from fuzz.model.token import UNLIMITED

from .figures import ETH, USDC

ASKED = Request("alice", ETH, True, 19_000, 10)


@pytest.fixture
def signed(exchange: Exchange) -> Signed:
    exchange.deposit("alice", 1_000 * USDC)
    return Signed("alice", "PlaceOrder", ASKED, 7, exchange.now, "engine")


def error_of(exchange: Exchange, shown: Signed | None, request: Request = ASKED, nonce: int = 7) -> str | None:
    return attempt(exchange, lambda after: after.place_signed(request, nonce, exchange.now, shown)).error


def test_what_was_signed_is_good_once(exchange: Exchange, signed: Signed) -> None:
    assert isinstance(exchange.place_signed(ASKED, 7, exchange.now, signed), Placement)
    assert error_of(exchange, signed) == "NonceAlreadyUsed"


@pytest.mark.parametrize(
    "change",
    [
        {"signer": "bob"},
        {"kind": "PlaceStop"},
        {"action": replace(ASKED, lots=11)},
        {"nonce": 8},
        {"deadline": 0},
        {"domain": "book"},
    ],
)
def test_anything_else_than_was_signed_is_refused(
    exchange: Exchange, signed: Signed, change: dict[str, object]
) -> None:
    assert error_of(exchange, replace(signed, **change)) == "InvalidSignature"  # type: ignore[arg-type]
    assert error_of(exchange, None) == "InvalidSignature"


def test_a_signature_is_good_up_to_its_deadline_and_no_longer(exchange: Exchange, signed: Signed) -> None:
    until = exchange.now
    exchange.now += 1
    assert attempt(exchange, lambda after: after.place_signed(ASKED, 7, until, signed)).error == "SignatureExpired"


def test_a_cancelled_nonce_is_used_and_a_refused_order_leaves_it(exchange: Exchange, signed: Signed) -> None:
    nothing = replace(ASKED, lots=0)
    assert error_of(exchange, replace(signed, action=nothing), nothing) == "ZeroLots"
    assert error_of(exchange, signed) is None
    exchange.cancel_nonce("alice", 7)
    assert error_of(exchange, signed) == "NonceAlreadyUsed"


def test_a_permit_allows_what_it_says_once_and_a_bad_one_stops_nobody(exchange: Exchange) -> None:
    assets, until = 10 * USDC, exchange.now
    permit = Signed("alice", "Permit", ("engine", assets), 0, until, "token")
    exchange.deposit_with_permit("alice", "bob", assets, 0, until, None)
    assert exchange.token.allowance("alice", "engine") == UNLIMITED
    exchange.deposit_with_permit("alice", "bob", assets, 0, until, permit)
    assert exchange.token.allowance("alice", "engine") == 0
    again = attempt(exchange, lambda after: after.deposit_with_permit("alice", "bob", assets, 0, until, permit))
    assert again.error == "ERC20InsufficientAllowance"
    assert exchange.clearing.account("bob").collateral == 2 * assets * 10**12


def test_a_contract_changes_hands_when_the_successor_accepts(exchange: Exchange) -> None:
    exchange.transfer_ownership("owner", "vault", "bob")
    assert exchange.owner_of("vault") == "owner"
    for stranger in ("owner", "mallory"):
        assert attempt(exchange, lambda after, who=stranger: after.accept_ownership(who, "vault")).error  # type: ignore[misc]
    exchange.accept_ownership("bob", "vault")
    assert exchange.owner_of("vault") == "bob"
    refused = attempt(exchange, lambda after: after.transfer_ownership("owner", "vault", "owner"))
    assert refused.error == "OwnableUnauthorizedAccount"
