"""Full forge builds, kept by the digest of their sources under ``build/gate/NAME/DIGEST``.

A build is made once, in an emptied folder, and never changed: its one build-info file is complete (an incremental build
leaves two, and Slither reads both), and runs that share the tree can't disturb each other.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from gate.compiler import Compiler, compiler_message, environment
from gate.results import Build, CouldNotRun

FOLDER = Path("build/gate")
CANARIES = "properties/canaries/static"
"""Contracts that each hold one known pattern; built with the default build so that one Slither run sees both."""

_KEEP = 4
_COMPLETE = "complete"
_IN_USE = ".in-use"
_CONFIGURATION = ("foundry.toml", "remappings.txt", "package-lock.json")


@dataclass(frozen=True)
class _Kind:
    """One build: the forge profile, the folders its sources lie in, and those that are asked for by path.

    Tests of the contracts are never part of it.
    """

    profile: str
    sources: tuple[str, ...]
    paths: tuple[str, ...] = ()


KINDS: Mapping[str, _Kind] = {
    "default": _Kind("default", ("contracts", CANARIES), ("contracts", CANARIES)),
    "properties": _Kind("properties", ("contracts", "properties/solidity")),
    "proofs": _Kind("proofs", ("contracts", "properties/proofs")),
}
"""``default``: the contracts for the fork Base runs. ``properties``: the properties' entry contracts and all contracts,
for the fork that Echidna knows. ``proofs``: the check contracts of the symbolic layers."""


def ensure(root: Path, name: str, compiler: Compiler) -> Build:
    """The build ``name`` of the sources as they are, made now unless it is there.

    Raises :class:`CouldNotRun`, with the compiler's own message where it has one.
    """
    key = _digest(root, name, compiler)
    folder = root / FOLDER / name / key
    build = Build(profile=KINDS[name].profile, out=folder / "out", cache=folder / "cache")
    with _exclusively(root, name):
        if not (folder / _COMPLETE).is_file():
            _make(root, name, build, compiler)
            if _digest(root, name, compiler) != key:
                raise CouldNotRun("the sources changed while they were compiled: run it again")
            (folder / _COMPLETE).touch()
        _prune(root, name, keep=key)
    return build


def _digest(root: Path, name: str, compiler: Compiler) -> str:
    """Name the sources, the configuration, the compiler and the place: equal digests build equal artifacts."""
    total = sha256(f"{compiler.version}\0{root}".encode())
    sources = (path for folder in KINDS[name].sources for path in (root / folder).rglob("*.sol"))
    for path in sorted([*sources, *(root / file for file in _CONFIGURATION)]):
        if path.is_file():
            total.update(f"\0{path.relative_to(root)}\0".encode())
            total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


@contextmanager
def _exclusively(root: Path, name: str) -> Iterator[None]:
    """Hold the build ``name`` against other runs on the same tree while it is made."""
    (root / FOLDER / name).mkdir(parents=True, exist_ok=True)
    lock = _open(root / FOLDER / name / ".lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _make(root: Path, name: str, build: Build, compiler: Compiler) -> None:
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


def count_contracts(build: Build) -> int:
    """How many contracts, libraries and interfaces the build holds."""
    return sum(1 for _ in build.out.rglob("*.sol/*.json"))


@contextmanager
def in_use(builds: Iterable[Build]) -> Iterator[None]:
    """Keep ``builds`` from being pruned by a later run while this one still reads them."""
    locks = [_open(build.out.parent / _IN_USE) for build in builds]
    try:
        for lock in locks:
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield
    finally:
        for lock in locks:
            os.close(lock)


def _prune(root: Path, name: str, keep: str) -> None:
    """Delete all but the newest few builds; never that of the sources ``keep``, nor any that a run still reads."""
    folders = [path for path in (root / FOLDER / name).iterdir() if path.is_dir() and path.name != keep]
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
