"""The properties build, made once a session, and a layer's context on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gate.builds import ensure
from gate.compiler import find_compiler
from gate.layers import entry_contract
from gate.layers.entry_contract import EntryContract
from gate.results import Build, LayerContext, Profile, Progress
from gate.toolchain import paths

MakeContext = Callable[..., LayerContext]


@pytest.fixture(scope="session")
def build() -> Build:
    return ensure(paths.ROOT, entry_contract.BUILD, find_compiler())


@pytest.fixture(scope="session")
def entry(build: Build) -> EntryContract:
    return entry_contract.load(build.out)


@pytest.fixture
def progress() -> list[Progress]:
    return []


@pytest.fixture
def make_context(build: Build, tmp_path: Path, progress: list[Progress]) -> MakeContext:
    def make(root: Path = paths.ROOT, seconds: float = 240) -> LayerContext:
        return LayerContext(
            root=root,
            work=tmp_path,
            profile=Profile.QUICK,
            seconds=seconds,
            seed=1,
            progress=progress.append,
            builds={entry_contract.BUILD: build},
        )

    return make
