"""A query as text and as z3 terms, and the check of a model on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import z3

from properties.proofs.solver.definitions import Inlined, constants, inline

_CONFIRM_MILLISECONDS = 5000

# Halmos leaves multiplication and division uninterpreted at first and asks again with their meaning; here it is known
# at once. The EVM gives zero for a division by zero.
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
    def inlined(self) -> Inlined:
        """The query with its definitions put in place."""
        return inline(self.assertions)

    @cached_property
    def constants(self) -> dict[str, Any]:
        """The bit-vector and Boolean constants of the query."""
        return constants(self.assertions)

    def completed(self, model: Mapping[str, int]) -> dict[str, int] | None:
        """``model`` with values for all constants, once the formula is found to hold with it; else None.

        What has no value there (defined constants, arrays, functions) may take any: the part that speaks of it must be
        satisfiable, and found so at once.
        """
        values = [
            (constant, _value(constant, model[name])) for name, constant in self.constants.items() if name in model
        ]
        solver = z3.Solver()
        solver.set("timeout", _CONFIRM_MILLISECONDS)
        for assertion in self.assertions:
            left = z3.simplify(z3.substitute(assertion, *values))
            if z3.is_false(left) or _UNDEFINED in left.sexpr():
                return None
            solver.add(left)
        if solver.check() != z3.sat:
            return None
        found = solver.model()
        return {
            name: model[name] if name in model else _number(found.eval(constant, model_completion=True))
            for name, constant in self.constants.items()
        }


def _value(constant: Any, number: int) -> Any:
    return z3.BoolVal(bool(number)) if z3.is_bool(constant) else z3.BitVecVal(number, constant.size())


def _number(value: Any) -> int:
    return int(z3.is_true(value)) if z3.is_bool(value) else int(value.as_long())


def _defined(match: re.Match[str]) -> str:
    name, operation, width = match.groups()
    word = f"(_ BitVec {width})"
    body = f"({operation} x y)"
    if operation != "bvmul":
        body = f"(ite (= y (_ bv0 {width})) (_ bv0 {width}) {body})"
    return f"(define-fun {name} ((x {word}) (y {word})) {word} {body})"
