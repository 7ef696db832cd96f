"""A disk that fills up and a clock that is set anew, under a whole campaign."""

from __future__ import annotations

import resource
import subprocess
from pathlib import Path

import psutil
import pytest

from gate.campaign.record import Record
from tests.campaign.fakes import PATIENCE, family, findings, finish, reached, results, start, told, wait_until

pytestmark = pytest.mark.slow
FULL = (16, 16)
"""Bytes that a file may have: the kernel refuses what is more, as it does on a full disk, to these processes alone."""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Record:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    finish(out)
    return Record(out)


def fill_the_disk(pid: int) -> None:
    resource.prlimit(pid, resource.RLIMIT_FSIZE, FULL)


def test_campaign_when_the_disk_is_full_then_it_ends_saying_so_and_goes_on_from_there_after_the_mend(
    tmp_path: Path, undisturbed: Record
) -> None:
    out = tmp_path / "out"
    # A pipe is no file: what it says comes through.
    process = start(out, said=subprocess.PIPE)
    wait_until(lambda: results(out) >= 4, process)
    before = results(out)
    for victim in [*family(process), psutil.Process(process.pid)]:
        fill_the_disk(victim.pid)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "error: can't write" in said.decode()
    assert "make room or give another --out" in said.decode()
    assert before <= results(out) < len(undisturbed.results)
    finish(out)
    record = Record(out)
    assert reached(record) == reached(undisturbed)
    assert findings(record) == findings(undisturbed)
    assert set(told(out)) == findings(undisturbed)


@pytest.mark.parametrize("seconds", [86_400.0, -86_400.0], ids=["forward", "back"])
def test_campaign_when_the_clock_is_set_anew_then_it_ends_as_without(
    tmp_path: Path, undisturbed: Record, seconds: float
) -> None:
    out = tmp_path / "out"
    finish(out, CLOCK_JUMP=str(seconds))
    record = Record(out)
    assert reached(record) == reached(undisturbed)
    assert findings(record) == findings(undisturbed)
    assert sorted(told(out)) == sorted(findings(undisturbed))
