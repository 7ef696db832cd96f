"""One run of the gate from its options to its verdict."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console

from gate.baseline import Baseline, told_apart
from gate.budget import Budget
from gate.config import Config
from gate.display import Display, LiveDisplay, PlainDisplay
from gate.earnings import earned, last_mutation
from gate.findings import MergedFinding, Standing, merge
from gate.history import record
from gate.layers import COMPILE, LayerSpec, left_out
from gate.output import Output, logged
from gate.reports import write_reports
from gate.results import LayerResult, LayerStatus, Profile
from gate.runner import Runner
from gate.tree import describe_commit
from gate.triage import Triage, load_triage
from gate.verdict import Reference, TriageState, Verdict, decide

DEFAULT_OUT = Path(".proofbook/last")
_FIXED_SEED = 1


@dataclass(frozen=True)
class Options:
    """What was asked for: ``out`` relative to ``root``, ``minutes`` and ``seed`` None where the profile decides."""

    root: Path
    layers: Sequence[LayerSpec]
    profile: Profile = Profile.QUICK
    minutes: float | None = None
    out: Path = DEFAULT_OUT
    seed: int | None = None
    workers: int = 2
    changed_since: str | None = None
    config: Config = field(default_factory=Config)


def seed_for(profile: Profile, asked: int | None) -> int:
    """The seed: as asked; else fixed, so that a change is all that differs between two runs; nightly explores anew."""
    if asked is not None:
        return asked
    return random.SystemRandom().randrange(1, 2**31) if profile is Profile.NIGHTLY else _FIXED_SEED


def run_gate(options: Options, console: Console, cancelled: Callable[[], bool]) -> Verdict:
    """Run the layers and write the verdict in all its forms.

    Raises :class:`gate.output.OutputUnusable`, :class:`gate.triage.TriageError` and, before anything runs,
    :class:`gate.baseline.BaselineError` where the reference is no commit.
    """
    start, begun = time.monotonic(), datetime.now(UTC)
    seed = seed_for(options.profile, options.seed)
    triage = load_triage(options.root / options.config.triage)
    baseline = Baseline.of(options.root, options.changed_since) if options.changed_since else None
    output = Output(options.root / options.out)
    with ExitStack() as stack:
        stack.callback(output.close)
        with ExitStack() as shown:
            display: Display = PlainDisplay(console)
            if console.is_terminal:
                names = [COMPILE, *(spec.name for spec in options.layers)]
                display = shown.enter_context(LiveDisplay(console, names))
            runner = Runner(
                root=options.root,
                output=output,
                profile=options.profile,
                seed=seed,
                budget=Budget.of(options.profile, options.minutes, options.config.minutes),
                display=display,
                workers=options.workers,
                cancelled=cancelled,
            )
            results = runner.run(earned(options.layers, last_mutation(options.root)))
        findings = _accept(merge(finding for result in results for finding in result.findings), triage, begun.date())
        if baseline is not None and not cancelled():
            with logged(output.log("baseline")):
                findings = told_apart(baseline, findings, output, lambda text: console.print(text, markup=False))
        missing = left_out(options.layers)
        verdict = decide(
            results,
            profile=options.profile,
            seed=seed,
            seconds=time.monotonic() - start,
            findings=findings,
            interrupted=cancelled(),
            left_out=missing,
        ).model_copy(
            update={
                "started": begun.isoformat(timespec="seconds"),
                "commit": describe_commit(options.root),
                "reference": Reference(ref=baseline.ref, commit=baseline.commit) if baseline else None,
                "triage": _triage_state(triage, findings, results, missing, begun.date()),
            }
        )
        verdict.write(output.folder)
        record(options.root, verdict)
        with logged(output.log("reports")):
            write_reports(options.root, output.folder, verdict)
    return verdict


def _accept(findings: Sequence[MergedFinding], triage: Triage, today: date) -> list[MergedFinding]:
    live = triage.live(today)
    return [
        finding.model_copy(update={"standing": Standing.ACCEPTED, "accepted": live[finding.fingerprint]})
        if finding.fingerprint in live
        else finding
        for finding in findings
    ]


def _triage_state(
    triage: Triage,
    findings: Sequence[MergedFinding],
    results: Sequence[LayerResult],
    missing: Sequence[str],
    today: date,
) -> TriageState:
    complete = not missing and all(result.status is not LayerStatus.COULD_NOT_RUN for result in results)
    unused = triage.unused({finding.fingerprint for finding in findings}) if complete else []
    return TriageState(expired=triage.expired(today), unused=unused)
