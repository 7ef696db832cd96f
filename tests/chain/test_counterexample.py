"""Counterexamples survive being written and read, and a bad file says what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from fuzz.counterexample import (
    Call,
    CallsCounterexample,
    CounterexampleError,
    MachineCounterexample,
    Step,
    load_counterexample,
    save_counterexample,
)

CALLS = CallsCounterexample(
    property="FC-01",
    engine="echidna",
    contract="SystemProperties",
    calls=(
        Call(function="f(uint256,bytes)", arguments=(2**256 - 1, b"\x01"), sender="0x10000", delay_seconds=5),
        Call(function="g((int8,bool)[])", arguments=([(-1, True)],), sender="0x20000", value=10**30, delay_blocks=2),
    ),
    check="echidna_fc_01()",
)
MACHINE = MachineCounterexample(
    property="MS-01", machine="trading", steps=(Step(rule="deposit", arguments={"lots": 2**100}),), message="ä ≠ b"
)


@pytest.mark.parametrize("counterexample", [CALLS, MACHINE])
def test_counterexample_when_saved_and_loaded_then_it_is_the_same(
    tmp_path: Path, counterexample: CallsCounterexample | MachineCounterexample
) -> None:
    path = save_counterexample(tmp_path / "deep" / "found.json", counterexample)
    assert load_counterexample(path) == counterexample
    assert [entry.name for entry in path.parent.iterdir()] == ["found.json"]


def test_counterexample_when_saved_then_the_file_is_plain_json(tmp_path: Path) -> None:
    data = json.loads(save_counterexample(tmp_path / "found.json", CALLS).read_text("utf-8"))
    assert data["kind"] == "calls"
    assert data["calls"][0]["arguments"] == [2**256 - 1, "0x01"]
    assert data["calls"][1]["arguments"] == [[[-1, True]]]


def test_counterexample_when_an_argument_can_not_be_kept_then_making_it_fails() -> None:
    with pytest.raises(ValidationError, match="can't be kept"):
        Step(rule="deposit", arguments={"amount": object()})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "is no counterexample"),
        ('{"kind": "poem"}', "kind"),
        ('{"kind": "machine", "property": "MS-01", "machine": "trading", "message": ""}', "steps"),
        ('{"kind": "machine", "property": "a", "machine": "b", "message": "", "steps": [], "more": 1}', "more"),
    ],
)
def test_file_when_it_holds_no_counterexample_then_the_error_says_where(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "found.json"
    path.write_text(text, "utf-8")
    with pytest.raises(CounterexampleError, match=message):
        load_counterexample(path)


def test_file_when_it_is_missing_then_the_error_says_so(tmp_path: Path) -> None:
    with pytest.raises(CounterexampleError, match="No such file"):
        load_counterexample(tmp_path / "nothing.json")
