"""Bugs that the machines found: each stays as its shortest sequence and must replay without a violation."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.chain import Artifacts, open_chain
from fuzz.counterexample import MachineCounterexample, load_counterexample
from fuzz.machines.runner import replay

REGRESSIONS = sorted((Path(__file__).parent / "regressions").glob("*.json"))


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: path.stem)
def test_replay_of_a_mended_bug_then_every_property_holds(path: Path, artifacts: Artifacts) -> None:
    counterexample = load_counterexample(path)
    assert isinstance(counterexample, MachineCounterexample)
    with open_chain() as chain:
        result = replay(counterexample, chain, artifacts)
    assert not result.shown, result.message
    assert len(result.steps) == len(counterexample.steps)
