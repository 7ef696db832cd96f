from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gate.builds import CANARIES, ensure
from gate.compiler import find_compiler
from gate.layers.static import StaticLayer
from gate.results import Canary, CouldNotRun, LayerContext, LayerResult, LayerStatus, Profile, Progress
from gate.toolchain import paths

ROOT = Path(__file__).parents[2]

SPLIT = """
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;
contract Split {
    mapping(address => uint256) public collateral;
    uint256 public vaultFees;
    uint256 public treasuryFees;
    function charge(uint256 fee) external {
        collateral[msg.sender] -= fee;
        vaultFees += fee * 400_000 / 1e6;
        treasuryFees += fee * 600_000 / 1e6;
    }
    function end(address payable to) external { selfdestruct(to); }
}
"""


def project(folder: Path, *contracts: tuple[str, str], canaries: bool = True) -> Path:
    (folder / "contracts").mkdir(parents=True)
    shutil.copy(ROOT / "foundry.toml", folder)
    for name, text in contracts:
        (folder / "contracts" / name).write_text(text)
    if canaries:
        shutil.copytree(ROOT / CANARIES, folder / CANARIES)
    return folder


def run(root: Path, work: Path, seconds: float = 120) -> tuple[LayerResult, list[Progress]]:
    work.mkdir(exist_ok=True)
    seen: list[Progress] = []
    context = LayerContext(
        root=root,
        work=work,
        profile=Profile.QUICK,
        seconds=seconds,
        seed=1,
        progress=seen.append,
        builds={"default": ensure(root, "default", find_compiler())},
    )
    return StaticLayer().run(context), seen


@pytest.mark.slow
def test_run_when_a_contract_has_known_patterns_then_findings_name_property_contract_and_function(
    tmp_path: Path,
) -> None:
    root = project(tmp_path / "tree", ("Split.sol", SPLIT))
    result, seen = run(root, tmp_path / "work")
    assert (result.status, result.canary) == (LayerStatus.FINDINGS, Canary.FOUND)
    found = {finding.rule: finding for finding in result.findings}
    assert (found["FC-02"].contract, found["FC-02"].function) == ("Split", "charge")
    assert found["FC-02"].message.startswith("[fee-split-dust] ")
    assert (found["suicidal"].contract, found["suicidal"].severity) == ("Split", "high")
    assert all(finding.contract == "Split" for finding in result.findings)
    assert result.executed["detectors"] > 30
    assert result.executed["contracts"] > 1
    assert seen[-1].done == seen[-1].total


@pytest.mark.slow
def test_run_when_only_the_canaries_have_patterns_then_clean(tmp_path: Path) -> None:
    good = SPLIT[: SPLIT.index("    function charge")] + "}\n"
    result, _ = run(project(tmp_path / "tree", ("Split.sol", good)), tmp_path / "work")
    assert (result.status, result.findings, result.canary) == (LayerStatus.CLEAN, [], Canary.FOUND)


@pytest.mark.slow
def test_run_when_a_canary_holds_nothing_or_there_is_none_then_missed_names_it(tmp_path: Path) -> None:
    good = SPLIT[: SPLIT.index("    function charge")] + "}\n"
    root = project(tmp_path / "tree", ("Split.sol", good), canaries=False)
    result, _ = run(root, tmp_path / "work")
    assert result.canary is Canary.MISSED
    (root / CANARIES).mkdir(parents=True)
    (root / CANARIES / "fee-split-dust.sol").write_text(good)
    result, _ = run(root, tmp_path / "work")
    assert (result.canary, result.reason) == (Canary.MISSED, "fee-split-dust")


@pytest.mark.slow
def test_run_when_the_tree_configures_slither_to_be_silent_then_it_is_not(tmp_path: Path) -> None:
    root = project(tmp_path / "tree", ("Split.sol", SPLIT))
    (root / "slither.config.json").write_text('{"filter_paths": "contracts", "detectors_to_exclude": "suicidal"}')
    assert {finding.rule for finding in run(root, tmp_path / "work")[0].findings} >= {"FC-02", "suicidal"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "cause"),
    [
        ("echo 'no such plugin' >&2; exit 1", "Slither failed: no such plugin"),
        ("exit 0", "Slither failed: it gave no reason"),
        ("exec sleep 100", "did not end within"),
    ],
)
def test_run_when_slither_fails_then_could_not_run_with_its_last_word(
    script: str, cause: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slither = tmp_path / "slither"
    slither.write_text(f"#!/bin/sh\n{script}\n")
    slither.chmod(0o755)
    monkeypatch.setattr(paths, "SLITHER", paths.Tool("Slither", slither))
    with pytest.raises(CouldNotRun, match=cause):
        run(project(tmp_path / "tree", ("Split.sol", SPLIT)), tmp_path / "work", seconds=2)


def test_run_when_slither_is_missing_then_could_not_run_names_the_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "SLITHER", paths.Tool("Slither", tmp_path / "gone"))
    with pytest.raises(CouldNotRun, match=r"Slither is missing .*: run `make setup`"):
        run(project(tmp_path / "tree", ("Split.sol", SPLIT)), tmp_path / "work")
