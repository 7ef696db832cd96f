"""The catalogue's properties of prices, checked on what the chain itself says before and after a step."""

from __future__ import annotations

from collections.abc import Iterator

from fuzz.machines.scenario import LISTINGS, Listing
from fuzz.machines.transition import Transition
from fuzz.model.oracle import median, near

HIGHEST = 10**30
"""Highest price that is taken from a source, WAD dollars."""


def prices_are_fresh(t: Transition) -> Iterator[str]:
    """No price is given out that is older than its market allows."""
    for market_id in t.markets:
        listing, market = LISTINGS[market_id], t.after.markets[market_id]
        age = t.after.now - market.updated_at
        if isinstance(market.price, int) and age > listing.max_age:
            yield f"{listing.symbol} answers {market.price}, which is {age} seconds old of {listing.max_age} allowed"


def prices_lie_within_sources(t: Transition) -> Iterator[str]:
    """What was stored lies between the usable readings."""
    if t.step.rule != "move_price" or not t.events("PriceUpdated"):
        return
    listing = LISTINGS[t.step.arguments["market"]]
    readings = [(price, age) for price, age, behaviour in t.step.arguments["readings"] if behaviour == 0 and price > 0]
    usable = [price for price, age in readings if 0 <= age <= listing.max_age]
    price = t.after.markets[t.step.arguments["market"]].last_price
    if not usable or not min(usable) <= price <= max(usable):
        yield f"{listing.symbol} was set to {price}; its usable sources read {sorted(usable)}"


def prices_come_from_agreeing_sources(t: Transition) -> Iterator[str]:
    """What was not announced as dropped is near the median, and is enough."""
    if t.step.rule != "move_price" or not t.events("PriceUpdated"):
        return
    market_id = t.step.arguments["market"]
    listing = LISTINGS[market_id]
    dropped = {t.name(event.source) for event in t.events("SourceDropped")}
    readings = zip(listing.sources, t.step.arguments["readings"], strict=True)
    sound = [(name, price) for name, (price, age, behaviour) in readings if _is_sound(price, age, behaviour, listing)]
    middle = median([price for _, price in sound]) if sound else 0
    most = t.before.markets[market_id].guards[0]
    for name, price in sound:
        if name not in dropped and not near(price, middle, most):
            yield f"{name} reads {price}, more than {most} ppm from the median {middle}, and was used"
    if len(listing.sources) - len(dropped) < listing.min_sources:
        yield f"{listing.symbol} was updated from all sources but {sorted(dropped)}; it needs {listing.min_sources}"


def _is_sound(price: int, age: int, behaviour: int, listing: Listing) -> bool:
    return behaviour == 0 and 0 < price <= HIGHEST and 0 <= age <= listing.max_age


def jumps_are_confirmed(t: Transition) -> Iterator[str]:
    """A jump was seen before, long enough ago, and agrees; or the owner accepted it."""
    if t.step.rule == "accept_price":
        return
    for listing, before, after in zip(LISTINGS, t.before.markets, t.after.markets, strict=True):
        _, most, delay, _ = before.guards
        if before.last_price == 0 or near(after.last_price, before.last_price, most):
            continue
        jump, since = before.pending
        what = f"{listing.symbol} jumped from {before.last_price} to {after.last_price}"
        if jump == 0 or not near(after.last_price, jump, most):
            yield f"{what}; pending was {jump or 'nothing'}"
        elif t.after.now < since + delay:
            yield f"{what} {t.after.now - since} seconds after it was first seen, of {delay}"
