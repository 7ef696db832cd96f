"""The libraries that are mutated, their syntax trees, and which tests belong to which."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate.compiler import environment, find_compiler
from gate.mutants.syntax import Source
from gate.results import CouldNotRun
from gate.toolchain import paths

TEST = ".t.sol"
_IMPORT = re.compile(r'^\s*import\b[^;"]*"([^"]+)"', re.MULTILINE)


@dataclass(frozen=True)
class Layout:
    """What foundry.toml says of the tree: remappings by prefix, and the fork that is built for."""

    root: Path
    remappings: Mapping[str, str]
    evm_version: str

    def is_ours(self, file: str) -> bool:
        """True iff ``file`` is the tree's own: what lies in node_modules is the same for every mutant."""
        return not file.startswith("node_modules/")


def read_layout(root: Path) -> Layout:
    """Read the default profile; raises :class:`CouldNotRun`."""
    try:
        profile = tomllib.loads((root / "foundry.toml").read_text("utf-8"))["profile"]["default"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise CouldNotRun(f"foundry.toml can't be used ({error}): it needs a [profile.default]") from error
    pairs = (line.partition("=") for line in profile.get("remappings", []))
    return Layout(
        root=root,
        remappings={prefix: target for prefix, _, target in pairs},
        evm_version=profile.get("evm_version", "cancun"),
    )


def find_libraries(root: Path, patterns: Sequence[str], only: Sequence[str] = ()) -> list[str]:
    """The files that ``patterns`` mean, sorted; with ``only``, those named so or ending so. Raises CouldNotRun."""
    files: set[str] = set()
    for pattern in patterns:
        found = {str(path.relative_to(root)) for path in root.glob(pattern) if path.is_file()}
        if not found:
            raise CouldNotRun(f"[tool.proofbook.mutants]: '{pattern}' in libraries means no file: mend it")
        files |= found
    for name in only:
        if not any(_is_called(file, name) for file in files):
            raise CouldNotRun(f"there is no library '{name}' to mutate; there are {', '.join(sorted(files))}")
    return sorted(file for file in files if not only or any(_is_called(file, name) for name in only))


def _is_called(file: str, name: str) -> bool:
    return name in (file, Path(file).name, Path(file).stem)


def parse(layout: Layout, files: Sequence[str]) -> dict[str, Source]:
    """The syntax trees of ``files``, types included; raises :class:`CouldNotRun` with the compiler's message."""
    compiler = find_compiler()
    settings = {
        "remappings": [f"{prefix}={target}" for prefix, target in layout.remappings.items()],
        "evmVersion": layout.evm_version,
        "outputSelection": {"*": {"": ["ast"]}},
    }
    request = {
        "language": "Solidity",
        "sources": {file: {"urls": [file]} for file in files},
        "settings": settings,
    }
    allowed = ",".join(str((layout.root / name).resolve()) for name in (".", "node_modules"))
    done = subprocess.run(
        [str(compiler.solc), "--standard-json", "--base-path", str(layout.root), "--allow-paths", allowed],
        input=json.dumps(request),
        cwd=layout.root,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CouldNotRun(f"the compiler gave no syntax tree: {done.stderr.strip() or paths.MEND}")
    answer: dict[str, Any] = json.loads(done.stdout)
    wrong = [error for error in answer.get("errors", []) if error["severity"] == "error"]
    if wrong:
        raise CouldNotRun(f"the libraries do not compile: {wrong[0]['formattedMessage'].strip()}")
    return {file: Source(file, (layout.root / file).read_bytes(), answer["sources"][file]["ast"]) for file in files}


class Imports:
    """Which file of the tree imports which."""

    def __init__(self, layout: Layout, folders: Sequence[str]) -> None:
        """Read all Solidity files below ``folders``, relative to the root."""
        self._layout = layout
        files = sorted(path for folder in folders for path in (layout.root / folder).rglob("*.sol"))
        self._imports = {
            str(path.relative_to(layout.root)): self._resolved(path) for path in files if layout.is_ours(str(path))
        }

    def _resolved(self, path: Path) -> list[str]:
        names = (self._resolve(path, name) for name in _IMPORT.findall(path.read_text("utf-8")))
        return [name for name in names if self._layout.is_ours(name)]

    def _resolve(self, path: Path, name: str) -> str:
        if name.startswith("."):
            return str((path.parent / name).resolve().relative_to(self._layout.root))
        prefix = max((p for p in self._layout.remappings if name.startswith(p)), key=len, default="")
        return self._layout.remappings.get(prefix, "") + name.removeprefix(prefix)

    def closure(self, files: Sequence[str]) -> list[str]:
        """``files`` and all that they need of the tree, sorted."""
        found: set[str] = set()
        open_ = list(files)
        while open_:
            file = open_.pop()
            if file not in found:
                found.add(file)
                open_ += self._imports.get(file, [])
        return sorted(found)

    def nearest_tests(self, library: str) -> list[str]:
        """The test files with the shortest way to ``library``: those that import it, else those of its users."""
        reached, seen = {library}, {library}
        while reached:
            tests = sorted(file for file in reached if file.endswith(TEST))
            if tests:
                return tests
            reached = {file for file, names in self._imports.items() if reached & set(names)} - seen
            seen |= reached
        return []
