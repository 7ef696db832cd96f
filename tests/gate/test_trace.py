"""Traces of real counterexamples on the real contracts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fuzz.counterexample import Call, CallsCounterexample, load_counterexample, save_counterexample
from gate.replay import ReplayFault
from gate.toolchain.paths import ROOT
from gate.trace import trace

pytestmark = pytest.mark.slow
WAD = 10**18
SENDER = "0x0000000000000000000000000000000000010000"


def test_trace_of_machine_steps_then_each_step_has_prices_and_everybodys_account() -> None:
    path = ROOT / "tests/machines/regressions/MS-01-reducing-behind-a-larger-bid.json"
    played = trace(ROOT, path)
    assert played is not None
    assert len(played.frames) == len(load_counterexample(path).steps) + 1  # type: ignore[union-attr]
    assert played.frames[0].prices == [2000 * WAD, 30 * WAD, 60_000 * WAD]
    assert {"alice", "vault"} <= set(played.frames[0].holdings)
    assert any(f.holdings[name].sizes[0] for f in played.frames for name in f.holdings)
    assert not played.shown


def test_trace_of_calls_then_the_entry_contracts_actors_are_read(tmp_path: Path) -> None:
    calls = (Call(function="engine_withdraw(uint8,uint64)", arguments=(0, 5 * 10**6), sender=SENDER),)
    counterexample = CallsCounterexample(
        property="FC-03", engine="foundry", contract="ProofbookProperties", calls=calls, check=None
    )
    played = trace(ROOT, save_counterexample(tmp_path / "calls.json", counterexample))
    assert played is not None
    before, after = played.frames
    assert before.holdings["actor 0"].collateral == 20_000 * WAD
    assert after.holdings["actor 0"].collateral < before.holdings["actor 0"].collateral
    assert after.holdings["actor 1"] == before.holdings["actor 1"]
    assert (played.contract, played.function) == ("PerpEngineV2", "withdraw")


def test_trace_of_a_proofs_numbers_then_there_is_nothing_to_show(tmp_path: Path) -> None:
    counterexample = CallsCounterexample(property="FC-02", engine="halmos", contract="FeeMathChecks", calls=())
    assert trace(ROOT, save_counterexample(tmp_path / "proof.json", counterexample)) is None


def test_trace_when_the_steps_do_not_fit_the_machine_then_it_says_so(tmp_path: Path) -> None:
    steps = [{"rule": "no such rule", "arguments": {}}]
    path = tmp_path / "steps.json"
    path.write_text(
        json.dumps({"kind": "machine", "property": "FC-01", "machine": "trading", "steps": steps, "message": ""})
    )
    with pytest.raises(ReplayFault, match="no such rule"):
        trace(ROOT, path)
