"""Stops wait for the oracle's price and fire under their owner's margin."""

from dataclasses import replace

import pytest

from fuzz.model.book import id_at
from fuzz.model.exchange import Exchange, attempt
from fuzz.model.stops import MAX_STOPS_PER_ACCOUNT, Stop
from fuzz.model.units import WAD

from .figures import ETH, set_price

STOP = Stop("bob", ETH, is_buy=True, above=True, trigger_tick=21_000, limit_tick=21_100, lots=10)


@pytest.fixture(autouse=True)
def _everybody_has_collateral(exchange: Exchange) -> None:
    for trader in ("alice", "bob"):
        exchange.deposit(trader, 10_000 * 10**6)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"market_id": 2}, "UnknownMarket"),
        ({"lots": 0}, "ZeroLots"),
        ({"lots": 2**60}, "TooManyLots"),
        ({"trigger_tick": 0}, "InvalidTick"),
        ({"limit_tick": 0}, "InvalidTick"),
        ({"trigger_tick": 20_000}, "TriggerReached"),
        ({"above": False}, "TriggerReached"),
    ],
)
def test_a_stop_that_may_not_wait_is_refused_by_name(exchange: Exchange, changes: dict[str, int], error: str) -> None:
    stop = replace(STOP, **changes)  # type: ignore[arg-type]
    assert attempt(exchange, lambda after: after.place_stop("bob", stop)).error == error


def test_a_stop_is_not_taken_while_the_mark_is_stale_and_cancelled_in_every_state(exchange: Exchange) -> None:
    assert exchange.place_stop("bob", STOP) == 1
    exchange.now += 61
    assert attempt(exchange, lambda after: after.place_stop("bob", STOP)).error == "StalePrice"
    assert attempt(exchange, lambda after: after.cancel_stops("alice", [1])).error == "NotStopOwner"
    assert exchange.cancel_stops("bob", [1, 1, 7]) == 1


def test_an_account_has_so_many_stops_and_no_more(exchange: Exchange) -> None:
    for number in range(MAX_STOPS_PER_ACCOUNT):
        assert exchange.place_stop("bob", STOP) == number + 1
    assert attempt(exchange, lambda after: after.place_stop("bob", STOP)).error == "TooManyStops"


def test_a_stop_fires_at_its_trigger_and_not_before(exchange: Exchange) -> None:
    exchange.place_stop("bob", STOP)
    set_price(exchange, ETH, 2100 * WAD - 1)
    assert exchange.trigger_stops("mallory", [1]) == 0
    set_price(exchange, ETH, 2100 * WAD)
    assert exchange.trigger_stops("mallory", [7, 1, 1]) == 1
    assert exchange.tape.triggered == [(1, id_at((ETH, True, 21_100), 1), 0)]
    assert exchange.stops.waiting == {}


def test_a_stop_that_cannot_be_placed_ends_with_its_reason_and_stops_no_other(exchange: Exchange) -> None:
    exchange.place_stop("bob", replace(STOP, reduce_only=True))
    exchange.place_stop("bob", STOP)
    set_price(exchange, ETH, 2100 * WAD)
    assert exchange.trigger_stops("mallory", [1, 2]) == 2
    assert exchange.tape.stops_refused == [(1, "NothingToReduce")]
    assert [fired[0] for fired in exchange.tape.triggered] == [2]


def test_a_stop_at_market_drops_what_does_not_fill(exchange: Exchange) -> None:
    exchange.place_stop("bob", replace(STOP, market=True))
    exchange.place("alice", ETH, False, 21_050, 4)
    set_price(exchange, ETH, 2100 * WAD)
    exchange.trigger_stops("mallory", [1])
    assert exchange.tape.triggered == [(1, 0, 4)]
    assert exchange.book.ticks(ETH, True) == []
