"""One slice on one engine: the corpus comes in, the engine runs, corpus and findings go out."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from fuzz.campaign.corpus import merge
from fuzz.chain import Artifacts
from fuzz.machines.runner import run as run_machine
from gate.campaign.slices import Engine, Job
from gate.layers import echidna, echidna_project, entry_contract, foundry, machines
from gate.results import CouldNotRun, Finding, LayerContext, Profile

STEPS = 60
"""Of a machine's example."""
DEPTH = 200
"""Calls of a sequence in Foundry."""
_PATIENCE = 600.0
"""Seconds after which a slice, made for some twenty-five, is given up."""
_SHRINK = 20.0
_FORGE_PLACE = Path(foundry.PROPERTIES) / "invariant_properties"
_ECHIDNA_PLACE = "coverage"
_INSTRUCTIONS = re.compile(r"^Unique instructions:\s*(\d+)", re.MULTILINE)


@dataclass
class Yield:
    """What an engine brought."""

    calls: int
    seconds: float
    findings: list[Finding] = field(default_factory=list)
    features: list[str] = field(default_factory=list)
    coverage: int = 0
    new_entries: int = 0


def run(job: Job, work: Path) -> Yield:
    """Run the slice in the empty folder ``work``; raises :class:`gate.results.CouldNotRun`."""
    context = LayerContext(
        root=job.root,
        work=work,
        profile=Profile.NIGHTLY,
        seconds=_PATIENCE,
        seed=job.slice.seed,
        progress=lambda _: None,
        builds=job.builds,
    )
    return _ENGINES[job.slice.engine](job, context)


def _machines(job: Job, context: LayerContext) -> Yield:
    artifacts = Artifacts.load(context.build(machines.BUILD).out)
    # Failing examples are saved as they are found; each slice has its own place for them, for one that begins with
    # what failed before finds nothing else.
    database = context.work / "examples"
    kept = job.out / "examples"
    if job.slice.reuse and kept.is_dir():
        shutil.copytree(kept, database, dirs_exist_ok=True)
    start = time.monotonic()
    report = run_machine(
        machines.MACHINE,
        artifacts,
        examples=job.slice.amount,
        steps=STEPS,
        seed=job.slice.seed,
        seconds=_PATIENCE,
        database_dir=database,
        shrink_seconds=_SHRINK,
    )
    seconds = time.monotonic() - start
    outcomes = {f"{rule}: {name}" for rule, counts in report.statistics.table().items() for name in counts}
    if database.is_dir():
        shutil.copytree(database, kept, dirs_exist_ok=True)
    return Yield(
        calls=report.statistics.calls,
        seconds=seconds,
        findings=[] if report.failure is None else machines.findings_of(context, report.failure),
        features=sorted(outcomes | {f"event {name}" for name in report.statistics.events}),
    )


def _foundry(job: Job, context: LayerContext) -> Yield:
    build = context.build(entry_contract.BUILD)
    entry = entry_contract.load(build.out)
    corpus = context.work / foundry.PROPERTIES / "corpus"
    _bring_in(job, corpus / _FORGE_PLACE, as_forge=True)
    edges = 0

    def pulsed(document: Mapping[str, Any]) -> None:
        nonlocal edges
        edges = max(edges, int(document.get("metrics", {}).get("cumulative_edges_seen", 0)))

    effort = foundry.Effort(runs=max(1, job.slice.amount // DEPTH), depth=DEPTH, shrink=5_000)
    start = time.monotonic()
    results = foundry.run_invariants(context, build, foundry.PROPERTIES, effort, int(_PATIENCE), pulsed)
    seconds = time.monotonic() - start
    result = results.get("invariant_properties()")
    if result is None:
        raise CouldNotRun("forge said nothing of the properties")
    return Yield(
        calls=foundry.calls_of(result),
        seconds=seconds,
        findings=foundry.findings_of(context, entry, result),
        coverage=edges,
        new_entries=merge(corpus, _corpus(job), job.out / "aside"),
    )


def _echidna(job: Job, context: LayerContext) -> Yield:
    build = context.build(entry_contract.BUILD)
    entry = entry_contract.load(build.out)
    project = echidna_project.prepare(build.out, entry, context.work / "project")
    corpus = context.work / "corpus"
    _bring_in(job, corpus / _ECHIDNA_PLACE)
    effort = echidna.Effort(calls=job.slice.amount, shrink=_SHRINK, coverage=True, corpus=corpus)
    start = time.monotonic()
    said: list[str] = []
    verdicts = echidna.run_properties(
        context,
        entry,
        project,
        entry_contract.PROPERTY_PREFIX,
        list(entry.properties.values()),
        effort,
        _PATIENCE,
        said.append,
    )
    seconds = time.monotonic() - start
    instructions = _INSTRUCTIONS.findall("\n".join(said))
    return Yield(
        calls=effort.calls,
        seconds=seconds,
        findings=echidna.findings_of(context, entry, verdicts, effort.shrink),
        coverage=int(instructions[-1]) if instructions else 0,
        # Beside them Echidna writes covered sources, which are no entries.
        new_entries=merge(corpus / _ECHIDNA_PLACE, _corpus(job), job.out / "aside"),
    )


def _corpus(job: Job) -> Path:
    return job.out / "corpus" / job.slice.engine.value


def _bring_in(job: Job, folder: Path, *, as_forge: bool = False) -> None:
    """Copy the slice's entries to where the engine reads them; one that was minimised away since is in another."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (_corpus(job) / name for name in job.slice.entries):
        if path.is_file():
            name, _, suffix = path.name.partition(".")
            # Forge reads files that are called UUID-TIMESTAMP only.
            target = f"{UUID(name)}-1.{suffix}" if as_forge else path.name
            shutil.copyfile(path, folder / target)


_ENGINES: Mapping[Engine, Callable[[Job, LayerContext], Yield]] = {
    Engine.MACHINES: _machines,
    Engine.FOUNDRY: _foundry,
    Engine.ECHIDNA: _echidna,
}
