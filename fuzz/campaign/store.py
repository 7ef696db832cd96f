"""Files that outlive any kill: written beside their place, forced to disk, then moved there.

A reader sees the old file or the new one. Whatever can't be read is moved aside with a note, never deleted.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)
DRAFT_PREFIX = ".draft-"


class StoreFault(Exception):
    """The folder can't take what must not be lost; the text names the cause and the mend."""


def write(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``; raises StoreFault on a full, read-only or vanished disk."""
    draft = path.with_name(f"{DRAFT_PREFIX}{path.name}-{uuid4().hex[:8]}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise StoreFault(f"can't write {path} ({error.strerror}): make room or give another --out") from error


def _sync_folder(folder: Path) -> None:
    """Have the folder's own entry on disk: a file that was moved there is else gone after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_model(path: Path, model: BaseModel) -> None:
    """Write ``model`` as JSON; raises StoreFault."""
    write(path, (model.model_dump_json(indent=2) + "\n").encode())


def read_models(folder: Path, kind: type[Model], aside: Path) -> Iterator[Model]:
    """The models in ``folder`` by file name; those that can't be read are moved to ``aside``, with a note."""
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        try:
            yield kind.model_validate_json(path.read_bytes())
        except (ValidationError, OSError) as error:
            set_aside(path, aside, str(error).partition("\n")[0])


def set_aside(path: Path, aside: Path, reason: str) -> None:
    """Move what can't be read out of the way and note why; raises StoreFault."""
    try:
        aside.mkdir(parents=True, exist_ok=True)
        path.replace(aside / f"{uuid4().hex[:8]}-{path.name}")
    except OSError as error:
        raise StoreFault(f"can't move the unreadable {path} to {aside} ({error.strerror})") from error
    note(aside.parent, f"{path.name} can't be read ({reason}): moved to {aside.name}/")


def note(folder: Path, text: str, **fields: Any) -> None:
    """Add a line to the notes; raises StoreFault."""
    try:
        with (folder / "notes.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"note": text, **fields}) + "\n")
    except OSError as error:
        raise StoreFault(f"can't write to {folder} ({error.strerror}): {text}") from error


def notes(folder: Path) -> list[str]:
    """All notes, oldest first; a line that a kill cut short is left out."""
    try:
        lines = (folder / "notes.jsonl").read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    said = []
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):
            said.append(str(json.loads(line)["note"]))
    return said


def sweep_drafts(folder: Path) -> None:
    """Remove drafts that a kill left; call it only while nobody writes."""
    for path in folder.rglob(f"{DRAFT_PREFIX}*"):
        if path.is_file():
            path.unlink(missing_ok=True)
