"""The CI recipes: valid by their published schema, clean by shellcheck, and passing on what the commands say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from gate.toolchain.paths import ROOT

WORKFLOWS = sorted([*(ROOT / ".github/workflows").glob("*.yml"), ROOT / "gate/starter/files/proofbook.yml"])
SCRIPTS = sorted((ROOT / "ci").glob("*.sh"))
BIN = ROOT / ".venv/bin"


def check(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_workflows_then_they_are_valid_by_the_published_schema() -> None:
    assert len(WORKFLOWS) == 3
    check(BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)


def test_workflow_schema_when_a_key_is_mistyped_then_it_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text().replace("runs-on:", "run-on:"))
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", wrong]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_scripts_then_shellcheck_finds_nothing() -> None:
    assert len(SCRIPTS) == 5
    check(BIN / "shellcheck", "-x", *SCRIPTS)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_steps_then_shellcheck_finds_nothing_and_no_input_is_pasted_into_a_shell(
    path: Path, tmp_path: Path
) -> None:
    steps = [step for job in yaml.safe_load(path.read_text())["jobs"].values() for step in job["steps"]]
    for number, step in enumerate(step for step in steps if "run" in step):
        # What an outsider may name (a branch) reaches a shell through the environment only.
        assert "${{" not in step["run"], step["run"]
        script = tmp_path / f"{number}.sh"
        script.write_text(f"#!/bin/bash -e\n{step['run']}\n")
        check(BIN / "shellcheck", script)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_then_scripts_that_it_calls_are_there_and_its_rights_are_named(path: Path) -> None:
    text = path.read_text()
    for script in re.findall(r"\bci/[\w-]+\.sh", text):
        assert os.access(ROOT / script, os.X_OK), script
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose commands are stood in for."""
    root = tmp_path / "checkout"
    shutil.copytree(ROOT / "ci", root / "ci")
    (root / ".venv/bin").mkdir(parents=True)
    (root / "Makefile").write_text("ready:\n\t@true\n")
    return root


@pytest.fixture
def stand_in(checkout: Path) -> Callable[[str, str], None]:
    def put(name: str, script: str) -> None:
        path = checkout / ".venv/bin" / name
        path.write_text(f"#!/bin/bash\n{script}\n")
        path.chmod(0o755)

    return put


def run(checkout: Path, *command: str) -> subprocess.CompletedProcess[str]:
    path = f"{checkout / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "REPOSITORY": "o/r"}
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("code", [0, 1, 2])
def test_pull_request_then_the_gates_exit_code_and_files_come_through(
    code: int, checkout: Path, stand_in: Callable[[str, str], None]
) -> None:
    script = f'mkdir -p .proofbook/last; echo "$@" > .proofbook/last/report.sarif; exit {code}'
    stand_in("proofbook", script)
    assert run(checkout, "ci/pull-request.sh", "origin/release", "out").returncode == code
    assert (checkout / "out/report.sarif").read_text() == "gate --profile pr --changed-since origin/release\n"


@pytest.mark.parametrize("code", [0, 1, 2])
def test_nightly_then_each_shard_has_its_seed_and_the_exit_code_comes_through(
    code: int, checkout: Path, stand_in: Callable[[str, str], None]
) -> None:
    stand_in("proofbook", f'mkdir -p corpus; echo "# said $*" > corpus/report.md; exit {code}')
    done = run(checkout, "ci/nightly.sh", "3", "0.5", "corpus")
    assert done.returncode == code
    assert done.stdout == "# said campaign --out corpus --hours 0.5 --seed 1003\n"


@pytest.mark.parametrize("code", [0, 1, 2])
def test_mutants_then_the_exit_code_comes_through_and_the_survivors_are_kept(
    code: int, checkout: Path, stand_in: Callable[[str, str], None]
) -> None:
    stand_in("proofbook", f'echo "said $*"; exit {code}')
    assert run(checkout, "ci/mutants.sh", "kept").returncode == code
    assert (checkout / "kept/report.txt").read_text() == "said mutants --jobs 2 --out kept\n"


def test_open_issues_then_one_for_each_finding_that_has_none(
    checkout: Path, stand_in: Callable[[str, str], None]
) -> None:
    stand_in("gh", 'echo "$@" >> calls; if [ "$2" = list ]; then case "$*" in *aaaa*) echo 1;; *) echo 0;; esac; fi')
    for fingerprint in ("aaaa", "bbbb"):
        path = checkout / "campaign/reported" / f"{fingerprint}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    assert run(checkout, "ci/open-issues.sh", "campaign").returncode == 0
    created = [line for line in (checkout / "calls").read_text().splitlines() if line.startswith("issue create")]
    assert created == ["issue create --repo o/r --title Campaign finding bbbb --body-file campaign/report.md"]
