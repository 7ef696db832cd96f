"""The L2's sequencer: while it is down, and until its grace period after that is over, no price is stored."""

from __future__ import annotations

from dataclasses import dataclass

from fuzz.model.refusal import Refusal

MIN_GRACE, MAX_GRACE = 60, 86_400
"""Bounds of a grace period, seconds."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an uptime feed answers: up or down, and since when (unix seconds; 0: nothing was ever reported)."""

    up: bool = True
    since: int = 0
    broken: bool = False

    def sound(self, now: int) -> bool:
        """Whether it is an answer: a feed that fails, or tells of the future, says nothing."""
        return not self.broken and 0 < self.since <= now


@dataclass(frozen=True, slots=True)
class Watch:
    """The uptime feed that the oracle asks, and for how many seconds after an outage it waits."""

    feed: str
    grace: int

    def check(self, report: Report, now: int) -> None:
        """Refuse ``SequencerDown`` also where the feed says nothing, and ``GracePeriodNotOver``."""
        if not report.sound(now) or not report.up:
            raise Refusal("SequencerDown")
        if now < report.since + self.grace:
            raise Refusal("GracePeriodNotOver")
