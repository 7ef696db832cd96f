"""Full forge builds, kept by the digest of their sources under ``build/gate/DIGEST/NAME``.

A build is made once, in an emptied folder, and never changed: its one build-info file is complete (an incremental build
leaves two, and Slither reads both), and runs that share the tree can't disturb each other.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from gate.results import Build, CouldNotRun
from gate.toolchain import paths

FOLDER = Path("build/gate")
CANARIES = "properties/canaries/static"
"""Contracts that each hold one known pattern; built with the default build so that one Slither run sees both."""

_KEEP = 4
_COMPLETE = "complete"
_IN_USE = ".in-use"
_CONFIGURATION = ("foundry.toml", "remappings.txt", "package-lock.json")
_SOURCES = ("contracts", "properties")


@dataclass(frozen=True)
class _Kind:
    """One build: the forge profile, and what is built beside it; tests of the contracts are never part of it."""

    profile: str
    paths: tuple[str, ...] = ()


KINDS: Mapping[str, _Kind] = {
    "default": _Kind("default", ("contracts", CANARIES)),
    "properties": _Kind("properties"),
    "proofs": _Kind("proofs"),
}
"""``default``: the contracts for the fork Base runs. ``properties``: the properties' entry contracts and all contracts,
for the fork that Echidna knows. ``proofs``: the check contracts of the symbolic layers."""


@dataclass(frozen=True)
class Compiler:
    """Where forge and solc are, and the text by which solc names its version."""

    forge: Path
    solc: Path
    version: str


def digest(root: Path, compiler: Compiler) -> str:
    """Name the sources, the configuration and the compiler; equal digests build equal artifacts."""
    total = sha256(compiler.version.encode())
    sources = (path for folder in _SOURCES for path in (root / folder).rglob("*.sol"))
    for path in sorted([*sources, *(root / name for name in _CONFIGURATION)]):
        if path.is_file():
            total.update(f"\0{path.relative_to(root)}\0".encode())
            total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def find_compiler() -> Compiler:
    """The compiler and forge, both present and the compiler answering; raises :class:`CouldNotRun`.

    Asked even when all builds are there already: a run must not be clean on what a broken tool built before it broke.
    """
    forge, solc = paths.forge(), paths.solc()
    try:
        done = subprocess.run(
            [solc, "--version"], env=paths.environment(), capture_output=True, text=True, timeout=60, check=False
        )
    except OSError as error:
        raise CouldNotRun(f"the compiler can't be started ({solc}: {error.strerror}): {paths.MEND}") from error
    except subprocess.TimeoutExpired as error:
        raise CouldNotRun(f"the compiler does not answer ({solc} --version): {paths.MEND}") from error
    if done.returncode != 0 or "Version:" not in done.stdout:
        said = done.stderr.strip() or done.stdout.strip() or f"status {done.returncode}"
        raise CouldNotRun(f"the compiler does not work ({solc}): {paths.MEND}\n{said}")
    return Compiler(forge=forge, solc=solc, version=done.stdout.strip())


def environment(**extra: str) -> dict[str, str]:
    """The environment for forge: foundry.toml and ``extra`` alone decide, not the settings of the user's own shell."""
    outer = paths.environment()
    kept = {name: value for name, value in outer.items() if not name.startswith(("FOUNDRY_", "DAPP_"))}
    return {**kept, "FOUNDRY_SOLC": outer["FOUNDRY_SOLC"], "NO_COLOR": "1", **extra}


def locate(root: Path, key: str, name: str) -> Build:
    """Where the build ``name`` of the sources ``key`` is, made or not."""
    folder = root / FOLDER / key / name
    return Build(profile=KINDS[name].profile, out=folder / "out", cache=folder / "cache")


def is_made(build: Build) -> bool:
    """Whether the build was finished."""
    return (build.out.parent / _COMPLETE).is_file()


def ensure(root: Path, key: str, name: str, compiler: Compiler) -> Build:
    """The build ``name`` of the sources ``key``, made now unless it is there; raises :class:`CouldNotRun`."""
    with _exclusively(root, key, name) as build:
        if not is_made(build):
            make(root, name, build, compiler)
    return build


@contextmanager
def _exclusively(root: Path, key: str, name: str) -> Iterator[Build]:
    """Hold the build ``name`` against other runs on the same tree while it is made."""
    build = locate(root, key, name)
    build.out.parent.parent.mkdir(parents=True, exist_ok=True)
    lock = _open(build.out.parent.parent / f".{name}.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield build
    finally:
        os.close(lock)


def make(root: Path, name: str, build: Build, compiler: Compiler) -> None:
    """Build in an emptied folder; raises :class:`CouldNotRun` with the compiler's own message."""
    folder = build.out.parent
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    paths = [path for path in KINDS[name].paths if (root / path).is_dir()]
    done = subprocess.run(
        [str(compiler.forge), "build", "--build-info", "--color", "never", *paths],
        cwd=root,
        env=environment(FOUNDRY_PROFILE=build.profile, FOUNDRY_OUT=str(build.out), FOUNDRY_CACHE_PATH=str(build.cache)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    print(done.stdout, flush=True)
    if done.returncode != 0:
        raise CouldNotRun(compiler_message(name, done.stdout))
    if len(list((build.out / "build-info").glob("*.json"))) != 1:
        raise CouldNotRun(f"the {name} build did not leave exactly one build-info file: see the log")
    (folder / _COMPLETE).touch()


def compiler_message(name: str, output: str) -> str:
    """One line (``contracts/A.sol:3:5: Error (2314): Expected ';'``), then the compiler's text from there on."""
    lines = output.rstrip().splitlines()
    first = next((i for i, line in enumerate(lines) if re.match(r"(\w*Error|error)\b.*\(\d+\)", line)), None)
    if first is None:
        # Not a compiler error but one of forge or of the solc command itself.
        said = [line for line in lines if line.strip()]
        line = next((line for line in said if line.startswith(("Error", "solc"))), said[-1] if said else "no message")
        return f"the {name} build failed: {line}\n" + "\n".join(lines)
    located = next((line for line in lines[first:] if line.strip().startswith("-->")), "")
    place = located.strip().removeprefix("-->").strip().rstrip(":")
    return f"{place + ': ' if place else ''}{lines[first].strip()}\n" + "\n".join(lines[first:])


def count_contracts(build: Build) -> int:
    """How many contracts, libraries and interfaces the build holds."""
    return sum(1 for _ in build.out.rglob("*.sol/*.json"))


@contextmanager
def in_use(builds: Iterable[Build]) -> Iterator[None]:
    """Keep ``builds`` from being pruned by a later run while this one still reads them."""
    locks = [_open(build.out.parent.parent / _IN_USE) for build in builds]
    try:
        for lock in locks:
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield
    finally:
        for lock in locks:
            os.close(lock)


def prune(root: Path, keep: str) -> None:
    """Delete all but the newest few builds; never those of the sources ``keep``, nor any that a run still reads."""
    folders = [path for path in (root / FOLDER).iterdir() if path.is_dir() and path.name != keep]
    for folder in sorted(folders, key=lambda path: path.stat().st_mtime, reverse=True)[_KEEP:]:
        lock = _open(folder / _IN_USE)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(folder)
        finally:
            os.close(lock)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
