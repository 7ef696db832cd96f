"""What was found out of a mutant is kept, by the content of the mutant and of all that its tests are made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from threading import Lock

from pydantic import BaseModel, ValidationError

from gate.mutants.results import Outcome

FILE = "kept.jsonl"
FORM = "1"
"""Goes up when the same trees would be judged in another way."""


class Kept(BaseModel):
    """One verdict."""

    key: str
    outcome: Outcome
    killed_by: str | None = None
    seconds: float


def key_of(tree: Mapping[str, str], tools: str) -> str:
    """Name the texts of ``tree`` by file, and the versions of what they are run with."""
    total = sha256(f"{FORM}\0{tools}".encode())
    for file, text in sorted(tree.items()):
        total.update(f"\0{file}\0{len(text)}\0{text}".encode())
    return total.hexdigest()[:32]


class Store:
    """Verdicts in a file to which one line is added for each: what is there stays whatever ends the run."""

    def __init__(self, path: Path) -> None:
        """Read what is there; a line that was cut off by the end of a run is as good as none."""
        self._path = path
        self._lock = Lock()
        self._kept: dict[str, Kept] = {}
        lines = path.read_text("utf-8").splitlines() if path.is_file() else []
        for line in lines:
            try:
                kept = Kept.model_validate(json.loads(line))
            except (json.JSONDecodeError, ValidationError):
                continue
            self._kept[kept.key] = kept
        # Written anew, so that the next line does not go on where another was cut off.
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{kept.model_dump_json()}\n" for kept in self._kept.values()), "utf-8")

    def get(self, key: str) -> Kept | None:
        """The verdict on ``key``, if there is one."""
        return self._kept.get(key)

    def add(self, kept: Kept) -> None:
        """Keep one more."""
        with self._lock:
            self._kept[kept.key] = kept
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{kept.model_dump_json()}\n")
