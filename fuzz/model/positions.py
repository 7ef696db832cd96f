"""A position and what a trade does to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fuzz.model import funding
from fuzz.model.units import floor_div


@dataclass(frozen=True, slots=True)
class Position:
    """One account in one market.

    ``size`` WAD base units, long > 0; ``quote`` WAD dollars, what the open size has cost (negative for a long bought)
    or brought in; ``bid_lots`` and ``ask_lots`` lots reserved by resting orders; ``entry`` the funding index it is
    settled to, zero without size.
    """

    size: int = 0
    quote: int = 0
    bid_lots: int = 0
    ask_lots: int = 0
    entry: int = 0

    @property
    def active(self) -> bool:
        """Whether the account counts as being in the market: a position or an open order."""
        return self.size != 0 or self.bid_lots != 0 or self.ask_lots != 0

    def reserve(self, is_buy: bool, lots: int) -> Position:
        """Return the position with ``lots`` more (fewer, where negative) of open orders on one side."""
        if is_buy:
            return replace(self, bid_lots=self.bid_lots + lots)
        return replace(self, ask_lots=self.ask_lots + lots)

    def owed(self, index: int) -> int:
        """Return the funding owed up to an index, WAD dollars; negative where the position receives."""
        return funding.owed(self.size, index - self.entry)

    def settled(self, index: int) -> tuple[Position, int]:
        """Return the position with its funding paid out of ``quote``, and what it paid, WAD dollars."""
        paid = self.owed(index)
        return replace(self, quote=self.quote - paid, entry=index if self.size else 0), paid


def trade(position: Position, size_delta: int, quote_delta: int, index: int = 0) -> tuple[Position, int]:
    """Move ``size_delta`` base units against ``quote_delta`` dollars; returns the new position and the realised PnL.

    Growing adds to ``quote``. Reducing releases the closed part of ``quote``, rounded down, plus the proceeds: the rest
    stays in ``quote``, so that nothing is lost inside the account. Crossing zero is a reduce, then a grow; at a mark
    that is no tick the proceeds of the closed part round down too, and the grown part takes the remainder. The position
    must be settled to the funding ``index``, at which what is opened enters.
    """
    size = position.size
    after = replace(position, size=size + size_delta, entry=index if size + size_delta else 0)
    if size == 0 or (size > 0) == (size_delta > 0):
        return replace(after, quote=position.quote + quote_delta), 0
    closed = min(abs(size), abs(size_delta))
    released = floor_div(position.quote * closed, abs(size))
    proceeds = floor_div(quote_delta * closed, abs(size_delta))
    left = position.quote - released + quote_delta - proceeds
    return replace(after, quote=left), released + proceeds


def only_reduced(before: int, after: int) -> bool:
    """Whether a size went towards zero without crossing it; staying put counts."""
    return abs(after) <= abs(before) and before * after >= 0
