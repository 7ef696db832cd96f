"""Campaigns with the tests' engine as processes of their own, and what they left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from gate.campaign.record import Record
from gate.toolchain.paths import ROOT

HERE = Path(__file__).parent
SLICES = 12
PATIENCE = 240.0


def environment() -> dict[str, str]:
    path = os.pathsep.join([str(HERE), str(ROOT), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}


def start(out: Path, *more: str, said: int | None = None, **variables: str) -> subprocess.Popen[bytes]:
    """Begin a campaign, or go on with it; what it says is added to a file beside its folder, or goes to ``said``."""
    out.mkdir(exist_ok=True)
    with log_of(out).open("ab") as log:
        return subprocess.Popen(
            [sys.executable, HERE / "run_fake.py", ROOT, out, str(SLICES), *more],
            env={**environment(), **variables},
            stdout=log if said is None else said,
            stderr=subprocess.STDOUT,
        )


def log_of(out: Path) -> Path:
    return out.parent / f"{out.name}.log"


def finish(out: Path, *more: str, **variables: str) -> None:
    process = start(out, *more, **variables)
    assert process.wait(timeout=PATIENCE) == 0, log_of(out).read_text()


def told(out: Path) -> list[str]:
    lines = (out / "told.jsonl").read_text().splitlines()
    return [json.loads(line)["fingerprint"] for line in lines if line.strip()]


def wait_until(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Wait for what the campaign itself will bring about; ends with the process at the latest."""
    deadline = time.monotonic() + PATIENCE
    while not holds() and process.poll() is None and time.monotonic() < deadline:
        try:
            process.wait(timeout=0.02)
        except subprocess.TimeoutExpired:
            continue


def results(out: Path) -> int:
    return len(list((out / "results").glob("*.json")))


def reached(record: Record) -> dict[int, list[str]]:
    """What each slice reached, by its number: which engine gets it is a matter of time, its seed is not."""
    return {done.slice.index: done.features for done in record.results.values()}


def findings(record: Record) -> set[str]:
    return {finding.fingerprint for finding in record.findings()}


def family(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """What the campaign has started and what those have started: none once it has ended, at whatever moment that is."""
    try:
        children: list[psutil.Process] = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return children


def words(process: psutil.Process) -> str:
    """How a process was called; nothing once it has ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""
