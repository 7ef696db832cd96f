"""What operators do for those who let them, besides placing and cancelling single orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fuzz.machines.calls import Call, Name, action
from fuzz.machines.order_actions import params, request
from fuzz.model.exchange import Exchange


@action
def amend_for(actor: str, order: int, tick: int, lots: int) -> list[Call]:
    """Change a resting order as its owner's operator."""
    arguments = (order, tick, lots)
    return [Call("book", "amendFor", arguments, actor, lambda model: model.amend_for(actor, order, tick, lots))]


@action
def requote_for(
    actor: str, owner: str, orders: Sequence[int], quotes: Sequence[Mapping[str, Any]], now: int
) -> list[Call]:
    """Cancel what still rests of the owner's orders and place new ones of it, in one call."""
    ids, asked = list(orders), [request(owner, now, quote) for quote in quotes]
    arguments = (Name(owner), ids, [params(quote) for quote in asked])
    return [
        Call("book", "replaceFor", arguments, actor, lambda model: model.requote_for(actor, owner, ids, asked)),
    ]


@action
def cancel_all_for(actor: str, owner: str, market: int) -> list[Call]:
    """Cancel all of the owner's orders in a market at once."""
    steps = 2**32

    def predict(model: Exchange) -> tuple[int, int]:
        return 0, model.cancel_all_for(actor, owner, market, steps)

    return [Call("book", "cancelAllFor", (Name(owner), market, 0, steps), actor, predict)]


@action
def cancel_in_auction_for(actor: str, owner: str, orders: Sequence[int]) -> list[Call]:
    """Cancel those of the owner's orders that wait for an auction."""
    ids = list(orders)
    return [
        Call(
            "book",
            "cancelInAuctionFor",
            (Name(owner), ids),
            actor,
            lambda model: model.cancel_in_auction_for(actor, owner, ids),
        )
    ]


@action
def cancel_stops_for(actor: str, owner: str, stops: Sequence[int]) -> list[Call]:
    """Cancel those of the owner's stops that wait."""
    ids = list(stops)
    return [
        Call(
            "book",
            "cancelStopsFor",
            (Name(owner), ids),
            actor,
            lambda model: model.cancel_stops_for(actor, owner, ids),
        )
    ]
