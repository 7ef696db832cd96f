"""A round of generic mutants as text: one row a library, then each survivor with its diff."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gate.mutants.operators import OPERATORS
from gate.mutants.results import LibraryScore, MutantResult, Outcome, Round, Status
from gate.report import plainly

_STYLES = {Status.HOLDS: "green", Status.BELOW: "red", Status.COULD_NOT_RUN: "yellow"}
_NUMBERS = ("mutants", "killed", "timeout", "survived", "equivalent", "unexplained", "invalid", "score", "s/mutant")


def print_round(console: Console, round_: Round) -> None:
    """Print the table, the survivors (those without a reason last), and the sentence."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("library")
    for name in _NUMBERS:
        table.add_column(name, justify="right")
    for row in _rows(round_):
        table.add_row(*(escape(cell) for cell in row))
    survivors = [result for result in round_.mutants if result.outcome is Outcome.SURVIVED]
    for result in sorted(survivors, key=lambda result: result.explained is None):
        _print_survivor(console, result)
    console.print()
    console.print(table)
    for line in round_.unused:
        plainly(console, f"explained, but no survivor: {line}")
    console.print(f"\n[bold {_STYLES[round_.status]}]{escape(round_.sentence)}[/]", soft_wrap=True, highlight=False)


def as_markdown(round_: Round) -> str:
    """The table of docs/mutate.md."""
    lines = ["| library | " + " | ".join(_NUMBERS) + " |", "|---|" + "---:|" * len(_NUMBERS)]
    lines += [f"| {' | '.join(row)} |" for row in _rows(round_)]
    return "\n".join(lines) + "\n"


def operators_listed() -> Iterator[str]:
    """Each operator with the mistake that it stands for."""
    for name, function in OPERATORS.items():
        yield f"{name:<24}{' '.join((function.__doc__ or '').split())}"


def _rows(round_: Round) -> Iterator[list[str]]:
    for library in round_.libraries:
        yield _row(Path(library.file).stem, library)
    if len(round_.libraries) > 1:
        fields = ("killed", "timeouts", "survived", "equivalent", "unexplained", "invalid", "untried", "seconds")
        sums = {name: sum(getattr(library, name) for library in round_.libraries) for name in fields}
        yield _row("all", LibraryScore(file="", tests=[], **sums))


def _row(name: str, library: LibraryScore) -> list[str]:
    tried = library.counted + library.invalid
    return [
        name,
        str(library.counted),
        str(library.killed),
        str(library.timeouts),
        str(library.survived),
        str(library.equivalent),
        str(library.unexplained),
        str(library.invalid),
        "-" if library.score is None else f"{library.score:.1f} %",
        f"{library.seconds / tried:.2f}" if tried else "-",
    ]


def _print_survivor(console: Console, result: MutantResult) -> None:
    reason = result.explained or "survived, and nobody has said why"
    if result.equivalent:
        reason = f"equivalent: {reason}"
    console.print()
    console.print(f"[bold]{escape(result.id)}[/] {escape(result.function)}", soft_wrap=True, highlight=False)
    plainly(console, result.diff)
    plainly(console, f"  {reason}")
