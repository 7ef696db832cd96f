"""When a prover's report counts: stored reports of real runs, and every way in which silence means nothing."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from properties.proofs import halmos, manticore_prover
from properties.proofs.catalogue import Statement, Tool, load_proofs
from properties.proofs.results import Exploration, Outcome, judge
from properties.proofs.setting import HOME

FALSE = Statement(id="f", tool=Tool.HALMOS, contract="ProofCanary", function="check_canaryRoundTripIsExact(uint256)")
VACUOUS = Statement(id="v", tool=Tool.HALMOS, contract="ProofCanary", function="check_canaryIsVacuous(uint256)")
TIMED_OUT = Statement(id="t", tool=Tool.HALMOS, contract="UnitsProofs", function="check_roundTripNeverGains(uint256)")
SIGNED = Statement(id="s", tool=Tool.MANTICORE, contract="C", function="check_signed(int128,bool)")

ENDED = {"outcomes": {"STOP": 1, "REVERT": 1}, "refuted": None, "killed": 0, "running": 0, "faults": {}, "unknown": 0}


@pytest.fixture
def report(stored: Path) -> Any:
    return json.loads((stored / "halmos.json").read_text())


def outcome_of(exploration: Exploration) -> Outcome:
    return judge(exploration)[0]


def test_halmos_when_a_check_fails_then_it_is_refuted_with_its_arguments(report: Any) -> None:
    exploration = halmos.read(report, FALSE, ["wad"])
    assert outcome_of(exploration) is Outcome.REFUTED
    assert exploration.counterexample == [1 << 253]


def test_halmos_when_a_query_times_out_then_it_is_not_proved(report: Any) -> None:
    assert judge(halmos.read(report, TIMED_OUT, ["wad"])) == (Outcome.NOT_PROVED, "a query timed out")


def test_halmos_when_every_path_reverts_then_it_is_not_proved(report: Any) -> None:
    outcome, reason = judge(halmos.read(report, VACUOUS, ["wad"]))
    assert outcome is Outcome.NOT_PROVED
    assert reason is not None
    assert "vacuous" in reason


def test_halmos_when_the_check_was_not_run_then_it_is_not_proved(report: Any) -> None:
    other = FALSE.model_copy(update={"function": "check_other(uint256)"})
    assert outcome_of(halmos.read(report, other, ["wad"])) is Outcome.NOT_PROVED


def passed(report: Any) -> Any:
    """The stored report with the timed-out check as one that passed."""
    changed = copy.deepcopy(report)
    for tests in changed["test_results"].values():
        for test in tests:
            if test["name"] == TIMED_OUT.function:
                test["exitcode"] = 0
    return changed


def test_halmos_when_a_check_passes_on_all_paths_then_it_is_proved(report: Any) -> None:
    assert outcome_of(halmos.read(passed(report), TIMED_OUT, ["wad"])) is Outcome.PROVED


@pytest.mark.parametrize(
    ("field", "value"),
    [("num_bounded_loops", 1), ("num_paths", [5, 1, 1]), ("num_paths", [0, 0, 0]), ("num_paths", [5, 0, 0])],
)
def test_halmos_when_a_passing_run_is_incomplete_then_it_is_not_proved(report: Any, field: str, value: Any) -> None:
    changed = passed(report)
    [test] = [t for tests in changed["test_results"].values() for t in tests if t["name"] == TIMED_OUT.function]
    test[field] = value
    assert outcome_of(halmos.read(changed, TIMED_OUT, ["wad"])) is Outcome.NOT_PROVED


def test_halmos_when_the_model_may_be_spurious_then_it_is_not_proved(report: Any) -> None:
    for tests in report["test_results"].values():
        for test in tests:
            for model in test["models"]:
                model["is_valid"] = False
    assert outcome_of(halmos.read(report, FALSE, ["wad"])) is Outcome.NOT_PROVED


def test_manticore_when_all_paths_end_and_one_succeeds_then_it_is_proved() -> None:
    assert outcome_of(manticore_prover.read(ENDED, SIGNED)) is Outcome.PROVED


@pytest.mark.parametrize(
    "change",
    [
        {"killed": 1},
        {"running": 1},
        {"unknown": 1},
        {"faults": {"MOD on symbolic operands is translated signed": 1}},
        {"outcomes": {"STOP": 1, "THROW": 1}},
        {"outcomes": {"STOP": 1, "Panic(17)": 1}},
        {"outcomes": {"REVERT": 2}},
        {"outcomes": {}},
    ],
    ids=lambda change: str(change),
)
def test_manticore_when_the_exploration_has_a_gap_then_it_is_not_proved(change: dict[str, Any]) -> None:
    assert outcome_of(manticore_prover.read({**ENDED, **change}, SIGNED)) is Outcome.NOT_PROVED


def test_manticore_when_a_path_panics_then_its_words_become_arguments_of_their_types() -> None:
    words = [(1 << 256) - 5, 1]
    report = {**ENDED, "outcomes": {"Panic(1)": 1}, "refuted": {"panic": 1, "words": words}}
    exploration = manticore_prover.read(report, SIGNED)
    assert outcome_of(exploration) is Outcome.REFUTED
    assert exploration.counterexample == [-5, True]


def test_catalogue_when_read_then_every_proof_is_a_function_of_its_contract() -> None:
    catalogue = load_proofs()
    for entry in (*catalogue.proof, *catalogue.canary):
        source = (HOME / f"properties/proofs/checks/{entry.contract}.sol").read_text()
        assert f"function {entry.name}(" in source


def test_catalogue_when_checks_are_written_then_each_is_declared() -> None:
    declared = {(entry.contract, entry.name) for entry in (*load_proofs().proof, *load_proofs().canary)}
    written = {
        (path.stem, line.split("function ")[1].split("(")[0])
        for path in (HOME / "properties/proofs/checks").glob("*.sol")
        for line in path.read_text().splitlines()
        if "function check_" in line
    }
    assert written == declared
