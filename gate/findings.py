"""Findings of a whole run: one for each fingerprint, with a witness for each layer that found it.

A layer's :class:`gate.results.Finding` says what that layer saw; what people read, triage and count is a
:class:`MergedFinding`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from gate.results import Finding
from gate.triage import Accepted

_SEVERITIES = ("high", "medium", "low", "informational", "optimization")


class Standing(StrEnum):
    """How a finding stands to what is known: ``OPEN`` unless asked for ``--changed-since`` or accepted in triage."""

    OPEN = "open"
    NEW = "new"
    """Not there at the reference, or it could not be shown there."""
    KNOWN = "known"
    """It is there at the reference too."""
    ACCEPTED = "accepted"
    """Somebody answers for it in the triage file, for now."""


class Witness(BaseModel):
    """One layer's evidence for a finding."""

    model_config = ConfigDict(frozen=True)

    layer: str
    message: str
    steps: tuple[str, ...] = ()
    """The shortest sequence this layer knows, one readable call a line."""
    counterexample: Path | None = None
    """File for ``proofbook replay``, relative to the tree's root where it lies inside."""
    replay: str


class MergedFinding(BaseModel):
    """One broken promise in one function, however many layers saw it."""

    model_config = ConfigDict(frozen=True)

    fingerprint: str
    """16 hex digits from rule, contract and function."""
    rule: str
    title: str
    severity: str
    contract: str
    function: str
    standing: Standing = Standing.OPEN
    note: str | None = None
    """Why it stands as it does, where that needs words."""
    accepted: Accepted | None = None
    witnesses: tuple[Witness, ...]
    """The one with the shortest sequence first; those without a sequence last."""

    @property
    def place(self) -> str:
        """``Contract.function``, or the contract alone."""
        return f"{self.contract}.{self.function}" if self.function else self.contract

    @property
    def layers(self) -> list[str]:
        """The layers that saw it, each once."""
        return list(dict.fromkeys(witness.layer for witness in self.witnesses))

    @property
    def best(self) -> Witness:
        """The witness that shows it in the fewest steps."""
        return self.witnesses[0]

    @property
    def counts(self) -> bool:
        """Whether it keeps the run from being clean."""
        return self.standing is not Standing.ACCEPTED


def merge(findings: Iterable[Finding]) -> list[MergedFinding]:
    """One finding for each fingerprint, the gravest first, else in the order in which they came."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.fingerprint, []).append(finding)
    merged = [_merged(group) for group in groups.values()]
    return sorted(merged, key=lambda finding: _rank(finding.severity))


def _merged(group: list[Finding]) -> MergedFinding:
    first = min(group, key=lambda finding: _rank(finding.severity))
    witnesses = [
        Witness(
            layer=finding.layer,
            message=finding.message,
            steps=finding.steps,
            counterexample=finding.counterexample,
            replay=finding.replay,
        )
        for finding in group
    ]
    return MergedFinding(
        fingerprint=first.fingerprint,
        rule=first.rule,
        title=first.title,
        severity=first.severity,
        contract=first.contract,
        function=first.function,
        witnesses=tuple(sorted(witnesses, key=lambda witness: (not witness.steps, len(witness.steps)))),
    )


def _rank(severity: str) -> int:
    return _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES)
