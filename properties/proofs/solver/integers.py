"""Integer terms with their bounds, and the definitions that division and wrapping need.

A :class:`Value` is an integer expression and an interval that holds it. :class:`Definitions` introduces fresh
integers for quotients and remainders; each is determined by its defining constraints, so that a query and its
translation have the same models.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import z3

from properties.proofs.solver.interval import Interval


@dataclass(frozen=True)
class Value:
    """An integer expression whose value lies in ``range``."""

    expr: Any
    range: Interval

    @classmethod
    def of(cls, number: int) -> Value:
        """A known number."""
        return cls(z3.IntVal(number), Interval(number, number))

    def __add__(self, other: Value) -> Value:
        return _folded(self.expr + other.expr, self.range + other.range)

    def __sub__(self, other: Value) -> Value:
        return _folded(self.expr - other.expr, self.range - other.range)

    def __neg__(self) -> Value:
        return _folded(-self.expr, -self.range)

    def __mul__(self, other: Value) -> Value:
        return _folded(self.expr * other.expr, self.range * other.range)

    def within(self, low: int, high: int) -> bool:
        """True iff the value can't lie outside ``low``..``high``."""
        return self.range.within(low, high)


def _folded(expr: Any, interval: Interval) -> Value:
    return Value.of(interval.low) if interval.single else Value(expr, interval)


def choose(condition: Any, yes: Value, no: Value) -> Value:
    """``yes`` where the condition holds, else ``no``."""
    condition = z3.simplify(condition)
    if z3.is_true(condition):
        return yes
    if z3.is_false(condition):
        return no
    return Value(z3.If(condition, yes.expr, no.expr), yes.range | no.range)


def negative(value: Value) -> Any:
    """The condition that ``value`` is below zero; a literal where the interval decides it."""
    if value.range.low >= 0:
        return z3.BoolVal(False)
    return z3.BoolVal(True) if value.range.high < 0 else value.expr < 0


@dataclass
class Definitions:
    """Fresh integers and the constraints that determine them."""

    constraints: list[Any] = field(default_factory=list)
    _divisions: dict[tuple[int, int], tuple[Value, Value]] = field(default_factory=dict)
    _kept: list[Any] = field(default_factory=list)
    _count: int = 0

    def fresh(self, interval: Interval) -> Value:
        """A new integer of ``interval``."""
        self._count += 1
        expr = z3.Int(f"i{self._count}")
        self.constraints.append(z3.And(interval.low <= expr, expr <= interval.high))
        return Value(expr, interval)

    def free(self) -> Any:
        """A new Boolean about which nothing is known."""
        self._count += 1
        return z3.Bool(f"i{self._count}")

    def floor_division(self, value: Value, divisor: int) -> tuple[Value, Value]:
        """``floor(value / divisor)`` and the remainder in ``[0, divisor)``, for a positive number ``divisor``."""
        low, high = value.range.low // divisor, value.range.high // divisor
        if low == high:
            return Value.of(low), value - Value.of(low * divisor)
        return self._divided(value, Value.of(divisor), Interval(low, high))

    def division(self, value: Value, divisor: Value) -> tuple[Value, Value]:
        """Quotient and remainder of numbers ≥ 0; they mean nothing where ``divisor`` is 0."""
        if divisor.range.single and divisor.range.low > 0:
            return self.floor_division(value, divisor.range.low)
        smallest = max(1, divisor.range.low)
        return self._divided(
            value, divisor, Interval(value.range.low // max(1, divisor.range.high), value.range.high // smallest)
        )

    def _divided(self, value: Value, divisor: Value, quotients: Interval) -> tuple[Value, Value]:
        key = (value.expr.get_id(), divisor.expr.get_id())
        if key not in self._divisions:
            self._kept += [value.expr, divisor.expr]
            quotient = self.fresh(quotients)
            remainder = self.fresh(Interval(0, max(0, divisor.range.high - 1)))
            defined = z3.And(value.expr == divisor.expr * quotient.expr + remainder.expr, remainder.expr < divisor.expr)
            if divisor.range.low <= 0:
                defined = z3.Implies(divisor.expr > 0, defined)
            self.constraints.append(defined)
            self._divisions[key] = (quotient, remainder)
        return self._divisions[key]
