"""When trading may go on, auctions and stops: checks of single steps."""

from __future__ import annotations

from collections.abc import Iterator

from fuzz.machines.calls import FILLS
from fuzz.machines.scenario import LISTINGS
from fuzz.machines.transition import Transition
from fuzz.model.markets import MarketState
from fuzz.model.units import PPM

AUCTION_MARKET_BIT = 89
"""Where the market stands in the id of an order for the auction."""


def nobody_grows_while_only_reducing(t: Transition) -> Iterator[str]:
    """No fill makes a position grow while the system is paused or its market only reduces."""
    if t.step.rule not in FILLS:
        return
    for market_id in sorted({event.marketId for event in t.events("PositionChanged")}):
        reducing = [
            state.paused or state.markets[market_id].state == MarketState.REDUCE_ONLY for state in (t.before, t.after)
        ]
        if not all(reducing):
            continue
        for name, account in t.after.accounts.items():
            size, before = account.positions[market_id].size, t.before.accounts[name].positions[market_id].size
            if abs(size) > abs(before) or size * before < 0:
                where = f"{name} in {LISTINGS[market_id].symbol}"
                yield f"{where} went from {before} to {size} while only reducing was allowed"


def the_vault_fills_the_imbalance_near_the_mark(t: Transition) -> Iterator[str]:
    """The vault fills at most an auction's imbalance, within its band of a mark that stood all the while."""
    for event in t.events("AuctionExecuted"):
        if abs(event.vaultLots) > abs(event.imbalance):
            yield f"the vault filled {event.vaultLots} lots of an imbalance of {event.imbalance}"
    for event in t.events("AuctionMatched"):
        if 0 not in (event.bidId, event.askId):
            continue
        market_id = max(event.bidId, event.askId) >> AUCTION_MARKET_BIT
        mark, band = t.before.markets[market_id].last_price, t.before.auction_lengths[market_id][1]
        if mark != t.after.markets[market_id].last_price:
            continue
        away = abs(event.tick * LISTINGS[market_id].market.tick_size - mark)
        if away * PPM > band * mark:
            yield f"the vault filled at tick {event.tick}, {away} from the mark of {mark}; its band is {band} ppm"


def stops_fire_at_their_trigger(t: Transition) -> Iterator[str]:
    """A stop fires on the mark, which is fresh, at or beyond its trigger."""
    for event in (*t.events("StopTriggered"), *t.events("StopRefused")):
        if event.stopId not in t.before.stops:
            # Within one step of several calls it may have been placed first.
            if len(t.done) == 1:
                yield f"stop {event.stopId} fired, which did not wait"
            continue
        _, market_id, _, above, trigger_tick, *_ = t.before.stops[event.stopId]
        market, trigger = t.after.markets[market_id], trigger_tick * LISTINGS[market_id].market.tick_size
        if market.price != event.mark:
            yield f"stop {event.stopId} fired on {event.mark}; the mark is {market.price}"
        if event.mark < trigger if above else event.mark > trigger:
            side = "or more" if above else "or less"
            yield f"stop {event.stopId} waits for {trigger} {side}, it fired on {event.mark}"
