"""Real runs of both provers: the smallest proof, the canaries, and what a planted bug does to a proof."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from fuzz.counterexample import CallsCounterexample, load_counterexample
from gate.compiler import environment
from gate.toolchain import paths
from properties.proofs.catalogue import Proof, Tool, load_proofs
from properties.proofs.prove import attempt, canary_missed, save
from properties.proofs.results import Outcome
from properties.proofs.setting import HOME, Setting

SECONDS = 60.0
CATALOGUE = load_proofs()


def proof(id_: str) -> Proof:
    return next(entry for entry in CATALOGUE.proof if entry.id == id_)


@pytest.mark.parametrize("tool", list(Tool))
def test_prover_when_given_its_canaries_then_it_finds_them(setting: Setting, tool: Tool) -> None:
    assert [canary_missed(setting, canary, SECONDS) for canary in CATALOGUE.canaries(tool)] == [None, None]


@pytest.mark.parametrize("tool", [Tool.HALMOS, Tool.MANTICORE])
def test_prover_when_a_statement_holds_then_it_is_proved(setting: Setting, tool: Tool) -> None:
    # Either prover explores any check: the catalogue only says which does by default.
    result = attempt(setting, proof("units-round-trip").model_copy(update={"tool": tool}), SECONDS)
    assert result.outcome is Outcome.PROVED
    assert result.paths >= 1


@pytest.mark.parametrize("tool", [Tool.HALMOS, Tool.MANTICORE])
def test_prover_when_it_has_no_time_then_nothing_is_proved(setting: Setting, tool: Tool) -> None:
    result = attempt(setting, proof("fee-split-sums").model_copy(update={"tool": tool}), 0.5)
    assert result.outcome is Outcome.NOT_PROVED
    assert result.reason is not None
    assert "no result within" in result.reason


def test_attempt_when_a_witness_does_not_reach_the_end_then_nothing_is_proved(setting: Setting) -> None:
    result = attempt(setting, proof("units-whole-are-exact").model_copy(update={"witnesses": [[1 << 201]]}), SECONDS)
    assert result.outcome is Outcome.NOT_PROVED
    assert result.reason is not None
    assert "witness" in result.reason


def test_attempt_when_a_bug_is_planted_then_it_is_refuted_with_arguments_that_replay(
    setting: Setting, tmp_path: Path
) -> None:
    for folder in ("contracts", "properties/proofs/checks"):
        shutil.copytree(HOME / folder, tmp_path / folder)
    shutil.copy(HOME / "foundry.toml", tmp_path)
    (tmp_path / "node_modules").symlink_to(HOME / "node_modules")
    library = tmp_path / "contracts/libraries/Units.sol"
    planted = library.read_text().replace("return wad / WAD_PER_ASSET;", "return uint96(wad) / WAD_PER_ASSET;")
    library.write_text(planted)
    out = tmp_path / "out"
    subprocess.run(
        [paths.forge(), "build"],
        cwd=tmp_path,
        env=environment(FOUNDRY_PROFILE="proofs", FOUNDRY_OUT=str(out), FOUNDRY_CACHE_PATH=str(tmp_path / "cache")),
        check=True,
        capture_output=True,
    )
    result = attempt(replace(setting, root=tmp_path, out=out), proof("units-round-trip"), SECONDS)
    assert result.outcome is Outcome.REFUTED
    assert result.counterexample is not None
    assert result.counterexample[0] >> 96
    written = load_counterexample(save(tmp_path, proof("units-round-trip"), result))
    assert isinstance(written, CallsCounterexample)
    assert written.property == "FC-04"
    assert list(written.calls[0].arguments) == result.counterexample


def test_model_when_its_statement_holds_then_it_is_proved(setting: Setting) -> None:
    assert attempt(setting, proof("funding-two-sum-to-no-loss"), SECONDS).outcome is Outcome.PROVED


def test_exhaustion_when_the_domain_is_done_then_it_is_proved_and_every_book_counts(setting: Setting) -> None:
    small = proof("clearing-price-is-best").model_copy(update={"domain": [(0, 1)] * 8 + [(4, 5)]})
    result = attempt(setting, small, SECONDS)
    assert (result.outcome, result.paths) == (Outcome.PROVED, 2**9)


@pytest.mark.parametrize(("domain", "seconds"), [([(0, 1)] * 8, SECONDS), ([(0, 2)] * 9, 0.0)])
def test_exhaustion_when_arguments_are_left_out_or_time_is_over_then_nothing_is_proved(
    setting: Setting, domain: list[tuple[int, int]], seconds: float
) -> None:
    changed = proof("clearing-price-is-best").model_copy(update={"domain": domain})
    assert attempt(setting, changed, seconds).outcome is Outcome.NOT_PROVED
