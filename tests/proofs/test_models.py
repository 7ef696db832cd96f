"""Models: what is proved of them, and that one which is not the bytecode proves nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from properties.proofs.catalogue import Statement, Tool, load_proofs
from properties.proofs.chain import artifact
from properties.proofs.models.__main__ import explore
from properties.proofs.models.arithmetic import Arithmetic, ClaimFailed, Concrete, Number, Unproved, bounds, floor
from properties.proofs.models.differential import compare
from properties.proofs.models.inputs import drawn, inputs
from properties.proofs.models.kernels import MODELS
from properties.proofs.models.registry import Model
from properties.proofs.models.symbolic import Exploration, Explored, Refutation
from properties.proofs.results import Outcome, judge
from properties.proofs.setting import Setting

TYPES = ["uint8", "int8"]
SECONDS = 20.0
ROUND_TRIP = Statement(id="r", tool=Tool.Z3, contract="ProofCanary", function="check_canaryRoundTripIsExact(uint256)")
VACUOUS = Statement(id="v", tool=Tool.Z3, contract="ProofCanary", function="check_canaryIsVacuous(uint256)")


def prove(model: Callable[..., None], types: list[str] = TYPES, seconds: float = SECONDS) -> Explored:
    return Exploration(types, time.monotonic() + seconds).run(model)


def test_claim_when_it_holds_for_all_arguments_then_it_is_shown() -> None:
    def model(k: Arithmetic, size: Number, other: Number) -> None:
        quotient, remainder = k.divide(other, 7)
        k.claim(k.both(quotient * 7 + remainder == other, remainder >= 0, remainder < 7), "division")
        k.claim(size * size >= 0, "squares")

    assert prove(model).succeeded == 1


def test_claim_when_one_argument_breaks_it_then_that_is_the_refutation() -> None:
    def model(k: Arithmetic, size: Number, other: Number) -> None:
        k.claim(floor(k, size, 3) * 3 + 2 != 200, "never 200")

    with pytest.raises(Refutation) as caught:
        prove(model)
    assert caught.value.arguments[0] // 3 * 3 + 2 == 200
    with pytest.raises(ClaimFailed):
        model(Concrete(), *caught.value.arguments)


def test_lemma_when_it_needs_more_than_its_premises_then_nothing_is_proved() -> None:
    def model(k: Arithmetic, size: Number, other: Number) -> None:
        k.lemma(size + 1 > 0, "true of the argument, but not of any number", other <= 127)

    with pytest.raises(Unproved, match="does not follow from its premises"):
        prove(model)


def test_lemma_when_a_premise_does_not_hold_then_it_is_refuted() -> None:
    def model(k: Arithmetic, size: Number, other: Number) -> None:
        k.lemma(other > -129, "follows", other > 0)

    with pytest.raises(Refutation):
        prove(model)


def test_fits_when_a_number_can_overflow_then_it_is_refuted() -> None:
    def model(k: Arithmetic, size: Number, other: Number) -> None:
        k.fits(size + 1, "uint8")

    with pytest.raises(Refutation) as caught:
        prove(model)
    assert caught.value.arguments[0] == 255


def test_division_when_the_denominator_can_be_zero_then_it_is_refuted() -> None:
    def model(k: Arithmetic, size: Number, other: Number) -> None:
        floor(k, other, size)

    with pytest.raises(Refutation):
        prove(model)


def test_split_when_both_ways_are_open_then_both_are_explored() -> None:
    def model(k: Arithmetic, size: Number, other: Number) -> None:
        if k.split(size > 100) and k.split(other > 0):
            k.claim(size + other > 101, "far")
        else:
            k.claim(k.either(size <= 100, other <= 0), "near")

    assert prove(model).paths == 3


def test_ascending_when_a_claim_holds_in_any_order_then_it_is_shown_and_no_more_is_known() -> None:
    def model(k: Arithmetic, size: Number, other: Number) -> None:
        low, high = k.ascending([size, other], -128, 255)
        k.claim(low <= high, "in order")

    def which(k: Arithmetic, size: Number, other: Number) -> None:
        k.claim(k.ascending([size, other], -128, 255)[0] == size, "the first is the least")

    def beyond(k: Arithmetic, size: Number, other: Number) -> None:
        k.ascending([size, other], 0, 255)

    assert prove(model).succeeded == 1
    assert Concrete().ascending([7, -3], -128, 255) == [-3, 7]
    for false in (which, beyond):
        with pytest.raises(Refutation):
            prove(false)
    with pytest.raises(ClaimFailed):
        beyond(Concrete(), 5, -1)


def test_lowest_when_it_is_compared_then_none_is_less_and_it_need_not_be_the_first() -> None:
    def model(k: Arithmetic, size: Number, other: Number) -> None:
        least = k.lowest([size, other])
        k.claim(k.both(least <= size, least <= other), "none is less")

    def first(k: Arithmetic, size: Number, other: Number) -> None:
        k.claim(k.lowest([size, other]) == size, "the first is the least")

    assert prove(model).succeeded == 1
    assert Concrete().lowest([7, -3]) == -3
    with pytest.raises(Refutation):
        prove(first)


def test_require_when_nothing_gets_past_it_then_no_path_succeeds() -> None:
    def model(k: Arithmetic, size: Number, other: Number) -> None:
        k.require(size < 0)
        k.claim(size == other, "nonsense about nothing")

    assert prove(model).succeeded == 0


def test_claim_when_there_is_no_time_then_nothing_is_proved() -> None:
    def model(k: Arithmetic, size: Number, other: Number) -> None:
        k.claim(size >= 0, "true")

    with pytest.raises(Unproved, match="no answer in time"):
        prove(model, seconds=0)


@settings(max_examples=30, deadline=None)
@given(st.integers(-(2**40), 2**40), st.integers(1, 2**20))
def test_division_when_numbers_are_known_then_both_arithmetics_agree(numerator: int, denominator: int) -> None:
    concrete = Concrete().divide(numerator, denominator)

    def model(k: Arithmetic, size: Number) -> None:
        quotient, remainder = k.divide(numerator + 0 * size, denominator)
        k.claim(k.both(quotient == concrete[0], remainder == concrete[1]), "the same")

    assert prove(model, ["uint8"]).succeeded == 1


def test_comparison_when_the_model_is_not_the_bytecode_then_the_difference_is_told(setting: Setting) -> None:
    def rounded_up(k: Arithmetic, wad: Number) -> None:
        k.observe(-floor(k, -wad, 10**12))
        k.claim(wad == floor(k, wad, 10**12) * 10**12, "exact")

    honest = MODELS["ProofCanary", ROUND_TRIP.name]
    assert compare(setting.out, ROUND_TRIP, honest).counterexample is not None
    tied = Statement(id="t", tool=Tool.Z3, contract="ProofCanary", function="check_canaryIsVacuous(uint256)")
    assert compare(setting.out, tied, MODELS["ProofCanary", tied.name]).difference is None
    comparison = compare(setting.out, tied, Model(rounded_up))
    assert comparison.difference is not None
    assert "the bytecode" in comparison.difference


def test_exploration_when_no_input_gets_past_the_preconditions_then_nothing_is_proved(setting: Setting) -> None:
    outcome, reason = judge(explore(VACUOUS, setting.out, SECONDS))
    assert outcome is Outcome.NOT_PROVED
    assert reason is not None
    assert "got past the preconditions" in reason


def test_exploration_when_a_check_has_no_model_then_nothing_is_proved(setting: Setting) -> None:
    other = ROUND_TRIP.model_copy(update={"function": "check_other(uint256)"})
    assert judge(explore(other, setting.out, SECONDS)) == (Outcome.NOT_PROVED, "ProofCanary.check_other has no model")


def test_catalogue_when_a_proof_is_by_model_then_it_has_one_and_its_contract_a_trace(setting: Setting) -> None:
    catalogue = load_proofs()
    entries: list[Statement] = [*catalogue.proofs(Tool.Z3), *catalogue.canaries(Tool.Z3)]
    assert {(entry.contract, entry.name) for entry in entries} == set(MODELS)
    for entry in entries:
        names: list[Any] = [item.get("name") for item in artifact(setting.out, entry).abi]
        assert entry.name.replace("check_", "trace_", 1) in names


@pytest.mark.parametrize("type_", ["uint8", "int8", "uint104", "int256", "bool"])
def test_inputs_when_drawn_then_they_fit_their_type_and_its_corners_come_first(type_: str) -> None:
    low, high = bounds(type_)
    values = [value for (value,) in inputs([type_], 200, 1, None)]
    assert {low, high} <= set(values)
    assert all(low <= value <= high for value in values)
    assert low <= drawn(Random(5), type_) <= high
