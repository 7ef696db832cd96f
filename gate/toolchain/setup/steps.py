"""What is set up: two Python environments, the npm packages, our package, and an activated environment's commands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gate.toolchain.setup.stamps import Stamp, key

_PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet")
_HASHED = ("--no-deps", "--require-hashes")
_OLDEST_NODE = 20

LINKS = {
    "solc": Path("gate/toolchain/bin/solc"),
    "echidna": Path("gate/toolchain/bin/echidna"),
    "forge": Path("node_modules/@foundry-rs/forge-linux-amd64/bin/forge"),
    "anvil": Path("node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"),
}
"""Commands in .venv/bin that are not Python's; solc takes the place of solc-select's, which hangs without a network."""


class SetupFailed(Exception):
    """A step could not be done; the first line names the cause and the mend."""


@dataclass(frozen=True)
class Step:
    """One folder and how it is filled.

    ``inputs`` are what its stamp is made of, ``files`` some of what it must hold to be whole (asked when verifying).
    """

    name: str
    stamp: Path
    inputs: tuple[str | Path, ...]
    files: tuple[Path, ...]
    work: Callable[[], None]

    def is_due(self, *, verify: bool) -> bool:
        """Whether the work is to be done: no matching stamp or, when verifying, a file gone or not to be used."""
        if not Stamp(self.stamp).holds(key(self.inputs)):
            return True
        return verify and not all(_is_usable(path) for path in self.files)

    def run(self) -> None:
        """Do the work and stamp it; raises :class:`SetupFailed`."""
        with Stamp(self.stamp).renewed(key(self.inputs)):
            self.work()


def steps(root: Path) -> tuple[tuple[Step, ...], Step]:
    """The steps that may run side by side, and the one that comes after them."""
    venv, manticore, modules = root / ".venv", root / ".venv-manticore", root / "node_modules"
    lock, manticore_lock = root / "requirements.txt", root / "gate/toolchain/manticore/requirements.txt"
    # An environment holds absolute paths and one Python's files: it is made anew for another place or version.
    place = (str(root), f"{sys.version_info.major}.{sys.version_info.minor}")
    environment = Step(
        "Python packages (.venv)",
        venv / ".stamp",
        (*place, lock),
        (venv / "bin/python", venv / "bin/slither", venv / "bin/halmos", venv / "bin/z3", venv / "bin/yices-smt2"),
        lambda: make_environment(venv, lock),
    )
    own_environment = Step(
        "Manticore (.venv-manticore)",
        manticore / ".stamp",
        (*place, manticore_lock),
        (manticore / "bin/python", manticore / "bin/manticore"),
        lambda: make_environment(manticore, manticore_lock),
    )
    packages = Step(
        "npm packages (node_modules)",
        modules / ".stamp",
        (root / "package.json", root / "package-lock.json", root / ".npmrc"),
        (
            *(root / path for path in LINKS.values()),
            modules / "solc/soljson.js",
            modules / ".bin/solhint",
            modules / "@openzeppelin/contracts/package.json",
            modules / "@crytic/echidna/bin/echidna/2.0.2/Ubuntu-18.04/echidna-test",
        ),
        lambda: install_packages(root, modules),
    )
    own_package = Step(
        "proofbook itself",
        venv / ".stamp-package",
        (*place, lock, root / "pyproject.toml", root / "requirements.in", *(f"{k}={v}" for k, v in LINKS.items())),
        (venv / "bin/proofbook", *(venv / "bin" / name for name in LINKS)),
        lambda: install_ourselves(root, venv),
    )
    return (environment, own_environment, packages), own_package


def make_environment(folder: Path, lock: Path) -> None:
    """A new virtual environment with exactly the packages of the lock file."""
    _remove(folder)
    # A virtual environment made by the interpreter of another would die with it.
    _run([os.path.realpath(sys.executable), "-m", "venv", folder], mend="install Python's venv module (python3-venv)")
    python = folder / "bin" / "python"
    # Source packages are built with the setuptools of the lock, not with whatever is newest that day.
    build = folder / "build-requirements.txt"
    build.write_text(_entry(lock, "setuptools"))
    _run([python, *_PIP, "install", *_HASHED, "-r", build], mend="look at the network and try again")
    _run(
        [python, *_PIP, "install", *_HASHED, "--use-pep517", "--no-build-isolation", "-r", lock],
        mend="look at the network and try again",
    )


def install_packages(root: Path, modules: Path) -> None:
    """The npm packages of the lock file; raises :class:`SetupFailed` for a Node that is missing or too old."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise SetupFailed("node and npm are not on PATH: install Node 20 or later")
    version = _run(["node", "--version"], mend="install Node 20 or later").strip()
    if int(version.removeprefix("v").split(".")[0]) < _OLDEST_NODE:
        raise SetupFailed(f"node is {version}: install Node 20 or later")
    if modules.is_symlink():
        modules.unlink()
    _run(["npm", "ci", "--no-audit", "--no-fund"], mend="look at the network and try again", folder=root)


def install_ourselves(root: Path, venv: Path) -> None:
    """Our package, editable, and the commands that an activated environment is to find."""
    _run(
        [venv / "bin/python", *_PIP, "install", "--no-deps", "--no-build-isolation", "--editable", root],
        mend="read what pip says",
    )
    for name, target in LINKS.items():
        link = venv / "bin" / name
        link.unlink(missing_ok=True)
        link.symlink_to(os.path.relpath(root / target, link.parent))


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _entry(lock: Path, name: str) -> str:
    """The pinned and hashed entry of one package in a lock file."""
    lines = lock.read_text().splitlines()
    for start, line in enumerate(lines):
        if line.startswith(f"{name}=="):
            end = start
            while lines[end].endswith("\\"):
                end += 1
            return "\n".join(lines[start : end + 1]) + "\n"
    raise SetupFailed(f"{lock.name} does not pin {name}: run `make lock`")


def _run(command: Sequence[str | Path], *, mend: str, folder: Path | None = None) -> str:
    """Standard output of the command; raises :class:`SetupFailed` with all that it said."""
    shown = " ".join(str(part) for part in command)
    try:
        finished = subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError as error:
        raise SetupFailed(f"{command[0]} cannot be started ({error.strerror}): {mend}") from error
    if finished.returncode != 0:
        raise SetupFailed(f"`{shown}` ended with status {finished.returncode}: {mend}\n{finished.stdout.strip()}")
    return finished.stdout


def _is_usable(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & 0o444)
    except (FileNotFoundError, NotADirectoryError):
        return False
