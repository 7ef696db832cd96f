"""What anybody brings with somebody's signature, and permits for the token."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from fuzz.machines.auction_actions import auction_request
from fuzz.machines.calls import Call, Name, action
from fuzz.machines.order_actions import params, request
from fuzz.machines.signatures import Fault, Signature, shown
from fuzz.machines.stop_actions import waiting_stop
from fuzz.model.signatures import Signed


def _signature(kind: str, owner: str, action: object, content: tuple[Any, ...], terms: dict[str, Any]) -> Signature:
    signed = Signed(owner, kind, action, terms["nonce"], terms["deadline"], "engine")
    return Signature(signed, content, Fault(terms["fault"]))


@action
def signed_order(actor: str, owner: str, nonce: int, deadline: int, fault: str, now: int, **terms: Any) -> list[Call]:
    """Bring an order that the owner signed, or somebody did; good for ``deadline`` seconds."""
    asked, until = request(owner, now, terms), now + deadline
    proof = _signature("PlaceOrder", owner, asked, params(asked), {"nonce": nonce, "deadline": until, "fault": fault})
    arguments = (Name(owner), params(asked), nonce, until, proof)
    says = shown(proof.signed, proof.fault)
    return [
        Call("book", "placeSigned", arguments, actor, lambda model: model.place_signed(asked, nonce, until, says)),
    ]


@action
def signed_auction_order(
    actor: str, owner: str, nonce: int, deadline: int, fault: str, now: int, **terms: Any
) -> list[Call]:
    """Bring an order for the auction that the owner signed, or somebody did."""
    (asked, flag, content), until = auction_request(owner, **terms), now + deadline
    proof = _signature(
        "PlaceInAuction", owner, (asked, flag), content, {"nonce": nonce, "deadline": until, "fault": fault}
    )
    arguments = (Name(owner), content, nonce, until, proof)
    says = shown(proof.signed, proof.fault)
    return [
        Call(
            "book",
            "placeInAuctionSigned",
            arguments,
            actor,
            lambda model: model.place_in_auction_signed(asked, flag, nonce, until, says),
        )
    ]


@action
def signed_stop(actor: str, owner: str, nonce: int, deadline: int, fault: str, now: int, **terms: Any) -> list[Call]:
    """Bring a stop that the owner signed, or somebody did."""
    stop, until = waiting_stop(owner, terms), now + deadline
    content = astuple(stop)[1:]
    proof = _signature("PlaceStop", owner, stop, content, {"nonce": nonce, "deadline": until, "fault": fault})
    arguments = (Name(owner), content, nonce, until, proof)
    says = shown(proof.signed, proof.fault)
    return [
        Call(
            "book",
            "placeStopSigned",
            arguments,
            actor,
            lambda model: model.place_stop_signed(stop, nonce, until, says),
        )
    ]


@action
def deposit_with_permit(
    actor: str, account: str, assets: int, nonce: int, deadline: int, fault: str, now: int
) -> list[Call]:
    """Deposit for somebody with a permit of one's own that is good for ``deadline`` seconds."""
    until = now + deadline
    signed = Signed(actor, "Permit", ("engine", assets), nonce, until, "token")
    parts = [Signature(signed, ("engine", assets), Fault(fault), part) for part in ("v", "r", "s")]
    says = shown(signed, Fault(fault))
    return [
        Call(
            "engine",
            "depositWithPermit",
            (Name(account), assets, until, *parts),
            actor,
            lambda model: model.deposit_with_permit(actor, account, assets, nonce, until, says),
        )
    ]


@action
def approve(actor: str, spender: str, assets: int) -> list[Call]:
    """Let a contract take so many of one's USDC units."""
    return [
        Call("token", "approve", (Name(spender), assets), actor, lambda model: model.approve(actor, spender, assets)),
    ]
