"""What one attempt at a proof gave, and the only place that says when it counts as proved."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict


class Outcome(StrEnum):
    """``NOT_PROVED`` covers timeouts, unknowns and everything that makes a prover's silence mean nothing."""

    PROVED = "proved"
    REFUTED = "refuted"
    NOT_PROVED = "not-proved"


class Exploration(BaseModel):
    """What a prover did with one check, in terms that both provers share."""

    model_config = ConfigDict(frozen=True)

    paths: int = 0
    """Paths explored to their end."""
    succeeded: int = 0
    """Of these, how many ended without a revert: none means that the statement speaks of nothing."""
    reverts: dict[str, int] = {}
    """The other ends, where the prover tells them apart."""
    counterexample: list[Any] | None = None
    """Arguments that break the statement."""
    faults: list[str] = []
    """Whatever makes the exploration incomplete or doubtful."""


class ProofResult(BaseModel):
    """The verdict on one proof."""

    model_config = ConfigDict(frozen=True)

    id: str
    tool: str
    outcome: Outcome
    seconds: float
    paths: int = 0
    reason: str | None = None
    """Why it is not proved, in one line."""
    counterexample: list[Any] | None = None
    cached: bool = False


def judge(exploration: Exploration) -> tuple[Outcome, str | None]:
    """The outcome and, where it is not proved, why.

    A counterexample counts whatever else went wrong, as it is replayed on a chain before anybody is told.
    """
    if exploration.counterexample is not None:
        return Outcome.REFUTED, None
    if exploration.faults:
        return Outcome.NOT_PROVED, "; ".join(exploration.faults)
    if exploration.paths == 0:
        return Outcome.NOT_PROVED, "no path was explored"
    if exploration.succeeded == 0:
        return Outcome.NOT_PROVED, "vacuous: every path reverts, so the statement speaks of no input"
    return Outcome.PROVED, None
