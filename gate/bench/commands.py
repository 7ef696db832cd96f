"""``proofbook bench``: what things cost. Exit 0 within the limits, 1 over one, 2 not measured."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Annotated

import typer

from gate.builds import ensure
from gate.compiler import find_compiler
from gate.results import Build, CouldNotRun
from gate.toolchain import paths
from gate.tree import NotATree, find_root

app = typer.Typer(
    no_args_is_help=True, help="Measure gas, code size, storage layout, access and the speed of the chain."
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
WriteOption = Annotated[bool, typer.Option("--write", help="Bring the files that keep it up to date.")]


@contextmanager
def _measured() -> Iterator[None]:
    """Turn what keeps a figure from being measured into one line and exit 2."""
    # The chain takes a second to import: only who measures pays for it.
    from fuzz.chain import ArtifactError, ChainError, ChainFault

    try:
        yield
    except (NotATree, CouldNotRun, ArtifactError, ChainError, ChainFault) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error


def _build(root: Path) -> Build:
    """The contracts as they are deployed, built from the sources as they are."""
    # What the compiler says is no part of the figures.
    with redirect_stdout(sys.stderr):
        return ensure(root, "default", find_compiler())


@app.command("gas")
def gas_command(as_json: JsonOption = False, write: WriteOption = False) -> None:
    """Gas of single transactions on a node: storage cold, the 21,000 and the proxies included."""
    from fuzz.chain import Artifacts
    from gate.bench import gas

    with _measured():
        root = find_root(Path.cwd())
        rows = gas.measure(Artifacts.load(_build(root).out), paths.ANVIL.find())
        if write:
            gas.write(root, rows)
    typer.echo(gas.as_json(rows) if as_json else gas.as_text(rows))
    raise typer.Exit(0 if all(row.holds for row in rows) else 1)


@app.command("chain")
def chain_command(
    as_json: JsonOption = False,
    extras: Annotated[
        bool, typer.Option("--extras", help="Beside eth-tester and eth-wake too, in environments made for them.")
    ] = False,
) -> None:
    """Steps per second of the in-process chain beside other nodes."""
    from fuzz.chain import bench

    with _measured():
        folder = find_root(Path.cwd()) / "build" / "bench-peers" if extras else None
        bench.main(find_compiler().solc, paths.ANVIL.find(), as_json, typer.echo, folder)


@app.command("sizes")
def sizes_command(as_json: JsonOption = False, write: WriteOption = False) -> None:
    """Runtime code of the contracts that are deployed, bytes."""
    from gate.bench import sizes

    with _measured():
        root = find_root(Path.cwd())
        measured = sizes.measure(root, _build(root).out)
        if write:
            sizes.write(root, measured)
    typer.echo(sizes.as_json(measured) if as_json else sizes.as_text(measured))
    raise typer.Exit(0 if all(size <= sizes.LIMIT for size in measured.values()) else 1)


@app.command("layout")
def layout_command(write: WriteOption = False) -> None:
    """Compare the namespaced storage with the baseline; exit 1 says which member an upgrade would misread."""
    from gate.bench import layout

    with _measured():
        root = find_root(Path.cwd())
        current = layout.read(_build(root).out)
        clashes = layout.clashes(layout.load(root), current)
        if write:
            layout.write(root, current)
    for clash in clashes:
        typer.echo(clash)
    typer.echo(f"{len(current.structs)} structs in {len(current.namespaces)} namespaces, {len(clashes)} clashes")
    raise typer.Exit(1 if clashes and not write else 0)


@app.command("access")
def access_command(write: WriteOption = False) -> None:
    """Who may call what, as the compiled contracts say: the page ``docs/access.md``."""
    from gate.access import page

    with _measured():
        root = find_root(Path.cwd())
        granted = page.read(_build(root).out)
        if write:
            page.write(root, granted)
    typer.echo(page.as_text(granted), nl=False)
