from __future__ import annotations

from pathlib import Path

from gate.history import FILE, past_runs, record
from gate.results import LayerResult, LayerStatus, Profile
from gate.verdict import Verdict, decide


def verdict() -> Verdict:
    layer = LayerResult(layer="machines", status=LayerStatus.CLEAN, executed={"calls": 7}, seconds=1.5)
    return decide([layer], profile=Profile.QUICK, seed=1, seconds=2.5)


def test_record_then_the_run_is_read_again_oldest_first(tmp_path: Path) -> None:
    for _ in range(3):
        record(tmp_path, verdict())
    runs, unreadable = past_runs(tmp_path, most=2)
    assert (len(runs), unreadable) == (2, 0)
    assert runs[0].layers["machines"].executed == {"calls": 7}


def test_past_runs_when_there_is_no_history_then_none(tmp_path: Path) -> None:
    assert past_runs(tmp_path) == ([], 0)


def test_record_when_the_last_line_was_cut_short_then_it_alone_is_lost(tmp_path: Path) -> None:
    record(tmp_path, verdict())
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes() + b'{"started": "2026')
    record(tmp_path, verdict())
    runs, unreadable = past_runs(tmp_path)
    assert (len(runs), unreadable) == (2, 1)
