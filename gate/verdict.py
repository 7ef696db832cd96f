"""From layer results to one verdict: which results count, the status, the sentence and the exit code.

:func:`admit` is the only place that decides whether a layer's claim may be believed. Nothing here runs anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from gate.findings import MergedFinding, Standing, merge
from gate.results import Canary, LayerResult, LayerStatus, Profile
from gate.triage import Accepted

VERDICT_FILE = "verdict.json"
FORMAT = 1
"""Version of ``verdict.json``: raised when a reader of the older one would go wrong."""

EXIT_CODES = {LayerStatus.CLEAN: 0, LayerStatus.FINDINGS: 1, LayerStatus.COULD_NOT_RUN: 2}


class Reference(BaseModel):
    """What findings were compared with."""

    ref: str
    """As it was asked for."""
    commit: str


class TriageState(BaseModel):
    """What is wrong with the triage file."""

    expired: list[Accepted] = []
    unused: list[Accepted] = []
    """Known only where every layer ran: a layer that did not may be the one that would find it."""


class Verdict(BaseModel):
    """What one run of the gate says; the content of ``verdict.json``."""

    format: int = FORMAT
    status: LayerStatus
    sentence: str
    profile: Profile
    seed: int
    started: str = ""
    """When the run began, ISO 8601, UTC."""
    seconds: float
    commit: str | None = None
    """The commit under test; None outside git. With ``-dirty`` where files differ from it."""
    interrupted: bool = False
    left_out: list[str] = []
    """Layers that were not asked for: what the verdict says nothing about."""
    reference: Reference | None = None
    """Set with ``--changed-since``."""
    triage: TriageState = TriageState()
    layers: list[LayerResult]
    findings: list[MergedFinding]

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings, 2 could not run."""
        return EXIT_CODES[self.status]

    def write(self, folder: Path) -> Path:
        """Write ``verdict.json`` into ``folder`` and return its path; a reader never sees half a file."""
        path = folder / VERDICT_FILE
        draft = folder / f".{VERDICT_FILE}.draft"
        draft.write_text(self.model_dump_json(indent=2) + "\n")
        draft.replace(path)
        return path


def admit(result: LayerResult) -> LayerResult:
    """Return ``result``, or the same result as could-not-run if its claim can't be believed; findings are kept."""
    fault = _fault(result)
    if fault is None:
        return result
    return result.model_copy(update={"status": LayerStatus.COULD_NOT_RUN, "reason": fault})


def _fault(result: LayerResult) -> str | None:
    """Why ``result`` counts as could-not-run, or None."""
    if result.status is LayerStatus.COULD_NOT_RUN:
        return result.reason or f"gave no reason: see its log, logs/{result.layer}.log"
    if not any(count > 0 for count in result.executed.values()):
        return f"executed nothing, which proves nothing: see its log, logs/{result.layer}.log"
    if result.canary is Canary.MISSED:
        which = f" ({result.reason})" if result.reason else ""
        return f"missed its canary, which is made to fail{which}: its silence means nothing; see its log"
    if result.status is LayerStatus.FINDINGS and not result.findings:
        return "claims findings but gave none: see its log"
    if result.status is LayerStatus.CLEAN and result.findings:
        return "claims to be clean but gave findings: see its log"
    return None


def decide(
    results: Sequence[LayerResult],
    *,
    profile: Profile,
    seed: int,
    seconds: float,
    findings: Sequence[MergedFinding] | None = None,
    interrupted: bool = False,
    left_out: Sequence[str] = (),
) -> Verdict:
    """The verdict over ``results``, each admitted first; could-not-run outweighs findings, findings outweigh clean.

    ``findings`` are those of the results, merged and judged against triage and reference; merged here where not given.
    ``left_out`` names the layers that were not asked for: the sentence says so.
    """
    layers = [admit(result) for result in results]
    found = list(merge(f for layer in layers for f in layer.findings) if findings is None else findings)
    stuck = [layer for layer in layers if layer.status is LayerStatus.COULD_NOT_RUN]
    if stuck or interrupted or not layers:
        status = LayerStatus.COULD_NOT_RUN
    elif any(finding.counts for finding in found):
        status = LayerStatus.FINDINGS
    else:
        status = LayerStatus.CLEAN
    return Verdict(
        status=status,
        sentence=_sentence(layers, stuck, found, interrupted) + _left_out(left_out),
        left_out=list(left_out),
        profile=profile,
        seed=seed,
        seconds=seconds,
        interrupted=interrupted,
        layers=layers,
        findings=found,
    )


def _sentence(
    layers: Sequence[LayerResult],
    stuck: Sequence[LayerResult],
    findings: Sequence[MergedFinding],
    interrupted: bool,
) -> str:
    counting = [finding for finding in findings if finding.counts]
    accepted = [finding for finding in findings if not finding.counts]
    broken = _broken(counting)
    if interrupted:
        return f"Interrupted: no verdict{f'; until then {broken}' if counting else ''}."
    if not layers:
        return "Could not run: no layer was asked for."
    if stuck:
        causes = "; ".join(f"{layer.layer} ({(layer.reason or '').rstrip('.')})" for layer in stuck)
        return f"Could not run: {causes}{f'. Meanwhile {broken}' if counting else ''}."
    if counting:
        return f"Findings: {broken}."
    ran = _listed([layer.layer for layer in layers])
    if accepted:
        return f"Clean: {ran} ran and nothing broke but what is accepted: {_listed([_accepted(f) for f in accepted])}."
    return f"Clean: {ran} ran and nothing broke."


def _accepted(finding: MergedFinding) -> str:
    until = f" until {finding.accepted.expires}" if finding.accepted else ""
    return f"{finding.rule} in {finding.place}{until}"


def _left_out(names: Sequence[str]) -> str:
    return f" Left out: {', '.join(names)}." if names else ""


def _broken(findings: Sequence[MergedFinding]) -> str:
    """``FC-01 broken in PerpEngineV2.liquidate (echidna, foundry) and …``; new ones before those already known."""
    known = [finding for finding in findings if finding.standing is Standing.KNOWN]
    others = [finding for finding in findings if finding.standing is not Standing.KNOWN]
    parts = [f"{f.rule} broken in {f.place} ({', '.join(f.layers)})" for f in others]
    if not known:
        return _listed(parts)
    before = f"{len(known)} known before: {_listed([f'{f.rule} in {f.place}' for f in known])}"
    return f"{_listed(parts)}; {before}" if parts else before


def _listed(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def executed_text(executed: dict[str, int]) -> str:
    """``5,000 calls, 1 property``; ``nothing`` when all counts are zero."""
    return ", ".join(f"{count:,} {_unit(name, count)}" for name, count in executed.items() if count) or "nothing"


def _unit(name: str, count: int) -> str:
    """The singular of a plain English plural where there is one of it."""
    if count != 1 or not name.endswith("s"):
        return name
    return f"{name[:-3]}y" if name.endswith("ies") else name[:-1]
