"""Which numbers are a token's raw amounts and which are scaled to more decimals, as far as the code tells."""

from __future__ import annotations

from enum import Enum
from typing import Any

from slither.slithir.operations import Assignment, Binary, BinaryType, HighLevelCall

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.values import Step, Value

_TEN = 10
_TO_WAD = 10**12
"""From six decimals to eighteen."""


class Unit(Enum):
    """Decimals of a number: as the token counts, or multiplied by a power of ten to count finer."""

    RAW = "raw"
    SCALED = "scaled"


class Units:
    """The units of one contract's values; a token counts only if the contract scales its amounts somewhere."""

    def __init__(self, model: ContractModel) -> None:
        self._entries = model.entries
        self._scales = _immutable_scales(model)
        self._raw: dict[Entry, set[Value]] = {}
        self.state: dict[Any, set[Unit]] = {}
        self._known: dict[tuple[Entry, Value, int], Unit | None] = {}
        scaled_tokens = {token for entry in self._entries for token in self._tokens_scaled_in(entry)}
        tokens = {token for entry in self._entries for token, _ in _token_amounts(entry)}
        if len(tokens) == 1 and any(_multiplied(entry, self._scales) for entry in self._entries):
            scaled_tokens = tokens  # the only token there is to scale
        for entry in self._entries:
            self._raw[entry] = {
                origin for token, origin in _token_amounts(entry) if token in scaled_tokens
            } | _multiplied(entry, self._scales)
        for _ in range(2):  # what one entry stores, another reads
            for entry in self._entries:
                self._learn_from_writes(entry)

    def of(self, entry: Entry, value: Value, depth: int = 0) -> Unit | None:
        """The unit of a value, ``None`` where the code does not tell or tells both."""
        # By depth: a sum that is met deep down is looked into less far.
        key = (entry, value, depth)
        if key not in self._known:
            self._known[key] = self._find(entry, value, depth)
        return self._known[key]

    def _find(self, entry: Entry, value: Value, depth: int) -> Unit | None:
        found: set[Unit] = set()
        for root in entry.arithmetic.roots(value):
            unit = self._of_root(entry, root, depth)
            if unit is not None:
                found.add(unit)
        return found.pop() if len(found) == 1 else None

    def _of_root(self, entry: Entry, root: Value, depth: int) -> Unit | None:
        if root.is_state:
            known = self.state.get(root.variable, set())
            return next(iter(known)) if len(known) == 1 else None
        for step in entry.execution.defining.get(root, []):
            scale = _scale_of(entry, step, self._scales)
            if scale is BinaryType.MULTIPLICATION:
                return Unit.SCALED
            if scale is BinaryType.DIVISION:
                return Unit.RAW
            if isinstance(step.ir, Binary) and step.ir.type in (BinaryType.ADDITION, BinaryType.SUBTRACTION):
                sides = [step.value(step.ir.variable_left), step.value(step.ir.variable_right)]
                units = {self.of(entry, s, depth + 1) for s in sides if s != root} if depth < 4 else set()
                known = {unit for unit in units if unit is not None}
                return known.pop() if len(known) == 1 else None
        return Unit.RAW if root in self._raw[entry] else None

    def mixed(self, entry: Entry) -> list[Step]:
        """Sums, differences and comparisons of a raw with a scaled number, and changes of a place by the other unit."""
        found = []
        for step in entry.execution.steps:
            sides = _like_sides(step)
            if sides is not None and {self.of(entry, side) for side in sides} == {Unit.RAW, Unit.SCALED}:
                found.append(step)
        return found

    def _tokens_scaled_in(self, entry: Entry) -> set[object]:
        """Tokens whose amounts this entry multiplies by a scale, or gets by dividing by one."""
        multiplied = _multiplied(entry, self._scales)
        divided = {s.result for s in entry.execution.steps if _scale_of(entry, s, self._scales) is BinaryType.DIVISION}
        return {token for token, origin in _token_amounts(entry) if origin in multiplied or origin in divided}

    def _learn_from_writes(self, entry: Entry) -> None:
        for write in entry.state.writes:
            if write.amount is None or write.change is Change.CLEAR or write.amount.is_constant:
                continue
            unit = self.of(entry, write.amount)
            if unit is not None and unit not in self.state.setdefault(write.variable, set()):
                self.state[write.variable].add(unit)
                self._known.clear()  # what was not known before may be now


def _token_amounts(entry: Entry) -> list[tuple[object, Value]]:
    """Amounts paid or held, each with its token."""
    execution = entry.execution
    found: list[tuple[object, Value]] = [
        (entry.arithmetic.identity(payment.token), execution.origin(payment.amount))
        for payment in entry.payments
        if payment.token is not None
    ]
    found.extend(
        (entry.arithmetic.identity(step.value(step.ir.destination)), step.result)
        for step in execution.steps
        if isinstance(step.ir, HighLevelCall) and step.called_name == "balanceOf" and step.result is not None
    )
    return found


def _multiplied(entry: Entry, scales: set[Value]) -> set[Value]:
    """Values that the entry multiplies by a scale."""
    found = set()
    for step in entry.execution.steps:
        if _scale_of(entry, step, scales) is BinaryType.MULTIPLICATION:
            left, right = step.value(step.ir.variable_left), step.value(step.ir.variable_right)
            found.add(entry.execution.origin(right if _is_scale(entry, left, scales) else left))
    return found


def _scale_of(entry: Entry, step: Step, scales: set[Value]) -> Any:
    """The operation by which the step changes decimals, else ``None``.

    Only the scale from six decimals to eighteen and an immutable power of ten are taken at their word; a product with
    another factor before the division is a price or a rate, no change of decimals.
    """
    if not isinstance(step.ir, Binary) or step.ir.type not in (BinaryType.MULTIPLICATION, BinaryType.DIVISION):
        return None
    left, right = step.value(step.ir.variable_left), step.value(step.ir.variable_right)
    if _is_scale(entry, right, scales) and entry.arithmetic.constant(left) is None:
        divides_product = step.ir.type == BinaryType.DIVISION and len(entry.arithmetic.factors(left)) > 1
        return None if divides_product else step.ir.type
    swapped = _is_scale(entry, left, scales) and entry.arithmetic.constant(right) is None
    return BinaryType.MULTIPLICATION if swapped and step.ir.type == BinaryType.MULTIPLICATION else None


def _is_scale(entry: Entry, value: Value, scales: set[Value]) -> bool:
    return entry.arithmetic.constant(value) == _TO_WAD or entry.execution.origin(value) in scales


def _immutable_scales(model: ContractModel) -> set[Value]:
    """Immutable variables that a constructor sets to a power of ten (``10 ** (18 - decimals)``)."""
    found: set[Value] = set()
    for constructor in model.constructors:
        for step in constructor.execution.steps:
            if not isinstance(step.ir, Assignment) or not getattr(step.ir.lvalue, "is_immutable", False):
                continue
            for definition in constructor.execution.defining.get(
                constructor.execution.origin(step.value(step.ir.rvalue)), []
            ):
                power = isinstance(definition.ir, Binary) and definition.ir.type == BinaryType.POWER
                if power and constructor.arithmetic.constant(definition.value(definition.ir.variable_left)) == _TEN:
                    found.add(step.value(step.ir.lvalue))
    return found


def _like_sides(step: Step) -> tuple[Value, Value] | None:
    """Both sides of an operation that only makes sense between numbers of one unit."""
    pair = comparison(step)
    if pair is not None:
        return pair[0], pair[2]
    if isinstance(step.ir, Binary) and step.ir.type in (BinaryType.ADDITION, BinaryType.SUBTRACTION):
        return step.value(step.ir.variable_left), step.value(step.ir.variable_right)
    return None
