"""A night that a kill cut off is gone on with by the same command, for as long as it has left."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from fuzz.campaign.store import notes
from gate.campaign.nights import LONGEST_BREAK, TONIGHT_FILE, EngineNight, Tonight, go_on, past_nights, unfinished_night
from tests.campaign.fakes import family, finish, log_of, results, start, wait_until

BEGUN = "2026-01-01T22:00:00+00:00"
HOUR = 3600.0
"""What the tests' campaigns are asked for."""


@pytest.mark.slow
def test_campaign_when_killed_and_started_again_then_both_runs_are_one_night(tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start(out)
    wait_until(lambda: unfinished_night(out) is not None and results(out) >= 4, process)
    started = family(process)
    process.kill()
    process.wait()
    psutil.wait_procs(started, timeout=30)
    cut_off = unfinished_night(out)
    assert cut_off is not None
    assert past_nights(out) == []
    finish(out)
    [night] = past_nights(out)
    assert unfinished_night(out) is None
    assert night.started == cut_off.started
    assert night.seconds > cut_off.spent > 0
    for engine, before in cut_off.engines.items():
        assert night.engines[engine].slices >= before.slices > 0
    assert set(cut_off.new) <= set(night.new)


@pytest.mark.slow
def test_campaign_when_the_night_has_no_time_left_then_no_slice_is_begun_and_the_next_start_is_a_new_night(
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    go_on(out, Tonight(started=BEGUN, spent=HOUR))
    finish(out)
    assert results(out) == 0
    assert f"going on with the night of {BEGUN}, after 60 min" in log_of(out).read_text()
    assert [night.started for night in past_nights(out)] == [BEGUN]
    finish(out)
    assert results(out) > 0
    assert len(past_nights(out)) == 2


def test_unfinished_night_then_it_is_what_was_written(tmp_path: Path) -> None:
    tonight = Tonight(started=BEGUN, spent=1.5, engines={"foundry": EngineNight(slices=2, calls=3)}, new=["a"])
    go_on(tmp_path, tonight)
    assert unfinished_night(tmp_path) == tonight


@pytest.mark.parametrize("late", [-1, 1])
def test_unfinished_night_when_nobody_went_on_with_it_for_long_then_it_is_over(tmp_path: Path, late: int) -> None:
    tonight = Tonight(started=BEGUN, spent=1.5, engines={"foundry": EngineNight(slices=2, calls=3)}, new=["a"])
    go_on(tmp_path, tonight)
    file = tmp_path / TONIGHT_FILE
    then = file.stat().st_mtime - LONGEST_BREAK - 60 * late
    os.utime(file, (then, then))
    if late < 0:
        assert unfinished_night(tmp_path) == tonight
        return
    assert unfinished_night(tmp_path) is None
    assert not file.exists()
    [night] = past_nights(tmp_path)
    assert (night.started, night.seconds, night.interrupted, night.new) == (BEGUN, 1.5, True, ["a"])


def test_unfinished_night_when_it_can_not_be_read_then_it_is_set_aside_with_a_note(tmp_path: Path) -> None:
    (tmp_path / TONIGHT_FILE).write_text("{")
    assert unfinished_night(tmp_path) is None
    assert not (tmp_path / TONIGHT_FILE).exists()
    assert f"{TONIGHT_FILE} can't be read" in notes(tmp_path)[0]
