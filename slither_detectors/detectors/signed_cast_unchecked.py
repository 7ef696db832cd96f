"""signed-cast-unchecked: a number changes its sign because nobody looked before converting it."""

from __future__ import annotations

from collections.abc import Iterator

from slither.core.solidity_types import ElementaryType
from slither.slithir.operations import Binary, BinaryType, TypeConversion

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.siblings import given_by_caller, local_sources, ordered_comparisons
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.values import Step, Value
from slither_detectors.analysis.widths import Widths, bits
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class SignedCastUnchecked(Detector):
    """Finds conversions between signed and unsigned of numbers that nothing bounds."""

    ARGUMENT = "signed-cast-unchecked"
    HELP = "A number the caller decides is converted between signed and unsigned unchecked"
    IMPACT = HIGH
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Unchecked signed conversion"
    WIKI_DESCRIPTION = (
        "An explicit conversion never reverts: `int256(x)` of a large `x` is negative, `uint256(y)` of a negative "
        "`y` is "
        "huge. The number depends on the caller, no comparison bounds it, and the result is stored or paid."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function reduce(uint256 lots) external {
    size[msg.sender] -= int256(lots);
}
```
With `lots = 2**256 - 1` the position grows by one instead of shrinking, past every check that only growing goes
through."""
    WIKI_RECOMMENDATION = "Convert with a library that reverts (`SafeCast`), or compare first."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each function that converts such a number."""
        for entry in model.writing:
            compared = _compared(entry)
            widths = Widths(entry)
            for step in entry.execution.steps:
                if _changes_sign(step) and _is_loose(entry, step.value(step.ir.variable), compared, widths):
                    kept = _kept_in(entry, step)
                    if kept is not None:
                        yield [step.frame.function, " converts a number of ", entry.function, " unchecked into ", kept]


def _changes_sign(step: Step) -> bool:
    """Whether the conversion can change the number: to the other signedness and not to a wider type."""
    if not isinstance(step.ir, TypeConversion):
        return False
    before, after = getattr(step.ir.variable, "type", None), step.ir.type
    if not isinstance(before, ElementaryType) or not isinstance(after, ElementaryType):
        return False
    source, target = str(before), str(after)
    if source.startswith("uint") and target.startswith("int"):
        return bits(before) >= bits(after)
    return source.startswith("int") and target.startswith("uint")


def _compared(entry: Entry) -> set[Value]:
    """Values that some comparison bounds, with what they are copies of."""
    found: set[Value] = set()
    for _, left, right in ordered_comparisons(entry):
        for side in (left, right):
            found |= {entry.arithmetic.identity(v) for v in entry.arithmetic.same(side)}
    for step in entry.execution.steps:  # `x >> 255 != 0`, `x & mask == 0`
        pair = comparison(step)
        for side in (pair[0], pair[2]) if pair is not None else ():
            for definition in entry.execution.defining.get(entry.execution.origin(side), []):
                if isinstance(definition.ir, Binary) and definition.ir.type in (BinaryType.RIGHT_SHIFT, BinaryType.AND):
                    left = definition.value(definition.ir.variable_left)
                    found |= {entry.arithmetic.identity(v) for v in entry.arithmetic.same(left)}
    return found


def _is_loose(entry: Entry, value: Value, compared: set[Value], widths: Widths) -> bool:
    if not given_by_caller(entry, value) or _is_widened(entry, value, widths):
        return False
    made_of = {entry.arithmetic.identity(source) for source in local_sources(entry, value)}
    made_of = {source for source in made_of if not source.is_constant}
    return not made_of & compared and not _is_held_down(entry, value)


def _is_widened(entry: Entry, value: Value, widths: Widths) -> bool:
    """Whether the number is made of types too narrow to overflow in the new one, or was unsigned all along."""
    if str(value.type_name).startswith("uint"):
        return widths.of(value) < bits(value.variable.type)
    roots = entry.arithmetic.roots(value)
    return all(root.type_name.startswith("uint") and widths.of(root) < bits(value.variable.type) for root in roots)


def _is_held_down(entry: Entry, value: Value) -> bool:
    """Whether the same number is taken from a balance or pulled as tokens, which fails for what nobody has."""
    origin = entry.execution.origin(value)
    if any(entry.execution.origin(payment.amount) == origin for payment in entry.payments):
        return True
    return any(
        write.change is Change.LOWER
        and write.amount is not None
        and entry.execution.origin(write.amount) == origin
        and str(write.variable.type).split("=> ")[-1].startswith("uint")
        for write in entry.state.writes
    )


def _kept_in(entry: Entry, step: Step) -> object | None:
    """A variable that is changed by the converted number."""
    assert step.result is not None
    uses = entry.execution.local_uses(step.result)
    for write in entry.state.writes:
        if write.amount is not None and write.amount in uses:
            variable: object = write.variable
            return variable
    return None
