"""What is done to the oracle beside moving its sources: many markets at once, jumps accepted, guards changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace

from fuzz.machines.calls import Call, Name, action
from fuzz.machines.scenario import ANSWER, LISTINGS, OWNER, UPTIME
from fuzz.model.exchange import Exchange
from fuzz.model.sequencer import Report

_NOBODY = "0x" + "0" * 40


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
def watch_sequencer(actor: str, feed: str, grace: int) -> list[Call]:
    """Have the oracle ask an uptime feed, or none where ``feed`` is empty; ``grace`` in seconds."""
    asked = Name(feed) if feed else _NOBODY
    return [
        Call(
            "oracle",
            "setSequencerFeed",
            (asked, grace),
            actor,
            lambda model: model.watch_sequencer(actor, feed or None, grace),
        )
    ]


@action
def report_uptime(up: bool, ago: int, behaviour: int, now: int) -> list[Call]:
    """Have the uptime feed say up or down since ``ago`` seconds, or from so many to come; or fail to answer."""
    report = Report(up, now - ago, broken=behaviour != ANSWER)
    told = (1, 0 if up else 1, report.since, report.since, 1)

    def tell(model: Exchange) -> None:
        model.oracle.uptime[UPTIME] = report

    return [
        Call(UPTIME, "setRound", told, OWNER, tell),
        Call(UPTIME, "setBehaviour", (behaviour,), OWNER, tell),
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
