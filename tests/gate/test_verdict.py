from __future__ import annotations

import json
from pathlib import Path

import pytest

from gate.results import Canary, Finding, LayerResult, LayerStatus, Profile
from gate.verdict import admit, decide, executed_text


def finding(rule: str = "FC-01", function: str = "payFees", layer: str = "echidna") -> Finding:
    return Finding(
        layer=layer,
        rule=rule,
        title="Fees are lost",
        severity="high",
        contract="PerpEngineV2",
        function=function,
        message="",
        replay="proofbook replay x.json",
    )


def layer(
    name: str = "echidna",
    status: LayerStatus = LayerStatus.CLEAN,
    executed: dict[str, int] | None = None,
    canary: Canary = Canary.FOUND,
    findings: list[Finding] | None = None,
    reason: str | None = None,
) -> LayerResult:
    counts = {"calls": 5000} if executed is None else executed
    return LayerResult(
        layer=name, status=status, executed=counts, canary=canary, seconds=1, findings=findings or [], reason=reason
    )


def decided(*layers: LayerResult, interrupted: bool = False) -> tuple[LayerStatus, str, int]:
    verdict = decide(layers, profile=Profile.QUICK, seed=1, seconds=2.5, interrupted=interrupted)
    return verdict.status, verdict.sentence, verdict.exit_code


def test_admit_when_the_layer_executed_and_found_its_canary_then_it_is_believed() -> None:
    result = layer()
    assert admit(result) == result


@pytest.mark.parametrize(
    ("result", "cause"),
    [
        (layer(executed={}), "executed nothing"),
        (layer(executed={"calls": 0, "properties": 0}), "executed nothing"),
        (layer(canary=Canary.MISSED), "canary"),
        (layer(status=LayerStatus.FINDINGS), "gave none"),
        (layer(findings=[finding()]), "claims to be clean"),
        (layer(status=LayerStatus.COULD_NOT_RUN), "gave no reason"),
    ],
)
def test_admit_when_the_claim_cannot_be_believed_then_it_could_not_run_and_says_why(
    result: LayerResult, cause: str
) -> None:
    admitted = admit(result)
    assert admitted.status is LayerStatus.COULD_NOT_RUN
    assert cause in (admitted.reason or "")
    assert admitted.findings == result.findings


def test_decide_when_all_layers_are_clean_then_clean_names_them_and_exit_0() -> None:
    status, sentence, code = decided(layer(), layer("foundry"))
    assert (status, code) == (LayerStatus.CLEAN, 0)
    assert sentence == "Clean: echidna and foundry ran and nothing broke."


def test_decide_when_a_layer_has_findings_then_findings_name_the_property_and_exit_1() -> None:
    status, sentence, code = decided(layer(status=LayerStatus.FINDINGS, findings=[finding()]), layer("foundry"))
    assert (status, code) == (LayerStatus.FINDINGS, 1)
    assert sentence == "Findings: FC-01 broken in PerpEngineV2.payFees (echidna)."


def test_decide_when_two_layers_find_the_same_then_the_sentence_names_it_once() -> None:
    both = [layer(name, status=LayerStatus.FINDINGS, findings=[finding(layer=name)]) for name in ("echidna", "foundry")]
    _, sentence, _ = decided(*both)
    assert sentence == "Findings: FC-01 broken in PerpEngineV2.payFees (echidna, foundry)."


def test_decide_when_one_layer_could_not_run_then_that_outweighs_findings_and_both_are_told() -> None:
    stuck = layer("halmos", status=LayerStatus.COULD_NOT_RUN, executed={}, reason="z3 is missing: run `make setup`")
    status, sentence, code = decided(layer(status=LayerStatus.FINDINGS, findings=[finding()]), stuck)
    assert (status, code) == (LayerStatus.COULD_NOT_RUN, 2)
    assert "halmos (z3 is missing: run `make setup`)" in sentence
    assert "FC-01" in sentence


def test_decide_when_a_clean_claim_executed_nothing_then_exit_2() -> None:
    assert decided(layer(), layer("foundry", executed={"calls": 0}))[2] == 2


def test_decide_when_nothing_was_asked_for_then_exit_2() -> None:
    assert decided()[2] == 2


def test_decide_when_interrupted_then_exit_2_even_if_all_layers_had_ended() -> None:
    status, sentence, code = decided(layer(), interrupted=True)
    assert (status, code) == (LayerStatus.COULD_NOT_RUN, 2)
    assert sentence.startswith("Interrupted")


def test_decide_when_layers_were_left_out_then_the_sentence_says_so() -> None:
    verdict = decide([layer()], profile=Profile.QUICK, seed=1, seconds=1, left_out=["halmos", "manticore"])
    assert verdict.sentence.endswith("Left out: halmos, manticore.")


def test_write_then_the_file_holds_status_layers_and_findings_with_fingerprints(tmp_path: Path) -> None:
    broken = layer(status=LayerStatus.FINDINGS, findings=[finding()])
    path = decide([broken], profile=Profile.PR, seed=7, seconds=1).write(tmp_path)
    said = json.loads(path.read_text())
    assert (said["status"], said["profile"], said["seed"]) == ("findings", "pr", 7)
    assert said["layers"][0]["executed"] == {"calls": 5000}
    assert said["findings"][0]["fingerprint"] == finding().fingerprint
    assert list(tmp_path.iterdir()) == [path]


def test_fingerprint_when_only_layer_and_text_differ_then_it_is_the_same() -> None:
    assert finding(layer="foundry").fingerprint == finding(layer="echidna").fingerprint
    assert finding(function="other").fingerprint != finding().fingerprint


@pytest.mark.parametrize(
    ("executed", "text"),
    [
        ({"calls": 12345, "properties": 2}, "12,345 calls, 2 properties"),
        ({"properties": 1, "calls": 0}, "1 property"),
        ({}, "nothing"),
    ],
)
def test_executed_text_then_counts_are_grouped_and_zeros_left_out(executed: dict[str, int], text: str) -> None:
    assert executed_text(executed) == text
