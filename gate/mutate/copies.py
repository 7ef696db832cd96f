"""Copies of the tree that bugs are planted in."""

from __future__ import annotations

import shutil
from pathlib import Path

from gate.tree import NotATree, tracked_files

LINKED = ("node_modules", ".venv", ".venv-manticore")
"""What set-up installed: the same for every copy, and never written to by a run."""


def copy_tree(root: Path, target: Path) -> None:
    """Copy the files of the tree (tracked, or new and not ignored) and link what set-up installed.

    Raises :class:`gate.tree.NotATree`.
    """
    files = tracked_files(root)
    if not files:
        raise NotATree(f"{root} holds no files that git knows: add them, or remove them from .gitignore")
    for name in files:
        destination = target / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, destination, follow_symlinks=False)
    for folder in LINKED:
        if (root / folder).exists() and not (target / folder).exists():
            (target / folder).symlink_to((root / folder).resolve(), target_is_directory=True)
