"""Closed integer intervals, for telling where a bit-vector operation can't wrap."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    """All integers from ``low`` to ``high``, both included."""

    low: int
    high: int

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        corners = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def __or__(self, other: Interval) -> Interval:
        """The hull of both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))

    def __and__(self, other: Interval) -> Interval:
        """The common part; ``other`` where there is none (the facts contradict each other: any bound is right)."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else other

    def within(self, low: int, high: int) -> bool:
        """True iff no value lies outside ``low``..``high``."""
        return low <= self.low and self.high <= high

    @property
    def single(self) -> bool:
        """True iff it holds exactly one value."""
        return self.low == self.high


def unsigned(width: int) -> Interval:
    """The values of an unsigned word of ``width`` bits."""
    return Interval(0, (1 << width) - 1)


def signed(width: int) -> Interval:
    """The values of a two's complement word of ``width`` bits."""
    return Interval(-(1 << width - 1), (1 << width - 1) - 1)
