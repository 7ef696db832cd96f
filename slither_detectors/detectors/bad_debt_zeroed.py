"""bad-debt-zeroed: what an account can't pay is forgotten instead of booked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from slither.slithir.operations import Binary, BinaryType, Delete, HighLevelCall, LibraryCall

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.authority import is_sender
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.order import is_required
from slither_detectors.analysis.siblings import given_by_caller, is_number, local_sources, ordered_comparisons
from slither_detectors.analysis.state import Change, Write
from slither_detectors.analysis.values import Step, Value
from slither_detectors.analysis.vocabulary import is_transfer_name
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class BadDebtZeroed(Detector):
    """Finds balances set to zero where a loss exceeded them, with the excess written nowhere."""

    ARGUMENT = "bad-debt-zeroed"
    HELP = "A loss beyond an account's balance is dropped"
    IMPACT = HIGH
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Bad debt is zeroed"
    WIKI_DESCRIPTION = (
        "An account's balance is set to zero because it is negative, or because a loss is larger than it. What is "
        "missing "
        "goes nowhere: not to an insurance fund, not to a total of bad debt. The books claim more than is held."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
collateral[account] -= int256(loss);
if (collateral[account] < 0) collateral[account] = 0;
```
A trader takes opposite positions in two accounts. One goes bankrupt and is set to zero, the other withdraws its
whole gain; the difference comes out of the other users' deposits."""
    WIKI_RECOMMENDATION = "Let the insurance fund cover the shortfall and book the rest as bad debt."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each balance whose shortfall is dropped."""
        for entry in model.writing:
            for write in entry.state.writes:
                if not write.place.by_account or not is_number(write.variable):
                    continue
                if _zeroes_negative(entry, write) or _saturates(entry, write) or _forgives(entry, write):
                    yield [write.step.frame.function, " drops what ", write.variable, " can't pay"]
            record = _closed_in_deficit(entry)
            if record is not None:
                yield [entry.function, " drops what ", record, " can't pay"]


def _closed_in_deficit(entry: Entry) -> Any:
    """A number of a record that is cleared while what it was worth is used where it is positive, and nowhere else."""
    cleared = {w.variable: None for w in entry.state.writes if w.change is Change.CLEAR and w.place.keys}
    for step, left, right in ordered_comparisons(entry) if cleared else ():
        for side, other in ((left, right), (right, left)):
            if entry.arithmetic.constant(other) != 0 or not side.type_name.startswith("int"):
                continue
            behind = {source.variable for source in local_sources(entry, side) if source.is_state}
            lost = [variable for variable in cleared if variable in behind and is_number(variable)]
            if lost and not is_required(entry.execution, step) and _is_used_if_positive(entry, side):
                return lost[0]
    return None


def _is_used_if_positive(entry: Entry, worth: Value) -> bool:
    """Whether the number is credited or paid as an unsigned one, compared, and used for nothing else."""
    copies = {copy for value in entry.arithmetic.same(worth) for copy in entry.arithmetic.copies(value)}
    credited = {w.amount for w in entry.state.writes if w.change is Change.RAISE}
    credited |= {payment.amount for payment in entry.payments if payment.payer is None}
    for copy in copies:
        for target, step in entry.execution.outputs.get(copy, ()):
            if copy.type_name.startswith("int") and target not in copies and comparison(step) is None:
                return False
    return any(copy in credited and copy.type_name.startswith("uint") for copy in copies)


def _zeroes_negative(entry: Entry, write: Write) -> bool:
    """A signed balance cleared after it was found negative, and its value used for nothing else."""
    signed = str(write.variable.type).split("=> ")[-1].startswith("int")
    if signed and write.change is Change.SET:
        return _floors_at_zero(entry, write)
    if write.change is not Change.CLEAR or not signed or _is_measured(entry, write.place.value):
        return False
    if getattr(write.step.ir, "lvalue", None) is None or write.place.path[-1] is not write.variable:
        return False
    cell = write.place.value
    whole = isinstance(write.step.ir, Delete) and write.place.variable is not _deleted(entry, write.step)
    behind = entry.arithmetic.roots if whole else partial(local_sources, entry)
    tested = any(
        (cell in behind(left) or cell in behind(right))
        and 0 in (entry.arithmetic.constant(left), entry.arithmetic.constant(right))
        for step, left, right in ordered_comparisons(entry)
        if step.index < write.step.index and not _is_of_a_number(step.frame.function)
    )
    return tested and not _goes_elsewhere(entry, write)


def _deleted(entry: Entry, step: Step) -> object:
    """What a ``delete`` names."""
    place = entry.execution.place_of(step.value(step.ir.variable))
    return None if place is None else place.variable


def _floors_at_zero(entry: Entry, write: Write) -> bool:
    """A signed balance set to what is left of it or to zero, as the sign tells, with no use of what is below zero."""
    if write.amount is None:
        return False
    same = entry.arithmetic.same(write.amount)
    if not any(entry.arithmetic.constant(value) == 0 for value in same):
        return False
    left = {v for v in same if not v.is_constant and write.place.value in local_sources(entry, v)}
    tested = any(
        (left & entry.arithmetic.same(side)) and entry.arithmetic.constant(other) == 0
        for _, first, second in ordered_comparisons(entry)
        for side, other in ((first, second), (second, first))
    )
    return tested and not any(_reaches_elsewhere(entry, write, value) for value in left)


def _reaches_elsewhere(entry: Entry, write: Write, value: Value) -> bool:
    """Whether the value decides what another place, a payment or another contract gets."""
    uses = entry.execution.local_uses(value)
    kept = any(other.amount in uses for other in entry.state.writes if other.variable is not write.variable)
    return kept or any(
        isinstance(step.ir, HighLevelCall) and step.callee is None and any(a in uses for a in step.arguments)
        for step in entry.execution.steps
    )


def _is_measured(entry: Entry, cell: Value) -> bool:
    """Whether the entry takes the number's magnitude: then its sign is a side, not a debt."""
    for step in entry.execution.steps:
        if isinstance(step.ir, Binary) and step.ir.type == BinaryType.SUBTRACTION and step.result is not None:
            negated = entry.arithmetic.constant(step.value(step.ir.variable_left)) == 0
            number = entry.arithmetic.roots(step.value(step.ir.variable_right))
            if negated and cell in number and _is_alternative(entry, step.result, cell):
                return True
    return False


def _is_alternative(entry: Entry, negated: Value, cell: Value) -> bool:
    """Whether something is computed on one way with the negated number and on another with the number as it is."""
    for value in entry.execution.local_uses(negated):
        if len(entry.execution.defining.get(value, [])) < 2:
            continue
        ways = [local_sources(entry, source) for source, _ in entry.execution.inputs[value] if source != value]
        if any(negated in way for way in ways) and any(cell in way and negated not in way for way in ways):
            return True
    return False


def _forgives(entry: Entry, write: Write) -> bool:
    """A debt cleared after the balance that pays for it was lowered by the smaller of the two."""
    if write.change is not Change.CLEAR:
        return False
    debt = write.place.value
    for other in entry.state.writes:
        if other.change is not Change.LOWER or other.amount is None or other.variable is write.variable:
            continue
        paid = _roots(entry, other.amount)
        if {debt, other.place.value} <= paid and other.place.by_account and not _is_left_over(entry, debt, other):
            return True
    return False


def _is_left_over(entry: Entry, debt: Value, payment: Write) -> bool:
    """Whether what the payment leaves of the debt is computed."""
    assert payment.amount is not None
    paid = entry.arithmetic.same(payment.amount)
    return any(
        isinstance(step.ir, Binary)
        and step.ir.type == BinaryType.SUBTRACTION
        and debt in _roots(entry, step.value(step.ir.variable_left))
        and paid & entry.arithmetic.same(step.value(step.ir.variable_right))
        for step in entry.execution.steps
    )


def _is_of_a_number(function: Any) -> bool:
    """Whether the function computes one number from another (``abs``): what it asks is not what becomes of it."""
    return bool(function.pure) and all(str(kind).startswith(("int", "uint")) for kind in function.return_type or ())


def _goes_elsewhere(entry: Entry, write: Write) -> bool:
    """Whether what the place held reaches another place, a payment or another contract."""
    cell = write.place.value
    for other in entry.state.writes:
        reaches = other.amount is not None and cell in local_sources(entry, other.amount)
        if other.variable is not write.variable and reaches:
            return True
    return any(
        isinstance(step.ir, HighLevelCall)
        and any(cell in local_sources(entry, argument) for argument in step.arguments)
        for step in entry.execution.steps
        if step.callee is None
    )


def _saturates(entry: Entry, write: Write) -> bool:
    """An unsigned balance set to zero or to itself less a loss, as the larger of the two tells, and nothing more."""
    losses = _losses(entry, write)
    if not losses:
        return False
    cell = write.place.value
    for step in entry.execution.steps:
        if isinstance(step.ir, Binary) and step.ir.type == BinaryType.SUBTRACTION:
            left, right = step.value(step.ir.variable_left), step.value(step.ir.variable_right)
            if cell in local_sources(entry, right) and _roots(entry, left) & losses:
                return False
    return True


def _losses(entry: Entry, write: Write) -> set[Value]:
    """What is taken from the place where it suffices, on whose size the clearing depends."""
    taken: set[Value] = set()
    if write.change is Change.CLEAR:
        for other in entry.state.writes:
            if other.variable is write.variable and other.change is Change.LOWER and other.amount is not None:
                taken |= _roots(entry, other.amount)
    elif write.change is Change.SET and write.amount is not None:
        same = entry.arithmetic.same(write.amount)
        if not any(value.is_constant and entry.arithmetic.constant(value) == 0 for value in same):
            return set()
        for value in same:
            for step in entry.execution.defining.get(value, []):
                if isinstance(step.ir, Binary) and step.ir.type == BinaryType.SUBTRACTION:
                    taken |= _roots(entry, step.value(step.ir.variable_right))
    compared: set[Value] = set()
    for _, left, right in ordered_comparisons(entry):
        for side, other_side in ((left, right), (right, left)):
            if write.place.value in _roots(entry, side):
                compared |= _roots(entry, other_side)
    found = {value for value in taken & compared if not value.is_constant}
    return set() if any(_is_chosen(entry, value) or _is_paid(entry, value) for value in found) else found


def _is_paid(entry: Entry, value: Value) -> bool:
    """Whether the amount is one that the caller pays or another contract books: then the place is a tally of it."""
    unscaled = {value, *(q.factors[0] for q in entry.arithmetic.quotients_behind(value) if len(q.factors) == 1)}
    booked = {same for amount in unscaled for same in entry.arithmetic.same(amount)}
    told = [p.amount for p in entry.payments if p.payer is not None and is_sender(entry.execution, p.payer)]
    for step in entry.execution.steps:
        foreign = isinstance(step.ir, HighLevelCall) and not isinstance(step.ir, LibraryCall)
        if foreign and not step.ir.is_static_call() and not is_transfer_name(step.called_name):
            told += [argument for argument in step.arguments if argument.type_name.startswith(("uint", "int"))]
    return any(
        booked & entry.arithmetic.same(amount) or value in _roots(entry, amount)
        for amount in told
        if not amount.is_constant
    )


def _is_chosen(entry: Entry, value: Value) -> bool:
    """Whether the caller names the amount: paying back more than is owed is no loss."""
    return value in entry.execution.parameters() or (given_by_caller(entry, value) and value.key[0] == "m")


def _roots(entry: Entry, value: Value) -> frozenset[Value]:
    return entry.arithmetic.roots(value)
