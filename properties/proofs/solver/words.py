"""Integer forms of the operations on words: wrapping, division, shifts, bit masks.

All take and give integers congruent to their words modulo 2^width.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import z3

from properties.proofs.solver.integers import Definitions, Value, choose, negative
from properties.proofs.solver.interval import Interval

_MOST_RUNS = 8
ZERO = Value.of(0)
ONES = Value.of(-1)
"""All bits set, whatever the width."""


@dataclass
class Words:
    """Operations on words; new integers go to ``definitions``."""

    definitions: Definitions = field(default_factory=Definitions)

    def unsigned(self, value: Value, width: int) -> Value:
        """The representative in ``[0, 2^width)``."""
        modulus = 1 << width
        first, last = value.range.low // modulus, value.range.high // modulus
        if first == last:
            return value - Value.of(first * modulus)
        if last - first == 1:
            low = value - Value.of(first * modulus)
            high = value - Value.of(last * modulus)
            wrapped = choose(value.expr < last * modulus, low, high)
            return Value(wrapped.expr, Interval(0, modulus - 1))
        return self.definitions.floor_division(value, modulus)[1]

    def signed(self, value: Value, width: int) -> Value:
        """The representative in ``[-2^(width-1), 2^(width-1))``."""
        half = Value.of(1 << width - 1)
        if value.within(-half.range.low, half.range.low - 1):
            return value
        return self.unsigned(value + half, width) - half

    def unsigned_division(self, value: Value, divisor: Value) -> tuple[Value, Value]:
        """``bvudiv`` and ``bvurem`` of unsigned numbers, division by zero as SMT-LIB has it."""
        quotient, remainder = self.definitions.division(value, divisor)
        zero = divisor.expr == 0 if divisor.range.low <= 0 else z3.BoolVal(False)
        return choose(zero, ONES, quotient), choose(zero, value, remainder)

    def signed_division(self, value: Value, divisor: Value) -> tuple[Value, Value]:
        """``bvsdiv`` and ``bvsrem`` of signed numbers: truncated, the remainder takes the sign of ``value``."""
        minus, divisor_minus = negative(value), negative(divisor)
        size, divisor_size = choose(minus, -value, value), choose(divisor_minus, -divisor, divisor)
        size, divisor_size = _magnitude(size), _magnitude(divisor_size)
        quotient, remainder = self.definitions.division(size, divisor_size)
        quotient = choose(z3.Xor(minus, divisor_minus), -quotient, quotient)
        remainder = choose(minus, -remainder, remainder)
        zero = divisor.expr == 0 if divisor.range.low <= 0 <= divisor.range.high else z3.BoolVal(False)
        return choose(zero, choose(minus, Value.of(1), ONES), quotient), choose(zero, value, remainder)

    def bits(self, word: Value, high: int, low: int, width: int) -> Value:
        """Bits ``high``..``low`` of an unsigned number of ``width`` bits, shifted down."""
        shifted = self.definitions.floor_division(word, 1 << low)[0] if low else word
        return shifted if high == width - 1 else self.unsigned(shifted, high - low + 1)

    def mask(self, word: Value, mask: int, width: int) -> Value | None:
        """``word & mask`` for an unsigned ``word`` and a known mask ≥ 0; None if the mask has too many runs of ones."""
        runs = _runs(mask)
        if len(runs) > _MOST_RUNS:
            return None
        total = ZERO
        for high, low in runs:
            total = total + self.bits(word, high, low, width) * Value.of(1 << low)
        return total

    def combine(self, kind: int, left: Value, right: Value, width: int) -> Value | None:
        """``bvand``, ``bvor`` or ``bvxor``; None where there is no integer form."""
        for one, other in ((left, right), (right, left)):
            if one.within(-1, 0):
                return _with_ones(kind, one, other)
        for one, other in ((left, right), (right, left)):
            if one.range.single:
                number = one.range.low % (1 << width)
                common = self.mask(self.unsigned(other, width), number, width)
                return (
                    None if common is None else _sum_less(kind, Value.of(number), self.unsigned(other, width), common)
                )
        for one, other in ((left, right), (right, left)):
            if one.within(0, 1):
                low_bit = self.bits(self.unsigned(other, width), 0, 0, width)
                common = choose(one.expr == 1, low_bit, ZERO)
                return _sum_less(kind, one, self.unsigned(other, width), common)
        return None


def _magnitude(value: Value) -> Value:
    """``value``, which is known to be no less than zero."""
    return Value(value.expr, Interval(max(0, value.range.low), max(0, value.range.high)))


def _with_ones(kind: int, ones: Value, other: Value) -> Value:
    """The operation with a word that has all its bits set or none."""
    results = {
        z3.Z3_OP_BAND: (other, ZERO),
        z3.Z3_OP_BOR: (ONES, other),
        z3.Z3_OP_BXOR: (ONES - other, other),
    }
    return choose(ones.expr == -1, *results[kind])


def _sum_less(kind: int, left: Value, right: Value, common: Value) -> Value:
    """The operation from the bits in common: ``a | b = a + b - (a & b)``, ``a ^ b = a + b - 2 (a & b)``."""
    if kind == z3.Z3_OP_BAND:
        return common
    return left + right - (common if kind == z3.Z3_OP_BOR else common + common)


def _runs(mask: int) -> list[tuple[int, int]]:
    """The runs of ones in a mask as (highest, lowest) bit."""
    runs = []
    position = 0
    while mask >> position:
        if mask >> position & 1:
            low = position
            while mask >> position & 1:
                position += 1
            runs.append((position - 1, low))
        else:
            position += 1
    return runs


def shift_amount(value: Value, width: int) -> int | None:
    """The known amount of a shift, at most ``width``; None if it is not known."""
    return min(value.range.low % (1 << width), width) if value.range.single else None
