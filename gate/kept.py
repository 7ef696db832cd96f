"""What was found out once and need not be found out again: one line of a file for each, by the content it is about."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

FILE = "kept.jsonl"


class Kept(BaseModel):
    """A result; ``key`` names all that it depends on."""

    key: str


Entry = TypeVar("Entry", bound=Kept)


class Store(Generic[Entry]):
    """Results in a file to which one line is added for each: what is there stays whatever ends the run."""

    def __init__(self, path: Path, kind: type[Entry]) -> None:
        """Read what is there; a line that was cut off by the end of a run is as good as none."""
        self._path = path
        self._lock = Lock()
        self._kept: dict[str, Entry] = {}
        lines = path.read_text("utf-8").splitlines() if path.is_file() else []
        for line in lines:
            try:
                kept = kind.model_validate(json.loads(line))
            except (json.JSONDecodeError, ValidationError):
                continue
            self._kept[kept.key] = kept
        # Written anew, so that the next line does not go on where another was cut off.
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{kept.model_dump_json()}\n" for kept in self._kept.values()), "utf-8")

    def get(self, key: str) -> Entry | None:
        """The result of ``key``, if there is one."""
        return self._kept.get(key)

    def add(self, kept: Entry) -> None:
        """Keep one more."""
        with self._lock:
            self._kept[kept.key] = kept
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{kept.model_dump_json()}\n")
