"""A campaign is killed, in whole and in part, and must end with what it would have had."""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from gate.campaign.record import Record
from tests.campaign.fakes import (
    PATIENCE,
    SLICES,
    environment,
    family,
    findings,
    finish,
    log_of,
    reached,
    results,
    start,
    told,
    wait_until,
    words,
)

pytestmark = pytest.mark.slow


def is_alive(child: psutil.Process) -> bool:
    try:
        return bool(child.is_running() and child.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def works(child: psutil.Process) -> bool:
    """Whether a process is one of the campaign's that may be killed."""
    return any(word in words(child) for word in ("slice_main", "multiprocessing.spawn"))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Record:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    finish(out)
    return Record(out)


def test_campaign_then_every_finding_is_told_exactly_once(undisturbed: Record) -> None:
    assert len(undisturbed.results) == SLICES
    assert len(findings(undisturbed)) >= 2
    assert sorted(told(undisturbed.out)) == sorted(findings(undisturbed))


def test_campaign_when_the_whole_of_it_is_killed_again_and_again_then_nothing_is_lost(
    tmp_path: Path, undisturbed: Record
) -> None:
    draw = random.Random(7)
    out = tmp_path / "out"
    for _ in range(3):
        before = results(out) if out.is_dir() else 0
        process = start(out)
        # At a moment of its work, not of the clock: after some more slices, each time somewhere else within one.
        aim = before + draw.randrange(1, 4)
        wait_until(lambda aim=aim: results(out) >= aim, process)  # type: ignore[misc]
        started = family(process)
        process.kill()
        process.wait()
        psutil.wait_procs(started, timeout=30)
        assert not [child for child in started if is_alive(child)]
    finish(out)
    record = Record(out)
    assert reached(record) == reached(undisturbed)
    assert findings(record) == findings(undisturbed)
    assert set(told(out)) == findings(undisturbed)
    for finding in record.findings():
        assert all(witness.counterexample and witness.counterexample.is_file() for witness in finding.witnesses)


def test_campaign_when_slices_and_workers_are_killed_then_it_goes_on_and_nothing_is_lost(
    tmp_path: Path, undisturbed: Record
) -> None:
    draw = random.Random(3)
    out = tmp_path / "out"
    process = start(out)
    for _ in range(3):
        aim = results(out) + 1
        wait_until(lambda aim=aim: results(out) >= aim, process)  # type: ignore[misc]
        victims = [child for child in family(process) if works(child)]
        if victims:
            with suppress(psutil.NoSuchProcess):
                draw.choice(victims).send_signal(signal.SIGKILL)
    assert process.wait(timeout=PATIENCE) == 0, log_of(out).read_text()
    record = Record(out)
    assert findings(record) == findings(undisturbed)
    assert reached(record) == reached(undisturbed)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and three workers as processes of their own, as on several machines."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    common = {"env": environment(), "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"],
        **common,  # type: ignore[call-overload]
    )
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"],
            cwd=tmp_path,
            **common,  # type: ignore[call-overload]
        )
        for _ in range(3)
    ]
    try:
        yield address, workers
    finally:
        for process in [*workers, scheduler]:
            process.kill()
            process.wait()


def test_campaign_when_workers_of_a_scheduler_are_killed_then_every_slice_is_done_all_the_same(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path, undisturbed: Record
) -> None:
    address, workers = cluster
    out = tmp_path / "out"
    process = start(out, address)
    for worker in workers[:2]:
        aim = results(out) + 2
        wait_until(lambda aim=aim: results(out) >= aim, process)  # type: ignore[misc]
        worker.kill()
    assert process.wait(timeout=PATIENCE) == 0, log_of(out).read_text()
    record = Record(out)
    assert len(record.results) == SLICES
    assert findings(record) == findings(undisturbed)
