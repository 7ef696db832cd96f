"""Shortening a sequence of calls on the in-process chain."""

from __future__ import annotations

import pytest

from fuzz.calls import shrink
from fuzz.chain import Artifact, Artifacts
from fuzz.counterexample import Call
from gate.layers import entry_contract
from gate.results import Build

DEPOSIT = Call(function="engine_deposit(uint8,uint64,bool)", arguments=(1, 5, True), sender=entry_contract.SENDER)
CANCEL = Call(function="book_cancel_every()", sender=entry_contract.SENDER, delay_seconds=3)
PAIR = Call(
    function="book_place_pair(uint8,uint8,bool,int8,uint64,uint64)",
    arguments=(0, 0, True, 0, 10, 10),
    sender=entry_contract.SENDER,
)
CHECK = "canary_nobody_trades()"


@pytest.fixture(scope="module")
def artifact(build: Build) -> Artifact:
    return Artifacts.load(build.out)[entry_contract.NAME]


def test_shrink_when_one_call_breaks_the_property_then_only_it_is_left(artifact: Artifact) -> None:
    calls = [DEPOSIT, CANCEL] * 4 + [PAIR] + [CANCEL, DEPOSIT] * 3
    assert shrink(artifact, calls, CHECK, seconds=60) == (PAIR,)


def test_shrink_when_no_time_is_left_then_the_calls_stay_as_they_came(artifact: Artifact) -> None:
    calls = (DEPOSIT, PAIR, DEPOSIT)
    assert shrink(artifact, calls, CHECK, seconds=0) == calls


def test_shrink_when_the_property_holds_here_then_the_calls_stay_as_they_came(artifact: Artifact) -> None:
    calls = (DEPOSIT, CANCEL)
    assert shrink(artifact, calls, CHECK, seconds=60) == calls
