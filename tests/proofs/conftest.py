"""The compiled checks and the tools, once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.builds import ensure
from gate.compiler import find_compiler
from gate.toolchain import paths
from properties.proofs.setting import HOME, Setting


@pytest.fixture(scope="session")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    build = ensure(HOME, "proofs", find_compiler())
    return Setting(
        root=HOME,
        out=build.out,
        work=tmp_path_factory.mktemp("proofs"),
        python=paths.python(),
        manticore_python=paths.manticore_python(),
    )


@pytest.fixture(scope="session")
def stored() -> Path:
    return Path(__file__).parent / "stored"
