"""What traders and keepers do with stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

from fuzz.machines.calls import Call, Name, action
from fuzz.model.stops import Stop


def waiting_stop(owner: str, terms: Mapping[str, Any]) -> Stop:
    """Return a stop from a step's arguments."""
    return Stop(
        owner,
        terms["market"],
        terms["is_buy"],
        terms["above"],
        terms["trigger"],
        terms["limit"],
        terms["lots"],
        terms.get("at_market", False),
        terms.get("reduce_only", False),
    )


@action
def stop(actor: str, owner: str, **terms: Any) -> list[Call]:
    """Have a stop wait, for oneself or as somebody's operator."""
    waiting = waiting_stop(owner, terms)
    params = astuple(waiting)[1:]
    if actor == owner:
        return [Call("book", "placeStop", (params,), actor, lambda model: model.place_stop(actor, waiting))]
    return [Call("book", "placeStopFor", (Name(owner), params), actor, lambda model: model.place_stop(actor, waiting))]


@action
def stop_ladder(actor: str, count: int, **terms: Any) -> list[Call]:
    """Have so many equal stops wait: more than an account may have."""
    return stop(actor, actor, **terms) * count


@action
def cancel_stops(actor: str, stops: Sequence[int]) -> list[Call]:
    """Cancel those of the stops that wait."""
    ids = list(stops)
    return [Call("book", "cancelStops", (ids,), actor, lambda model: model.cancel_stops(actor, ids))]


@action
def trigger_stops(actor: str, stops: Sequence[int]) -> list[Call]:
    """Fire those of the stops that are due."""
    ids = list(stops)
    return [Call("book", "triggerStops", (ids,), actor, lambda model: model.trigger_stops(actor, ids))]
