from __future__ import annotations

import os
from pathlib import Path

from gate.layers import static_cache
from gate.layers.static_cache import Report
from gate.results import Build

REPORT = Report(results=[{"check": "x"}], contracts=3, detectors=2)


def build(digest: str) -> Build:
    return Build(profile="default", out=Path("build/gate/default") / digest / "out", cache=Path("c"))


def test_find_when_the_same_was_asked_of_the_same_build_then_the_answer_is_there(tmp_path: Path) -> None:
    kept = static_cache.path(tmp_path, build("aa"), ["one", "two"])
    assert static_cache.find(kept) is None
    static_cache.keep(kept, REPORT)
    assert static_cache.find(static_cache.path(tmp_path, build("aa"), ["two", "one"])) == REPORT


def test_path_when_build_or_detectors_differ_then_so_does_the_key(tmp_path: Path) -> None:
    keys = {static_cache.path(tmp_path, build(d), names) for d in ("aa", "bb") for names in (["one"], ["one", "two"])}
    assert len(keys) == 4


def test_path_when_the_plugins_code_changes_then_so_does_the_key(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    before = static_cache.path(tmp_path, build("aa"), ["one"])
    monkeypatch.setattr(static_cache, "_code", lambda: "another")
    assert static_cache.path(tmp_path, build("aa"), ["one"]) != before


def test_find_when_the_file_was_cut_short_then_it_counts_as_none(tmp_path: Path) -> None:
    kept = static_cache.path(tmp_path, build("aa"), ["one"])
    static_cache.keep(kept, REPORT)
    kept.write_bytes(kept.read_bytes()[:10])
    assert static_cache.find(kept) is None


def test_keep_then_only_the_newest_few_stay(tmp_path: Path) -> None:
    for number in range(12):
        kept = static_cache.path(tmp_path, build(str(number)), ["one"])
        static_cache.keep(kept, REPORT)
        os.utime(kept, (number, number))
    assert len(list(kept.parent.iterdir())) == 8
