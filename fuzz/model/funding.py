"""Funding: how the rate is made, how the index runs, and what a position owes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from fuzz.model.refusal import Refusal
from fuzz.model.units import PPM, WAD, ceil_div, floor_div

PERIOD = 8 * 3600
"""Seconds a rate is quoted for."""

MAX_RATE_PPM = 100_000
MAX_INTERVAL = 7 * 24 * 3600
MAX_IMPACT_LEVELS = 32
"""Levels of a side that an impact price looks at."""
MAX_IMPACT_ORDERS = 64
"""Orders of a side that it looks at one by one, in levels where any order has an expiry."""


@dataclass(frozen=True, slots=True)
class FundingTerms:
    """How a market's rate is made; ``impact_notional`` WAD dollars, ``max_interval`` seconds, the rest ppm."""

    impact_notional: int = 0
    interest_ppm: int = 0
    band_ppm: int = 0
    cap_ppm: int = 0
    premium_cap_ppm: int = 0
    max_interval: int = 3600

    def check(self) -> None:
        """Refuse ``InvalidFundingParams`` for terms outside their bounds."""
        limits = (abs(self.interest_ppm), self.band_ppm, self.cap_ppm, self.premium_cap_ppm)
        if max(limits) > MAX_RATE_PPM or not 0 < self.max_interval <= MAX_INTERVAL:
            raise Refusal("InvalidFundingParams")

    def rate(self, premium: int) -> int:
        """Return the rate, WAD per 8 h, that a premium (WAD, clamped here too) makes."""
        premium = _clamp(premium, self.premium_cap_ppm)
        interest = self.interest_ppm * WAD // PPM
        return _clamp(premium + _clamp(interest - premium, self.band_ppm), self.cap_ppm)


def _clamp(value: int, limit_ppm: int) -> int:
    limit = limit_ppm * WAD // PPM
    return max(-limit, min(limit, value))


@dataclass(frozen=True, slots=True)
class Funding:
    """A market's funding: ``index`` WAD dollars per base unit, ``rate`` WAD per 8 h in force since ``since``.

    ``residual`` WAD dollars is what rounding has left, and what settling at the final price left.
    """

    terms: FundingTerms = FundingTerms()
    index: int = 0
    rate: int = 0
    since: int = 0
    residual: int = 0

    def index_at(self, mark: int, time: int) -> int:
        """Return the index run up to ``time``, an interval longer than allowed being cut."""
        seconds = min(max(0, time - self.since), self.terms.max_interval)
        return self.index + floor_div(self.rate * mark * seconds, PERIOD * WAD)

    def accrued(self, index: int, now: int) -> Funding:
        """Return the funding with what has passed in the index; at a rate of zero nothing passes."""
        if self.rate == 0:
            return self
        return replace(self, index=index, since=now)

    def sampled(self, rate: int, now: int) -> Funding:
        """Return the funding with a new rate, for the time to come."""
        return replace(self, rate=rate, since=now)

    def keep(self, value: int) -> Funding:
        """Return the funding with ``value`` WAD dollars more (fewer, where negative) of residual."""
        return replace(self, residual=self.residual + value)


def owed(size: int, index_change: int) -> int:
    """Return what ``size`` owes for a change of the index, WAD dollars; payers rounded up, receivers down."""
    return ceil_div(size * index_change, WAD)


def premium(bid: int, ask: int, index: int) -> int:
    """Return the impact mid price's premium over the index, WAD; a side without price stands at the index."""
    mid = ((bid or index) + (ask or index)) // 2
    return floor_div((mid - index) * WAD, index)


def levels_read(levels: Iterable[tuple[int, int]], notional: int) -> int:
    """How many ``(price, size)`` levels, best first, an impact price looks at to find ``notional`` dollars."""
    read, left = 0, Fraction(notional)
    for price, size in levels:
        if left <= 0 or read == MAX_IMPACT_LEVELS:
            break
        left -= Fraction(price * size, WAD)
        read += 1
    return read


def impact_price(levels: Iterable[tuple[int, int]], notional: int, *, buying: bool) -> int:
    """Average price of trading ``notional`` dollars through ``(price, size)`` levels, best first; zero where too thin.

    What buying costs is rounded up, what selling brings down.
    """
    left, base = Fraction(notional), Fraction(0)
    if notional == 0:
        return 0
    for count, (price, size) in enumerate(levels):
        if count == MAX_IMPACT_LEVELS:
            break
        value = Fraction(price * size, WAD)
        if value >= left:
            base += left * WAD / price
            average = notional * WAD / base
            return ceil_div(average.numerator, average.denominator) if buying else int(average)
        left -= value
        base += size
    return 0
