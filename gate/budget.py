"""How the time of a run is shared out: wall seconds only, monotonic clock.

A layer's share is the most it may take, not what it should: what it executes is fixed by the profile wherever an engine
lets it be, so that the same seed gives the same run and a slow machine the same verdict, later.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from gate.config import Minutes
from gate.results import Profile


@dataclass(frozen=True)
class Budget:
    """The time of one run, counted from its creation; after ``limit`` seconds whatever still runs is ended."""

    limit: float
    start: float = field(default_factory=time.monotonic)

    @staticmethod
    def of(profile: Profile, minutes: float | None, configured: Minutes) -> Budget:
        """``minutes`` where given, else what is ``configured`` for ``profile``.

        The defaults are far more than a run takes on a usual machine, but for nightly, which goes on until then.
        """
        return Budget(60 * (configured.of(profile) if minutes is None else minutes))

    def elapsed(self) -> float:
        """Seconds since the run started."""
        return time.monotonic() - self.start

    def used_up(self) -> bool:
        """Whether whatever still runs must be ended."""
        return self.elapsed() >= self.limit

    def share(self, weight: float, pending: Iterable[float], running: Iterable[float], workers: int) -> float:
        """Seconds for a layer that starts now.

        ``pending`` holds the weights of the layers yet to start, this one included; ``running`` the moments (seconds
        since the start of the run) at which the shares of the running layers end. Time that finished layers left is
        shared out again.
        """
        elapsed = self.elapsed()
        left = max(0.0, self.limit - elapsed)
        taken = sum(min(left, max(0.0, end - elapsed)) for end in running)
        free = max(0.0, left * workers - taken)
        return min(left, free * weight / sum(pending))
