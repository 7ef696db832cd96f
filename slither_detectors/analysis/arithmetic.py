"""Quotients and their rounding, constants, and sums, as an execution computes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from slither.slithir.operations import Binary, BinaryType, InternalCall, LibraryCall
from slither.visitors.expression.constants_folding import ConstantFolding, NotConstant

from slither_detectors.analysis.execution import Execution, carries
from slither_detectors.analysis.values import Step, Value
from slither_detectors.analysis.vocabulary import is_known_arithmetic, known_rounding, multiplies_only

_UP_NAMES = {"Ceil", "Up", "Expand"}
_DOWN_NAMES = {"Floor", "Down", "Trunc"}


def constant_of(value: Value) -> int | None:
    """The number a literal or a ``constant`` variable stands for, else ``None``."""
    if value.key[0] == "c":
        held = value.variable.value
        return int(held) if isinstance(held, int) and not isinstance(held, bool) else None
    variable = value.variable
    expression = getattr(variable, "expression", None)
    if getattr(variable, "is_constant", False) and expression is not None:
        try:
            held = ConstantFolding(expression, "uint256").result().converted_value
        except (NotConstant, AttributeError, KeyError, ValueError):
            return None
        return int(held) if isinstance(held, int) else None
    return None


@dataclass(frozen=True)
class Quotient:
    """One division: ``factors`` multiplied, over ``divisor``; ``rounding`` is ``down``, ``up`` or ``nearest``."""

    step: Step
    result: Value
    factors: tuple[Value, ...]
    divisor: Value | None
    rounding: str


class ArithmeticView:
    """The divisions of one execution."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self._roots: dict[Value, frozenset[Value]] = {}

    @cached_property
    def quotients(self) -> list[Quotient]:
        """All divisions in order, plain or by a known library function."""
        found = (self._quotient(step) for step in self._execution.steps)
        return [quotient for quotient in found if quotient is not None]

    @cached_property
    def by_result(self) -> dict[Value, Quotient]:
        """The divisions by the value they assign."""
        return {quotient.result: quotient for quotient in self.quotients}

    def quotients_behind(self, value: Value) -> list[Quotient]:
        """Divisions whose result, copied, converted or returned but not computed with, is the value."""
        return [self.by_result[v] for v in self.same(value) if v in self.by_result]

    def same(self, value: Value) -> set[Value]:
        """Values that are this one, copied, converted, passed or returned; of a variable set on several ways, each."""
        seen = {value}
        pending = [value]
        while pending:
            current = pending.pop()
            for source, step in self._execution.inputs.get(current, ()):
                if source not in seen and carries(step, source) and not source.is_state:
                    seen.add(source)
                    pending.append(source)
        return seen

    def copies(self, value: Value) -> set[Value]:
        """Values that this one is copied, converted, passed or returned to."""
        seen = {value}
        pending = [value]
        while pending:
            current = pending.pop()
            for target, step in self._execution.outputs.get(current, ()):
                if target not in seen and carries(step, current) and not target.is_state:
                    seen.add(target)
                    pending.append(target)
        return seen

    def identity(self, value: Value) -> Value:
        """What the value is at bottom: the storage cell it was read from, or where it was computed."""
        origin = self._execution.origin(value)
        place = self._execution.place_of(origin)
        return origin if place is None else place.value

    def is_setting(self, value: Value) -> bool:
        """Whether the value is stored or code alone: a rate, or what a rate leaves of a whole (``1e6 - rate``)."""
        return all(self._is_fixed(root) for root in self.roots(value))

    def _is_fixed(self, root: Value) -> bool:
        if root.is_state or root.is_constant or bool(getattr(root.variable, "is_immutable", False)):
            return True
        steps = self._execution.defining.get(root, [])
        if len(steps) != 1 or not isinstance(steps[0].ir, Binary):
            return False
        sides = [steps[0].value(steps[0].ir.variable_left), steps[0].value(steps[0].ir.variable_right)]
        linear = steps[0].ir.type in (BinaryType.ADDITION, BinaryType.SUBTRACTION)
        return linear and root not in sides and any(s.is_constant for s in sides) and all(map(self.is_setting, sides))

    def roots(self, value: Value) -> frozenset[Value]:
        """Where the value comes from before anything is computed with it; storage is a root."""
        if value not in self._roots:
            self._roots[value] = self._find_roots(value)
        return self._roots[value]

    def _find_roots(self, value: Value) -> frozenset[Value]:
        roots, seen, pending = set(), {value}, [value]
        while pending:
            current = pending.pop()
            sources = [] if current.is_state else self._execution.inputs.get(current, [])
            place = None if current.is_state else self._execution.place_of(current)
            if place is not None:
                sources = []
                roots.add(place.value)
            elif not sources or not all(carries(step, source) or source.is_state for source, step in sources):
                roots.add(current)
                continue
            for source, _ in sources:
                if source not in seen:
                    seen.add(source)
                    pending.append(source)
        return frozenset(roots)

    def summands(self, value: Value) -> set[Value]:
        """Values that are this one or a term of the sum it is, in memory and on the stack."""
        seen, pending = {value}, [value]
        while pending:
            current = pending.pop()
            for source, step in self._execution.inputs.get(current, ()):
                adds = isinstance(step.ir, Binary) and step.ir.type == BinaryType.ADDITION
                if source not in seen and not source.is_state and (adds or carries(step, source)):
                    seen.add(source)
                    pending.append(source)
        return seen

    def constant(self, value: Value) -> int | None:
        """The number behind a value that is constant wherever it was passed through."""
        return constant_of(self._execution.origin(value))

    def factors(self, value: Value) -> tuple[Value, ...]:
        """The factors of a product; of anything else the value alone. Constants stay in."""
        origin = self._execution.origin(value)
        for step in self._execution.defining.get(origin, []):
            if isinstance(step.ir, Binary) and step.ir.type == BinaryType.MULTIPLICATION:
                left, right = step.value(step.ir.variable_left), step.value(step.ir.variable_right)
                if origin not in (left, right):
                    return (*self.factors(left), *self.factors(right))
        return (origin,)

    # --- recognising -------------------------------------------------------------------------------------------------

    def _quotient(self, step: Step) -> Quotient | None:
        ir = step.ir
        result = step.result
        if result is None:
            return None
        if isinstance(ir, Binary) and ir.type == BinaryType.DIVISION:
            return self._plain(step, result)
        if isinstance(ir, LibraryCall | InternalCall) and is_known_arithmetic(step.called_name, len(ir.arguments)):
            return self._named(step, result)
        return None

    def _named(self, step: Step, result: Value) -> Quotient:
        arguments = step.arguments
        rounding = known_rounding(step.called_name)
        if len(arguments) >= 4:
            rounding = self._rounding_argument(arguments[3])
        if rounding == "down" and self._is_lifted_afterwards(result):
            rounding = "up"
        if multiplies_only(step.called_name):
            return Quotient(step, result, self._flat(arguments[:2]), None, rounding)
        if len(arguments) >= 3:
            return Quotient(step, result, self._flat(arguments[:2]), arguments[2], rounding)
        return Quotient(step, result, self._flat(arguments[:1]), arguments[1], rounding)

    def _rounding_argument(self, argument: Value) -> str:
        origin = self._execution.origin(argument)
        for step in self._execution.defining.get(origin, []):
            name = str(getattr(step.ir, "variable_right", ""))
            if name in _UP_NAMES:
                return "up"
            if name in _DOWN_NAMES:
                return "down"
        return "nearest"

    def _flat(self, values: list[Value]) -> tuple[Value, ...]:
        return tuple(factor for value in values for factor in self.factors(value))

    def _plain(self, step: Step, result: Value) -> Quotient:
        dividend, divisor = step.value(step.ir.variable_left), step.value(step.ir.variable_right)
        numerator, lifted = self._without_lift(dividend, divisor)
        rounding = "up" if lifted or self._is_lifted_afterwards(result) else "down"
        return Quotient(step, result, self.factors(numerator), divisor, rounding)

    def _without_lift(self, dividend: Value, divisor: Value) -> tuple[Value, bool]:
        """``x`` and true for ``x + divisor - 1`` in any order, else the dividend and false."""
        plus, minus, number = self._sum(dividend)
        if len(plus) + len(minus) + (number != 0) < 2:
            return dividend, False
        over, under, whole = self._sum(divisor)
        rest = _without(plus, over)
        if rest is not None and len(rest) == 1 and _without(minus, under) == []:
            if number - whole == -1:
                return rest[0], True
            if not over and number == whole // 2:
                return rest[0], False
        if len(plus) == 1 and not minus and number == -1:
            return plus[0], self._is_lifted_afterwards_of_minus_one(dividend)
        return dividend, False

    def _sum(self, value: Value) -> tuple[list[Value], list[Value], int]:
        """A sum as what is added, what is taken away, and the constants in it added up."""
        plus: list[Value] = []
        minus: list[Value] = []
        self._terms(value, plus, minus, 0)
        number = sum(self.constant(v) or 0 for v in plus) - sum(self.constant(v) or 0 for v in minus)
        added, taken = ([v for v in terms if self.constant(v) is None] for terms in (plus, minus))
        return added, taken, number

    def _terms(self, value: Value, plus: list[Value], minus: list[Value], depth: int) -> None:
        origin = self._execution.origin(value)
        for step in self._execution.defining.get(origin, []) if depth < 4 else []:
            if isinstance(step.ir, Binary) and step.ir.type in (BinaryType.ADDITION, BinaryType.SUBTRACTION):
                left, right = step.value(step.ir.variable_left), step.value(step.ir.variable_right)
                if origin in (left, right):
                    continue
                self._terms(left, plus, minus, depth + 1)
                if step.ir.type == BinaryType.ADDITION:
                    self._terms(right, plus, minus, depth + 1)
                else:
                    self._terms(right, minus, plus, depth + 1)
                return
        plus.append(origin)

    def _is_lifted_afterwards_of_minus_one(self, dividend: Value) -> bool:
        return any(
            isinstance(step.ir, Binary) and step.ir.type == BinaryType.DIVISION and self._is_lifted_afterwards(target)
            for target, step in self._execution.outputs.get(dividend, ())
        )

    def _is_lifted_afterwards(self, result: Value) -> bool:
        """Whether 1, or a bit that tells a remainder, is added to the quotient."""
        for copy in self.copies(result):
            following = [step for _, step in self._execution.outputs.get(copy, ())]
            for step in (*following, *self._execution.defining.get(copy, ())):
                if isinstance(step.ir, Binary) and step.ir.type == BinaryType.ADDITION:
                    left, right = step.value(step.ir.variable_left), step.value(step.ir.variable_right)
                    other = right if copy == left else left
                    if self.constant(other) == 1 or self._tells_remainder(other):
                        return True
        return False

    def _tells_remainder(self, value: Value) -> bool:
        sources = self._execution.sources(value)
        return any(
            (isinstance(step.ir, Binary) and step.ir.type == BinaryType.MODULO) or step.called_name == "mulmod"
            for source in sources
            for step in self._execution.defining.get(source, [])
        ) and all(self.constant(s) in (None, 0, 1) for s in sources if s.is_constant)


def _without(terms: list[Value], taken: list[Value]) -> list[Value] | None:
    """The terms that are left when others are taken away; ``None`` where one of those is not among them."""
    rest = list(terms)
    for term in taken:
        if term not in rest:
            return None
        rest.remove(term)
    return rest


def comparison(step: Step) -> tuple[Value, Any, Value] | None:
    """Left side, operator and right side of a comparison, else ``None``."""
    ir: Any = step.ir
    if isinstance(ir, Binary) and ir.type in _COMPARISONS:
        return step.value(ir.variable_left), ir.type, step.value(ir.variable_right)
    if step.chooses:
        smaller, larger = step.arguments
        return smaller, BinaryType.LESS, larger
    return None


_COMPARISONS = {
    BinaryType.LESS,
    BinaryType.LESS_EQUAL,
    BinaryType.GREATER,
    BinaryType.GREATER_EQUAL,
    BinaryType.EQUAL,
    BinaryType.NOT_EQUAL,
}
