"""The `proofbook` command. Each subcommand turns its options into one call and an exit code; the work is elsewhere.

Exit codes of every subcommand: 0 it holds, 1 it does not, 2 it could not be found out (bad options included).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gate import cli_reports
from gate.bench.commands import app as bench
from gate.campaign import command as campaign
from gate.catalogue_page import catalogue_page
from gate.cli_options import (
    JUDGE,
    LOOK,
    MEASURE,
    SET_UP,
    OnlyOption,
    OutOption,
    ProfileOption,
    RootOption,
    SeedOption,
    SkipOption,
    faults_explained,
    root_of,
)
from gate.config import load_config
from gate.interrupts import interrupts
from gate.layers import select
from gate.mutants import command as mutants
from gate.mutate.bugs import DEFAULT_FOLDER, load_bugs
from gate.mutate.campaign import MutateOptions, mutate
from gate.mutate.report import print_mutation
from gate.output import HTML_FILE
from gate.prove import DEFAULT_MINUTES, chosen, exit_code, print_proofs, prove
from gate.prove import as_json as proofs_json
from gate.prove import as_markdown as proofs_markdown
from gate.refute import as_json as refutations_json
from gate.refute import exit_code as refuted_exit_code
from gate.refute import print_refutations, refute
from gate.replay import ChainName, ExportForm, export, replay
from gate.report import console_for_output, plainly, print_catalogue, print_verdict
from gate.results import Profile
from gate.session import DEFAULT_OUT, Options, run_gate, seed_for
from gate.toolchain import doctor
from properties.catalogue import load_catalogue
from properties.proofs.catalogue import Level, Tool

_MUTATE_OUT = Path(".proofbook/mutate")

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Do the contracts keep their promises? Exit 0: yes; 1: no, with what shows it; 2: could not be found out.",
    epilog="Start with `proofbook gate`. Where it finds something, `proofbook explain FINGERPRINT` says what it means "
    "and `proofbook replay FILE` shows it again. `proofbook COMMAND --help` tells more; `--install-completion` "
    "teaches your shell the commands, options and layers.",
)
app.add_typer(bench, name="bench", rich_help_panel=MEASURE)
campaign.add_to(app)
cli_reports.add_to(app)
mutants.add_to(app)


def main() -> None:
    """Run the command line."""
    app()


@app.command(
    "gate",
    rich_help_panel=JUDGE,
    epilog="`gate` before a push, `gate --profile pr --changed-since origin/main` before a merge, "
    "`gate --only static` for one answer in seconds. A layer that did not run, executed nothing or missed its canary "
    "makes exit 2: it is never clean. Ctrl-C ends all engines and leaves a partial verdict, marked as such.",
)
def gate_command(
    profile: ProfileOption = None,
    only: OnlyOption = None,
    skip: SkipOption = None,
    changed_since: Annotated[
        str | None,
        typer.Option(
            "--changed-since", metavar="REF", help="Tell findings that were there at this commit from new ones."
        ),
    ] = None,
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
    with faults_explained(), interrupts() as interrupted:
        tree = root_of(root)
        config = load_config(tree)
        options = Options(
            root=tree,
            layers=select(only or [], [*(skip or []), *([] if only else config.skip)]),
            profile=profile or config.profile,
            minutes=budget,
            out=out.absolute() if out else DEFAULT_OUT,
            seed=config.seed if seed is None else seed,
            workers=config.workers,
            changed_since=changed_since,
            config=config,
        )
        verdict = run_gate(options, console, interrupted)
    print_verdict(console, verdict, options.root / options.out / HTML_FILE)
    raise typer.Exit(verdict.exit_code)


@app.command("mutate", rich_help_panel=MEASURE)
def mutate_command(
    bugs: Annotated[
        Path | None, typer.Option("--bugs", metavar="DIR", help="Folder of bugs.", show_default=str(DEFAULT_FOLDER))
    ] = None,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="BUG", help="Plant this bug (repeat).")] = None,
    layer: Annotated[list[str] | None, typer.Option("--layer", help="Try only this layer (repeat).")] = None,
    kills: Annotated[
        int, typer.Option("--kills", min=1, help="Leave a bug alone after so many layers have killed it.")
    ] = 1,
    all_layers: Annotated[bool, typer.Option("--all-layers", help="Run every layer on every bug.")] = False,
    profile: Annotated[Profile, typer.Option("--profile", help="How much work on each bug.")] = Profile.QUICK,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for what is written.", show_default=str(_MUTATE_OUT)),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Bugs tried at the same time.")] = 2,
    baseline: Annotated[bool, typer.Option(help="Make sure first that the tree itself is clean.")] = True,
    fresh: Annotated[bool, typer.Option("--fresh", help="Take no result of an earlier round.")] = False,
    seed: SeedOption = None,
    root: RootOption = None,
) -> None:
    """Plant known bugs in copies of the tree and see which layer reports each."""
    console = console_for_output()
    with faults_explained(), interrupts() as interrupted:
        tree, catalogue = root_of(root), load_catalogue()
        options = MutateOptions(
            root=tree,
            bugs=load_bugs(bugs.absolute() if bugs else tree / DEFAULT_FOLDER, catalogue, only or []),
            catalogue=catalogue,
            layers=select(layer or [], []),
            profile=profile,
            seed=seed_for(profile, seed),
            out=out.absolute() if out else _MUTATE_OUT,
            jobs=jobs,
            kills=None if all_layers else kills,
            baseline=baseline,
            fresh=fresh,
        )
        mutation = mutate(options, lambda text: plainly(console, text), interrupted)
    print_mutation(console, mutation)
    raise typer.Exit(mutation.exit_code)


@app.command("replay", rich_help_panel=LOOK)
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
    with faults_explained():
        if export_as is not None:
            typer.echo(export(root_of(root), file, export_as), nl=False)
            return
        outcome = replay(root_of(root), file, chain, lambda text: plainly(console, text))
    plainly(console, f"\n{outcome.message}")
    raise typer.Exit(1 if outcome.shown else 0)


@app.command("prove", rich_help_panel=JUDGE)
def prove_command(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Proofs, or properties.", show_default="all")
    ] = None,
    tool: Annotated[Tool | None, typer.Option("--tool", help="Only this prover's.")] = None,
    level: Annotated[
        Level, typer.Option("--level", help="Only those that run in this profile of the gate.")
    ] = Level.NIGHTLY,
    budget: Annotated[
        float, typer.Option("--budget", metavar="MINUTES", min=0.01, help="End after this time.")
    ] = DEFAULT_MINUTES,
    only_list: Annotated[bool, typer.Option("--list", help="Say what would be proved.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Take no result of an earlier run.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the table of docs/proofs.md.")] = False,
    plant: Annotated[bool, typer.Option("--plant", help="Plant each proof's bug: it must be refuted.")] = False,
    root: RootOption = None,
) -> None:
    """Prove statements about the arithmetic for all inputs: exit 0 proved, 1 refuted, 2 not proved."""
    console = console_for_output()
    with faults_explained():
        proofs = chosen(ids or [], tool, level)
        if only_list:
            print_proofs(console, proofs)
            return
        if plant:
            refuted = refute(root_of(root), proofs, budget, lambda text: typer.echo(text, err=True))
            if as_json:
                typer.echo(refutations_json(refuted))
            else:
                print_refutations(console, refuted)
            raise typer.Exit(refuted_exit_code(refuted))
        results = prove(root_of(root), proofs, budget, lambda text: typer.echo(text, err=True), fresh=fresh)
    if as_json:
        typer.echo(proofs_json(proofs, results))
    elif markdown:
        typer.echo(proofs_markdown(proofs, results))
    else:
        print_proofs(console, proofs, results)
    raise typer.Exit(exit_code(results))


@app.command("doctor", rich_help_panel=SET_UP)
def doctor_command() -> None:
    """List each tool, its version, where it was found, and what to do where one is missing."""
    rows = doctor.examine()
    console_for_output().print(doctor.render(rows))
    raise typer.Exit(doctor.exit_status(rows))


@app.command("catalogue", rich_help_panel=LOOK)
def catalogue_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the page of the documentation.")] = False,
) -> None:
    """List the properties: what is promised, what checks it, and which planted bugs break it."""
    with faults_explained():
        catalogue = load_catalogue()
    if as_json:
        typer.echo(catalogue.model_dump_json(indent=2))
    elif as_markdown:
        typer.echo(catalogue_page(catalogue), nl=False)
    else:
        print_catalogue(console_for_output(), catalogue)
