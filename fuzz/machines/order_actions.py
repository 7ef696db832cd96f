"""What traders do with orders besides placing and cancelling plain ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

from fuzz.machines.calls import Call, Name, action
from fuzz.model.orders import BookConfig, Request, SelfTrade, TimeInForce


def request(owner: str, now: int, order: Mapping[str, Any]) -> Request:
    """Return an order from a step's arguments; ``seconds`` from ``now`` is when a good-till-time order expires.

    Of any other kind ``seconds`` is the expiry itself, which must be zero.
    """
    kind = TimeInForce(order.get("kind", 0))
    seconds = order.get("seconds", 0)
    return Request(
        owner=owner,
        market_id=order["market"],
        is_buy=order["is_buy"],
        tick=order["tick"],
        lots=order["lots"],
        time_in_force=kind,
        self_trade=SelfTrade(order.get("self_trade", 0)),
        post_only=order.get("post_only", False),
        reduce_only=order.get("reduce_only", False),
        expiry=now + seconds if kind is TimeInForce.GOOD_TILL_TIME else seconds,
        max_fills=order.get("max_fills", 0),
        client_id=order.get("client_id", 0),
    )


def params(order: Request) -> tuple[Any, ...]:
    """Return an order as the contracts take it."""
    return astuple(order)[1:]


@action
def order(actor: str, owner: str, now: int, **terms: Any) -> list[Call]:
    """Place an order of any kind, for oneself or as somebody's operator."""
    asked = request(owner, now, terms)
    if actor == owner:
        return [Call("book", "placeOrder", (params(asked),), actor, lambda model: model.place_order(actor, asked))]
    arguments = (Name(owner), params(asked))
    return [Call("book", "placeFor", arguments, actor, lambda model: model.place_order(actor, asked))]


@action
def quote_order(actor: str, owner: str, now: int, **terms: Any) -> list[Call]:
    """Ask what an order of the owner would do."""
    asked = request(owner, now, terms)
    arguments = (Name(owner), params(asked))
    return [Call("book", "quoteOrder", arguments, actor, lambda model: model.quote(asked))]


@action
def amend(actor: str, order: int, tick: int, lots: int) -> list[Call]:
    """Change a resting order."""
    return [Call("book", "amend", (order, tick, lots), actor, lambda model: model.amend(actor, order, tick, lots))]


@action
def cancel_for(actor: str, order: int) -> list[Call]:
    """Cancel an order as its owner's operator."""
    return [Call("book", "cancelFor", (order,), actor, lambda model: model.cancel_for(actor, order))]


@action
def cancel_many(actor: str, orders: Sequence[int]) -> list[Call]:
    """Cancel those of the orders that rest."""
    ids = list(orders)
    return [Call("book", "cancelMany", (ids,), actor, lambda model: model.cancel_many(actor, ids))]


@action
def cancel_all(actor: str, market: int) -> list[Call]:
    """Cancel all of one's orders in a market at once."""
    steps = 2**32

    def predict(model: Any) -> tuple[int, int]:
        return 0, model.cancel_all(actor, market, steps)

    return [Call("book", "cancelAll", (market, 0, steps), actor, predict)]


@action
def remove_expired(actor: str, orders: Sequence[int]) -> list[Call]:
    """Remove those of the orders that have expired."""
    ids = list(orders)
    return [Call("book", "removeExpired", (ids,), actor, lambda model: model.remove_expired(actor, ids))]


@action
def requote(actor: str, orders: Sequence[int], quotes: Sequence[Mapping[str, Any]], now: int) -> list[Call]:
    """Cancel what still rests and place new orders, in one call."""
    ids, asked = list(orders), [request(actor, now, quote) for quote in quotes]
    arguments = (ids, [params(quote) for quote in asked])
    return [Call("book", "replace", arguments, actor, lambda model: model.requote(actor, ids, asked))]


@action
def set_limits(actor: str, market: int, min_lots: int, min_notional: int, band: int) -> list[Call]:
    """Set a market's limits on orders."""
    config = BookConfig(min_lots, min_notional, band)
    arguments = (market, astuple(config))
    return [
        Call("book", "setBookConfig", arguments, actor, lambda model: model.set_book_config(actor, market, config)),
    ]
