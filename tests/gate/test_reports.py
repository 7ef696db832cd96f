"""The verdict in its other forms, held to their published schemas and opened in a browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from gate.cli_reports import verdict_schema
from gate.coverage import Suite, parse
from gate.findings import MergedFinding, Standing, merge
from gate.history import PastLayer, PastRun
from gate.mutate.results import BugOutcome, BugResult, Cell, CellOutcome, Mutation, MutationStatus
from gate.reports.html import write_html
from gate.reports.junit import junit
from gate.reports.material import Material
from gate.reports.sarif import sarif
from gate.results import Canary, Finding, LayerResult, LayerStatus, Profile
from gate.toolchain.paths import ROOT
from gate.trace import Frame, Holding, Trace
from gate.triage import Accepted
from gate.verdict import Verdict, decide
from properties.catalogue import load_catalogue

SARIF_SCHEMA = ROOT / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
WAD = 10**18


def finding(layer: str, rule: str = "FC-01", contract: str = "PerpEngineV2", function: str = "liquidate") -> Finding:
    return Finding(
        layer=layer,
        rule=rule,
        title="Fees are <conserved> & counted",
        severity="high",
        contract=contract,
        function=function,
        message="charged 7, accounted 6\x1b[0m",
        steps=("alice deposits 10 USDC", "bob places <b>one</b> lot"),
        counterexample=Path(".proofbook/last/counterexamples/FC-01.json"),
        replay="proofbook replay .proofbook/last/counterexamples/FC-01.json",
    )


def layer(name: str, findings: Sequence[Finding] = (), reason: str | None = None) -> LayerResult:
    status = LayerStatus.COULD_NOT_RUN if reason else LayerStatus.FINDINGS if findings else LayerStatus.CLEAN
    return LayerResult(
        layer=name,
        status=status,
        executed={"calls": 5000},
        canary=Canary.FOUND,
        seconds=2.5,
        findings=list(findings),
        reason=reason,
    )


def accepted(merged: MergedFinding) -> MergedFinding:
    entry = Accepted(
        fingerprint=merged.fingerprint, owner="ana", reason="not listed before March", expires=date(2027, 3, 1)
    )
    return merged.model_copy(update={"standing": Standing.ACCEPTED, "accepted": entry})


def verdict(*layers: LayerResult, accept: bool = False, **changes: Any) -> Verdict:
    merged = merge(f for result in layers for f in result.findings)
    findings = [accepted(f) for f in merged] if accept else merged
    made = decide(layers, profile=Profile.QUICK, seed=1, seconds=9.5, findings=findings)
    return made.model_copy(update={"started": "2026-11-23T10:00:00+00:00", "commit": "a" * 40 + "-dirty", **changes})


def found() -> Verdict:
    return verdict(
        layer("machines", [finding("machines"), finding("machines", "suicidal", "Nowhere", "f")]),
        layer("foundry", [finding("foundry")]),
        layer("echidna", reason="Echidna is missing: run `make setup`"),
    )


VERDICTS = {
    "findings": found,
    "clean": lambda: verdict(layer("machines")),
    "accepted": lambda: verdict(layer("machines", [finding("machines")]), accept=True),
    "interrupted": lambda: decide(
        [layer("machines", reason="interrupted")], profile=Profile.PR, seed=2, seconds=1, interrupted=True
    ).model_copy(update={"started": "2026-11-23T10:00:00+00:00"}),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_sarif_then_it_is_valid_by_the_official_schema(name: str) -> None:
    document = json.loads(sarif(ROOT, VERDICTS[name](), load_catalogue()))
    schema = json.loads(SARIF_SCHEMA.read_text())
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(document)


def test_sarif_schema_when_a_document_is_wrong_then_it_is_refused() -> None:
    document = json.loads(sarif(ROOT, found(), load_catalogue()))
    document["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, json.loads(SARIF_SCHEMA.read_text()))


def test_sarif_then_a_finding_of_two_layers_is_one_result_at_its_function_with_replay_and_steps() -> None:
    [run] = json.loads(sarif(ROOT, found(), load_catalogue()))["runs"]
    assert len(run["results"]) == 2
    result = next(result for result in run["results"] if result["ruleId"] == "FC-01")
    assert "Found by machines, foundry" in result["message"]["text"]
    assert "Replay: proofbook replay" in result["message"]["text"]
    place = result["locations"][0]["physicalLocation"]
    line = (ROOT / place["artifactLocation"]["uri"]).read_text().splitlines()[place["region"]["startLine"] - 1]
    assert "function liquidate" in line
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["message"]["text"] for step in steps] == [
        "1. alice deposits 10 USDC",
        "2. bob places <b>one</b> lot",
    ]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == "FC-01"
    assert rule["shortDescription"]["text"] == load_catalogue().get("FC-01").sentence  # type: ignore[union-attr]


def test_sarif_when_nobody_knows_the_contract_then_the_result_still_has_a_file_that_is_there() -> None:
    [run] = json.loads(sarif(ROOT, found(), load_catalogue()))["runs"]
    result = next(result for result in run["results"] if result["ruleId"] == "suicidal")
    assert (ROOT / result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]).is_file()


def test_sarif_when_a_layer_could_not_run_then_the_run_was_no_success_and_says_why() -> None:
    [run] = json.loads(sarif(ROOT, found(), load_catalogue()))["runs"]
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "Echidna is missing" in invocation["toolExecutionNotifications"][0]["message"]["text"]


@pytest.mark.parametrize(("standing", "state"), [(Standing.NEW, "new"), (Standing.KNOWN, "unchanged")])
def test_sarif_when_compared_then_a_result_says_whether_it_is_new(standing: Standing, state: str) -> None:
    base = found()
    findings = [f.model_copy(update={"standing": standing}) for f in base.findings]
    [run] = json.loads(sarif(ROOT, base.model_copy(update={"findings": findings}), load_catalogue()))["runs"]
    assert {result["baselineState"] for result in run["results"]} == {state}


def test_sarif_when_accepted_then_the_result_is_suppressed_with_owner_and_reason() -> None:
    [run] = json.loads(sarif(ROOT, VERDICTS["accepted"](), load_catalogue()))["runs"]
    [suppression] = run["results"][0]["suppressions"]
    assert suppression["justification"] == "ana, until 2027-03-01: not listed before March"


def test_junit_then_counts_match_the_cases_and_terminal_codes_are_gone() -> None:
    text = junit(found())
    root = ElementTree.fromstring(text)
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("6", "3", "1")
    assert len(list(root.iter("testcase"))) == 6
    failure = next(root.iter("failure"))
    assert failure.get("message") == "charged 7, accounted 6[0m"
    assert "2. bob places <b>one</b> lot" in (failure.text or "")
    assert "\x1b" not in text


def test_junit_when_accepted_then_skipped_with_the_reason() -> None:
    root = ElementTree.fromstring(junit(VERDICTS["accepted"]()))
    assert root.get("failures") == "0"
    assert next(root.iter("skipped")).get("message") == "accepted by ana: not listed before March"


@pytest.mark.parametrize("name", VERDICTS)
def test_verdict_json_then_it_is_valid_by_the_published_schema(name: str) -> None:
    schema = json.loads((ROOT / "docs/verdict.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(VERDICTS[name]().model_dump_json()), schema)


def test_published_schema_then_it_is_that_of_the_code() -> None:
    mend = "proofbook schema > docs/verdict.schema.json"
    assert (ROOT / "docs/verdict.schema.json").read_text() == verdict_schema() + "\n", mend


def test_verdict_json_when_read_again_then_nothing_is_lost() -> None:
    base = found()
    assert Verdict.model_validate_json(base.model_dump_json()) == base


LCOV = """TN:
SF:contracts/v2/Vault.sol
DA:10,3
DA:11,0
FN:10,Vault.deposit
FNDA:3,Vault.deposit
FN:20,Vault.sweep
FNDA:0,Vault.sweep
DA:20,0
BRDA:11,0,0,-
BRDA:11,0,1,2
end_of_record
SF:tests/solidity/T.t.sol
DA:1,1
end_of_record
"""


def test_coverage_then_lines_go_to_their_functions_and_tests_are_left_out() -> None:
    [vault] = parse(LCOV.splitlines()).contracts
    assert (vault.hit, vault.lines, vault.branches_hit, vault.branches) == (1, 3, 1, 2)
    assert [(f.name, f.calls, f.hit, f.lines) for f in vault.functions] == [("deposit", 3, 1, 2), ("sweep", 0, 0, 1)]


def material(base: Verdict) -> Material:
    frames = [
        Frame(
            step=step,
            text=f"step {step}",
            outcome="ok",
            now=step,
            prices=[(2000 + step) * WAD, 20 * WAD],
            holdings={
                "alice": Holding(
                    collateral=100 * WAD,
                    equity=(100 - step) * WAD,
                    initial_margin=10,
                    maintenance_margin=5,
                    sizes=[step * WAD, 0],
                ),
                "bob": Holding(collateral=5, equity=None, initial_margin=None, maintenance_margin=None, sizes=[0, 0]),
            },
        )
        for step in range(4)
    ]
    trace = Trace(
        property="FC-01",
        contract="PerpEngineV2",
        function="liquidate",
        markets=["ETH", "SOL"],
        frames=frames,
        shown=True,
        message="broken",
    )
    past = PastRun(
        started="2026-11-22T10:00:00+00:00",
        commit="b" * 40,
        profile=Profile.QUICK,
        status=LayerStatus.CLEAN,
        seconds=80,
        interrupted=False,
        layers={"machines": PastLayer(status=LayerStatus.CLEAN, seconds=30, executed={"calls": 9})},
        fingerprints=[],
    )
    cell = Cell(layer="machines", outcome=CellOutcome.KILLED, seconds=3, rules=["FC-01"])
    bug = BugResult(
        id="FC-01-x",
        title="t",
        family="FC",
        file="f",
        breaks=["FC-01"],
        outcome=BugOutcome.KILLED,
        killed_by="machines",
        seconds=3,
        cells=[cell],
    )
    mutation = Mutation(
        status=MutationStatus.ALL_KILLED,
        sentence="All bugs were killed.",
        profile=Profile.QUICK,
        seed=1,
        seconds=3,
        interrupted=False,
        layers=["machines", "foundry"],
        bugs=[bug],
    )
    return Material(
        catalogue=load_catalogue(),
        traces={base.findings[0].fingerprint: trace} if base.findings else {},
        coverage={Suite.UNIT: parse(LCOV.splitlines()), Suite.PROPERTIES: None},
        mutation=mutation,
        runs=(past, past),
        unreadable=1,
    )


def test_page_when_opened_on_phone_and_desktop_then_no_error_no_request_and_nothing_sticks_out(
    tmp_path: Path, browse: Callable[..., Any]
) -> None:
    addresses = []
    for name, make in VERDICTS.items():
        base = make()
        path = tmp_path / f"{name}.html"
        path.write_text(write_html(base, material(base)), "utf-8")
        addresses.append(path.as_uri())
    pages = browse(*addresses)
    assert len(pages) == 2 * len(VERDICTS)
    for page in pages:
        assert page.errors == [], page
        assert [request for request in page.requests if not request.startswith("data:")] == [page.url]
        assert page.overflow <= 0, f"{page.url} at {page.width} is {page.overflow} pixels too wide"
    broken = next(page for page in pages if page.url.endswith("findings.html"))
    for said in ("FC-01 in PerpEngineV2.liquidate", "bob places <b>one</b> lot", "step 3", "sweep", "killed", "5,000"):
        assert said in broken.text
    # The moving market's price, the other's, positions, equity, and the history.
    assert broken.figures == 5


def test_page_then_what_engines_say_is_text_and_never_markup() -> None:
    base = found()
    text = write_html(base, material(base))
    assert "<b>one</b>" not in text
    assert "<script" not in text
