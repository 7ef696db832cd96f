"""What the shared analyses say of contracts written for each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from slither_detectors.analysis.model import Entry, Model
from slither_detectors.analysis.order import can_follow, dominates
from slither_detectors.analysis.ownership import is_own
from slither_detectors.analysis.state import Change

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


@pytest.fixture(scope="module")
def flow() -> dict[str, Entry]:
    return entries_of("flow.sol")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("raisesThroughPointer", {("total", Change.RAISE), ("balance", Change.RAISE)}),
        ("lowers", {("balance", Change.LOWER)}),
        ("clears", {("balance", Change.CLEAR), ("debt", Change.CLEAR)}),
        ("sets", {("rate", Change.SET)}),
    ],
)
def test_writes_when_made_in_helpers_and_modifiers_then_are_the_entrys(
    flow: dict[str, Entry], name: str, written: set[tuple[str, Change]]
) -> None:
    assert {(write.variable.name, write.change) for write in flow[name].state.writes} >= written


@pytest.mark.parametrize(
    ("name", "changes"), [("burnsItsOwn", {Change.LOWER}), ("burnsOf", {Change.RAISE, Change.LOWER})]
)
def test_branch_when_it_asks_whether_the_contract_itself_is_zero_then_it_is_not(
    flow: dict[str, Entry], name: str, changes: set[Change]
) -> None:
    assert {write.change for write in flow[name].state.writes if write.variable.name == "total"} == changes


def test_order_when_a_modifier_goes_on_behind_the_body_then_that_comes_last(flow: dict[str, Entry]) -> None:
    before, body, behind = flow["settles"].state.writes
    assert [write.variable.name for write in (before, body, behind)] == ["total", "debt", "rate"]
    assert dominates(before.step, body.step)
    assert dominates(before.step, behind.step)
    assert not dominates(body.step, behind.step)  # the body may return early
    assert can_follow(body.step, behind.step)
    assert not can_follow(behind.step, body.step)


def test_place_when_reached_through_a_pointer_of_a_helper_then_is_the_callers(flow: dict[str, Entry]) -> None:
    (write,) = [w for w in flow["raisesThroughPointer"].state.writes if w.variable.name == "balance"]
    assert write.place.by_account
    assert is_own(flow["raisesThroughPointer"], write.place)
    (other,) = [w for w in flow["lowers"].state.writes if w.variable.name == "balance"]
    assert not is_own(flow["lowers"], other.place)


def test_amount_when_passed_through_calls_then_is_still_the_parameter(flow: dict[str, Entry]) -> None:
    entry = flow["raisesThroughPointer"]
    for write in entry.state.writes:
        assert write.amount is not None
        assert entry.execution.origin(write.amount) in entry.execution.parameters()


@pytest.mark.parametrize(("name", "rounding"), [("dividesDown", "down"), ("dividesUp", "up")])
def test_quotient_when_lifted_by_the_divisor_less_one_then_rounds_up(
    flow: dict[str, Entry], name: str, rounding: str
) -> None:
    (quotient,) = flow[name].arithmetic.quotients
    assert quotient.rounding == rounding
    (write,) = flow[name].state.writes
    assert write.amount is not None
    assert flow[name].arithmetic.quotients_behind(write.amount) == [quotient]


def test_origin_when_assembly_asks_for_the_chain_then_is_the_global(flow: dict[str, Entry]) -> None:
    (write,) = flow["asksTheChain"].state.writes
    assert write.amount is not None
    assert flow["asksTheChain"].execution.origin(write.amount).is_named("block.chainid")
