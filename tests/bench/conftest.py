"""The production build, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.builds import ensure
from gate.compiler import find_compiler

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def out() -> Path:
    return ensure(ROOT, "default", find_compiler()).out
