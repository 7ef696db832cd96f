"""The `proofbook` command. Each subcommand turns its options into one call and an exit code; the work is elsewhere.

Exit codes of every subcommand: 0 it holds, 1 it does not, 2 it could not be found out (bad options included).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from gate.bench.commands import app as bench
from gate.interrupts import interrupts
from gate.layers import UnknownLayer, select
from gate.mutate.bugs import DEFAULT_FOLDER, BugError, load_bugs
from gate.mutate.campaign import MutateOptions, NotClean, mutate
from gate.mutate.report import print_mutation
from gate.output import OutputUnusable
from gate.prove import DEFAULT_MINUTES, chosen, exit_code, print_proofs, prove
from gate.prove import as_json as proofs_json
from gate.replay import ChainName, ExportForm, ReplayFault, export, replay
from gate.report import console_for_output, plainly, print_catalogue, print_verdict
from gate.results import CouldNotRun, Profile
from gate.session import DEFAULT_OUT, Options, run_gate, seed_for
from gate.toolchain import doctor
from gate.tree import NotATree, find_root
from properties.catalogue import CatalogueError, load_catalogue
from properties.proofs.catalogue import Tool

_FAULTS = (NotATree, OutputUnusable, UnknownLayer, CatalogueError, BugError, NotClean, ReplayFault, CouldNotRun)
_MUTATE_OUT = Path(".proofbook/mutate")
_COULD_NOT = 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Do the contracts keep their promises? Exit 0: yes; 1: no, with what shows it; 2: could not be found out.",
)
app.add_typer(bench, name="bench")

RootOption = Annotated[
    Path | None, typer.Option("--root", help="Tree to work on.", show_default="the repository you are in")
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for what the run writes.", show_default=str(DEFAULT_OUT)),
]
ProfileOption = Annotated[Profile, typer.Option("--profile", help="How much work: seconds, minutes or hours.")]


SeedOption = Annotated[
    int | None, typer.Option("--seed", min=0, max=2**63 - 1, help="Seed of all engines.", show_default="profile's")
]
OnlyOption = Annotated[list[str] | None, typer.Option("--only", metavar="LAYER", help="Run this layer (repeat).")]
SkipOption = Annotated[list[str] | None, typer.Option("--skip", metavar="LAYER", help="Leave it out (repeat).")]


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
    only: OnlyOption = None,
    skip: SkipOption = None,
    budget: Annotated[
        float | None,
        typer.Option(
            "--budget", metavar="MINUTES", min=0.01, help="End the run after this time.", show_default="profile's"
        ),
    ] = None,
    out: OutOption = None,
    seed: SeedOption = None,
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


@app.command("mutate")
def mutate_command(
    bugs: Annotated[
        Path | None, typer.Option("--bugs", metavar="DIR", help="Folder of bugs.", show_default=str(DEFAULT_FOLDER))
    ] = None,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="BUG", help="Plant this bug (repeat).")] = None,
    layer: Annotated[list[str] | None, typer.Option("--layer", help="Try only this layer (repeat).")] = None,
    all_layers: Annotated[bool, typer.Option("--all-layers", help="Go on after the first kill.")] = False,
    profile: ProfileOption = Profile.QUICK,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for what is written.", show_default=str(_MUTATE_OUT)),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Bugs tried at the same time.")] = 2,
    baseline: Annotated[bool, typer.Option(help="Make sure first that the tree itself is clean.")] = True,
    seed: SeedOption = None,
    root: RootOption = None,
) -> None:
    """Plant known bugs in copies of the tree and see which layer reports each."""
    console = console_for_output()
    with _faults_explained(), interrupts() as interrupted:
        tree = _root(root)
        options = MutateOptions(
            root=tree,
            bugs=load_bugs(bugs.absolute() if bugs else tree / DEFAULT_FOLDER, load_catalogue(), only or []),
            layers=select(layer or [], []),
            profile=profile,
            seed=seed_for(profile, seed),
            out=out.absolute() if out else _MUTATE_OUT,
            jobs=jobs,
            all_layers=all_layers,
            baseline=baseline,
        )
        mutation = mutate(options, lambda text: plainly(console, text), interrupted)
    print_mutation(console, mutation)
    raise typer.Exit(mutation.exit_code)


@app.command("replay")
def replay_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A counterexample.", show_default=False)],
    chain: Annotated[ChainName, typer.Option("--chain", help="In this process, or on a node.")] = ChainName.REVM,
    export_as: Annotated[
        ExportForm | None, typer.Option("--export", help="Print it as a test instead.", show_default=False)
    ] = None,
    root: RootOption = None,
) -> None:
    """Show a counterexample again, step by step: exit 1 if the violation is there, 0 if it is not."""
    console = console_for_output()
    with _faults_explained():
        if export_as is not None:
            typer.echo(export(file, export_as), nl=False)
            return
        outcome = replay(_root(root), file, chain, lambda text: plainly(console, text))
    plainly(console, f"\n{outcome.message}")
    raise typer.Exit(1 if outcome.shown else 0)


@app.command("prove")
def prove_command(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Proofs, or properties.", show_default="all")
    ] = None,
    tool: Annotated[Tool | None, typer.Option("--tool", help="Only this prover's.")] = None,
    budget: Annotated[
        float, typer.Option("--budget", metavar="MINUTES", min=0.01, help="End after this time.")
    ] = DEFAULT_MINUTES,
    only_list: Annotated[bool, typer.Option("--list", help="Say what would be proved.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Take no result of an earlier run.")] = False,
    root: RootOption = None,
) -> None:
    """Prove statements about the arithmetic for all inputs: exit 0 proved, 1 refuted, 2 not proved."""
    console = console_for_output()
    with _faults_explained():
        proofs = chosen(ids or [], tool)
        if only_list:
            print_proofs(console, proofs)
            return
        results = prove(_root(root), proofs, budget, lambda text: typer.echo(text, err=True), fresh=fresh)
    if as_json:
        typer.echo(proofs_json(proofs, results))
    else:
        print_proofs(console, proofs, results)
    raise typer.Exit(exit_code(results))


@app.command("doctor")
def doctor_command() -> None:
    """List each tool, its version, where it was found, and what to do where one is missing."""
    rows = doctor.examine()
    console_for_output().print(doctor.render(rows))
    raise typer.Exit(doctor.exit_status(rows))


@app.command("catalogue")
def catalogue_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """List the properties: what is promised, what checks it, and which planted bugs break it."""
    with _faults_explained():
        catalogue = load_catalogue()
    if as_json:
        typer.echo(catalogue.model_dump_json(indent=2))
    else:
        print_catalogue(console_for_output(), catalogue)
