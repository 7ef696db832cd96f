"""What `proofbook init` writes into another repository: configuration, triage file, canaries, workflow.

Nothing that is there is overwritten. The machines, properties and proofs speak of this repository's contracts, so a
starter leaves their layers out until the other repository has its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from gate.builds import CANARIES
from gate.toolchain.paths import ROOT
from gate.tree import NotATree

_FILES = Path(__file__).with_name("files")
_WORKFLOW = Path(".github/workflows/proofbook.yml")
_IGNORED = ("build/", ".proofbook/", "node_modules/")


def init(folder: Path) -> Iterator[str]:
    """Write the starter into ``folder``; a line for each file. Raises :class:`gate.tree.NotATree`."""
    if not (folder / "foundry.toml").is_file() or not (folder / "contracts").is_dir():
        raise NotATree(
            f"{folder} lacks foundry.toml or contracts/: the gate reads Foundry projects with sources in contracts/"
        )
    yield _configure(folder)
    yield _new(folder, Path("triage.toml"), (_FILES / "triage.toml").read_text("utf-8"))
    yield _new(folder, Path("slither.config.json"), (_FILES / "slither.config.json").read_text("utf-8"))
    yield _new(folder, _WORKFLOW, (_FILES / "proofbook.yml").read_text("utf-8"))
    for canary in sorted((ROOT / CANARIES).glob("*.sol")):
        yield _new(folder, Path(CANARIES) / canary.name, canary.read_text("utf-8"))
    yield _ignore(folder)


def _configure(folder: Path) -> str:
    path = folder / "pyproject.toml"
    table = (_FILES / "table.toml").read_text("utf-8")
    text = path.read_text("utf-8") if path.is_file() else ""
    if "proofbook" in tomllib.loads(text).get("tool", {}):
        return "kept    pyproject.toml (it has a [tool.proofbook] table)"
    path.write_text(f"{text.rstrip()}\n\n{table}" if text.strip() else table, "utf-8")
    return "written pyproject.toml [tool.proofbook]"


def _ignore(folder: Path) -> str:
    path = folder / ".gitignore"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    missing = [name for name in _IGNORED if name not in lines and f"/{name}" not in lines]
    if not missing:
        return "kept    .gitignore"
    path.write_text("\n".join([*lines, *missing]) + "\n", "utf-8")
    return f"written .gitignore ({', '.join(missing)})"


def _new(folder: Path, name: Path, text: str) -> str:
    path = folder / name
    if path.exists():
        return f"kept    {name}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return f"written {name}"
