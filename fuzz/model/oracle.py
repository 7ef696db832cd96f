"""Mark prices: the median of usable sources, and never an old one as if it were new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fuzz.model.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Source:
    """What one source answers: WAD dollars per base unit, unix seconds; a broken one reverts."""

    price: int = 0
    updated_at: int = 0
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A market's configuration and its stored price (time 0: never updated)."""

    max_age: int
    min_sources: int
    sources: tuple[str, ...]
    price: int = 0
    updated_at: int = 0


def usable(source: Source, max_age: int, max_price: int, now: int) -> bool:
    """Whether a reading survives: not broken, zero, too high, from the future or older than ``max_age`` seconds."""
    return not source.broken and 0 < source.price <= max_price and now - max_age <= source.updated_at <= now


def median(prices: Sequence[int]) -> int:
    """Middle price; of an even count the mean of the middle two, rounded down."""
    ordered = sorted(prices)
    middle = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) // 2


@dataclass(slots=True)
class Oracle:
    """All markets' feeds and the sources they read; ``max_price`` is the highest reading taken seriously."""

    max_price: int
    feeds: dict[int, Feed] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)

    def copy(self) -> Oracle:
        """Return an independent copy."""
        return Oracle(self.max_price, dict(self.feeds), dict(self.sources))

    def survivors(self, market_id: int, now: int) -> list[Source]:
        """Return the readings that an update at ``now`` would use; refuses ``UnknownMarket``."""
        feed = self._feed(market_id)
        readings = [self.sources[address] for address in feed.sources]
        return [source for source in readings if usable(source, feed.max_age, self.max_price, now)]

    def update(self, market_id: int, now: int) -> int:
        """Store the survivors' median with the oldest survivor's time; refuses ``UnknownMarket``, ``TooFewSources``."""
        feed = self._feed(market_id)
        surviving = self.survivors(market_id, now)
        if len(surviving) < feed.min_sources:
            raise Refusal("TooFewSources")
        price = median([source.price for source in surviving])
        updated_at = min(source.updated_at for source in surviving)
        self.feeds[market_id] = Feed(feed.max_age, feed.min_sources, feed.sources, price, updated_at)
        return price

    def price(self, market_id: int, now: int) -> int:
        """Return the stored price; refuses ``UnknownMarket``, and ``StalePrice`` when older than ``max_age``."""
        feed = self._feed(market_id)
        if now - feed.updated_at > feed.max_age:
            raise Refusal("StalePrice")
        return feed.price

    def is_fresh(self, market_id: int, now: int) -> bool:
        """Whether :meth:`price` would answer."""
        feed = self.feeds.get(market_id)
        return feed is not None and now - feed.updated_at <= feed.max_age

    def _feed(self, market_id: int) -> Feed:
        feed = self.feeds.get(market_id)
        if feed is None:
            raise Refusal("UnknownMarket")
        return feed
