"""While the sequencer is down, and in its grace period after, the oracle stores no price."""

from __future__ import annotations

import pytest

from fuzz.model.oracle import Oracle
from fuzz.model.refusal import Refusal
from fuzz.model.sequencer import MAX_GRACE, MIN_GRACE, Report

NOW = 1_000_000
FEED = "uptime"
GRACE = 600


def watching(report: Report, grace: int = GRACE) -> Oracle:
    oracle = Oracle(10**30, uptime={FEED: Report(up=True, since=1)})
    oracle.watch_sequencer(FEED, grace, NOW)
    oracle.uptime[FEED] = report
    return oracle


@pytest.mark.parametrize(
    ("report", "error"),
    [
        (Report(up=True, since=NOW - GRACE), None),
        (Report(up=True, since=NOW - GRACE + 1), "GracePeriodNotOver"),
        (Report(up=True, since=NOW), "GracePeriodNotOver"),
        (Report(up=True, since=NOW + 1), "SequencerDown"),
        (Report(up=True, since=0), "SequencerDown"),
        (Report(up=False, since=1), "SequencerDown"),
        (Report(up=True, since=1, broken=True), "SequencerDown"),
    ],
)
def test_require_sequencer_then_it_wants_an_answer_that_is_up_and_has_been_for_the_grace_period(
    report: Report, error: str | None
) -> None:
    oracle = watching(report)
    if error is None:
        oracle.require_sequencer(NOW)
    else:
        with pytest.raises(Refusal, match=error):
            oracle.require_sequencer(NOW)


def test_require_sequencer_when_nobody_is_watched_then_nothing_is_asked() -> None:
    oracle = watching(Report(up=False, since=1))
    oracle.watch_sequencer(None, 0, NOW)
    oracle.require_sequencer(NOW)


@pytest.mark.parametrize(
    ("feed", "grace", "valid"),
    [
        (FEED, MIN_GRACE, True),
        (FEED, MIN_GRACE - 1, False),
        (FEED, MAX_GRACE, True),
        (FEED, MAX_GRACE + 1, False),
        ("nobody", GRACE, False),
        (None, 0, True),
        (None, 1, False),
    ],
)
def test_watch_sequencer_then_the_feed_answers_and_the_grace_period_is_in_bounds(
    feed: str | None, grace: int, valid: bool
) -> None:
    oracle = Oracle(10**30, uptime={FEED: Report(up=False, since=NOW)})
    if valid:
        oracle.watch_sequencer(feed, grace, NOW)
        assert (oracle.watch.feed if oracle.watch else None) == feed
    else:
        with pytest.raises(Refusal, match="InvalidSequencerFeed"):
            oracle.watch_sequencer(feed, grace, NOW)


def test_copy_then_what_the_copy_is_told_does_not_reach_the_original() -> None:
    oracle = watching(Report(up=True, since=1))
    other = oracle.copy()
    other.uptime[FEED] = Report(up=False, since=1)
    oracle.require_sequencer(NOW)
