"""An engine for the tests: what it finds and reaches is a function of the slice, as with the real ones."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from gate.campaign.engines import Yield
from gate.campaign.slices import Job
from gate.results import CouldNotRun, Finding

ROUNDS = 150_000
"""Of hashing: some tenths of a second in which it can be killed."""


def run(job: Job, work: Path) -> Yield:
    said = os.environ.get("FAKE_ENGINE", "")
    if said == "crash":
        raise RuntimeError("an unforeseen value")
    if said == "cannot":
        raise CouldNotRun("forge is missing: run `make setup`")
    state = str(job.slice.seed).encode()
    for _ in range(ROUNDS):
        state = sha256(state).digest()
    kind = job.slice.seed % 5
    path = work / "found.json"
    path.write_text(f'{{"kind": "none", "seed": {job.slice.seed}}}')
    found = Finding(
        layer=job.slice.engine.value,
        rule=f"FC-0{kind}",
        title="Fees are conserved",
        severity="high",
        contract="PerpEngineV2",
        function="liquidate",
        message="charged 7, accounted 6",
        steps=("deposit", "liquidate"),
        counterexample=path,
        replay=f"replay {path.name}",
    )
    return Yield(
        calls=100,
        seconds=0.1,
        findings=[found] if kind < 3 else [],
        features=[f"reached {job.slice.seed % 17}"],
        coverage=state[0],
    )
