"""Slices on the real engines and the real contracts."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.builds import ensure
from gate.campaign import engines
from gate.campaign.record import Record
from gate.campaign.slices import Engine, Job, Slice
from gate.compiler import find_compiler
from gate.results import Build
from gate.toolchain.paths import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def builds() -> dict[str, Build]:
    compiler = find_compiler()
    return {name: ensure(ROOT, name, compiler) for name in ("default", "properties")}


def job(out: Path, builds: dict[str, Build], engine: Engine, amount: int, entries: tuple[str, ...] = ()) -> Job:
    slice_ = Slice(engine=engine, shard=0, index=0, seed=11, amount=amount, entries=entries)
    return Job(slice=slice_, root=ROOT, out=out, builds=builds)


def work(tmp_path: Path, name: str) -> Path:
    (tmp_path / name).mkdir()
    return tmp_path / name


def test_a_slice_of_machines_when_done_again_then_it_reaches_the_same(tmp_path: Path, builds: dict[str, Build]) -> None:
    got = [engines.run(job(tmp_path, builds, Engine.MACHINES, 4), work(tmp_path, name)) for name in ("once", "again")]
    assert got[0].calls == got[1].calls > 20
    assert got[0].features == got[1].features
    assert "deposit: ok" in got[0].features
    assert got[0].findings == []


def test_a_slice_of_foundry_then_its_corpus_is_kept_and_begins_the_next(
    tmp_path: Path, builds: dict[str, Build], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = engines.run(job(tmp_path, builds, Engine.FOUNDRY, 400), work(tmp_path, "first"))
    assert first.calls == 400
    assert first.new_entries > 0
    record = Record(tmp_path)
    entries = tuple(sorted(record.entries(Engine.FOUNDRY)))
    assert len(entries) == first.new_entries
    monkeypatch.setenv("RUST_LOG", "corpus=debug")
    engines.run(job(tmp_path, builds, Engine.FOUNDRY, 200, entries[:1]), work(tmp_path, "second"))
    assert capfd.readouterr().out.count("load sequence with len") == 1


def test_a_slice_of_echidna_then_it_counts_instructions_and_keeps_its_corpus(
    tmp_path: Path, builds: dict[str, Build]
) -> None:
    got = engines.run(job(tmp_path, builds, Engine.ECHIDNA, 60), work(tmp_path, "first"))
    assert got.calls == 60
    assert got.coverage > 1_000
    assert got.new_entries == len(Record(tmp_path).entries(Engine.ECHIDNA)) > 0
