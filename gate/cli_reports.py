"""Subcommands that explain, describe and set up; each is registered by :func:`add_to`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from gate.cli_options import LOOK, SET_UP, OutOption, RootOption, faults_explained, root_of
from gate.coverage import Suite, measure
from gate.explain import explain, subject
from gate.report import console_for_output, plainly
from gate.session import DEFAULT_OUT
from gate.starter import init
from gate.unreached import load_list, unlisted
from gate.verdict import Verdict


def add_to(app: typer.Typer) -> None:
    """Register the subcommands of this module."""
    app.command("explain", rich_help_panel=LOOK)(explain_command)
    app.command("coverage", rich_help_panel=LOOK)(coverage_command)
    app.command("schema", rich_help_panel=LOOK)(schema_command)
    app.command("init", rich_help_panel=SET_UP)(init_command)


def explain_command(
    finding: Annotated[
        str,
        typer.Argument(
            metavar="FINDING", help="Fingerprint (its beginning will do), rule, or counterexample.", show_default=False
        ),
    ],
    out: OutOption = None,
    root: RootOption = None,
) -> None:
    """Explain one finding: what is promised, the shortest way to break it, what changed.

    FINDING is what `proofbook gate` prints beside a finding (`explain 3f2a91c0`), the rule where only one finding has
    it (`explain FC-01`), or a file of `.proofbook/last/counterexamples`. The sequence is played again on the contracts
    as they are now, so that an explanation is never older than the code.
    """
    console = console_for_output()
    with faults_explained():
        tree = root_of(root)
        folder = out.absolute() if out else tree / DEFAULT_OUT
        explain(tree, subject(tree, folder, finding), lambda text: plainly(console, text))


def coverage_command(
    suite: Annotated[Suite, typer.Option("--of", help="What runs the contracts.")] = Suite.UNIT,
    functions: Annotated[bool, typer.Option("--functions", help="Show how often each function was called.")] = False,
    root: RootOption = None,
) -> None:
    """Measure which lines and functions the unit suite or the on-chain properties run.

    The measurement is kept by the content of sources and tests: a page shows it only beside exactly these. Of the
    properties: exit 1 if there is a function that no handler reaches and that properties/unreached.toml does not list.
    """
    console = console_for_output()
    with faults_explained():
        tree = root_of(root)
        coverage = measure(tree, suite)
        amiss = list(unlisted(coverage, load_list(tree))) if suite is Suite.PROPERTIES else []
    for contract in coverage.contracts:
        plainly(console, f"{contract.hit:>5}/{contract.lines:<5} {contract.file}")
        for function in contract.functions if functions else []:
            plainly(console, f"{function.hit:>9}/{function.lines:<5} {function.name}: {function.calls:,} calls")
    hit, lines = coverage.lines
    plainly(console, f"{hit:>5}/{lines:<5} lines in all")
    for line in amiss:
        plainly(console, line)
    raise typer.Exit(1 if amiss else 0)


def schema_command() -> None:
    """Print the JSON schema of verdict.json.

    The same as docs/verdict.schema.json. A verdict's `format` is raised when a reader of the older form would go wrong.
    """
    typer.echo(verdict_schema())


def verdict_schema() -> str:
    """The published schema's text."""
    schema = Verdict.model_json_schema(mode="serialization")
    return json.dumps(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Proofbook verdict", **schema}, indent=2
    )


def init_command(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Root of a Foundry project.")] = Path(),
) -> None:
    """Write a starter configuration into another repository: detectors, gate and workflow.

    Adds a [tool.proofbook] table to pyproject.toml, a triage file, the canaries that show that the detectors work, and
    a workflow. Nothing that is there is overwritten.
    """
    console = console_for_output()
    with faults_explained():
        for line in init(folder.resolve()):
            plainly(console, line)
    plainly(console, "\nNow: proofbook gate")
