"""What earlier runs said, one line each, kept beside the tree: times, counts and findings to compare with."""

from __future__ import annotations

import fcntl
from pathlib import Path

from pydantic import BaseModel, ValidationError

from gate.results import LayerStatus, Profile
from gate.verdict import Verdict

FILE = Path(".proofbook/history.jsonl")


class PastLayer(BaseModel):
    """One layer of a past run."""

    status: LayerStatus
    seconds: float
    executed: dict[str, int]


class PastRun(BaseModel):
    """One past run."""

    started: str
    commit: str | None
    profile: Profile
    status: LayerStatus
    seconds: float
    interrupted: bool
    layers: dict[str, PastLayer]
    fingerprints: list[str]


def record(root: Path, verdict: Verdict) -> None:
    """Add ``verdict`` to the history; a run beside this one adds its own line whole."""
    run = PastRun(
        started=verdict.started,
        commit=verdict.commit,
        profile=verdict.profile,
        status=verdict.status,
        seconds=round(verdict.seconds, 2),
        interrupted=verdict.interrupted,
        layers={
            layer.layer: PastLayer(status=layer.status, seconds=round(layer.seconds, 2), executed=layer.executed)
            for layer in verdict.layers
        },
        fingerprints=[finding.fingerprint for finding in verdict.findings],
    )
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # A line that a crash cut short must not swallow this one.
        file.seek(0, 2)
        if file.tell() > 0:
            file.seek(-1, 2)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(run.model_dump_json().encode() + b"\n")


def past_runs(root: Path, most: int = 200) -> tuple[list[PastRun], int]:
    """The last runs, oldest first, and how many lines could not be read."""
    try:
        lines = (root / FILE).read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return [], 0
    runs, unreadable = [], 0
    for line in lines[-most:]:
        try:
            runs.append(PastRun.model_validate_json(line))
        except ValidationError:
            unreadable += bool(line.strip())
    return runs, unreadable
