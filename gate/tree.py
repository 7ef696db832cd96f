"""The tree under test: where it is, and the files that make it up."""

from __future__ import annotations

import subprocess
from pathlib import Path

_MARKS = ("foundry.toml", "contracts")


class NotATree(Exception):
    """The folder is no Proofbook tree; the text names the mend."""


def find_root(start: Path) -> Path:
    """The nearest folder from ``start`` upwards that holds foundry.toml and contracts/; raises :class:`NotATree`."""
    start = start.resolve()
    if not start.is_dir():
        raise NotATree(f"{start} is no folder: give the repository's root with --root")
    for folder in (start, *start.parents):
        if all((folder / mark).exists() for mark in _MARKS):
            return folder
    raise NotATree(f"{start} is not inside a repository with foundry.toml and contracts/: run it there or give --root")


def tracked_files(root: Path) -> list[Path]:
    """Every file of the tree relative to ``root``: what git tracks, and what is new and not ignored.

    Files that are tracked but deleted in the work tree are left out. Raises :class:`NotATree`.
    """
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except FileNotFoundError:
        raise NotATree("git is needed to copy the tree, and is not installed: install git") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise NotATree(f"{root} can't be copied, because git does not know its files ({said})") from error
    names = [Path(name.decode(errors="surrogateescape")) for name in done.stdout.split(b"\0") if name]
    return sorted({name for name in names if (root / name).is_file() or (root / name).is_symlink()})


def git(root: Path, *arguments: str) -> str | None:
    """What git answers in ``root``, stripped; None where it can't be asked or refuses."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def describe_commit(root: Path) -> str | None:
    """The commit checked out in ``root``, with ``-dirty`` where files differ from it; None outside git."""
    commit = git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    if not commit:
        return None
    return f"{commit}-dirty" if git(root, "status", "--porcelain") else commit
