"""Bit-vector formulas as integer formulas.

Every bit-vector term becomes an integer that is congruent to it modulo 2^width (:class:`Value`); it is brought into the
unsigned or the signed range only where an operation looks at its value, and only if its interval says that it may lie
outside. An operation that has no integer form here becomes a fresh word: the translation then has more models than
the query, so that its ``unsat`` still holds, and its ``sat`` is left to the check of the model.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import z3

from properties.proofs.solver.facts import Facts
from properties.proofs.solver.integers import Definitions, Value, choose
from properties.proofs.solver.interval import Interval, signed, unsigned
from properties.proofs.solver.words import ONES, ZERO, Words, shift_amount


@dataclass(frozen=True)
class Translation:
    """An integer problem and the way back: each constant of the query and its integer (or Boolean) twin."""

    constraints: list[Any]
    words: dict[str, Any]
    booleans: dict[str, Any]
    exact: bool
    """False if some term stands for itself alone: then there may be models that the query does not have."""


def translate(assertions: Iterable[Any]) -> Translation:
    """The integer twin of a list of z3 Boolean terms over bit-vectors."""
    kept = list(assertions)
    translator = _Translator(Facts.of(kept))
    translated = [translator.boolean(assertion) for assertion in kept]
    constraints = translator.words.definitions.constraints + translated
    return Translation(constraints, translator.constants, translator.booleans, translator.exact)


@dataclass
class _Translator:
    facts: Facts
    words: Words = field(default_factory=Words)
    constants: dict[str, Any] = field(default_factory=dict)
    booleans: dict[str, Any] = field(default_factory=dict)
    exact: bool = True
    # The terms are kept with their twins: z3 gives the identity of a freed node to a new one.
    _values: dict[int, tuple[Any, Value]] = field(default_factory=dict)
    _formulas: dict[int, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def definitions(self) -> Definitions:
        return self.words.definitions

    def boolean(self, term: Any) -> Any:
        """The twin of a formula."""
        if term.get_id() not in self._formulas:
            self._formulas[term.get_id()] = (term, self._boolean(term))
        return self._formulas[term.get_id()][1]

    def _boolean(self, term: Any) -> Any:
        kind, children = term.decl().kind(), term.children()
        if kind == z3.Z3_OP_ITE:
            return z3.If(*[self.boolean(child) for child in children])
        if kind in _CONNECTIVES:
            return _CONNECTIVES[kind](*[self.boolean(child) for child in children])
        if kind in (z3.Z3_OP_TRUE, z3.Z3_OP_FALSE):
            return z3.BoolVal(kind == z3.Z3_OP_TRUE)
        if kind in (z3.Z3_OP_EQ, z3.Z3_OP_DISTINCT):
            return self._equality(kind, children)
        if kind in _COMPARISONS:
            look, compare = _COMPARISONS[kind]
            left, right = (look(self, child) for child in children)
            return compare(left.expr, right.expr)
        free = self.definitions.free()
        if kind == z3.Z3_OP_UNINTERPRETED and not children:
            self.booleans[term.decl().name()] = free
        else:
            self.exact = False
        return free

    def _equality(self, kind: int, children: list[Any]) -> Any:
        if z3.is_bool(children[0]):
            sides = [self.boolean(child) for child in children]
            return sides[0] == sides[1] if kind == z3.Z3_OP_EQ else z3.Distinct(*sides)
        if not z3.is_bv(children[0]):
            self.exact = False
            return self.definitions.free()
        if kind == z3.Z3_OP_EQ:
            return self._equal(children[0], children[1])
        pairs = [(a, b) for i, a in enumerate(children) for b in children[:i]]
        return z3.And(*[z3.Not(self._equal(a, b)) for a, b in pairs])

    def _equal(self, left: Any, right: Any) -> Any:
        modulus = 1 << left.size()
        a, b = self.value(left), self.value(right)
        # Congruent numbers less than a modulus apart are equal.
        if not (a.range - b.range).within(1 - modulus, modulus - 1):
            a, b = self.unsigned(left), self.unsigned(right)
        return a.expr == b.expr

    def value(self, term: Any) -> Value:
        """An integer congruent to ``term``."""
        if term.get_id() not in self._values:
            self._values[term.get_id()] = (term, self._bounded(term, self._value(term)))
        return self._values[term.get_id()][1]

    def unsigned(self, term: Any) -> Value:
        """``term`` as an unsigned number."""
        return self.words.unsigned(self.value(term), term.size())

    def signed(self, term: Any) -> Value:
        """``term`` as a two's complement number."""
        return self.words.signed(self.value(term), term.size())

    def _bounded(self, term: Any, value: Value) -> Value:
        """``value`` in the range that the facts give, where they give one."""
        width, key = term.size(), term.get_id()
        if z3.is_bv_value(term):
            return value
        if key in self.facts.unsigned:
            value = self._narrowed(self.words.unsigned(value, width), self.facts.unsigned[key])
        if key in self.facts.signed:
            value = self._narrowed(self.words.signed(value, width), self.facts.signed[key])
        return value

    def _narrowed(self, value: Value, known: Interval) -> Value:
        if value.within(known.low, known.high):
            return value
        # The fact itself may be folded away where it is translated, now that the range says it: it is kept here.
        self.definitions.constraints.append(z3.And(known.low <= value.expr, value.expr <= known.high))
        return Value(value.expr, value.range & known)

    def _value(self, term: Any) -> Value:
        kind = term.decl().kind()
        if kind == z3.Z3_OP_BNUM:
            number = term.as_long()
            # All-ones masks and negated factors are nearest to zero as negative numbers.
            return Value.of(number if number >> term.size() - 1 == 0 else number - (1 << term.size()))
        if kind in _OPERATIONS:
            found = _OPERATIONS[kind](self, term)
            if found is not None:
                return found
        return self._free(term)

    def _free(self, term: Any) -> Value:
        """A word of which nothing is known but the facts."""
        key, width = term.get_id(), term.size()
        as_signed = self.facts.signed.get(key, signed(width))
        as_unsigned = self.facts.unsigned.get(key, unsigned(width))
        if as_signed.low >= 0:
            interval = as_unsigned & as_signed
        else:
            narrower = as_signed.high - as_signed.low < as_unsigned.high - as_unsigned.low
            interval = as_signed if narrower else as_unsigned
        word = self.definitions.fresh(interval)
        if z3.is_const(term):
            self.constants[term.decl().name()] = word.expr
        else:
            self.exact = False
        return word

    def _sum(self, term: Any) -> Value:
        return reduce(operator.add, (self.value(child) for child in term.children()))

    def _difference(self, term: Any) -> Value:
        return reduce(operator.sub, (self.value(child) for child in term.children()))

    def _product(self, term: Any) -> Value:
        product = self.value(term.arg(0))
        for child in term.children()[1:]:
            product = product * self.value(child)
            if not product.within(-(1 << 3 * term.size()), 1 << 3 * term.size()):
                product = self.words.unsigned(product, term.size())
        return product

    def _unsigned_quotient(self, term: Any) -> Value:
        value, divisor = self.unsigned(term.arg(0)), self.unsigned(term.arg(1))
        factor = _other_factor(term.arg(0), term.arg(1))
        if factor is None:
            return self.words.unsigned_division(value, divisor)[0]
        # (x * y) / y is x, unless the product wrapped: it is how the compiler checks a multiplication.
        other = self.unsigned(factor)
        product = divisor * other
        modulus = 1 << term.size()
        if product.range.high < modulus:
            return choose(divisor.expr == 0, ONES, other)
        quotient = self.words.unsigned_division(value, divisor)[0]
        exact = (product.expr < modulus) == (quotient.expr == other.expr)
        self.definitions.constraints.append(z3.Implies(divisor.expr != 0, exact))
        return quotient

    def _signed_quotient(self, term: Any) -> Value:
        value, divisor = self.signed(term.arg(0)), self.signed(term.arg(1))
        factor = _other_factor(term.arg(0), term.arg(1))
        if factor is None:
            return self.words.signed_division(value, divisor)[0]
        other = self.signed(factor)
        product = divisor * other
        word = signed(term.size())
        if product.within(word.low, word.high):
            by_zero = choose(value.expr < 0, Value.of(1), ONES)
            return choose(divisor.expr == 0, by_zero, other)
        quotient = self.words.signed_division(value, divisor)[0]
        fits = z3.And(word.low <= product.expr, product.expr <= word.high)
        # Minus one times the minimum wraps to the minimum, and so does the division back.
        ambiguous = z3.And(divisor.expr == -1, other.expr == word.low)
        self.definitions.constraints.append(
            z3.Implies(z3.And(divisor.expr != 0, z3.Not(ambiguous)), fits == (quotient.expr == other.expr))
        )
        return quotient

    def _extract(self, term: Any) -> Value:
        high, low = term.params()
        whole = term.arg(0)
        if low == 0:
            return self.value(whole)
        return self.words.bits(self.unsigned(whole), high, low, whole.size())

    def _concat(self, term: Any) -> Value:
        total, shift = ZERO, 0
        for part in reversed(_joined(term)):
            total = total + self.unsigned(part) * Value.of(1 << shift)
            shift += part.size()
        return total

    def _repeat(self, term: Any) -> Value:
        part = term.arg(0)
        times = term.size() // part.size()
        return self.unsigned(part) * Value.of(sum(1 << part.size() * index for index in range(times)))

    def _shift(self, term: Any) -> Value | None:
        width, kind = term.size(), term.decl().kind()
        amount = shift_amount(self.value(term.arg(1)), width)
        if amount is None:
            return None
        if kind == z3.Z3_OP_BSHL:
            return ZERO if amount == width else self.value(term.arg(0)) * Value.of(1 << amount)
        number = self.signed(term.arg(0)) if kind == z3.Z3_OP_BASHR else self.unsigned(term.arg(0))
        return self.definitions.floor_division(number, 1 << amount)[0]

    def _bitwise(self, term: Any) -> Value | None:
        kind, width = term.decl().kind(), term.size()
        result: Value | None = self.value(term.arg(0))
        for child in term.children()[1:]:
            if result is not None:
                result = self.words.combine(kind, result, self.value(child), width)
        return result


def _joined(term: Any) -> list[Any]:
    """The parts of a concatenation, high to low, adjacent slices of one word put together again."""
    parts: list[Any] = []
    stack = list(reversed(term.children()))
    while stack:
        part = stack.pop()
        if part.decl().kind() == z3.Z3_OP_CONCAT:
            stack.extend(reversed(part.children()))
            continue
        if parts and _is_slice(parts[-1]) and _is_slice(part) and parts[-1].arg(0).eq(part.arg(0)):
            (high, middle), (next_high, low) = parts[-1].params(), part.params()
            if middle == next_high + 1:
                parts[-1] = z3.Extract(high, low, part.arg(0))
                continue
        parts.append(part)
    return [part.arg(0) if _is_slice(part) and part.size() == part.arg(0).size() else part for part in parts]


def _is_slice(term: Any) -> bool:
    return bool(term.decl().kind() == z3.Z3_OP_EXTRACT)


def _other_factor(product: Any, divisor: Any) -> Any | None:
    """``x`` where ``product`` is ``x * divisor`` or ``divisor * x``."""
    if product.decl().kind() != z3.Z3_OP_BMUL or product.num_args() != 2:
        return None
    left, right = product.children()
    return right if left.eq(divisor) else left if right.eq(divisor) else None


_CONNECTIVES: dict[int, Callable[..., Any]] = {
    z3.Z3_OP_AND: z3.And,
    z3.Z3_OP_OR: z3.Or,
    z3.Z3_OP_NOT: z3.Not,
    z3.Z3_OP_XOR: z3.Xor,
    z3.Z3_OP_IMPLIES: z3.Implies,
}
_COMPARISONS: dict[int, tuple[Callable[[_Translator, Any], Value], Callable[[Any, Any], Any]]] = {
    z3.Z3_OP_ULEQ: (_Translator.unsigned, operator.le),
    z3.Z3_OP_ULT: (_Translator.unsigned, operator.lt),
    z3.Z3_OP_UGEQ: (_Translator.unsigned, operator.ge),
    z3.Z3_OP_UGT: (_Translator.unsigned, operator.gt),
    z3.Z3_OP_SLEQ: (_Translator.signed, operator.le),
    z3.Z3_OP_SLT: (_Translator.signed, operator.lt),
    z3.Z3_OP_SGEQ: (_Translator.signed, operator.ge),
    z3.Z3_OP_SGT: (_Translator.signed, operator.gt),
}
_OPERATIONS: dict[int, Callable[[_Translator, Any], Value | None]] = {
    z3.Z3_OP_BADD: _Translator._sum,
    z3.Z3_OP_BSUB: _Translator._difference,
    z3.Z3_OP_BMUL: _Translator._product,
    z3.Z3_OP_BNEG: lambda self, term: -self.value(term.arg(0)),
    z3.Z3_OP_BNOT: lambda self, term: ONES - self.value(term.arg(0)),
    z3.Z3_OP_BUDIV: _Translator._unsigned_quotient,
    z3.Z3_OP_BUREM: lambda self, term: self.words.unsigned_division(*map(self.unsigned, term.children()))[1],
    z3.Z3_OP_BSDIV: _Translator._signed_quotient,
    z3.Z3_OP_BSREM: lambda self, term: self.words.signed_division(*map(self.signed, term.children()))[1],
    z3.Z3_OP_EXTRACT: _Translator._extract,
    z3.Z3_OP_CONCAT: _Translator._concat,
    z3.Z3_OP_REPEAT: _Translator._repeat,
    z3.Z3_OP_ZERO_EXT: lambda self, term: self.unsigned(term.arg(0)),
    z3.Z3_OP_SIGN_EXT: lambda self, term: self.signed(term.arg(0)),
    z3.Z3_OP_ITE: lambda self, term: choose(
        self.boolean(term.arg(0)), self.value(term.arg(1)), self.value(term.arg(2))
    ),
    z3.Z3_OP_BSHL: _Translator._shift,
    z3.Z3_OP_BLSHR: _Translator._shift,
    z3.Z3_OP_BASHR: _Translator._shift,
    z3.Z3_OP_BAND: _Translator._bitwise,
    z3.Z3_OP_BOR: _Translator._bitwise,
    z3.Z3_OP_BXOR: _Translator._bitwise,
}
