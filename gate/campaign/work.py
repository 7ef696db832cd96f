"""What a worker of the scheduler is asked: one slice, done in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from fuzz.campaign.store import StoreFault
from gate.campaign.slices import RESULTS, Done, Job
from gate.processes import end, new_mark

_DISK = 3
_HOME = Path(__file__).resolve().parents[2]


def do(text: str) -> str:
    """Do the job of ``text`` and answer its result as JSON; raises StoreFault where the disk fails.

    An engine's death is a result too: it says why, and the slice is tried again elsewhere.
    """
    job = Job.model_validate_json(text).model_copy(update={"parent": os.getpid()})
    result = job.out / RESULTS / f"{job.slice.id}.json"
    if result.is_file():
        # Done by a worker whose answer got lost.
        return result.read_text("utf-8")
    mark = new_mark()
    path = os.pathsep.join(filter(None, [str(_HOME), os.environ.get("PYTHONPATH")]))
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "gate.campaign.slice_main", job.model_dump_json(), str(result)],
        cwd=job.root,
        env={**os.environ, "PYTHONPATH": path, **mark},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        _, said = process.communicate()
    finally:
        end(process.pid, mark, grace=1.0)
    if process.returncode == _DISK:
        raise StoreFault(said.strip().splitlines()[-1])
    if process.returncode == 0 and result.is_file():
        return result.read_text("utf-8")
    how = f"killed by signal {-process.returncode}" if process.returncode < 0 else "crashed"
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "")
    failed = f"the slice was {how}" if process.returncode < 0 else f"the slice {how}: {last}"
    return Done(slice=job.slice, seconds=0, engine_seconds=0, calls=0, failed=failed).model_dump_json()
