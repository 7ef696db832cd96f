"""The image for machines with Docker: linted, and its steps followed as far as they go without an engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from gate.toolchain import paths
from gate.tree import find_root, tracked_files

DOCKERFILE = paths.ROOT / "docker" / "Dockerfile"
COMPOSE = paths.ROOT / "docker" / "compose.yaml"
BIN = paths.python().parent
COPY = re.compile(r"^COPY --chown=proofbook (?P<sources>.+) (?P<target>\S+)$", re.MULTILINE)


def run(*command: object, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, env={**os.environ, **extra}, check=False
    )


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    return found


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the image holds of the repository: each COPY, of what .dockerignore lets through."""
    folder = tmp_path_factory.mktemp("image")
    allowed = {line[1:] for line in (paths.ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    files = tracked_files(paths.ROOT)
    for found in COPY.finditer(DOCKERFILE.read_text()):
        sources = found["sources"].split()
        assert set(sources) <= allowed, "a COPY of what .dockerignore keeps out fails"
        for source in sources:
            copied = [file for file in files if file.parts[0] == source]
            assert copied, f"{source} is not in the repository"
            for file in copied:
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(paths.ROOT / file, folder / file)
    return folder


def test_dockerfile_when_linted_then_nothing_is_found() -> None:
    done = run(BIN / "hadolint", DOCKERFILE)
    assert done.returncode == 0, done.stdout


def test_compose_file_when_checked_against_its_schema_then_valid() -> None:
    done = run(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE)
    assert done.returncode == 0, done.stdout


def test_image_when_its_steps_are_followed_then_it_is_a_tree_with_all_that_the_properties_need(image: Path) -> None:
    assert find_root(image / "contracts") == image
    for file in tracked_files(paths.ROOT):
        if file.parts[0] in ("contracts", "properties", "gate", "fuzz", "slither_detectors"):
            assert (image / file).is_file(), f"{file} is not copied"


@pytest.mark.parametrize("service", sorted(services()))
def test_command_of_each_service_when_parsed_then_proofbook_knows_it(image: Path, service: str) -> None:
    # `--help` at the end: every option before it is parsed, nothing is run.
    done = run(BIN / "proofbook", *services()[service]["command"], "--help", PYTHONPATH=str(image))
    assert done.returncode == 0, done.stderr


def test_echidna_when_another_is_named_then_it_is_the_one_that_runs(tmp_path: Path) -> None:
    other = tmp_path / "echidna"
    other.write_text('#!/bin/sh\necho "other $*"\n')
    other.chmod(0o755)
    assert run(paths.echidna(), "--version", PROOFBOOK_ECHIDNA=str(other)).stdout == "other --version\n"


def test_echidna_when_the_named_one_is_missing_then_it_says_so(tmp_path: Path) -> None:
    done = run(paths.echidna(), "--version", PROOFBOOK_ECHIDNA=str(tmp_path / "none"))
    assert done.returncode == 127
    assert "PROOFBOOK_ECHIDNA names no program" in done.stderr
