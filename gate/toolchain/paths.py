"""Where the tools are: the one place that knows.

Each function answers the absolute path of one tool, from the repository's own set-up first and from PATH else, and
raises :class:`gate.results.CouldNotRun` with one line that names the mend. Whether the tool works is not asked here
(see :mod:`gate.toolchain.doctor`).
"""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from gate.results import CouldNotRun

ROOT = Path(__file__).resolve().parents[2]
"""The repository that this package lies in; the tree under test may be a copy of it elsewhere."""

MEND = "run `make setup`"

_OWN_COMMANDS = ROOT / "gate" / "toolchain" / "bin"
_ECHIDNA_FOLDER = Path("node_modules/@crytic/echidna/bin/echidna/2.0.2/Ubuntu-18.04")


@dataclass(frozen=True)
class Tool:
    """One tool: ``own`` is its place under the root, ``command`` its name on PATH; None where there is no such place.

    ``needs`` are further files under the root without which the own one does not start, ``mend`` is what to do when the
    tool is missing.
    """

    name: str
    own: Path | None = None
    command: str | None = None
    needs: tuple[Path, ...] = ()
    mend: str = MEND

    def find(self, root: Path = ROOT) -> Path:
        """Absolute path of the tool; raises :class:`CouldNotRun` where it is missing or may not be run."""
        fault = "is not on PATH"
        if self.own is not None:
            own_fault = self._own_fault(root, self.own)
            if own_fault is None:
                return root / self.own
            fault = own_fault
        found = self._on_path()
        if found is not None:
            return found
        raise CouldNotRun(f"{self.name} {fault}: {self.mend}")

    def _own_fault(self, root: Path, own: Path) -> str | None:
        for path in (own, *self.needs):
            fault = fault_of(root / path, executable=path == own)
            if fault is not None:
                return f"{fault} ({path})"
        return None

    def _on_path(self) -> Path | None:
        if self.command is None:
            return None
        # Our own wrappers on PATH stand for the files that were just found wanting.
        folders = [
            folder
            for folder in os.environ.get("PATH", "").split(os.pathsep)
            if folder and (Path(folder) / self.command).resolve().parent != _OWN_COMMANDS
        ]
        found = shutil.which(self.command, path=os.pathsep.join(folders))
        return None if found is None else Path(found).absolute()


def fault_of(path: Path, *, executable: bool) -> str | None:
    """What keeps the file from being used, in two words; None if nothing does.

    The permission bits are read rather than tried: a superuser may read everything, but its children need not be one.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "is missing"
    except PermissionError:
        return "is not readable"
    if not stat.S_ISREG(mode):
        return "is not a file"
    if not mode & 0o444:
        return "is not readable"
    if executable and not mode & 0o111:
        return "is not executable"
    return None


PYTHON = Tool("Python", Path(".venv/bin/python"), "python3")
NODE = Tool("Node", command="node", mend="install Node 20 or later")
NPM = Tool("npm", command="npm", mend="install npm, which comes with Node 20 or later")
SOLC = Tool("solc", Path("gate/toolchain/bin/solc"), needs=(Path("node_modules/solc/soljson.js"),))
FORGE = Tool("forge", Path("node_modules/@foundry-rs/forge-linux-amd64/bin/forge"), "forge")
ANVIL = Tool("anvil", Path("node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"), "anvil")
ECHIDNA = Tool("Echidna", Path("gate/toolchain/bin/echidna"), "echidna", needs=(_ECHIDNA_FOLDER / "echidna-test",))
SLITHER = Tool("Slither", Path(".venv/bin/slither"), "slither")
HALMOS = Tool("Halmos", Path(".venv/bin/halmos"), "halmos")
Z3 = Tool("z3", Path(".venv/bin/z3"), "z3")
YICES = Tool("yices", Path(".venv/bin/yices-smt2"), "yices-smt2")
MANTICORE_PYTHON = Tool("Manticore's Python", Path(".venv-manticore/bin/python"))


def python() -> Path:
    """The interpreter that the gate's own packages are installed in."""
    return PYTHON.find()


def node() -> Path:
    """Node, which the compiler runs on."""
    return NODE.find()


def solc() -> Path:
    """The compiler command (``gate/toolchain/bin/solc``)."""
    return SOLC.find()


def forge() -> Path:
    """The native forge; the npm wrapper package, which swallows exit codes, is never used."""
    return FORGE.find()


def anvil() -> Path:
    """The native anvil."""
    return ANVIL.find()


def echidna() -> Path:
    """The Echidna command; it finds the Slither it needs by itself."""
    return ECHIDNA.find()


def slither() -> Path:
    """The Slither command."""
    return SLITHER.find()


def halmos() -> Path:
    """The Halmos command."""
    return HALMOS.find()


def z3() -> Path:
    """The z3 command."""
    return Z3.find()


def yices() -> Path:
    """The yices command that reads SMT-LIB 2."""
    return YICES.find()


def manticore_python() -> Path:
    """The interpreter of Manticore's own environment."""
    return MANTICORE_PYTHON.find()


def environment(**extra: str) -> dict[str, str]:
    """The environment for any tool, from any working directory: this one's, with our tools first on PATH.

    ``FOUNDRY_SOLC`` is absolute, for ``solc`` in foundry.toml is relative to the working directory. ``extra`` is added
    last. Raises :class:`CouldNotRun` where a compiler or forge is missing.
    """
    folders = [_OWN_COMMANDS, forge().parent, anvil().parent, ROOT / ".venv" / "bin"]
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "FOUNDRY_SOLC": str(solc()), **extra}
