from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gate import explain
from gate.cli import app
from gate.findings import merge
from gate.results import Finding, LayerResult, LayerStatus, Profile
from gate.trace import Frame, Holding, Trace
from gate.verdict import decide

WAD = 10**18


def found(function: str, counterexample: bool = True) -> Finding:
    return Finding(
        layer="machines",
        rule="MS-03",
        title="An account is liquidated only below its maintenance margin",
        severity="high",
        contract="PerpEngineV2",
        function=function,
        message="liquidated while healthy",
        counterexample=Path("found.json") if counterexample else None,
        replay="r",
    )


def frame(step: int, equity: int, size: int) -> Frame:
    holding = Holding(collateral=100 * WAD, equity=equity, initial_margin=5 * WAD, maintenance_margin=WAD, sizes=[size])
    return Frame(
        step=step,
        text=f"what happens in {step}",
        outcome="ok",
        now=1000 + 10 * step,
        prices=[2000 * WAD],
        holdings={"alice": holding},
    )


PLAYED = Trace(
    property="MS-03",
    contract="PerpEngineV2",
    function="liquidate",
    markets=["ETH"],
    frames=[frame(0, 100 * WAD, 0), frame(1, 100 * WAD, 3 * WAD), frame(2, 99 * WAD, 0)],
    shown=True,
    message="MS-03: liquidated while healthy",
)


@pytest.fixture
def explained(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tree)
    monkeypatch.setattr(explain, "trace", lambda *_: PLAYED)
    findings = [found("liquidate"), found("liquidateMany", counterexample=False)]
    layer = LayerResult(
        layer="machines", status=LayerStatus.FINDINGS, executed={"calls": 1}, seconds=1, findings=findings
    )
    folder = tree / ".proofbook/last"
    folder.mkdir(parents=True)
    decide([layer], profile=Profile.QUICK, seed=1, seconds=1).write(folder)
    return lambda *arguments: CliRunner().invoke(app, ["explain", *arguments], catch_exceptions=False)


def test_explain_then_it_says_the_promise_the_steps_and_what_changed_in_human_units(
    explained: Callable[..., Result],
) -> None:
    done = explained(merge([found("liquidate")])[0].fingerprint[:8])
    assert done.exit_code == 0
    assert "MS-03 is broken in PerpEngineV2.liquidate" in done.output
    assert "The promise: An account is liquidated only while" in done.output
    assert "1. [10 s] what happens in 1" in done.output
    assert "at the beginning: ETH $2,000" in done.output
    assert "alice      equity                 $100 -> $99  (-1)" in done.output
    assert "alice      position in ETH        3 -> 0  (-3)" in done.output
    assert "replay found.json" in done.output


def test_explain_when_there_is_no_counterexample_then_it_says_so(explained: Callable[..., Result]) -> None:
    done = explained(merge([found("liquidateMany")])[0].fingerprint)
    assert done.exit_code == 0
    assert "There are no steps" in done.output


@pytest.mark.parametrize(
    ("name", "cause"),
    [("ffff", "no finding 'ffff'; its findings are:"), ("ms-03", "may be each of"), ("none.json", "none.json")],
)
def test_explain_when_the_name_fits_none_or_several_then_exit_2_and_it_lists_them(
    name: str, cause: str, explained: Callable[..., Result]
) -> None:
    done = explained(name)
    assert done.exit_code == 2
    assert cause in done.stderr


def test_explain_when_there_was_no_run_then_exit_2_and_says_what_to_do(
    explained: Callable[..., Result], tree: Path
) -> None:
    (tree / ".proofbook/last/verdict.json").unlink()
    assert "run `proofbook gate`" in explained("abc").stderr


def test_explain_a_proofs_counterexample_then_its_numbers_are_listed(
    explained: Callable[..., Result], tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explain, "trace", lambda *_: None)
    call = {"function": "check_x(uint256)", "arguments": [3 * WAD], "sender": "0x" + "0" * 40}
    data = {"kind": "calls", "property": "FC-02", "engine": "halmos", "contract": "C", "calls": [call]}
    (tree / "proof.json").write_text(json.dumps(data))
    assert "argument 0: 3000000000000000000 (as WAD: 3)" in explained("proof.json").output
