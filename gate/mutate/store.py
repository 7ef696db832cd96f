"""What the result of one planted bug depends on: the bug, the tree that it is planted in, and how it is tried."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from gate.kept import Kept, Store
from gate.mutate.bugs import DEFAULT_FOLDER, Bug
from gate.mutate.results import BugOutcome, BugResult
from gate.tree import tracked_files

FORM = "1"
"""Goes up when the same trees would be judged in another way."""
_WORDS = (Path("docs"), DEFAULT_FOLDER)
"""What no layer reads; of the bugs only the one that is planted counts."""


class KeptResult(Kept):
    """What became of a bug, or of the tree without any: there, that it is clean."""

    result: BugResult | None = None


class Memory:
    """What earlier rounds in the same folder found out about the same tree, tried in the same way."""

    def __init__(self, file: Path, root: Path, manner: str) -> None:
        """Read ``file``; ``manner`` says how bugs are tried. Raises :class:`gate.tree.NotATree`."""
        self._store = Store(file, KeptResult)
        self._prefix = f"{FORM}\0{manner}\0{_digest(root)}"

    def result(self, bug: Bug) -> BugResult | None:
        """What became of ``bug``, if it is known."""
        kept = self._store.get(self._key(bug))
        return None if kept is None else kept.result

    def keep(self, bug: Bug, result: BugResult) -> None:
        """Remember what was found out; what was not (interrupted, could not run) is tried again."""
        if result.outcome in (BugOutcome.KILLED, BugOutcome.SURVIVED):
            self._store.add(KeptResult(key=self._key(bug), result=result))

    @property
    def is_clean(self) -> bool:
        """Whether the tree without any bug is known to pass."""
        return self._store.get(self._key(None)) is not None

    def keep_clean(self) -> None:
        """Remember that it does."""
        self._store.add(KeptResult(key=self._key(None)))

    def _key(self, bug: Bug | None) -> str:
        planted = "" if bug is None else bug.model_dump_json()
        return sha256(f"{self._prefix}\0{planted}".encode()).hexdigest()[:32]


def _digest(root: Path) -> str:
    """Name the content of all files of the tree but its words."""
    total = sha256()
    for name in tracked_files(root):
        if name.suffix == ".md" or any(name.is_relative_to(folder) for folder in _WORDS):
            continue
        path = root / name
        data = str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
        total.update(f"\0{name}\0".encode(errors="surrogateescape") + sha256(data).digest())
    return total.hexdigest()
