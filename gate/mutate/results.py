"""What a round of planted bugs says: one row a bug, one cell a layer."""

from __future__ import annotations

from enum import StrEnum
from statistics import median

from pydantic import BaseModel

from gate.mutate.bugs import Bug
from gate.results import Finding, LayerResult, LayerStatus, Profile


class CellOutcome(StrEnum):
    """What one layer made of one bug."""

    KILLED = "killed"
    OTHER = "other finding"
    """It reported something, but no property that the bug is meant to break."""
    SURVIVED = "survived"
    COULD_NOT_RUN = "could-not-run"


class Cell(BaseModel):
    """One layer on one bug."""

    layer: str
    outcome: CellOutcome
    seconds: float
    rules: list[str]
    """Ids of all findings, each once."""
    findings: list[Finding] = []
    reason: str | None = None


class BugOutcome(StrEnum):
    """What became of one bug; ``UNCLEAR``: no layer killed it, and one could not run."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNCLEAR = "unclear"
    DOES_NOT_COMPILE = "does not compile"
    INTERRUPTED = "interrupted"


class BugResult(BaseModel):
    """One planted bug."""

    id: str
    title: str
    family: str
    file: str
    breaks: list[str]
    outcome: BugOutcome
    killed_by: str | None = None
    """The first layer that did."""
    seconds_to_kill: float | None = None
    """From planting it to the end of that layer, compiling included."""
    seconds: float
    """From planting it to the end of the last layer that was run on it, compiling included."""
    cells: list[Cell]
    reason: str | None = None
    detail: str | None = None

    @property
    def killers(self) -> list[str]:
        """The layers that killed it, in the order they were tried."""
        return [cell.layer for cell in self.cells if cell.outcome is CellOutcome.KILLED]


class MutationStatus(StrEnum):
    """``SURVIVORS`` also where only one bug of many survived."""

    ALL_KILLED = "all-killed"
    SURVIVORS = "survivors"
    COULD_NOT_RUN = "could-not-run"


MUTATION_EXIT_CODES = {
    MutationStatus.ALL_KILLED: 0,
    MutationStatus.SURVIVORS: 1,
    MutationStatus.COULD_NOT_RUN: 2,
}


class Mutation(BaseModel):
    """The content of ``mutate.json``."""

    status: MutationStatus
    sentence: str
    profile: Profile
    seed: int
    seconds: float
    interrupted: bool
    kills: int | None = None
    """After so many kills a bug was left alone; None: every layer was run on it."""
    layers: list[str]
    bugs: list[BugResult]

    @property
    def exit_code(self) -> int:
        """0 every bug was killed, 1 one survived, 2 it could not be found out."""
        return MUTATION_EXIT_CODES[self.status]


def judge(bug: Bug, result: LayerResult) -> Cell:
    """What ``result``, admitted, means for ``bug``: only a finding of a property that it breaks kills it."""
    rules = list(dict.fromkeys(finding.rule for finding in result.findings))
    if set(rules) & set(bug.breaks):
        # Even a layer that could not finish: the finding stands on its own.
        outcome = CellOutcome.KILLED
    elif result.status is LayerStatus.COULD_NOT_RUN:
        outcome = CellOutcome.COULD_NOT_RUN
    elif rules:
        outcome = CellOutcome.OTHER
    else:
        outcome = CellOutcome.SURVIVED
    return Cell(
        layer=result.layer,
        outcome=outcome,
        seconds=result.seconds,
        rules=rules,
        findings=result.findings,
        reason=result.reason,
    )


def conclude(bugs: list[BugResult], kills: int | None, interrupted: bool) -> tuple[MutationStatus, str]:
    """The status of a round and its sentence."""
    killed = [bug.id for bug in bugs if bug.outcome is BugOutcome.KILLED]
    survived = [bug.id for bug in bugs if bug.outcome is BugOutcome.SURVIVED]
    other = [bug for bug in bugs if bug.outcome not in (BugOutcome.KILLED, BugOutcome.SURVIVED)]
    score = f"{len(killed)} of {len(bugs)} planted bugs killed{_witnesses(bugs, kills)}"
    if interrupted:
        return MutationStatus.COULD_NOT_RUN, f"Interrupted: {score} until then."
    if other:
        causes = "; ".join(f"{bug.id} ({bug.outcome.value}: {bug.reason})" for bug in other)
        return MutationStatus.COULD_NOT_RUN, f"Could not run: {score}, but not clear: {causes}."
    if survived:
        return MutationStatus.SURVIVORS, f"Survivors: {score}; not killed: {', '.join(survived)}."
    return MutationStatus.ALL_KILLED, f"All killed: {score}{_times(bugs)}."


def _witnesses(bugs: list[BugResult], kills: int | None) -> str:
    """Says by how many layers, where more than the first was looked for."""
    if kills == 1:
        return ""
    return f", {sum(len(bug.killers) > 1 for bug in bugs)} of them by two layers or more"


def _times(bugs: list[BugResult]) -> str:
    times = {bug.id: bug.seconds_to_kill for bug in bugs if bug.seconds_to_kill is not None}
    slowest = max(times, key=lambda id_: times[id_])
    return f"; seconds to the first kill: median {median(times.values()):.0f}, at most {times[slowest]:.0f} ({slowest})"
