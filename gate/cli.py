"""The `proofbook` command. Each subcommand turns its options into one call and an exit code; the work is elsewhere.

Exit codes of every subcommand: 0 it holds, 1 it does not, 2 it could not be found out (bad options included).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from gate.interrupts import interrupts
from gate.layers import UnknownLayer, select
from gate.output import OutputUnusable
from gate.report import console_for_output, print_verdict
from gate.results import CouldNotRun, Profile
from gate.session import DEFAULT_OUT, Options, run_gate
from gate.tree import NotATree, find_root
from properties.catalogue import CatalogueError

_FAULTS = (NotATree, OutputUnusable, UnknownLayer, CatalogueError, CouldNotRun)
_COULD_NOT = 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Do the contracts keep their promises? Exit 0: yes; 1: no, with what shows it; 2: could not be found out.",
)

RootOption = Annotated[
    Path | None, typer.Option("--root", help="Tree to work on.", show_default="the repository you are in")
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for what the run writes.", show_default=str(DEFAULT_OUT)),
]
ProfileOption = Annotated[Profile, typer.Option("--profile", help="How much work: seconds, minutes or hours.")]


def main() -> None:
    """Run the command line."""
    app()


@contextmanager
def _faults_explained() -> Iterator[None]:
    """Turn what the user can mend into one line and exit 2."""
    try:
        yield
    except _FAULTS as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(_COULD_NOT) from error


def _root(asked: Path | None) -> Path:
    if asked is None:
        return find_root(Path.cwd())
    root = find_root(asked)
    if root != asked.resolve():
        raise NotATree(f"{asked} is no repository root: it lacks foundry.toml or contracts/")
    return root


@app.command("gate")
def gate_command(
    profile: ProfileOption = Profile.QUICK,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="LAYER", help="Run this layer (repeat).")] = None,
    skip: Annotated[list[str] | None, typer.Option("--skip", metavar="LAYER", help="Leave it out (repeat).")] = None,
    budget: Annotated[
        float | None,
        typer.Option(
            "--budget", metavar="MINUTES", min=0.01, help="End the run after this time.", show_default="profile's"
        ),
    ] = None,
    out: OutOption = None,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, max=2**63 - 1, help="Seed of all engines.", show_default="profile's")
    ] = None,
    root: RootOption = None,
) -> None:
    """Compile the contracts, run every layer on them and print one verdict."""
    console = console_for_output()
    with _faults_explained(), interrupts() as interrupted:
        options = Options(
            root=_root(root),
            layers=select(only or [], skip or []),
            profile=profile,
            minutes=budget,
            out=out.absolute() if out else DEFAULT_OUT,
            seed=seed,
        )
        verdict = run_gate(options, console, interrupted)
    print_verdict(console, verdict)
    raise typer.Exit(verdict.exit_code)
