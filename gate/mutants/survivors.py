"""The list of mutants that may survive, each with its reason.

An entry names a mutant by what it changes, not by where: it outlives lines that are put in above it, and ends with the
line that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from gate.mutants.results import MutantResult, Outcome
from gate.results import CouldNotRun
from properties.toml_files import load_toml


class Explanation(BaseModel):
    """Why one mutant may survive."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    function: str = ""
    """Empty for a constant of the library."""
    before: str
    """The lines that the mutant changes, stripped, one below the other."""
    after: str
    """What it makes of them."""
    equivalent: bool
    """True iff no caller can tell it from the original, whatever it passes; the reason says why."""
    reason: str = Field(min_length=20)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it one mutant's."""
        return _key(self.file, self.function, self.before, self.after)


class _List(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    survivor: tuple[Explanation, ...] = ()


def load_explanations(path: Path) -> tuple[Explanation, ...]:
    """The entries of the list; none where there is no such file. Raises :class:`CouldNotRun`."""
    if not path.exists():
        return ()
    entries = load_toml(path, _List, CouldNotRun).survivor
    keys = [entry.key for entry in entries]
    for entry in entries:
        if keys.count(entry.key) > 1:
            raise CouldNotRun(f"{path}: {entry.file}: '{entry.after}' is explained twice")
    return entries


def explain(results: Iterable[MutantResult], explanations: Sequence[Explanation]) -> list[MutantResult]:
    """``results``, the survivors with their reasons."""
    known = {entry.key: entry for entry in explanations}

    def one(result: MutantResult) -> MutantResult:
        entry = known.get(_key(result.file, result.function, result.removed, result.added))
        if result.outcome is not Outcome.SURVIVED or entry is None:
            return result.model_copy(update={"explained": None, "equivalent": False})
        return result.model_copy(update={"explained": entry.reason, "equivalent": entry.equivalent})

    return [one(result) for result in results]


def unused(results: Sequence[MutantResult], explanations: Sequence[Explanation], files: Sequence[str]) -> list[str]:
    """The entries on ``files``, all of whose mutants were tried, that explain no survivor."""
    survivors = {
        _key(result.file, result.function, result.removed, result.added)
        for result in results
        if result.outcome is Outcome.SURVIVED
    }
    idle = [entry for entry in explanations if entry.file in files and entry.key not in survivors]
    return [f"{entry.file}, {entry.function or 'constants'}: {entry.after}" for entry in idle]


def _key(file: str, function: str, before: str, after: str) -> tuple[str, str, str, str]:
    """What tells a mutant from others, wherever its lines have moved to."""
    return file, function, _lines(before), _lines(after)


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())
