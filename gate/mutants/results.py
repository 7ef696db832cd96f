"""What a round of generic mutants says: one row a mutant, one sum a library."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel


class Outcome(StrEnum):
    """What became of one mutant."""

    KILLED = "killed"
    TIMEOUT = "timeout"
    """The tests did not end with it: a kill, told apart because no test names what is wrong."""
    SURVIVED = "survived"
    INVALID = "invalid"
    """It does not compile, and is not counted."""


class MutantResult(BaseModel):
    """One mutant and what the tests made of it."""

    id: str
    operator: str
    file: str
    function: str
    line: int
    diff: str
    removed: str
    added: str
    outcome: Outcome
    killed_by: str | None = None
    """The first test that failed, ``Contract.test``."""
    explained: str | None = None
    """Why it may survive, where the list of survivors says so."""
    equivalent: bool = False
    """True iff the list says that it behaves no differently from the original."""


class LibraryScore(BaseModel):
    """One library's mutants."""

    file: str
    tests: list[str]
    killed: int
    timeouts: int
    survived: int
    equivalent: int
    """Of the survivors, those that are said to be no different from the original."""
    unexplained: int
    invalid: int
    untried: int
    seconds: float

    @property
    def counted(self) -> int:
        """All that compile and were tried."""
        return self.killed + self.timeouts + self.survived

    @property
    def score(self) -> float | None:
        """Killed of counted, in percent; equivalent ones count as survivors. None where none was tried."""
        return 100 * (self.killed + self.timeouts) / self.counted if self.counted else None


class Status(StrEnum):
    """``BELOW`` also where the score is high enough, but a survivor is not explained."""

    HOLDS = "holds"
    BELOW = "below"
    COULD_NOT_RUN = "could-not-run"


EXIT_CODES = {Status.HOLDS: 0, Status.BELOW: 1, Status.COULD_NOT_RUN: 2}


class Round(BaseModel):
    """The content of ``mutants.json``."""

    status: Status
    sentence: str
    threshold: float
    score: float | None
    seconds: float
    """Of all tests that the results rest on, in this run and in those it goes on from."""
    sampled: int | None
    seed: int
    libraries: list[LibraryScore]
    mutants: list[MutantResult]
    unused: list[str]
    """Explanations that no survivor matches."""

    @property
    def exit_code(self) -> int:
        """0 the score holds and every survivor is explained, 1 not so, 2 it could not be found out."""
        return EXIT_CODES[self.status]


def sum_up(file: str, tests: Sequence[str], results: Sequence[MutantResult], made: int, seconds: float) -> LibraryScore:
    """The sums over one library's ``results``, of ``made`` mutants in all."""
    survivors = [result for result in results if result.outcome is Outcome.SURVIVED]

    def count(outcome: Outcome) -> int:
        return sum(result.outcome is outcome for result in results)

    return LibraryScore(
        file=file,
        tests=list(tests),
        killed=count(Outcome.KILLED),
        timeouts=count(Outcome.TIMEOUT),
        survived=len(survivors),
        equivalent=sum(result.equivalent for result in survivors),
        unexplained=sum(result.explained is None for result in survivors),
        invalid=count(Outcome.INVALID),
        untried=made - len(results),
        seconds=seconds,
    )


def total_score(libraries: Sequence[LibraryScore]) -> float | None:
    """The score over all libraries, in percent."""
    counted = sum(library.counted for library in libraries)
    killed = sum(library.killed + library.timeouts for library in libraries)
    return 100 * killed / counted if counted else None


def conclude(
    libraries: Sequence[LibraryScore], threshold: float, unused: Sequence[str], ended: str | None
) -> tuple[Status, str]:
    """The status of a round and its sentence; ``ended`` says what ended it before its time."""
    score = total_score(libraries)
    if score is None:
        return Status.COULD_NOT_RUN, f"Could not run: no mutant was tried{f' ({ended})' if ended else ''}."
    counted = sum(library.counted for library in libraries)
    killed = sum(library.killed + library.timeouts for library in libraries)
    said = f"{killed} of {counted} mutants killed, {score:.1f} %"
    untried = sum(library.untried for library in libraries)
    if ended is not None:
        return Status.COULD_NOT_RUN, f"{ended}: {said} until then, {untried} not tried; run it again to go on."
    faults = []
    if score < threshold:
        faults.append(f"less than {threshold:g} %")
    unexplained = sum(library.unexplained for library in libraries)
    if unexplained:
        faults.append(f"{unexplained} survivor{'s' if unexplained > 1 else ''} not explained")
    if unused:
        faults.append(f"{len(unused)} explanation{'s' if len(unused) > 1 else ''} without a survivor")
    if faults:
        return Status.BELOW, f"Does not hold: {said}: {', '.join(faults)}."
    return Status.HOLDS, f"Holds: {said}, every survivor explained."
