"""A real browser for whatever writes pages."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gate.toolchain import paths

PHONE, DESKTOP = 390, 1280
_SCRIPT = Path(__file__).parent / "browser" / "open.mjs"


@dataclass(frozen=True)
class Opened:
    """What a page did at one width."""

    url: str
    width: int
    errors: list[str]
    requests: list[str]
    overflow: int
    """Pixels by which it is wider than the window."""
    text: str
    figures: int


@pytest.fixture
def browse() -> Callable[..., list[Opened]]:
    """Open addresses at the widths of a phone and a desktop in headless Chromium."""

    def browse(*urls: str, widths: Sequence[int] = (PHONE, DESKTOP)) -> list[Opened]:
        shared = paths.ROOT / "build" / "browser"
        shared.mkdir(parents=True, exist_ok=True)
        # The browser unpacks itself on first use; two of them must not do that at the same time.
        with (shared / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = subprocess.run(
                [paths.node(), _SCRIPT, ",".join(map(str, widths)), *urls],
                env={**os.environ, "TMPDIR": str(shared)},
                capture_output=True,
                text=True,
                check=False,
            )
        assert done.returncode == 0, done.stderr
        pages: list[dict[str, Any]] = json.loads(done.stdout)
        return [Opened(**page) for page in pages]

    return browse
