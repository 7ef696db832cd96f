"""The checks of when trading may go on, of auctions and of stops fire on what breaks them, and on nothing else."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from fuzz.chain import Event
from fuzz.machines.actions import Step
from fuzz.machines.session import Session
from fuzz.machines.state import SystemState
from fuzz.model.markets import MarketState
from fuzz.model.units import WAD
from tests.machines.forging import MARK, ChangeState, broken_by, fields, market, position, same

SHOWN = ("NS-06", "NS-08", "OI-05")
PLACE = Step("place", {"actor": "bob", "market": 0, "is_buy": True, "tick": 20_000, "lots": 1})
EXECUTE = Step("execute_auction", {"actor": "bob", "market": 0})
FIRE = Step("trigger_stops", {"actor": "bob", "stops": [1]})
BAND = 10_000
"""The vault's in ppm: a hundredth of the mark, 200 ticks of the first market."""
TICK = 20_000
"""The mark's."""


class Changed(NamedTuple):
    account: str
    fee: int = 0
    realised: int = 0
    size: int = 0
    quote: int = 0
    marketId: int = 0  # noqa: N815 - the event's own name


class Executed(NamedTuple):
    tick: int
    vaultLots: int  # noqa: N815 - the event's own name
    imbalance: int
    marketId: int = 0  # noqa: N815 - the event's own name


class Paired(NamedTuple):
    bidId: int  # noqa: N815 - the event's own name
    askId: int  # noqa: N815 - the event's own name
    tick: int


class Fired(NamedTuple):
    stopId: int  # noqa: N815 - the event's own name
    mark: int


def reducing(how: str) -> ChangeState:
    return fields(paused=True) if how == "paused" else market(state=MarketState.REDUCE_ONLY)


@pytest.mark.parametrize("how", ["paused", "reduce-only"])
@pytest.mark.parametrize(("size", "broken"), [(2, False), (1, False), (0, False), (3, True), (-1, True)])
def test_growing_or_crossing_zero_while_only_reducing_is_allowed_breaks_oi_05(
    traded: Session, how: str, size: int, broken: bool
) -> None:
    def held(lots: int) -> ChangeState:
        return lambda s: reducing(how)(position("bob", size=lots)(s))

    event = Event("engine", "PositionChanged", Changed("bob"))
    assert ("OI-05" in broken_by(traded, PLACE, held(size), before=held(2), events=(event,))) is broken


def test_growing_otherwise_breaks_nothing_of_oi_05(traded: Session) -> None:
    event = Event("engine", "PositionChanged", Changed("bob"))
    assert "OI-05" not in broken_by(traded, PLACE, position("bob", size=3), events=(event,))


@pytest.mark.parametrize(
    ("event", "broken"),
    [
        (Executed(TICK, 7, 7), False),
        (Executed(TICK, -8, 7), True),
        (Executed(TICK + 5_000, 0, 7), False),
    ],
)
def test_the_vault_beyond_the_imbalance_breaks_ns_06(traded: Session, event: Executed, broken: bool) -> None:
    found = broken_by(traded, EXECUTE, same, events=(Event("book", "AuctionExecuted", event),))
    assert ("NS-06" in found) is broken


@pytest.mark.parametrize(
    ("event", "broken"),
    [
        (Paired(1 << 56, 0, TICK + 200), False),
        (Paired(1 << 56, 0, TICK + 201), True),
        (Paired(0, 7, TICK - 201), True),
        (Paired(1 << 56, 7, TICK + 5_000), False),
    ],
)
def test_a_fill_of_the_vault_beyond_its_band_breaks_ns_06(traded: Session, event: Paired, broken: bool) -> None:
    banded = fields(auction_lengths=((60, BAND),) * 3)
    found = broken_by(traded, EXECUTE, banded, before=banded, events=(Event("book", "AuctionMatched", event),))
    assert ("NS-06" in found) is broken


@pytest.mark.parametrize("name", ["StopTriggered", "StopRefused"])
@pytest.mark.parametrize(
    ("above", "trigger", "fired", "broken"),
    [
        (True, TICK, MARK, False),
        (True, TICK + 1, MARK, True),
        (False, TICK, MARK, False),
        (False, TICK - 1, MARK, True),
        (True, TICK, MARK + 1, True),
    ],
)
def test_a_stop_that_fires_before_its_trigger_or_on_another_price_breaks_ns_08(
    traded: Session, name: str, above: bool, trigger: int, fired: int, broken: bool
) -> None:
    waiting = fields(stops={1: ("bob", 0, True, above, trigger, TICK, 1, False, False, 0)})
    found = broken_by(traded, FIRE, same, before=waiting, events=(Event("book", name, Fired(1, fired)),))
    assert ("NS-08" in found) is broken


def test_a_stop_that_did_not_wait_breaks_ns_08(traded: Session) -> None:
    assert "NS-08" in broken_by(traded, FIRE, same, events=(Event("book", "StopTriggered", Fired(9, MARK)),))


def test_a_stop_that_fires_while_the_price_is_stale_breaks_ns_08(traded: Session) -> None:
    waiting = fields(stops={1: ("bob", 0, True, True, TICK, TICK, 1, False, False, 0)})
    event = Event("book", "StopTriggered", Fired(1, MARK))
    assert "NS-08" in broken_by(traded, FIRE, market(price="StalePrice"), before=waiting, events=(event,))


def test_the_mark_that_these_tests_speak_of_is_the_sessions(traded: Session) -> None:
    state: SystemState = traded.state
    assert (state.markets[0].price, state.markets[0].last_price) == (MARK, 2000 * WAD)
