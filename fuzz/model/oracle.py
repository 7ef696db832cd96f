"""Mark prices: the median of usable sources that agree, and never an old or unconfirmed one as if it were new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field, replace

from fuzz.model.price_history import PriceHistory
from fuzz.model.refusal import Refusal
from fuzz.model.sequencer import MAX_GRACE, MIN_GRACE, Report, Watch
from fuzz.model.units import PPM


@dataclass(frozen=True, slots=True)
class Source:
    """What one source answers: WAD dollars per base unit, unix seconds; a broken one reverts."""

    price: int = 0
    updated_at: int = 0
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Guards:
    """How far readings may lie apart, how far a price may jump unconfirmed, and after how many seconds it is confirmed.

    The defaults are those of a market for which none were set.
    """

    max_deviation_ppm: int = 50_000
    max_jump_ppm: int = 200_000
    confirm_delay: int = 60
    history_size: int = 128

    def check(self) -> None:
        """Refuse what lies outside the bounds: ``InvalidGuards``."""
        limits = (200_000, 500_000, 3_600, 1_024)
        if any(not 0 < value <= most for value, most in zip(astuple(self), limits, strict=True)):
            raise Refusal("InvalidGuards")


@dataclass(frozen=True, slots=True)
class Jump:
    """A median that was too far from the stored price, and when it was seen first."""

    price: int
    since: int


@dataclass(frozen=True, slots=True)
class Feed:
    """A market's configuration, its stored price (time 0: never updated) and what led to it."""

    max_age: int
    min_sources: int
    sources: tuple[str, ...]
    price: int = 0
    updated_at: int = 0
    guards: Guards = Guards()
    pending: Jump | None = None
    history: PriceHistory = field(default_factory=lambda: PriceHistory(Guards().history_size))

    def guarded(self, guards: Guards, now: int) -> Feed:
        """Return the feed under other guards; another size starts its history anew."""
        return replace(self, guards=guards, history=self.history.resized(guards.history_size, now))

    def stored(self, price: int, updated_at: int, now: int) -> Feed:
        """Return the feed with a price in force from ``now`` on; nothing is pending then."""
        history = self.history.changed(price, now)
        return replace(self, price=price, updated_at=updated_at, pending=None, history=history)

    def must_wait(self, price: int, now: int) -> bool:
        """Whether ``price`` is a jump that no update confirms at ``now``."""
        if self.price == 0 or near(price, self.price, self.guards.max_jump_ppm):
            return False
        return not self.continues(price, now) or now < self.confirmable_at

    def continues(self, price: int, now: int) -> bool:
        """Whether ``price`` agrees with a jump that is pending and not too old."""
        if self.pending is None or now > self.confirmable_at + self.max_age:
            return False
        return near(price, self.pending.price, self.guards.max_jump_ppm)

    @property
    def confirmable_at(self) -> int:
        """From when on the pending jump can be confirmed; 0 without one."""
        return self.pending.since + self.guards.confirm_delay if self.pending else 0


def usable(source: Source, max_age: int, max_price: int, now: int) -> bool:
    """Whether a reading survives: not broken, zero, too high, from the future or older than ``max_age`` seconds."""
    return not source.broken and 0 < source.price <= max_price and now - max_age <= source.updated_at <= now


def near(price: int, other: int, ppm: int) -> bool:
    """Whether ``price`` is at most ``ppm`` parts of ``other`` away from it."""
    return abs(price - other) * PPM <= ppm * other


def median(prices: Sequence[int]) -> int:
    """Middle price; of an even count the mean of the middle two, rounded down."""
    ordered = sorted(prices)
    middle = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) // 2


@dataclass(slots=True)
class Oracle:
    """All markets' feeds and the sources they read; ``max_price`` is the highest reading taken seriously.

    ``uptime`` is what uptime feeds answer, ``watch`` which of them is asked before a price is stored.
    """

    max_price: int
    feeds: dict[int, Feed] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    uptime: dict[str, Report] = field(default_factory=dict)
    watch: Watch | None = None

    def copy(self) -> Oracle:
        """Return an independent copy."""
        return Oracle(self.max_price, dict(self.feeds), dict(self.sources), dict(self.uptime), self.watch)

    def watch_sequencer(self, feed: str | None, grace: int, now: int) -> None:
        """Ask this uptime feed from now on, or none; ``grace`` in seconds.

        Refuses ``InvalidSequencerFeed`` for a feed that does not answer now, and for a grace period out of bounds.
        """
        if feed is None:
            valid = grace == 0
        else:
            valid = MIN_GRACE <= grace <= MAX_GRACE and self.uptime.get(feed, Report(broken=True)).sound(now)
        if not valid:
            raise Refusal("InvalidSequencerFeed")
        self.watch = None if feed is None else Watch(feed, grace)

    def require_sequencer(self, now: int) -> None:
        """Refuse ``SequencerDown`` and ``GracePeriodNotOver``."""
        if self.watch is not None:
            self.watch.check(self.uptime[self.watch.feed], now)

    def survivors(self, market_id: int, now: int) -> list[Source]:
        """Return the readings that an update at ``now`` would use; refuses ``UnknownMarket``."""
        feed = self._feed(market_id)
        readings = [self.sources[address] for address in feed.sources]
        sound = [source for source in readings if usable(source, feed.max_age, self.max_price, now)]
        if not sound:
            return []
        middle = median([source.price for source in sound])
        return [source for source in sound if near(source.price, middle, feed.guards.max_deviation_ppm)]

    def read(self, market_id: int, now: int) -> tuple[int, int]:
        """Return the survivors' median and the oldest one's time; refuses ``UnknownMarket``, ``TooFewSources``."""
        surviving = self.survivors(market_id, now)
        if len(surviving) < self._feed(market_id).min_sources:
            raise Refusal("TooFewSources")
        return median([source.price for source in surviving]), min(source.updated_at for source in surviving)

    def update(self, market_id: int, now: int) -> int:
        """Store what :meth:`read` finds, or keep it pending where it jumps; returns the price stored then."""
        price, updated_at = self.read(market_id, now)
        feed = self._feed(market_id)
        if not feed.must_wait(price, now):
            self.feeds[market_id] = feed.stored(price, updated_at, now)
        elif not feed.continues(price, now):
            self.feeds[market_id] = replace(feed, pending=Jump(price, now))
        return self.feeds[market_id].price

    def accept(self, market_id: int, lowest: int, highest: int, now: int) -> int:
        """Store what :meth:`read` finds, however far it jumps; refuses ``PriceNotAccepted`` outside the range."""
        price, updated_at = self.read(market_id, now)
        if not lowest <= price <= highest:
            raise Refusal("PriceNotAccepted")
        self.feeds[market_id] = self._feed(market_id).stored(price, updated_at, now)
        return price

    def set_guards(self, market_id: int, guards: Guards, now: int) -> None:
        """Hold a market's price to other guards; refuses ``InvalidGuards``, ``UnknownMarket``."""
        guards.check()
        self.feeds[market_id] = self._feed(market_id).guarded(guards, now)

    def price(self, market_id: int, now: int) -> int:
        """Return the stored price; refuses ``UnknownMarket``, and ``StalePrice`` when older than ``max_age``."""
        feed = self._feed(market_id)
        if now - feed.updated_at > feed.max_age:
            raise Refusal("StalePrice")
        return feed.price

    def twap(self, market_id: int, window: int, now: int) -> int:
        """Return the average price of the last ``window`` seconds, as fresh as :meth:`price`."""
        self.price(market_id, now)
        return self._feed(market_id).history.average(window, now)

    def is_fresh(self, market_id: int, now: int) -> bool:
        """Whether :meth:`price` would answer."""
        feed = self.feeds.get(market_id)
        return feed is not None and now - feed.updated_at <= feed.max_age

    def _feed(self, market_id: int) -> Feed:
        feed = self.feeds.get(market_id)
        if feed is None:
            raise Refusal("UnknownMarket")
        return feed
