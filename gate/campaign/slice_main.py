"""The process that does one slice: ``python -m gate.campaign.slice_main JOB RESULT``.

A process of its own, and one that dies with whoever waits for it: an engine that hangs, crashes or is killed costs its
slice's seconds and nothing else.
"""

from __future__ import annotations

import importlib
import os
import shlex
import shutil
import signal
import sys
import time
from hashlib import sha256
from pathlib import Path
from types import FrameType

from fuzz.campaign.store import StoreFault, write, write_model
from gate.campaign.slices import Done, Job
from gate.output import Output, command
from gate.processes import die_with_parent
from gate.results import CouldNotRun, Finding


def main(job: Job, result: Path) -> None:
    """Do the slice and write its result, its findings first."""
    start = time.monotonic()
    work = job.out / "work" / job.slice.id
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        got = importlib.import_module(job.target).run(job, work)
    except CouldNotRun as error:
        done = Done(slice=job.slice, seconds=time.monotonic() - start, engine_seconds=0, calls=0, failed=str(error))
    else:
        done = Done(
            slice=job.slice,
            seconds=time.monotonic() - start,
            engine_seconds=got.seconds,
            calls=got.calls,
            features=got.features,
            coverage=got.coverage,
            new_entries=got.new_entries,
            findings=[_kept(job, finding) for finding in got.findings],
        )
    write_model(result, done)
    shutil.rmtree(work, ignore_errors=True)


def _kept(job: Job, finding: Finding) -> Finding:
    """The finding with its counterexample moved to where no clean-up goes."""
    if finding.counterexample is None:
        return finding
    data = finding.counterexample.read_bytes()
    name = f"{finding.rule}-{finding.layer}-{finding.fingerprint[:8]}-{sha256(data).hexdigest()[:8]}.json"
    target = job.out / "findings" / name
    write(target, data)
    again = f"{command(job.root)} replay {shlex.quote(Output.shown(target, job.root))}"
    return finding.model_copy(update={"counterexample": target, "replay": again})


def _give_up(_number: int, _frame: FrameType | None) -> None:
    """Asked to end, or orphaned: the engine below, in the same group, must not outlive this."""
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _give_up)
    given = Job.model_validate_json(sys.argv[1])
    if given.parent:
        die_with_parent(given.parent)
    try:
        main(given, Path(sys.argv[2]))
    except StoreFault as fault:
        print(fault, file=sys.stderr)
        sys.exit(3)
