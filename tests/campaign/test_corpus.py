from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from fuzz.campaign.corpus import check, cover, merge, minimise
from fuzz.campaign.store import StoreFault, notes, write


def entry(folder: Path, name: str, calls: list[str], *, packed: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps([{"calldata": call} for call in calls]).encode()
    path = folder / (f"{name}.json.gz" if packed else f"{name}.txt")
    path.write_bytes(gzip.compress(data) if packed else data)
    return path


def test_merge_when_two_shards_found_the_same_calls_then_they_are_one_entry(tmp_path: Path) -> None:
    for shard in ("one", "two"):
        entry(tmp_path / shard / "deep", "x", ["aa", "bb"], packed=True)
        entry(tmp_path / shard, shard, [shard])
    corpus = tmp_path / "c" / "corpus"
    assert [merge(tmp_path / shard, corpus, tmp_path / "c" / "aside") for shard in ("one", "two")] == [2, 1]
    assert len(list(corpus.iterdir())) == 3


@pytest.mark.parametrize("data", [b"\x1f\x8b not gzip", b"", gzip.compress(b"{")], ids=["broken", "empty", "cut"])
def test_check_when_an_entry_is_corrupt_then_it_is_set_aside_with_a_note_and_the_others_stay(
    tmp_path: Path, data: bytes
) -> None:
    entry(tmp_path / "corpus", "good", ["aa"], packed=True)
    (tmp_path / "corpus" / "bad.json.gz").write_bytes(data)
    assert check(tmp_path / "corpus", tmp_path / "aside") == 1
    assert [path.name for path in (tmp_path / "corpus").iterdir()] == ["good.json.gz"]
    [kept] = (tmp_path / "aside").iterdir()
    assert kept.read_bytes() == data
    assert "bad.json.gz can't be read" in notes(tmp_path)[0]


def test_minimise_when_one_sequence_begins_like_another_then_only_the_longer_stays(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    for name, calls in (("a", ["1"]), ("b", ["1", "2"]), ("c", ["1", "2", "3"]), ("d", ["12"]), ("e", ["2"])):
        entry(corpus, name, calls)
    assert minimise(corpus, keep={"a.txt", "b.txt"}) == 0
    assert minimise(corpus) == 2
    assert sorted(path.stem for path in corpus.iterdir()) == ["c", "d", "e"]


def test_cover_then_the_fewest_that_reach_everything() -> None:
    has = {"a": "123", "b": "12", "c": "45", "d": "5", "e": ""}
    assert cover((name, frozenset(features)) for name, features in has.items()) == ["a", "c"]
    assert cover([]) == []


def test_write_when_the_disk_takes_nothing_then_the_error_says_so_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "finding.json"
    write(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fuzz.campaign.store.os.fsync", full)
    with pytest.raises(StoreFault, match="No space left on device"):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_write_when_the_folder_is_a_file_then_the_error_names_it(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(StoreFault, match="out/finding"):
        write(tmp_path / "out" / "finding.json", b"x")
