"""The layer turns what a machine did into a result the gate believes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fuzz.counterexample import MachineCounterexample, load_counterexample
from fuzz.machines.runner import ReplayResult, run
from fuzz.model import clearing
from fuzz.model.fees import rate_fee
from gate.builds import ensure
from gate.compiler import find_compiler
from gate.layers import machines
from gate.layers.machines import MachinesLayer
from gate.results import Canary, CouldNotRun, LayerContext, LayerStatus, Profile, Progress
from properties.catalogue import load_catalogue

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def steps_shown() -> list[Progress]:
    return []


@pytest.fixture
def context(tmp_path: Path, steps_shown: list[Progress]) -> LayerContext:
    return LayerContext(
        root=ROOT,
        work=tmp_path,
        profile=Profile.QUICK,
        seconds=600,
        seed=5,
        progress=steps_shown.append,
        builds={"default": ensure(ROOT, "default", find_compiler())},
    )


@pytest.fixture(autouse=True)
def _little_effort(monkeypatch: pytest.MonkeyPatch) -> None:
    effort = replace(machines._EFFORTS[Profile.QUICK], examples=20, steps=40)
    monkeypatch.setitem(machines._EFFORTS, Profile.QUICK, effort)


def test_sound_contracts_give_a_clean_result_that_counts_what_was_done(
    context: LayerContext, steps_shown: list[Progress]
) -> None:
    result = MachinesLayer().run(context)
    assert (result.status, result.canary) == (LayerStatus.CLEAN, Canary.FOUND)
    assert result.executed["examples"] >= 20
    assert result.executed["calls"] > result.executed["steps"] > 100
    assert steps_shown[-1].done == result.executed["steps"]


def test_a_difference_gives_a_finding_per_property_with_a_counterexample_each(
    context: LayerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "rate_fee", lambda notional, ppm: rate_fee(notional, ppm) + 1)
    result = MachinesLayer().run(context)
    assert result.status is LayerStatus.FINDINGS
    findings = {finding.rule: finding for finding in result.findings}
    assert "FC-02" in findings
    finding = findings["FC-02"]
    assert (finding.contract, finding.function) == ("OrderbookV2", "place")
    entry = load_catalogue().get("FC-02")
    assert entry is not None
    assert finding.title == entry.sentence
    assert finding.counterexample is not None
    stored = load_counterexample(finding.counterexample)
    assert isinstance(stored, MachineCounterexample)
    assert stored.property == "FC-02"
    assert len(stored.steps) == len(finding.steps)
    assert finding.replay.endswith(f"replay {finding.counterexample}")


def test_what_anvil_does_not_show_is_no_finding_but_could_not_run(
    context: LayerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    holds = ReplayResult("FC-02", shown=False, message="FC-02 holds", steps=(), violations=())
    monkeypatch.setattr(clearing, "rate_fee", lambda notional, ppm: rate_fee(notional, ppm) + 1)
    monkeypatch.setattr(machines, "confirm", lambda *_: holds)
    with pytest.raises(CouldNotRun, match="anvil does not, so that one of them is wrong"):
        MachinesLayer().run(context)


def test_a_night_reports_what_it_never_reached(context: LayerContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(machines._EFFORTS, Profile.NIGHTLY, replace(machines._EFFORTS[Profile.QUICK], examples=20))
    result = MachinesLayer().run(replace(context, profile=Profile.NIGHTLY))
    assert result.status is LayerStatus.FINDINGS
    # Twenty examples seldom see a flagged account's window close.
    assert {(finding.rule, finding.severity) for finding in result.findings} == {("unreached", "low")}
    assert len({finding.fingerprint for finding in result.findings}) == len(result.findings)


@pytest.fixture
def _barely(monkeypatch: pytest.MonkeyPatch) -> None:
    effort = replace(machines._EFFORTS[Profile.QUICK], examples=2, steps=5)
    monkeypatch.setitem(machines._EFFORTS, Profile.QUICK, effort)


@pytest.mark.usefixtures("_barely")
def test_a_canary_that_is_not_found_is_missed(context: LayerContext, monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(machine: str, *arguments: Any, **options: Any) -> Any:
        return run("trading", *arguments, **{**options, "examples": 2})

    monkeypatch.setattr(machines, "CORE_RULES", ("deposit",))
    monkeypatch.setattr(machines, "run", blind)
    assert MachinesLayer().run(context).canary is Canary.MISSED


@pytest.mark.usefixtures("_barely")
def test_a_rule_that_never_succeeds_is_no_clean_run(context: LayerContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machines, "CORE_RULES", ("deposit", "sail"))
    with pytest.raises(CouldNotRun, match="no sail ever succeeded"):
        MachinesLayer().run(context)
