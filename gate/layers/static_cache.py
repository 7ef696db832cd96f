"""What Slither said, kept by all that its answer depends on: sources, compiler, its version, and our detectors' code.

The build's folder is named by the digest of sources, configuration and compiler. A changed byte anywhere in the plugin
or in this package's way of calling Slither makes another key, so that nothing stale can be found.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from gate.results import Build

FOLDER = Path("build/static-results")
_KEEP = 8


class Report(BaseModel):
    """What one run of Slither said."""

    model_config = ConfigDict(frozen=True)

    results: list[dict[str, Any]]
    contracts: int
    detectors: int


def path(root: Path, build: Build, detectors: Iterable[str]) -> Path:
    """Where the answer of these detectors on this build is kept."""
    total = sha256(_code().encode())
    total.update(f"\0{build.out.parent.name}\0{','.join(sorted(detectors))}".encode())
    return root / FOLDER / f"{total.hexdigest()[:16]}.json"


def find(kept: Path) -> Report | None:
    """The kept answer; None if there is none that can be read."""
    try:
        report = Report.model_validate_json(kept.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    os.utime(kept)
    return report


def keep(kept: Path, report: Report) -> None:
    """Keep an answer, whole or not at all, and only the newest few."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_name(f".{kept.name}.{os.getpid()}")
    draft.write_text(report.model_dump_json() + "\n", "utf-8")
    draft.replace(kept)
    for old in sorted(kept.parent.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)[_KEEP:]:
        old.unlink(missing_ok=True)


@cache
def _code() -> str:
    """A digest of what decides the answer on the same sources: Slither's version and our code that takes part."""
    here = Path(__file__).resolve()
    plugin = here.parents[2] / "slither_detectors"
    total = sha256(f"{version('slither-analyzer')}\0{version('crytic-compile')}".encode())
    for file in sorted([*plugin.rglob("*.py"), here, here.with_name("static.py")]):
        total.update(f"\0{file.name}\0".encode() + sha256(file.read_bytes()).digest())
    return total.hexdigest()
