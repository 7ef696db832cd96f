"""What traders and keepers do with call auctions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fuzz.machines.calls import Call, Calldata, Name, action
from fuzz.machines.scenario import ACCOMPLICE
from fuzz.model.auctions import Unfilled
from fuzz.model.orders import Request


@action
def set_auction(actor: str, market: int, length: int, band: int = 0) -> list[Call]:
    """Set how long a market's epochs are, and how far from the mark the vault fills what is left, ppm."""
    arguments = (market, (length, band))
    return [
        Call(
            "book", "setAuctionConfig", arguments, actor, lambda model: model.set_auction(actor, market, length, band)
        ),
    ]


def auction_request(
    owner: str, market: int, is_buy: bool, tick: int, lots: int, unfilled: int
) -> tuple[Request, Unfilled, tuple[Any, ...]]:
    """Return an order for the auction, what becomes of its rest, and both as the contracts take them."""
    params = (market, is_buy, tick, lots, unfilled, 0)
    return Request(owner, market, is_buy, tick, lots), Unfilled(unfilled), params


@action
def auction_order(actor: str, owner: str, market: int, is_buy: bool, tick: int, lots: int, unfilled: int) -> list[Call]:
    """Have an order wait for the auction, for oneself or as somebody's operator."""
    request, flag, params = auction_request(owner, market, is_buy, tick, lots, unfilled)
    if actor == owner:
        name, arguments = "placeInAuction", (params,)
    else:
        name, arguments = "placeInAuctionFor", (Name(owner), params)  # type: ignore[assignment]
    return [Call("book", name, arguments, actor, lambda model: model.place_in_auction(actor, request, flag))]


@action
def cancel_in_auction(actor: str, orders: Sequence[int]) -> list[Call]:
    """Cancel those of the orders that wait."""
    ids = list(orders)
    return [Call("book", "cancelInAuction", (ids,), actor, lambda model: model.cancel_in_auction(actor, ids))]


def _execution(actor: str, market: int, steps: int) -> Call:
    return Call(
        "book",
        "executeAuction",
        (market, steps),
        actor,
        lambda model: model.execute_auction(actor, market),
        follow=lambda model, told: model.execute_auction(actor, market, told),
    )


@action
def execute_part(actor: str, market: int, steps: int) -> list[Call]:
    """Execute the oldest epoch that is over by one call of so many steps; others come in between."""
    return [_execution(actor, market, steps)]


@action
def execute_auction(actor: str, market: int) -> list[Call]:
    """Execute the oldest epoch that is over."""
    return execute_in_parts(actor, market, [])


@action
def execute_by_gas(actor: str, market: int, gas: Sequence[int]) -> list[Call]:
    """Execute the oldest epoch that is over step by step, trying before each with no more than so much gas."""

    def execute(steps: int, number: int) -> Call:
        return replace(_execution(actor, market, steps), at_once=number > 0, in_parts=True)

    def limited(amount: int, number: int) -> Call:
        whole = execute(2**32, number)
        arguments = (Name("book"), amount, Calldata(whole))
        return replace(whole, contract=ACCOMPLICE, function="relay", arguments=arguments, relayed=True)

    calls = [call for number, amount in enumerate(gas) for call in (limited(amount, number), execute(1, number + 1))]
    return [*calls, execute(2**32, len(calls))]


@action
def execute_in_parts(actor: str, market: int, parts: Sequence[int]) -> list[Call]:
    """Execute the oldest epoch that is over by calls of so many steps each, and one more for the rest."""
    return [
        replace(_execution(actor, market, steps), at_once=number > 0, in_parts=True)
        for number, steps in enumerate((*parts, 2**32))
    ]
