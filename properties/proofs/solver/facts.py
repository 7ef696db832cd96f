"""Bounds that hold in every model of a query, read off its top-level assertions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import z3

from properties.proofs.solver.interval import Interval, signed, unsigned

_FLIPPED = {
    z3.Z3_OP_UGEQ: z3.Z3_OP_ULEQ,
    z3.Z3_OP_UGT: z3.Z3_OP_ULT,
    z3.Z3_OP_SGEQ: z3.Z3_OP_SLEQ,
    z3.Z3_OP_SGT: z3.Z3_OP_SLT,
}
_NEGATED = {
    z3.Z3_OP_ULEQ: z3.Z3_OP_ULT,
    z3.Z3_OP_ULT: z3.Z3_OP_ULEQ,
    z3.Z3_OP_SLEQ: z3.Z3_OP_SLT,
    z3.Z3_OP_SLT: z3.Z3_OP_SLEQ,
}


@dataclass
class Facts:
    """What is known of terms, by the identity of their node: their value as an unsigned and as a signed number."""

    unsigned: dict[int, Interval] = field(default_factory=dict)
    signed: dict[int, Interval] = field(default_factory=dict)

    @classmethod
    def of(cls, assertions: Iterable[Any]) -> Facts:
        """The facts that the conjunction of ``assertions`` states outright."""
        facts = cls()
        for atom, positive in _literals(assertions):
            facts._learn(atom, positive)
        return facts

    def _learn(self, atom: Any, positive: bool) -> None:
        kind = atom.decl().kind()
        if kind == z3.Z3_OP_EQ and positive:
            left, right = atom.children()
            if z3.is_bv(left):
                self._equal(left, right)
                self._equal(right, left)
            return
        children = atom.children()
        if kind in _FLIPPED:
            kind = _FLIPPED[kind]
            children.reverse()
        if kind not in _NEGATED:
            return
        left, right = children
        if not positive:
            left, right, kind = right, left, _NEGATED[kind]
        strict = kind in (z3.Z3_OP_ULT, z3.Z3_OP_SLT)
        is_signed = kind in (z3.Z3_OP_SLEQ, z3.Z3_OP_SLT)
        table, word = (self.signed, signed(left.size())) if is_signed else (self.unsigned, unsigned(left.size()))
        if z3.is_bv_value(right):
            high = (right.as_signed_long() if is_signed else right.as_long()) - strict
            _narrow(table, left, Interval(word.low, max(word.low, high)), word)
        if z3.is_bv_value(left):
            low = (left.as_signed_long() if is_signed else left.as_long()) + strict
            _narrow(table, right, Interval(min(word.high, low), word.high), word)

    def _equal(self, term: Any, other: Any) -> None:
        width = term.size()
        if z3.is_bv_value(other):
            _narrow(self.unsigned, term, Interval(other.as_long(), other.as_long()), unsigned(width))
            kept = _extracted(term)
            if kept and kept[0] == term.arg(0).size() - 1 and other.as_long() == 0 and kept[1] > 0:
                whole = term.arg(0)
                _narrow(self.unsigned, whole, unsigned(kept[1]), unsigned(whole.size()))
            return
        # What a decoder checks of a narrow argument: that it equals its own low bits, extended.
        kept = _extended(other, term)
        if kept is not None:
            narrow, is_signed = kept
            if is_signed:
                _narrow(self.signed, term, signed(narrow), signed(width))
            else:
                _narrow(self.unsigned, term, unsigned(narrow), unsigned(width))


def _literals(assertions: Iterable[Any]) -> Iterator[tuple[Any, bool]]:
    stack = [(assertion, True) for assertion in assertions]
    while stack:
        term, positive = stack.pop()
        if z3.is_not(term):
            stack.append((term.arg(0), not positive))
        elif (z3.is_and(term) and positive) or (z3.is_or(term) and not positive):
            stack.extend((child, positive) for child in term.children())
        elif z3.is_app(term) and term.num_args() == 2:
            yield term, positive


def _narrow(table: dict[int, Interval], term: Any, interval: Interval, word: Interval) -> None:
    table[term.get_id()] = table.get(term.get_id(), word) & interval


def _extracted(term: Any) -> tuple[int, int] | None:
    if term.decl().kind() != z3.Z3_OP_EXTRACT:
        return None
    high, low = term.params()
    return high, low


def _extended(term: Any, base: Any) -> tuple[int, bool] | None:
    """Width and signedness if ``term`` is the low bits of ``base``, extended to its width."""
    kind = term.decl().kind()
    if kind in (z3.Z3_OP_SIGN_EXT, z3.Z3_OP_ZERO_EXT):
        inner, is_signed = term.arg(0), kind == z3.Z3_OP_SIGN_EXT
    elif kind == z3.Z3_OP_CONCAT and term.num_args() == 2 and z3.is_bv_value(term.arg(0)):
        if term.arg(0).as_long() != 0:
            return None
        inner, is_signed = term.arg(1), False
    else:
        return None
    kept = _extracted(inner)
    if kept is None or kept[1] != 0 or not inner.arg(0).eq(base):
        return None
    return kept[0] + 1, is_signed
