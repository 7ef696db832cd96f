"""From layer results to one verdict: which results count, the status, the sentence and the exit code.

:func:`admit` is the only place that decides whether a layer's claim may be believed. Nothing here runs anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from gate.results import Canary, Finding, LayerResult, LayerStatus, Profile

VERDICT_FILE = "verdict.json"

EXIT_CODES = {LayerStatus.CLEAN: 0, LayerStatus.FINDINGS: 1, LayerStatus.COULD_NOT_RUN: 2}


class Verdict(BaseModel):
    """What one run of the gate says; the content of ``verdict.json``."""

    status: LayerStatus
    sentence: str
    profile: Profile
    seed: int
    seconds: float
    interrupted: bool = False
    left_out: list[str] = []
    """Layers that were not asked for: what the verdict says nothing about."""
    layers: list[LayerResult]
    findings: list[Finding]

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
    interrupted: bool = False,
    left_out: Sequence[str] = (),
) -> Verdict:
    """The verdict over ``results``, each admitted first; could-not-run outweighs findings, findings outweigh clean.

    ``left_out`` names the layers that were not asked for: the sentence says so.
    """
    layers = [admit(result) for result in results]
    findings = [finding for layer in layers for finding in layer.findings]
    stuck = [layer for layer in layers if layer.status is LayerStatus.COULD_NOT_RUN]
    if stuck or interrupted or not layers:
        status = LayerStatus.COULD_NOT_RUN
    elif findings:
        status = LayerStatus.FINDINGS
    else:
        status = LayerStatus.CLEAN
    return Verdict(
        status=status,
        sentence=_sentence(layers, stuck, findings, interrupted) + _left_out(left_out),
        left_out=list(left_out),
        profile=profile,
        seed=seed,
        seconds=seconds,
        interrupted=interrupted,
        layers=layers,
        findings=findings,
    )


def _sentence(
    layers: Sequence[LayerResult], stuck: Sequence[LayerResult], findings: Sequence[Finding], interrupted: bool
) -> str:
    broken = _broken(findings)
    if interrupted:
        return f"Interrupted: no verdict{f'; until then {broken}' if findings else ''}."
    if not layers:
        return "Could not run: no layer was asked for."
    if stuck:
        causes = "; ".join(f"{layer.layer} ({(layer.reason or '').rstrip('.')})" for layer in stuck)
        return f"Could not run: {causes}{f'. Meanwhile {broken}' if findings else ''}."
    if findings:
        return f"Findings: {broken}."
    return f"Clean: {_listed([layer.layer for layer in layers])} ran and nothing broke."


def _left_out(names: Sequence[str]) -> str:
    return f" Left out: {', '.join(names)}." if names else ""


def _broken(findings: Sequence[Finding]) -> str:
    """``FC-01 broken in PerpEngineV2.liquidate (echidna, foundry) and …``, one part per fingerprint."""
    layers: dict[str, list[str]] = {}
    named: dict[str, Finding] = {}
    for finding in findings:
        named.setdefault(finding.fingerprint, finding)
        seen = layers.setdefault(finding.fingerprint, [])
        if finding.layer not in seen:
            seen.append(finding.layer)
    parts = [f"{f.rule} broken in {place(f)} ({', '.join(layers[key])})" for key, f in named.items()]
    return _listed(parts)


def _listed(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def place(finding: Finding) -> str:
    """``Contract.function``, or the contract alone."""
    return f"{finding.contract}.{finding.function}" if finding.function else finding.contract


def executed_text(executed: dict[str, int]) -> str:
    """``5,000 calls, 1 property``; ``nothing`` when all counts are zero."""
    return ", ".join(f"{count:,} {_unit(name, count)}" for name, count in executed.items() if count) or "nothing"


def _unit(name: str, count: int) -> str:
    """The singular of a plain English plural where there is one of it."""
    if count != 1 or not name.endswith("s"):
        return name
    return f"{name[:-3]}y" if name.endswith("ies") else name[:-1]
