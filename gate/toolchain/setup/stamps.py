"""When a step is done anew: its stamp is missing, or was made from other inputs.

A stamp is a file inside the folder that the step fills. It is removed before the folder is touched and written when the
folder is whole, so an interrupted step has none and is done again.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path


def key(parts: Iterable[str | Path]) -> str:
    """Hash of texts and of the contents of files; raises OSError where a file can't be read."""
    digest = sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


class Stamp:
    """The stamp in one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def holds(self, wanted: str) -> bool:
        """Whether the step was finished with these inputs."""
        try:
            return self.path.read_text() == wanted
        except (FileNotFoundError, NotADirectoryError):
            return False

    @contextmanager
    def renewed(self, wanted: str) -> Iterator[None]:
        """Around the step's work: no stamp until the work has ended without an exception."""
        self.path.unlink(missing_ok=True)
        yield
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(wanted)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Let one set-up of a repository run at a time; the lock ends with the process that holds it."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
