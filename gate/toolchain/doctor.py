"""Whether each tool is there and works: every one is really started.

:func:`examine` answers one :class:`Row` a tool, :func:`render` shows them, :func:`exit_status` is 0 where all is well
and 2 where something is missing, like the gate's own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from rich.table import Table
from rich.text import Text

from gate.results import CouldNotRun
from gate.toolchain import paths
from gate.toolchain.paths import MEND, ROOT, Tool

TIMEOUT_SECONDS = 60.0
_AT_ONCE = 4
_PLUGIN_GROUP = "slither_analyzer.plugin"
_VERSION = re.compile(r"\d+\.\d+(?:\.\d+)*(?:\+commit\.[0-9a-f]+)?")

_OLDEST_NODE = 20
_COMPILED = {
    "language": "Solidity",
    "sources": {
        "Doctor.sol": {"content": "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.24;\ncontract Doctor {}"}
    },
    "settings": {"evmVersion": "paris", "outputSelection": {"*": {"*": ["evm.bytecode.object"]}}},
}


@dataclass(frozen=True)
class Row:
    """One tool: ``mend`` says what to do, and is empty where ``ok``."""

    tool: str
    version: str | None
    path: Path | None
    ok: bool
    mend: str = ""


class _Fault(Exception):
    """A tool is there but does not work; the text says how, in one line."""


@dataclass(frozen=True)
class _Probe:
    """How one tool is tried: where it is, and what asks it for its version (raises :class:`_Fault`)."""

    tool: str
    find: Callable[[], Path]
    ask: Callable[[Path], str]
    mend: str = MEND

    def row(self) -> Row:
        path: Path | None = None
        try:
            path = self.find()
            return Row(self.tool, self.ask(path), path, ok=True)
        except CouldNotRun as error:
            return Row(self.tool, None, None, ok=False, mend=str(error))
        except _Fault as error:
            return Row(self.tool, None, path, ok=False, mend=f"{error}: {self.mend}")


def examine(timeout_seconds: float = TIMEOUT_SECONDS, root: Path = ROOT) -> list[Row]:
    """Start every tool, a few at a time, each for at most ``timeout_seconds``; the rows are in a fixed order."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(_Probe.row, _probes(_Starter(timeout_seconds), root)))


def exit_status(rows: Sequence[Row]) -> int:
    """0 where every tool works, 2 where one does not."""
    return 0 if all(row.ok for row in rows) else 2


def render(rows: Sequence[Row]) -> Table:
    """A table of the rows, for a rich console; what is missing says how to mend it."""
    table = Table(box=None, pad_edge=False)
    for heading in ("", "tool", "version", "where, or what to do"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        mark = Text("ok", style="green") if row.ok else Text("missing" if row.path is None else "broken", style="red")
        where = Text(_shown(row.path)) if row.ok else Text(row.mend, style="red")
        table.add_row(mark, Text(row.tool), Text(row.version or "-"), where)
    return table


def _shown(path: Path | None) -> str:
    if path is None:
        return "-"
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


@dataclass(frozen=True)
class _Starter:
    """Starts commands with a time limit; :class:`_Fault` for whatever keeps them from answering."""

    timeout_seconds: float

    def output(self, command: Sequence[str | Path], text: str = "") -> str:
        """Standard output of the command."""
        try:
            finished = subprocess.run(
                [str(part) for part in command],
                input=text,
                capture_output=True,
                text=True,
                timeout=self.timeout_seconds,
                env=_environment(),
                cwd=ROOT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _Fault(f"gave no answer in {self.timeout_seconds:g} s") from None
        except OSError as error:
            raise _Fault(f"cannot be started ({error.strerror})") from error
        if finished.returncode != 0:
            raise _Fault(f"exit status {finished.returncode} ({_last_line(finished.stderr or finished.stdout)})")
        return finished.stdout

    def version(self, *arguments: str) -> Callable[[Path], str]:
        """Asks a command for the version it prints first."""
        return lambda path: _version_in(self.output([path, *arguments]))

    def imported(self, module: str, distribution: str) -> Callable[[Path], str]:
        """Imports the module with an interpreter; the version is its distribution's."""
        code = f"import {module}, importlib.metadata as m; print(m.version({distribution!r}))"
        return lambda path: _version_in(self.output([path, "-c", code]))


def _environment() -> dict[str, str]:
    try:
        return paths.environment()
    except CouldNotRun:
        return dict(os.environ)  # the row of the missing tool tells; the others can still be tried


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].strip() if lines else "it said nothing"


def _version_in(text: str) -> str:
    match = _VERSION.search(text)
    if match is None:
        raise _Fault(f"names no version ({_last_line(text)})")
    return match.group()


def _probes(starter: _Starter, root: Path) -> list[_Probe]:
    python = _found(paths.PYTHON, root)
    return [
        _Probe("python", python, lambda path: _python(starter, path), "use Python 3.11 or 3.12"),
        _Probe("node", _found(paths.NODE, root), lambda path: _node(starter, path), paths.NODE.mend),
        _Probe("npm", _found(paths.NPM, root), starter.version("--version"), paths.NPM.mend),
        _Probe("solc", _found(paths.SOLC, root), lambda path: _solc(starter, path)),
        _Probe("forge", _found(paths.FORGE, root), starter.version("--version")),
        _Probe("anvil", _found(paths.ANVIL, root), starter.version("--version")),
        _Probe("echidna", _found(paths.ECHIDNA, root), starter.version("--version")),
        _Probe("slither", _found(paths.SLITHER, root), starter.version("--version")),
        _Probe("our slither plugin", _found(paths.SLITHER, root), lambda path: _plugin(starter, path)),
        _Probe("halmos", _found(paths.HALMOS, root), starter.version("--version")),
        _Probe("z3", _found(paths.Z3, root), starter.version("--version")),
        _Probe("yices", _found(paths.YICES, root), starter.version("--version")),
        _Probe("manticore", _found(paths.MANTICORE_PYTHON, root), starter.imported("manticore.ethereum", "manticore")),
        _Probe("pyrevm", python, starter.imported("pyrevm", "pyrevm")),
        _Probe("hypothesis", python, starter.imported("hypothesis", "hypothesis")),
        _Probe("web3", python, starter.imported("web3", "web3")),
        _Probe("openzeppelin", lambda: root / "node_modules" / "@openzeppelin", _openzeppelin),
    ]


def _found(tool: Tool, root: Path) -> Callable[[], Path]:
    return lambda: tool.find(root)


def _python(starter: _Starter, path: Path) -> str:
    version = _version_in(starter.output([path, "--version"]))
    if version.split(".")[:2] not in (["3", "11"], ["3", "12"]):
        raise _Fault(f"is {version}")
    return version


def _node(starter: _Starter, path: Path) -> str:
    version = _version_in(starter.output([path, "--version"]))
    if int(version.split(".")[0]) < _OLDEST_NODE:
        raise _Fault(f"is {version}")
    return version


def _solc(starter: _Starter, path: Path) -> str:
    """The version, once it has compiled a contract: it may answer --version and still be cut off by its pipe."""
    output = json.loads(starter.output([path, "--standard-json"], json.dumps(_COMPILED)))
    if not output.get("contracts"):
        raise _Fault(f"compiles nothing ({_last_line(json.dumps(output))})")
    return _version_in(starter.output([path, "--version"]))


def _plugin(starter: _Starter, path: Path) -> str:
    """Our detectors' count, once Slither itself lists every one of them."""
    ours = _our_detectors()
    listed = {entry["check"] for entry in json.loads(starter.output([path, "--list-detectors-json"]))}
    missing = sorted(ours - listed)
    if missing or not ours:
        raise _Fault(f"Slither does not list {', '.join(missing) or 'any detector of ours'}")
    return f"{len(ours)} detector{'s' if len(ours) > 1 else ''}"


def _our_detectors() -> set[str]:
    for entry in entry_points(group=_PLUGIN_GROUP, name="proofbook"):
        try:
            detectors, _ = entry.load()()
        except (ImportError, AttributeError) as error:
            raise _Fault(f"does not load ({error})") from error
        return {detector.ARGUMENT for detector in detectors}
    raise _Fault(f"is not installed in {sys.prefix}")


def _openzeppelin(folder: Path) -> str:
    versions = []
    for package in ("contracts", "contracts-upgradeable"):
        try:
            versions.append(str(json.loads((folder / package / "package.json").read_text())["version"]))
        except OSError as error:
            raise _Fault(f"{package} cannot be read ({error.strerror})") from error
    if len(set(versions)) > 1:
        raise _Fault(f"contracts is {versions[0]} but contracts-upgradeable is {versions[1]}")
    return versions[0]
