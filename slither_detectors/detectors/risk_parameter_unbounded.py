"""risk-parameter-unbounded: a rate can be set to anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.slithir.operations import Binary, BinaryType

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.siblings import is_number, local_sources
from slither_detectors.analysis.state import Change, Write
from slither_detectors.analysis.values import Value
from slither_detectors.base import HIGH, LOW, Detector, Message


class RiskParameterUnbounded(Detector):
    """Finds setters of rates that compare the new value with nothing."""

    ARGUMENT = "risk-parameter-unbounded"
    HELP = "A setter stores a rate without a bound"
    IMPACT = LOW
    CONFIDENCE = HIGH

    WIKI_TITLE = "Unbounded risk parameter"
    WIKI_DESCRIPTION = (
        "A privileged setter stores what it is given, and the contract uses the value as a rate (a fee, a margin, a "
        "discount over a fixed denominator). A rate above one makes subtractions revert or takes more than there is."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function setFee(uint256 ppm) external onlyOwner {
    feePpm = ppm;
}
```
A zero too many in a governance proposal makes the fee ten times the notional. Every trade until the next vote is
liquidated by its own fee."""
    WIKI_RECOMMENDATION = "Hold every rate to a constant bound in its setter."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each setter and rate."""
        rates = _rates(model)
        for entry in model.writing:
            if not entry.gated:
                continue
            for write in entry.state.writes:
                if write.variable in rates and _is_given(entry, write) and not _is_compared(entry, write):
                    yield [entry.function, " sets the rate ", write.variable, " without a bound"]


def _rates(model: ContractModel) -> set[Any]:
    """Numbers in storage that are multiplied over a fixed denominator, or taken from one."""
    found: set[Any] = set()
    for entry in model.entries:
        for quotient in entry.arithmetic.quotients:
            fixed = None if quotient.divisor is None else entry.arithmetic.constant(quotient.divisor)
            if fixed is not None and fixed >= 100 and len(quotient.factors) > 1:
                for factor in quotient.factors:
                    found |= _settings(entry, factor)
        for step in entry.execution.steps:
            if isinstance(step.ir, Binary) and step.ir.type == BinaryType.SUBTRACTION:
                whole = entry.arithmetic.constant(step.value(step.ir.variable_left))
                if whole is not None and whole >= 100:
                    found |= _settings(entry, step.value(step.ir.variable_right))
    return found


def _settings(entry: Entry, factor: Value) -> set[Any]:
    """The scalars, or fields kept per market, that a factor is read from."""
    return {
        root.variable
        for root in entry.arithmetic.roots(factor)
        if root.is_state and is_number(root.variable) and not _is_kept_by_account(root.variable)
    }


def _is_kept_by_account(variable: Any) -> bool:
    return "mapping(address" in str(variable.type)


def _is_given(entry: Entry, write: Write) -> bool:
    """Whether the write stores, unchanged, what the caller handed in."""
    if write.change is not Change.SET or write.amount is None:
        return False
    given = set(entry.execution.parameters())
    roots = entry.arithmetic.roots(write.amount)
    handed_in = {root for root in roots if root in given or (root.key[0] == "m" and _is_field_of(entry, root, given))}
    return bool(handed_in) and roots - handed_in <= {write.place.value}  # of a struct copied, changed and put back


def _is_field_of(entry: Entry, cell: Value, given: set[Value]) -> bool:
    return any(source in given for source, _ in entry.execution.inputs.get(cell, []))


def _is_compared(entry: Entry, write: Write) -> bool:
    assert write.amount is not None
    roots = entry.arithmetic.roots(write.amount)
    for step in entry.execution.steps:
        pair = comparison(step)
        if pair is not None and (local_sources(entry, pair[0]) | local_sources(entry, pair[2])) & roots:
            return True
        # compared after it was stored
        if pair is not None and any(
            source.is_state and source.variable is write.variable
            for side in (pair[0], pair[2])
            for source in local_sources(entry, side)
        ):
            return True
    return False
