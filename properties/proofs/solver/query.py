"""A query as text and as z3 terms, and the check of a model on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import z3

_CONFIRM_MILLISECONDS = 5000

# Halmos leaves multiplication and division uninterpreted at first and asks again with their meaning; here it is known at
# once. The EVM gives zero for a division by zero.
_ABSTRACT = re.compile(
    r"\(declare-fun (f_evm_(bvmul|bvudiv|bvurem|bvsdiv|bvsrem)_(\d+))"
    r" \(\(_ BitVec \3\) \(_ BitVec \3\)\) \(_ BitVec \3\)\)"
)
_UNDEFINED = "f_evm_"


class MalformedQuery(ValueError):
    """The text is no query this front end can read; the message is the parser's."""


@dataclass(frozen=True)
class Query:
    """Declarations and assertions, without ``check-sat`` and what follows it."""

    text: str

    @classmethod
    def of(cls, commands: Iterable[str]) -> Query:
        """The query that a list of declaring and asserting commands states."""
        return cls(_ABSTRACT.sub(_defined, "\n".join(commands)))

    @property
    def script(self) -> str:
        """The query with the commands that ask for an answer and a model."""
        logic = "" if "(set-logic" in self.text else "(set-logic QF_AUFBV)\n"
        return f"{logic}{self.text}\n(check-sat)\n(get-model)\n"

    @cached_property
    def assertions(self) -> list[Any]:
        """The asserted terms; raises :class:`MalformedQuery`."""
        try:
            return list(z3.parse_smt2_string(self.text))
        except z3.Z3Exception as error:
            raise MalformedQuery(str(error)) from error

    @cached_property
    def constants(self) -> dict[str, Any]:
        """The bit-vector and Boolean constants that the assertions speak of."""
        found: dict[str, Any] = {}
        seen: set[int] = set()
        stack = list(self.assertions)
        while stack:
            term = stack.pop()
            if term.get_id() in seen:
                continue
            seen.add(term.get_id())
            stack.extend(term.children())
            if z3.is_const(term) and term.decl().kind() == z3.Z3_OP_UNINTERPRETED and (z3.is_bv(term) or z3.is_bool(term)):
                found[term.decl().name()] = term
        return found

    def confirmed(self, model: Mapping[str, int]) -> bool:
        """True iff the formula holds with the constants of ``model`` at their values.

        What has no value there (arrays, functions) may take any: its part must be satisfiable, and found so at once.
        """
        values = []
        for name, constant in self.constants.items():
            if name in model:
                number = model[name]
                value = z3.BoolVal(bool(number)) if z3.is_bool(constant) else z3.BitVecVal(number, constant.size())
                values.append((constant, value))
        solver = z3.Solver()
        solver.set("timeout", _CONFIRM_MILLISECONDS)
        for assertion in self.assertions:
            left = z3.simplify(z3.substitute(assertion, *values))
            if z3.is_false(left):
                return False
            if _UNDEFINED in left.sexpr():
                return False
            solver.add(left)
        return bool(solver.check() == z3.sat)


def _defined(match: re.Match[str]) -> str:
    name, operation, width = match.groups()
    word = f"(_ BitVec {width})"
    body = f"({operation} x y)"
    if operation != "bvmul":
        body = f"(ite (= y (_ bv0 {width})) (_ bv0 {width}) {body})"
    return f"(define-fun {name} ((x {word}) (y {word})) {word} {body})"
