"""Options that several subcommands share, and how what the user can mend is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from gate.baseline import BaselineError
from gate.config import ConfigError
from gate.explain import NothingToExplain
from gate.layers import LAYERS, UnknownLayer
from gate.mutate.bugs import BugError
from gate.mutate.campaign import NotClean
from gate.output import OutputUnusable
from gate.replay import ReplayFault
from gate.results import CouldNotRun, Profile
from gate.session import DEFAULT_OUT
from gate.tree import NotATree, find_root
from gate.triage import TriageError
from gate.unreached import UnreachedError
from properties.catalogue import CatalogueError

COULD_NOT = 2
FAULTS: tuple[type[Exception], ...] = (
    NotATree,
    OutputUnusable,
    UnknownLayer,
    CatalogueError,
    BugError,
    NotClean,
    ReplayFault,
    CouldNotRun,
    ConfigError,
    TriageError,
    BaselineError,
    NothingToExplain,
    UnreachedError,
)
"""What a user can mend: told in one line, without a traceback."""

JUDGE = "Judge"
LOOK = "Look closer"
MEASURE = "Measure the harness"
SET_UP = "Set up"


def _layer_names(incomplete: str) -> list[str]:
    return [spec.name for spec in LAYERS if spec.name.startswith(incomplete)]


RootOption = Annotated[
    Path | None, typer.Option("--root", help="Tree to work on.", show_default="the repository you are in")
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for what the run writes.", show_default=str(DEFAULT_OUT)),
]
ProfileOption = Annotated[
    Profile | None,
    typer.Option("--profile", help="How much work: seconds, minutes or hours.", show_default="configured, else quick"),
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", min=0, max=2**63 - 1, help="Seed of all engines.", show_default="profile's")
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="LAYER", help="Run this layer (repeat).", autocompletion=_layer_names),
]
SkipOption = Annotated[
    list[str] | None,
    typer.Option("--skip", metavar="LAYER", help="Leave it out (repeat).", autocompletion=_layer_names),
]


@contextmanager
def faults_explained() -> Iterator[None]:
    """Turn what the user can mend into one line and exit 2."""
    try:
        yield
    except FAULTS as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(COULD_NOT) from error


def root_of(asked: Path | None) -> Path:
    """The tree to work on; raises :class:`gate.tree.NotATree`."""
    if asked is None:
        return find_root(Path.cwd())
    root = find_root(asked)
    if root != asked.resolve():
        raise NotATree(f"{asked} is no repository root: it lacks foundry.toml or contracts/")
    return root
