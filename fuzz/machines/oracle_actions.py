"""What is done to the oracle beside moving its sources: many markets at once, jumps accepted, guards changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace

from fuzz.machines.calls import Call, action
from fuzz.machines.scenario import LISTINGS


@action
def update_prices(actor: str, markets: Sequence[int]) -> list[Call]:
    """Update several markets' prices, some of which may not be able to."""
    return [
        Call(
            "oracle",
            "updatePrices",
            (list(markets),),
            actor,
            lambda model: model.update_prices(actor, markets),
        )
    ]


@action
def accept_price(actor: str, market: int, lowest: int, highest: int) -> list[Call]:
    """Store what the sources say, however far it jumps, if it is within bounds; WAD dollars."""
    return [
        Call(
            "oracle",
            "acceptPrice",
            (market, lowest, highest),
            actor,
            lambda model: model.accept_price(actor, market, lowest, highest),
        )
    ]


@action
def set_guards(actor: str, market: int, changes: Mapping[str, int]) -> list[Call]:
    """Set a market's price guards: those it was listed with, but for the changes."""
    guards = replace(LISTINGS[min(market, len(LISTINGS) - 1)].guards, **changes)
    return [
        Call(
            "oracle",
            "setGuards",
            (market, astuple(guards)),
            actor,
            lambda model: model.set_guards(actor, market, guards),
        )
    ]
