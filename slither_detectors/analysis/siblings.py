"""Entries of one contract that change the same things, and what they change them by."""

from __future__ import annotations

from collections.abc import Iterable

from slither.slithir.operations import Binary, BinaryType

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.model import Entry
from slither_detectors.analysis.state import Change, Write
from slither_detectors.analysis.values import Step, Value

ORDERED = {BinaryType.LESS, BinaryType.LESS_EQUAL, BinaryType.GREATER, BinaryType.GREATER_EQUAL}


def local_sources(entry: Entry, value: Value) -> frozenset[Value]:
    """What the value is made of, without looking behind storage."""
    return entry.execution.local_sources(value)


def is_number(variable: object) -> bool:
    """Whether a variable, or what a mapping it names leads to, is a number."""
    return str(getattr(variable, "type", "")).split("=> ")[-1].rstrip(")").startswith(("uint", "int"))


def share_amount(entry: Entry, first: Write, second: Write) -> bool:
    """Whether both writes change their places by one and the same value."""
    if first.amount is None or second.amount is None:
        return False
    common = _parts(entry, first) & _parts(entry, second)
    return any(not value.is_constant and not value.is_state for value in common)


def _parts(entry: Entry, write: Write) -> frozenset[Value]:
    """Where what a write adds comes from; of a place that is set, what the new number is a sum of."""
    assert write.amount is not None
    if write.change is not Change.SET:
        return entry.arithmetic.roots(write.amount)
    terms = entry.arithmetic.summands(write.amount)
    return frozenset(root for term in terms for root in entry.arithmetic.roots(term))


def given_by_caller(entry: Entry, value: Value) -> bool:
    """Whether the caller's parameters or ether decide the value."""
    sources = local_sources(entry, value)
    return any(source.is_named("msg.value") for source in sources) or bool(sources & set(entry.execution.parameters()))


def writes_of(entry: Entry, variable: object, changes: Iterable[Change]) -> list[Write]:
    """The entry's writes to one variable that change it in one of the given ways."""
    wanted = set(changes)
    return [write for write in entry.state.writes if write.variable is variable and write.change in wanted]


def ordered_comparisons(entry: Entry) -> list[tuple[Step, Value, Value]]:
    """Comparisons by size: the step and both sides."""
    found = []
    for step in entry.execution.steps:
        pair = comparison(step)
        if pair is not None and pair[1] in ORDERED:
            found.append((step, pair[0], pair[2]))
    return found


def compares_with_limit(entry: Entry, variable: object) -> bool:
    """Whether the entry compares what the variable holds, or will hold, with a setting or a constant."""
    for _, left, right in ordered_comparisons(entry):
        for side, other in ((left, right), (right, left)):
            held = {source.variable for source in local_sources(entry, side) if source.is_state}
            if variable in held and _is_limit(entry, other, variable):
                return True
    return False


def _is_limit(entry: Entry, value: Value, variable: object) -> bool:
    sources = local_sources(entry, value)
    if any(source.is_state and source.variable is variable for source in sources):
        return False
    return any(
        source.is_state or bool(getattr(source.variable, "is_immutable", False)) or _is_positive(entry, source)
        for source in sources
    ) or any(definition.callee is None for definition in entry.execution.defining.get(value, []) if _asks(definition))


def _is_positive(entry: Entry, value: Value) -> bool:
    number = entry.arithmetic.constant(value)
    return value.is_constant and number is not None and number > 1


def _asks(step: Step) -> bool:
    return bool(step.called_name) and not isinstance(step.ir, Binary)
