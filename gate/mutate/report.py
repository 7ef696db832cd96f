"""The kill matrix as text: one row a bug, one column a layer."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gate.mutate.results import BugOutcome, BugResult, Cell, CellOutcome, Mutation, MutationStatus

_STYLES = {
    MutationStatus.ALL_KILLED: "green",
    MutationStatus.SURVIVORS: "red",
    MutationStatus.COULD_NOT_RUN: "yellow",
}


def print_mutation(console: Console, mutation: Mutation) -> None:
    """Print the matrix, what could not be found out and why, and the sentence."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("bug")
    table.add_column("breaks")
    for layer in mutation.layers:
        table.add_column(layer, justify="right")
    table.add_column("killed", justify="right")
    for bug in mutation.bugs:
        cells = {cell.layer: cell for cell in bug.cells}
        columns = (_cell(cells[layer]) if layer in cells else "" for layer in mutation.layers)
        table.add_row(escape(bug.id), " ".join(bug.breaks), *columns, _outcome(bug))
    console.print()
    console.print(table)
    for bug in mutation.bugs:
        if bug.detail:
            console.print(f"\n[bold]{escape(bug.id)}[/] {escape(bug.reason or '')}", soft_wrap=True, highlight=False)
            console.print(bug.detail, markup=False, highlight=False, soft_wrap=True)
    console.print("\nkilled: it reported a property that the bug breaks; survived: -; other: only other findings")
    console.print(f"\n[bold {_STYLES[mutation.status]}]{escape(mutation.sentence)}[/]", soft_wrap=True, highlight=False)


def _cell(cell: Cell) -> str:
    seconds = f"{cell.seconds:.1f} s"
    if cell.outcome is CellOutcome.KILLED:
        return f"[green]killed {seconds}[/]"
    if cell.outcome is CellOutcome.OTHER:
        return f"[yellow]other {seconds}[/]"
    if cell.outcome is CellOutcome.COULD_NOT_RUN:
        return "[yellow]could not run[/]"
    return f"[dim]- {seconds}[/]"


def _outcome(bug: BugResult) -> str:
    if bug.outcome is BugOutcome.KILLED:
        return f"[green]{bug.seconds_to_kill:.1f} s[/]"
    colour = "red" if bug.outcome is BugOutcome.SURVIVED else "yellow"
    return f"[{colour}]{bug.outcome.value}[/]"
