"""tick-check-sibling: one entry holds a price to the grid, another stores it as it comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set
from typing import Any

from slither.slithir.operations import Binary, BinaryType, Index

from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.siblings import is_number, local_sources
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.values import Value
from slither_detectors.base import MEDIUM, Detector, Message


class TickCheckSibling(Detector):
    """Finds entries that store a parameter without the alignment check a sibling makes for the same field."""

    ARGUMENT = "tick-check-sibling"
    HELP = "A value is stored off the grid that a sibling holds it to"
    IMPACT = MEDIUM
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Tick checked by one entry only"
    WIKI_DESCRIPTION = (
        "Two entries store a parameter in the same field. One refuses values that are no multiple of the tick or "
        "lot size, "
        "the other stores anything, and a level off the grid is found by no search and cleared by no cancel."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function place(uint256 price) external {
    require(price % tickSize == 0);
    orders[++lastId].price = price;
}

function amend(uint256 id, uint256 price) external {
    orders[id].price = price;
}
```
An attacker amends his order to a price between two ticks. The book's best price no longer matches its bitmap."""
    WIKI_RECOMMENDATION = "Check in the one helper that stores the value."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each entry that stores without the check."""
        aligned: defaultdict[Any, list[Entry]] = defaultdict(list)
        loose: defaultdict[Any, list[Entry]] = defaultdict(list)
        for entry in model.writing:
            checked = _aligned(entry)
            for write in entry.state.writes:
                if write.change is not Change.SET or write.amount is None or not is_number(write.variable):
                    continue
                roots = entry.arithmetic.roots(write.amount)
                if roots & checked:
                    aligned[write.variable].append(entry)
                elif _are_given(entry, roots):
                    loose[write.variable].append(entry)
        for variable, entries in loose.items():
            for entry in entries:
                others = [other for other in aligned[variable] if other is not entry]
                if others and entry not in aligned[variable]:
                    text = " without the alignment that "
                    yield [entry.function, " stores ", variable, text, others[0].function, " asks for"]


def _are_given(entry: Entry, roots: Set[Value]) -> bool:
    given = set(entry.execution.parameters())
    return any(
        root in given
        or ((root.key[0] == "m" or _is_element(entry, root, given)) and local_sources(entry, root) & given)
        for root in roots
    )


def _is_element(entry: Entry, root: Value, given: Set[Value]) -> bool:
    """Whether the value is one of a list that the caller gives."""
    return any(
        isinstance(step.ir, Index) and entry.execution.origin(step.value(step.ir.variable_left)) in given
        for step in entry.execution.defining.get(root, [])
    )


def _aligned(entry: Entry) -> set[Value]:
    """Values whose remainder by a step is computed, with what they are copies of."""
    found: set[Value] = set()
    for step in entry.execution.steps:
        if isinstance(step.ir, Binary) and step.ir.type == BinaryType.MODULO:
            found |= entry.arithmetic.roots(step.value(step.ir.variable_left))
    for quotient in entry.arithmetic.quotients:  # x / step * step
        for copy in entry.arithmetic.copies(quotient.result):
            for _, step in entry.execution.outputs.get(copy, ()):
                if isinstance(step.ir, Binary) and step.ir.type == BinaryType.MULTIPLICATION:
                    sides = {step.value(step.ir.variable_left), step.value(step.ir.variable_right)} - {copy}
                    if quotient.divisor is not None and any(_is_same(entry, side, quotient.divisor) for side in sides):
                        found |= {root for factor in quotient.factors for root in entry.arithmetic.roots(factor)}
    return found


def _is_same(entry: Entry, value: Value, other: Value) -> bool:
    return entry.arithmetic.identity(value) == entry.arithmetic.identity(other)
