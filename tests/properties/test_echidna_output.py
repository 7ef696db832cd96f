"""What Echidna prints, in its own words from real runs: passed, failed, cut off, and what can't be read."""

from __future__ import annotations

import pytest

from fuzz.counterexample import Call
from gate.layers.echidna_output import Verdict, parse
from gate.results import CouldNotRun

HANDLERS = {"book_place": ("uint8", "bool", "int8"), "engine_payFees": ("uint8",)}
SENDER = "0x0000000000000000000000000000000000010000"

FAILED = """Analyzing contract: /tree/properties/solidity/ProofbookProperties.sol:ProofbookProperties
echidna_MS_05_no_call_makes_liquidatable:  passed! 🎉
echidna_NS_03_levels_queues_and_bitmap_agree: failed!💥
  Call sequence:
    book_place(4,true,-3)
    *fallback*() Time delay: 39 seconds Block delay: 6
    *wait* Time delay: 1 seconds Block delay: 1
    engine_payFees(9) from: 0x0000000000000000000000000000000000020000 Time delay: 5 seconds Block delay: 2


echidna_FC_02_fee_splits_sum_to_the_fee:  passed! 🎉

Seed: 7
"""

MAXIMA = """Analyzing contract: /tree/properties/solidity/ProofbookProperties.sol:ProofbookProperties
most_MS_14_gained: max value: -5failed with no transactions made ⁉️
most_SH_07_gained: max value: 127failed!💥
  Call sequence:
    engine_payFees(6)
    *fallback*()

Unique instructions: 151
"""

TIMEOUT = """Analyzing contract: /tree/properties/solidity/ProofbookProperties.sol:ProofbookProperties

Seed: 0
TIMEOUT!
"""


def test_parse_when_properties_passed_and_failed_then_each_has_its_verdict() -> None:
    verdicts = parse(FAILED, HANDLERS, SENDER)
    assert {name: verdict.passed for name, verdict in verdicts.items()} == {
        "echidna_MS_05_no_call_makes_liquidatable": True,
        "echidna_NS_03_levels_queues_and_bitmap_agree": False,
        "echidna_FC_02_fee_splits_sum_to_the_fee": True,
    }


def test_parse_when_a_property_failed_then_its_calls_carry_senders_and_the_waits_before_them() -> None:
    calls = parse(FAILED, HANDLERS, SENDER)["echidna_NS_03_levels_queues_and_bitmap_agree"].calls
    assert calls == (
        Call(function="book_place(uint8,bool,int8)", arguments=(4, True, -3), sender=SENDER),
        Call(
            function="engine_payFees(uint8)",
            arguments=(9,),
            sender="0x0000000000000000000000000000000000020000",
            delay_seconds=45,
            delay_blocks=9,
        ),
    )


def test_parse_when_maxima_were_looked_for_then_one_above_zero_has_failed_with_its_calls() -> None:
    assert parse(MAXIMA, HANDLERS, SENDER) == {
        "most_MS_14_gained": Verdict(passed=True, maximum=-5),
        "most_SH_07_gained": Verdict(
            passed=False,
            maximum=127,
            calls=(Call(function="engine_payFees(uint8)", arguments=(6,), sender=SENDER),),
        ),
    }


def test_parse_when_the_run_was_cut_off_then_nothing_has_a_verdict() -> None:
    assert parse(TIMEOUT, HANDLERS, SENDER) == {}


def test_parse_when_a_property_was_still_fuzzed_then_it_has_no_verdict() -> None:
    assert parse("echidna_a: fuzzing (12/1000)\n", HANDLERS, SENDER) == {}


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("    book_place(4,true)", "can't be read"),
        ("    book_place(4,true,-3) and more", "can't be read"),
        ("    nobody(1)", "no handler"),
    ],
)
def test_parse_when_a_call_is_not_understood_then_could_not_run(line: str, cause: str) -> None:
    with pytest.raises(CouldNotRun, match=cause):
        parse(f"echidna_a: failed!💥  \n  Call sequence:\n{line}\n", HANDLERS, SENDER)
