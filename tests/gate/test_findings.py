from __future__ import annotations

from pathlib import Path

import pytest

from gate.findings import Standing, merge
from gate.layers.entry_contract import place_of
from gate.results import Finding


def finding(
    layer: str, *, rule: str = "FC-01", function: str = "liquidate", steps: int = 3, severity: str = "high"
) -> Finding:
    return Finding(
        layer=layer,
        rule=rule,
        title="Fees are conserved",
        severity=severity,
        contract="PerpEngineV2",
        function=function,
        message=f"seen by {layer}",
        steps=tuple(f"step {number}" for number in range(steps)),
        counterexample=Path(f"{layer}.json") if steps else None,
        replay=f"replay {layer}",
    )


def test_merge_when_three_layers_see_the_same_then_it_is_one_finding_with_three_witnesses() -> None:
    [merged] = merge([finding("machines", steps=9), finding("foundry", steps=2), finding("echidna", steps=5)])
    assert merged.layers == ["foundry", "echidna", "machines"]
    assert [len(witness.steps) for witness in merged.witnesses] == [2, 5, 9]
    assert merged.best.replay == "replay foundry"


def test_merge_when_a_witness_has_no_steps_then_it_comes_last() -> None:
    [merged] = merge([finding("static", steps=0), finding("machines", steps=9)])
    assert merged.layers == ["machines", "static"]


def test_merge_when_rule_or_function_differ_then_they_are_findings_of_their_own() -> None:
    merged = merge([finding("machines"), finding("machines", rule="FC-02"), finding("machines", function="place")])
    assert len({found.fingerprint for found in merged}) == 3


def test_merge_then_the_gravest_comes_first() -> None:
    merged = merge([finding("static", rule="a", severity="low"), finding("static", rule="b", severity="high")])
    assert [found.severity for found in merged] == ["high", "low"]


def test_merge_then_findings_are_open_and_count() -> None:
    [merged] = merge([finding("machines")])
    assert merged.standing is Standing.OPEN
    assert merged.counts


@pytest.mark.parametrize(
    ("handler", "place"),
    [
        ("engine_liquidate", ("PerpEngineV2", "liquidate")),
        ("owner_setFeeSplit", ("PerpEngineV2", "setFeeSplit")),
        ("book_place_crossing", ("OrderbookV2", "place")),
        ("oracle_updatePrice_moved", ("OracleRouter", "updatePrice")),
        ("attack_jump_and_liquidate", ("PerpEngineV2", "liquidate")),
        ("attack_donate", ("ProofbookProperties", "attack_donate")),
        ("constructor", ("ProofbookProperties", "constructor")),
    ],
)
def test_place_of_a_handler_then_it_is_the_systems_function(handler: str, place: tuple[str, str]) -> None:
    assert place_of(handler) == place
