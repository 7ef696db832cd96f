from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gate.cli import app
from gate.config import load_config
from gate.results import Profile
from gate.triage import load_triage


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A Foundry project that has never seen this repository."""
    root = tmp_path / "project"
    (root / "contracts").mkdir(parents=True)
    (root / "foundry.toml").write_text('[profile.default]\nsrc = "contracts"\noffline = true\nast = true\n')
    (root / "contracts/Counter.sol").write_text(
        "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.24;\n"
        "contract Counter { uint256 public count; function add() external { ++count; } }\n"
    )
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def test_init_then_configuration_and_triage_file_are_read_without_complaint(project: Path) -> None:
    done = CliRunner().invoke(app, ["init", str(project)], catch_exceptions=False)
    assert done.exit_code == 0
    config = load_config(project)
    assert (config.profile, "echidna" in config.skip) == (Profile.QUICK, True)
    assert load_triage(project / config.triage, required=True).accepted == ()
    assert (project / ".github/workflows/proofbook.yml").is_file()


def test_init_when_files_are_there_then_they_are_kept(project: Path) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "theirs"\n')
    (project / "triage.toml").write_text("# ours\n")
    (project / ".gitignore").write_text("build/\n")
    for _ in range(2):
        assert CliRunner().invoke(app, ["init", str(project)], catch_exceptions=False).exit_code == 0
    text = (project / "pyproject.toml").read_text()
    assert text.startswith('[project]\nname = "theirs"\n')
    assert text.count("[tool.proofbook]") == 1
    assert (project / "triage.toml").read_text() == "# ours\n"
    assert (project / ".gitignore").read_text().splitlines() == ["build/", ".proofbook/", "node_modules/"]


def test_init_when_the_folder_is_no_foundry_project_then_exit_2_and_nothing_is_written(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["init", str(tmp_path)], catch_exceptions=False)
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_init_then_the_gate_judges_the_other_repository(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    CliRunner().invoke(app, ["init", str(project)], catch_exceptions=False)
    monkeypatch.chdir(project)
    done = CliRunner().invoke(app, ["gate"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "Clean: compile and static ran and nothing broke." in done.output
