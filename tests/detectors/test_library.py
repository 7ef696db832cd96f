"""What the shared analyses say of contracts written for each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from slither_detectors.analysis.model import Entry, Model

from .conftest import analyse

LIBRARY = Path(__file__).with_name("library")


def entries_of(file: str) -> dict[str, Entry]:
    slither = analyse(LIBRARY / file)
    (model,) = [m for unit in slither.compilation_units for m in Model.of(unit).contracts]
    return {entry.function.name: entry for entry in model.entries}


@pytest.fixture(scope="module")
def authority() -> dict[str, Entry]:
    return entries_of("authority.sol")


@pytest.mark.parametrize("name", ["ModifierOfBase", "Membership", "Answer", "Check"])
def test_gated_when_the_caller_must_hold_an_office_then_true(authority: dict[str, Entry], name: str) -> None:
    assert authority[f"gatedBy{name}"].gated


@pytest.mark.parametrize(
    "name", ["TheOrdersMaker", "AllButTheContract", "AllButTheContractByBranch", "AllButZero", "All"]
)
def test_gated_when_everybody_may_call_for_himself_then_false(authority: dict[str, Entry], name: str) -> None:
    assert not authority[f"openTo{name}"].gated
