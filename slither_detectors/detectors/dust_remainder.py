"""dust-remainder: a fill leaves an order smaller than any order may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.slithir.operations import BinaryType, Condition, SolidityCall

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.siblings import is_number, local_sources, ordered_comparisons, writes_of
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.values import Step, Value
from slither_detectors.base import LOW, MEDIUM, Detector, Message


class DustRemainder(Detector):
    """Finds partial fills that don't hold what is left to the minimum that placing holds orders to."""

    ARGUMENT = "dust-remainder"
    HELP = "What a partial fill leaves is not held to the minimum size"
    IMPACT = LOW
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Dust remainder"
    WIKI_DESCRIPTION = (
        "Placing refuses sizes below a minimum. A partial fill lowers the stored size and compares it with no "
        "minimum, so "
        "that remainders too small to be worth their gas stay and must be matched one by one."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function place(uint256 lots) external {
    require(lots >= minLots);
    orders[++lastId] = Order(msg.sender, lots);
}

function fill(uint256 id, uint256 lots) external {
    orders[id].lots -= lots;
}
```
An attacker fills his own orders down to one lot each, at the best price. Whoever trades next pays the gas of
clearing them."""
    WIKI_RECOMMENDATION = "Cancel a remainder that is below the minimum, with an event."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each entry that can leave dust."""
        for field, placing in _held_to_minimum(model):
            for entry in model.writing:
                if writes_of(entry, field, (Change.LOWER,)) and not _compares_rest(entry, field):
                    text = " leaves remainders below the minimum that "
                    yield [entry.function, " lowers ", field, " and", text, placing.function, " holds it to"]


def _held_to_minimum(model: ContractModel) -> list[tuple[Any, Entry]]:
    """Fields of orders set from a parameter that is held to a minimum first, with the entry that does it."""
    found: dict[int, tuple[Any, Entry]] = {}
    for entry in model.writing:
        held = _held_from_below(entry)
        for write in entry.state.writes:
            sets = write.change is Change.SET and write.place.keys and write.amount is not None
            if sets and write.amount is not None and is_number(write.variable):
                roots = entry.arithmetic.roots(write.amount)
                if roots & held:
                    found.setdefault(id(write.variable), (write.variable, entry))
    return list(found.values())


def _held_from_below(entry: Entry) -> set[Value]:
    """Parameters that the entry compares with a minimum greater than one."""
    found: set[Value] = set()
    given = set(entry.execution.parameters())
    for step, left, right in ordered_comparisons(entry):
        for side, limit, flipped in ((left, right, False), (right, left, True)):
            roots = entry.arithmetic.roots(side) & given
            if roots and _is_minimum(entry, limit) and _is_lower_bound(entry, step, flipped):
                found |= roots
    return found


def _is_minimum(entry: Entry, limit: Value) -> bool:
    number = entry.arithmetic.constant(limit)
    if number is not None:
        return number > 1
    return entry.arithmetic.is_setting(limit)


def _is_lower_bound(entry: Entry, step: Step, flipped: bool) -> bool:
    """Whether passing the check means to be at least the limit."""
    pair = comparison(step)
    assert pair is not None
    larger = pair[1] in (BinaryType.GREATER, BinaryType.GREATER_EQUAL)
    if flipped:
        larger = not larger
    required = False
    for later in entry.execution.steps:
        if isinstance(later.ir, SolidityCall) and later.called_name.startswith("require") and later.arguments:
            required |= step.result in entry.execution.sources(later.arguments[0])
        if isinstance(later.ir, Condition) and step.result in entry.execution.sources(later.value(later.ir.value)):
            return not larger
    return larger and required


def _compares_rest(entry: Entry, field: Any) -> bool:
    """Whether what is left is compared with more than zero."""
    for _, left, right in ordered_comparisons(entry):
        for side, other in ((left, right), (right, left)):
            held = any(source.is_state and source.variable is field for source in local_sources(entry, side))
            itself = any(root.is_state and root.variable is field for root in entry.arithmetic.roots(other))
            if held and not itself and _is_minimum(entry, other):
                return True
    return False
