"""Which price was in force when, as far back as it is kept, and the exact average over any window of it."""

from __future__ import annotations

from dataclasses import dataclass

from fuzz.model.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """Changes as ``(unix seconds, WAD dollars)``, oldest first: each price was in force until the next one's time.

    At most ``size`` are kept. A price replaced within its second was never in force.
    """

    size: int
    changes: tuple[tuple[int, int], ...] = ()

    def changed(self, price: int, now: int) -> PriceHistory:
        """Return the history with ``price`` in force from ``now`` on; the same price again is no change."""
        if self.changes and self.changes[-1][0] == now:
            return PriceHistory(self.size, (*self.changes[:-1], (now, price)))
        if self.changes and self.changes[-1][1] == price:
            return self
        return PriceHistory(self.size, (*self.changes, (now, price))[-self.size :])

    def resized(self, size: int, now: int) -> PriceHistory:
        """Return a history of another size, which begins anew with the price in force."""
        if size == self.size:
            return self
        return PriceHistory(size, tuple((now, price) for _, price in self.changes[-1:]))

    def longest_window(self, now: int) -> int:
        """Return the seconds since the oldest change that is kept; 0 without one."""
        return now - self.changes[0][0] if self.changes else 0

    def average(self, window: int, now: int) -> int:
        """Return the time-weighted average of the last ``window`` seconds, floored; refuses ``WindowOutOfRange``."""
        if not 0 < window <= self.longest_window(now):
            raise Refusal("WindowOutOfRange")
        start = now - window
        ends = [*(at for at, _ in self.changes[1:]), now]
        total = sum(price * max(0, end - max(at, start)) for (at, price), end in zip(self.changes, ends, strict=True))
        return total // window
