"""The subcommand `proofbook campaign`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fuzz.campaign.store import StoreFault
from gate.campaign.driver import Campaign, CampaignOptions, held
from gate.campaign.notify import Notifier
from gate.campaign.slices import Engine
from gate.campaign.status import REPORT_FILE, STATUS_FILE
from gate.cli_options import COULD_NOT, JUDGE, RootOption, SeedOption, faults_explained, root_of
from gate.config import load_config
from gate.interrupts import interrupts
from gate.report import console_for_output, plainly

REGRESSIONS = Path("tests/regressions")
_OUT = Path(".proofbook/campaign")


def add_to(app: typer.Typer) -> None:
    """Register the subcommand."""
    app.command(
        "campaign",
        rich_help_panel=JUDGE,
        epilog="`campaign --hours 8` over night; the same command again goes on where it stopped, however it stopped. "
        "Open status.html in the folder to watch, report.html in the morning. With several machines: start "
        "`dask scheduler` and `dask worker --nthreads 1` on each, with the tree and the folder shared under the same "
        "paths, and give `--scheduler tcp://HOST:8786`.",
    )(campaign_command)


def campaign_command(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder that outlives the run.", show_default=str(_OUT))
    ] = None,
    hours: Annotated[float, typer.Option("--hours", min=0.001, help="For how long.")] = 8.0,
    engine: Annotated[
        list[Engine] | None, typer.Option("--engine", help="Only this engine (repeat).", show_default="all")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Slices at the same time.", show_default="configured, else 2")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Dask scheduler.", show_default="an own one")
    ] = None,
    slices: Annotated[
        int | None, typer.Option("--slices", min=1, help="End after so many slices in all.", show_default="no end")
    ] = None,
    notify_url: Annotated[str | None, typer.Option("--notify-url", help="Gets a POST for each new finding.")] = None,
    notify_command: Annotated[
        str | None, typer.Option("--notify-command", help="Run for each new finding, JSON on standard input.")
    ] = None,
    seed: SeedOption = None,
    root: RootOption = None,
) -> None:
    """Fuzz for hours with all engines; stop and go on at any time. Exit 1 if there are findings, old ones included."""
    console = console_for_output()
    with faults_explained(), interrupts() as interrupted:
        tree = root_of(root)
        table = load_config(tree).campaign
        folder = (out or tree / _OUT).absolute()
        options = CampaignOptions(
            root=tree,
            out=folder,
            hours=hours,
            engines=engine or [Engine(name) for name in table.engines or list(Engine)],
            workers=workers or table.workers,
            regressions=tree / REGRESSIONS,
            scheduler=scheduler,
            slices=slices,
            seed=seed,
            notifier=Notifier(notify_url or table.notify_url, notify_command or table.notify_command),
        )
        try:
            with held(folder):
                plainly(console, f"watch it: {folder / STATUS_FILE}")
                night = Campaign(options, lambda text: plainly(console, text), interrupted).run()
        except StoreFault as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(COULD_NOT) from error
    plainly(console, f"\nThe report: {folder / REPORT_FILE}")
    found = len(night.new) + len(night.known)
    plainly(console, f"{len(night.new)} new findings, {len(night.known)} known.")
    raise typer.Exit(1 if found else COULD_NOT if night.interrupted else 0)
