"""The triage file's effect on a run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gate.cli import app
from gate.layers import LayerSpec
from gate.results import Finding

Use = Callable[..., list[LayerSpec]]
FINGERPRINT = Finding(
    layer="finds",
    rule="FC-01",
    title="t",
    severity="high",
    contract="PerpEngineV2",
    function="payFees",
    message="m",
    replay="r",
).fingerprint


def gate(tree: Path, fingerprint: str, expires: str) -> tuple[int, str, dict[str, Any]]:
    (tree / "triage.toml").write_text(
        f'[[accepted]]\nfingerprint = "{fingerprint}"\nowner = "ana"\nreason = "not listed yet"\nexpires = {expires}\n'
    )
    done = CliRunner().invoke(app, ["gate"], catch_exceptions=False)
    return done.exit_code, done.output, json.loads((tree / ".proofbook/last/verdict.json").read_text())


@pytest.fixture(autouse=True)
def here(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)


def test_gate_when_the_finding_is_accepted_then_exit_0_and_it_is_shown_with_its_owner(
    tree: Path, use_layers: Use
) -> None:
    use_layers("finds")
    code, said, verdict = gate(tree, FINGERPRINT, "2999-01-01")
    assert code == 0
    assert "is accepted by ana until 2999-01-01: not listed yet" in said
    assert "nothing broke but what is accepted: FC-01 in PerpEngineV2.payFees until 2999-01-01" in verdict["sentence"]
    assert verdict["findings"][0]["standing"] == "accepted"


def test_gate_when_the_entry_has_expired_then_exit_1_and_it_is_reported(tree: Path, use_layers: Use) -> None:
    use_layers("finds")
    code, said, verdict = gate(tree, FINGERPRINT, "2020-01-01")
    assert code == 1
    assert f"the entry {FINGERPRINT} of ana expired on 2020-01-01" in said
    assert [entry["owner"] for entry in verdict["triage"]["expired"]] == ["ana"]


def test_gate_when_no_finding_needs_the_entry_then_it_is_reported_as_unused(tree: Path, use_layers: Use) -> None:
    use_layers("clean")
    code, said, verdict = gate(tree, "0" * 16, "2999-01-01")
    assert code == 0
    assert "no finding needs the entry 0000000000000000 of ana: remove it" in said
    assert len(verdict["triage"]["unused"]) == 1


def test_gate_when_a_layer_could_not_run_then_no_entry_is_called_unused(tree: Path, use_layers: Use) -> None:
    use_layers("toolless")
    _, _, verdict = gate(tree, "0" * 16, "2999-01-01")
    assert verdict["triage"]["unused"] == []


def test_gate_when_the_file_is_wrong_then_exit_2_before_anything_runs(tree: Path, use_layers: Use) -> None:
    use_layers("clean")
    (tree / "triage.toml").write_text("[[accepted]]\nowner = 3\n")
    done = CliRunner().invoke(app, ["gate"], catch_exceptions=False)
    assert done.exit_code == 2
    assert "triage.toml" in done.stderr
    assert not (tree / ".proofbook").exists()
