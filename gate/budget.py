"""How the time of a run is shared out: wall seconds only, monotonic clock.

A layer's share is the most it may take. What it executes is fixed by the profile wherever it can be, so that the same
seed gives the same run; a share only ends what would take too long.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from gate.results import Profile

MINUTES = {Profile.QUICK: 3.0, Profile.PR: 20.0, Profile.NIGHTLY: 480.0}
"""The budget of each profile where none is asked for."""

_PATIENCE = 4.0
"""A default budget plans the run on a usual machine; a slow one may take this many times as long before it is cut off.
A budget that was asked for is kept."""


@dataclass(frozen=True)
class Budget:
    """The time of one run, counted from its creation.

    ``planned`` seconds are shared out; after ``limit`` seconds whatever still runs is ended.
    """

    planned: float
    limit: float
    asked: bool
    start: float = field(default_factory=time.monotonic)

    @staticmethod
    def of(profile: Profile, minutes: float | None) -> Budget:
        """The budget of ``profile``, or exactly ``minutes`` where given."""
        if minutes is not None:
            return Budget(planned=minutes * 60, limit=minutes * 60, asked=True)
        planned = MINUTES[profile] * 60
        return Budget(planned=planned, limit=planned * _PATIENCE, asked=False)

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
        shared out again. When the plan is used up but the limit is not, the layer gets its part of a fresh plan.
        """
        elapsed = self.elapsed()
        left = self.planned - elapsed if elapsed < self.planned else min(self.planned, self.limit - elapsed)
        taken = sum(min(left, max(0.0, end - elapsed)) for end in running)
        free = max(0.0, left * workers - taken)
        return max(0.0, min(left, free * weight / sum(pending)))
