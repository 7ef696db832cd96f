from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gate import baseline
from gate.baseline import Baseline, BaselineError
from gate.cli import app
from gate.layers import LayerSpec
from gate.replay import Replay, ReplayFault

Use = Callable[..., list[LayerSpec]]


@pytest.fixture
def committed(tree: Path) -> Path:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(tree), *identity, "commit", "-qm", "first"], check=True)
    return tree


def gate(tree: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Result, dict[str, Any]]:
    monkeypatch.chdir(tree)
    done = CliRunner().invoke(app, ["gate", "--changed-since", "HEAD"], catch_exceptions=False)
    return done, json.loads((tree / ".proofbook/last/verdict.json").read_text())


@pytest.mark.parametrize(("shown", "standing"), [(True, "known"), (False, "new")])
def test_gate_when_the_counterexample_breaks_the_reference_too_then_the_finding_is_known(
    shown: bool, standing: str, committed: Path, use_layers: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    replayed: list[tuple[Path, Path]] = []

    def replay(root: Path, path: Path, *_: object) -> Replay:
        replayed.append((root, path))
        return Replay("FC-01", shown, "")

    use_layers("finds")
    monkeypatch.setattr(baseline, "replay", replay)
    done, verdict = gate(committed, monkeypatch)
    assert done.exit_code == 1
    assert [finding["standing"] for finding in verdict["findings"]] == [standing]
    [(root, path)] = replayed
    assert root == committed / "build/baseline" / verdict["reference"]["commit"]
    assert (root / "contracts/Fees.sol").is_file()
    assert path.is_file()
    assert ("1 known before: FC-01" in verdict["sentence"]) is shown


def test_gate_when_the_counterexample_does_not_fit_the_reference_then_it_is_new_and_says_why(
    committed: Path, use_layers: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replay(*_: object) -> Replay:
        raise ReplayFault("there is no function 'settle'")

    use_layers("finds")
    monkeypatch.setattr(baseline, "replay", replay)
    _, verdict = gate(committed, monkeypatch)
    [finding] = verdict["findings"]
    assert finding["standing"] == "new"
    assert "no function 'settle'" in finding["note"]


def test_gate_when_nothing_is_found_then_the_reference_is_never_built(
    committed: Path, use_layers: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_layers("clean")
    done, verdict = gate(committed, monkeypatch)
    assert done.exit_code == 0
    assert verdict["reference"]["ref"] == "HEAD"
    assert not (committed / "build/baseline").exists()


def test_of_when_the_reference_is_no_commit_then_the_error_names_it(committed: Path) -> None:
    with pytest.raises(BaselineError, match="'nowhere' is no commit"):
        Baseline.of(committed, "nowhere")


def test_tree_when_there_are_too_many_then_the_oldest_is_removed(committed: Path) -> None:
    folder = committed / "build/baseline"
    for number in range(5):
        (folder / f"{number}").mkdir(parents=True)
    made = Baseline.of(committed, "HEAD").tree()
    assert made.is_dir()
    assert len(list(folder.iterdir())) == 3
