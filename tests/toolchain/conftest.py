"""Fake tools for the tests of the toolchain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

MakeScript = Callable[[Path, str], Path]


@pytest.fixture
def script() -> MakeScript:
    """Writes an executable shell script."""

    def write(path: Path, body: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return path

    return write
