"""oracle-unchecked-sign: a feed's signed answer becomes unsigned before anybody looked at its sign."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from slither.slithir.operations import BinaryType, TypeConversion

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.oracles import feed_reads
from slither_detectors.analysis.values import Value
from slither_detectors.base import HIGH, MEDIUM, Detector, Message

_ORDERED = {BinaryType.LESS, BinaryType.LESS_EQUAL, BinaryType.GREATER, BinaryType.GREATER_EQUAL}


class OracleUncheckedSign(Detector):
    """Finds feed answers converted to an unsigned type that no comparison has bounded."""

    ARGUMENT = "oracle-unchecked-sign"
    HELP = "A feed's signed answer is converted to unsigned without a look at its sign"
    IMPACT = MEDIUM
    CONFIDENCE = HIGH

    WIKI_TITLE = "Unchecked sign of an oracle's answer"
    WIKI_DESCRIPTION = (
        "An aggregator answers an `int256`. Converted to `uint256` without a check, a negative answer becomes a "
        "price near "
        "2^256, and zero becomes a price of nothing."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
(, int256 answer,, uint256 updatedAt,) = feed.latestRoundData();
require(block.timestamp - updatedAt < 1 hours);
return uint256(answer);
```
A broken feed answers -1. Every holder of the asset can now withdraw all there is against one unit of it."""
    WIKI_RECOMMENDATION = "Require `answer > 0` before the conversion."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each function that reads such an answer."""
        seen = set()
        for entry in model.entries:
            for read in feed_reads(entry):
                if read.function not in seen and _becomes_unsigned(entry, read.answer):
                    seen.add(read.function)
                    yield [read.function, " reads a feed's answer that becomes unsigned without a check of its sign"]


def _becomes_unsigned(entry: Entry, answer: Value) -> bool:
    made_of = entry.execution.local_uses(answer)
    signed = {value for value in made_of if not value.type_name.startswith("uint")}
    converted = any(
        isinstance(step.ir, TypeConversion)
        and str(step.ir.type).startswith("uint")
        and step.value(step.ir.variable) in signed
        for step in entry.execution.steps
    )
    return converted and not any(_bounds(entry, made_of, signed, index) for index in range(len(entry.execution.steps)))


def _bounds(entry: Entry, made_of: AbstractSet[Value], signed: set[Value], index: int) -> bool:
    """Whether a step compares the answer: its signed value with anything, or its unsigned one with more than zero."""
    pair = comparison(entry.execution.steps[index])
    if pair is None or pair[1] not in _ORDERED:
        return False
    left, _, right = pair
    for side, other in ((left, right), (right, left)):
        if side in signed:
            return True
        if side in made_of and entry.arithmetic.constant(other) != 0:
            return True
    return False
