"""A mutant: one library with one small mistake."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from gate.mutants.operators import OPERATORS
from gate.mutants.syntax import Source


class Mutant(BaseModel):
    """What an operator made of one place in one file."""

    model_config = ConfigDict(frozen=True)

    id: str
    """``FILE:LINE:COLUMN:OPERATOR``, and a number where the operator knows more than one mistake for that place."""
    operator: str
    file: str
    function: str
    """The function it is in; empty for a constant of the library."""
    line: int
    column: int
    text: str
    """The whole file with the mistake."""
    diff: str
    """Unified, against the file without it."""

    @property
    def removed(self) -> str:
        """The lines that were there before, stripped, one below the other."""
        return _stripped(self.diff, "-")

    @property
    def added(self) -> str:
        """The lines that are there instead, likewise."""
        return _stripped(self.diff, "+")


def mutants_of(source: Source, operators: Sequence[str] = ()) -> list[Mutant]:
    """All mutants of ``source`` by the named operators (all where none is named), by place; no text comes twice."""
    seen = {source.text}
    made: list[Mutant] = []
    counts: dict[str, int] = {}
    for start, end, text, operator, function in sorted(_edits(source, operators or list(OPERATORS))):
        mutated = source.text[:start] + text.encode() + source.text[end:]
        if mutated in seen:
            continue
        seen.add(mutated)
        line, column = source.place(start)
        stem = f"{source.file}:{line}:{column}:{operator}"
        counts[stem] = counts.get(stem, 0) + 1
        made.append(
            Mutant(
                id=stem if counts[stem] == 1 else f"{stem}:{counts[stem]}",
                operator=operator,
                file=source.file,
                function=function,
                line=line,
                column=column,
                text=mutated.decode(),
                diff=_diff(source.file, source.text.decode(), mutated.decode()),
            )
        )
    return made


def _edits(source: Source, operators: Iterable[str]) -> Iterator[tuple[int, int, str, str, str]]:
    for visit in source.visits():
        for name in operators:
            for edit in OPERATORS[name](source, visit):
                yield edit.start, edit.end, edit.text, name, visit.function


def _diff(file: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{file}", f"b/{file}", lineterm="", n=1)
    return "\n".join(lines)


def _stripped(diff: str, sign: str) -> str:
    lines = [line for line in diff.splitlines()[2:] if line.startswith(sign)]
    return "\n".join(line[1:].strip() for line in lines)
