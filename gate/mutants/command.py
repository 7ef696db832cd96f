"""The subcommand ``proofbook mutants``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gate.cli_options import MEASURE, RootOption, faults_explained, root_of
from gate.config import load_config
from gate.display import progress_text
from gate.interrupts import interrupts
from gate.mutants.campaign import MutantsOptions, run_mutants
from gate.mutants.operators import OPERATORS
from gate.mutants.report import as_markdown, operators_listed, print_round
from gate.report import console_for_output, plainly
from gate.results import CouldNotRun

OUT = Path(".proofbook/mutants")


def add_to(app: typer.Typer) -> None:
    """Register the subcommand."""
    app.command("mutants", rich_help_panel=MEASURE)(mutants_command)


def mutants_command(
    file: Annotated[
        list[str] | None,
        typer.Option("--file", metavar="LIB", help="Mutate this library (repeat).", show_default="all configured"),
    ] = None,
    operator: Annotated[
        list[str] | None,
        typer.Option("--operator", metavar="OP", help="Make this mistake (repeat).", show_default="all"),
    ] = None,
    sample: Annotated[int | None, typer.Option("--sample", min=1, help="Try so many, drawn by the seed.")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Draws the sample.")] = 1,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Batches tried at the same time.")] = 1,
    budget: Annotated[
        float | None, typer.Option("--budget", metavar="MINUTES", min=0.01, help="End the round after this time.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for what is written.", show_default=str(OUT))
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Take no verdict of an earlier round.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the table of docs/mutate.md.")] = False,
    only_list: Annotated[bool, typer.Option("--list", help="List the operators.")] = False,
    root: RootOption = None,
) -> None:
    """Make small mistakes in the pure libraries, one at a time, and see whether their tests notice.

    Exit 0: the score holds and every survivor is explained; 1: not so; 2: could not be found out.
    """
    console = console_for_output()
    if only_list:
        for line in operators_listed():
            plainly(console, line)
        return
    with faults_explained(), interrupts() as interrupted:
        for name in operator or []:
            if name not in OPERATORS:
                raise CouldNotRun(f"there is no operator '{name}'; there are {', '.join(OPERATORS)}")
        tree = root_of(root)
        config = load_config(tree).mutants
        options = MutantsOptions(
            root=tree,
            libraries=config.libraries,
            tests=config.tests,
            explanations=config.survivors,
            threshold=config.threshold,
            out=out.absolute() if out else OUT,
            jobs=jobs,
            only=file or [],
            operators=operator or [],
            sample=sample,
            seed=seed,
            minutes=budget,
            fresh=fresh,
        )
        beside = Console(stderr=True)
        round_ = run_mutants(
            options, lambda name, progress: plainly(beside, f"{name}: {progress_text(progress, 0)}"), interrupted
        )
    if as_json:
        typer.echo(round_.model_dump_json(indent=2))
    elif markdown:
        typer.echo(as_markdown(round_), nl=False)
    else:
        print_round(console, round_)
    raise typer.Exit(round_.exit_code)
