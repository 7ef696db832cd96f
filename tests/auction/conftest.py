"""Markets with auctions, rich people and a vault that can fill, on the in-process chain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fuzz.chain import Artifacts, open_chain
from gate.bench.stage import Stage, build
from gate.builds import ensure
from gate.compiler import find_compiler

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def artifacts() -> Artifacts:
    return Artifacts.load(ensure(ROOT, "default", find_compiler()).out)


@pytest.fixture(scope="module")
def stage(artifacts: Artifacts) -> Iterator[Stage]:
    with open_chain("revm") as chain:
        yield build(chain, artifacts)
