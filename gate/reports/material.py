"""What the page shows beside the verdict: traces of counterexamples, coverage, the kill matrix, earlier runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gate.coverage import Coverage, Suite, load_coverage
from gate.earnings import last_mutation
from gate.history import PastRun, past_runs
from gate.mutate.results import Mutation
from gate.replay import ReplayFault
from gate.results import CouldNotRun
from gate.trace import Trace, trace
from gate.verdict import Verdict
from properties.catalogue import Catalogue, load_catalogue

_TRACED = 12
"""Findings whose counterexample is played again; the page says of the others how to do it."""


@dataclass(frozen=True)
class Material:
    """All that a page is made of, and why something is missing."""

    catalogue: Catalogue
    traces: dict[str, Trace] = field(default_factory=dict)
    """By fingerprint."""
    untraced: dict[str, str] = field(default_factory=dict)
    """Why a finding has no trace, by fingerprint."""
    coverage: dict[Suite, Coverage | None] = field(default_factory=lambda: dict.fromkeys(Suite))
    """By what ran the contracts; None where that was not measured for these sources."""
    mutation: Mutation | None = None
    runs: tuple[PastRun, ...] = ()
    unreadable: int = 0
    """Lines of the history that could not be read."""


def gather(root: Path, folder: Path, verdict: Verdict) -> Material:
    """Collect it; traces are written to ``folder``/traces as well."""
    traces, untraced = ({}, {}) if verdict.interrupted else _traces(root, folder, verdict)
    runs, unreadable = past_runs(root)
    return Material(
        catalogue=load_catalogue(),
        traces=traces,
        untraced=untraced,
        coverage={suite: load_coverage(root, suite) for suite in Suite},
        mutation=last_mutation(root),
        runs=tuple(runs),
        unreadable=unreadable,
    )


def _traces(root: Path, folder: Path, verdict: Verdict) -> tuple[dict[str, Trace], dict[str, str]]:
    traces: dict[str, Trace] = {}
    untraced: dict[str, str] = {}
    for finding in verdict.findings:
        path = next((w.counterexample for w in finding.witnesses if w.counterexample), None)
        if path is None:
            continue
        if len(traces) >= _TRACED:
            untraced[finding.fingerprint] = f"only {_TRACED} are played here; `proofbook explain` shows this one"
            continue
        try:
            made = trace(root, root / path)
        except (ReplayFault, CouldNotRun) as error:
            untraced[finding.fingerprint] = str(error).partition("\n")[0]
            continue
        if made is not None:
            traces[finding.fingerprint] = made
            target = folder / "traces" / f"{finding.fingerprint}.json"
            target.parent.mkdir(exist_ok=True)
            target.write_text(made.model_dump_json(indent=2) + "\n", "utf-8")
    return traces, untraced
