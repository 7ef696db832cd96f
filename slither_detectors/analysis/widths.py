"""How many bits the numbers of an entry can take, as far as the caller decides them."""

from __future__ import annotations

from typing import Any

from slither.core.solidity_types import ElementaryType
from slither.slithir.operations import Binary, BinaryType

from slither_detectors.analysis.execution import carries
from slither_detectors.analysis.model import Entry
from slither_detectors.analysis.siblings import given_by_caller
from slither_detectors.analysis.values import Step, Value

_WIDEST = 256
_DEEPEST = 16
"""Operations looked through for the width of a number."""


def bits(type_: Any) -> int:
    """The bits of an elementary type."""
    return int(type_.size or _WIDEST)


class Widths:
    """Upper bounds of the bits that one entry's numbers take; answers are kept."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._known: dict[tuple[Value, int], int] = {}

    def of(self, value: Value, depth: int = 0) -> int:
        """The bits that a number takes, by the types it passed and the constants it is made of."""
        # By depth: what is met deep down is looked into less far.
        key = (value, depth)
        if key not in self._known:
            self._known[key] = self._find(value, depth)
        return self._known[key]

    def _find(self, value: Value, depth: int) -> int:
        number = self._entry.arithmetic.constant(value)
        if number is not None and number >= 0:
            return number.bit_length()
        kind = getattr(value.variable, "type", None)
        declared = bits(kind) if isinstance(kind, ElementaryType) and str(kind).startswith("uint") else _WIDEST
        if not given_by_caller(self._entry, value):
            # the contract's own rates and prices are not the caller's to choose
            return declared if declared < _WIDEST else 0
        ways = [(source, step) for source, step in self._entry.execution.inputs.get(value, ()) if source != value]
        if depth == _DEEPEST or not ways or value.is_state or not str(value.type_name).startswith("uint"):
            return declared
        quotient = self._entry.arithmetic.by_result.get(value)
        if quotient is not None:
            return min(declared, sum(self.of(factor, depth + 1) for factor in quotient.factors) + 1)
        copied = [self.of(source, depth + 1) for source, step in ways if carries(step, source)]
        computed = [
            self._of_result(step, value, depth)
            for step in self._entry.execution.defining.get(value, [])
            if isinstance(step.ir, Binary)
        ]
        if len(copied) + len([step for _, step in ways if isinstance(step.ir, Binary)]) < len(ways):
            return declared
        return min(declared, max([*copied, *computed], default=declared))

    def _of_result(self, step: Step, result: Value, depth: int) -> int:
        left, right = step.value(step.ir.variable_left), step.value(step.ir.variable_right)
        kind = step.ir.type
        if result in (left, right):
            # nobody counts up to 2^64 in steps of a constant
            counts = kind == BinaryType.ADDITION
            counts = counts and self._entry.arithmetic.constant(right if left == result else left) == 1
            return 0 if counts else _WIDEST
        first, second = self.of(left, depth + 1), self.of(right, depth + 1)
        if kind == BinaryType.MULTIPLICATION:
            return first + second
        if kind == BinaryType.ADDITION:
            return max(first, second) + 1
        if kind == BinaryType.AND:
            return min(first, second)
        wraps = kind == BinaryType.SUBTRACTION and not step.node.scope.is_checked
        shrinks = (BinaryType.DIVISION, BinaryType.MODULO, BinaryType.SUBTRACTION, BinaryType.RIGHT_SHIFT)
        return first if kind in shrinks and not wraps else _WIDEST
