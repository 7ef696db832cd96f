"""A model on z3 terms: all its paths, each claim shown for every input that reaches it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import z3

from properties.proofs.models.arithmetic import Formula, Number, Refused, Unproved, bounds

_FEASIBLE_MILLISECONDS = 300
# Each strategy decides at once what another never ends on: they take turns, longer every round.
_STRATEGIES: tuple[Callable[[], z3.Solver], ...] = (z3.Solver, lambda: z3.SolverFor("QF_NIA"))
_FIRST_ROUND_MILLISECONDS = 1000
_ROUND_FACTOR = 4


@dataclass
class Refutation(Exception):
    """Arguments that break a claim, by z3's word."""

    arguments: list[int]
    text: str


@dataclass
class Explored:
    """What became of the paths of a model."""

    paths: int = 0
    succeeded: int = 0
    claims: int = 0


class Symbolic:
    """One path of a model, chosen by ``decisions``; the other ways at its splits are added to ``pending``."""

    def __init__(self, types: Sequence[str], decisions: list[bool], pending: list[list[bool]], until: float) -> None:
        """``until``: when to give up, on the monotonic clock."""
        self.arguments = [z3.Int(f"argument{number}") for number in range(len(types))]
        self.claims = 0
        self._facts: list[Any] = []
        self._decisions = decisions
        self._taken = 0
        self._pending = pending
        self._until = until
        self._names = 0
        self._quotients: dict[tuple[int, int], tuple[Any, Any, Any]] = {}
        for argument, type_ in zip(self.arguments, types, strict=True):
            low, high = bounds(type_)
            self._facts += [argument >= low, argument <= high]

    def require(self, condition: Formula) -> None:
        """Known from here on; raises :class:`Refused` where it can't hold."""
        if isinstance(condition, bool):
            if not condition:
                raise Refused
            return
        self._facts.append(condition)
        if not self._feasible([]):
            raise Refused

    def claim(self, condition: Formula, text: str) -> None:
        """Shown, then known; raises :class:`Refutation` or :class:`Unproved`."""
        self._show(self._facts, condition, text)
        if not isinstance(condition, bool):
            self._facts.append(condition)

    def lemma(self, condition: Formula, text: str, *premises: Formula) -> None:
        """Each premise shown, then the condition from them alone."""
        for premise in premises:
            if not any(fact.eq(premise) for fact in self._facts):
                self.claim(premise, f"premise of: {text}")
        try:
            self._show(list(premises), condition, text)
        except Refutation as refutation:
            # Of these premises alone: what breaks it need not be reached.
            raise Unproved(f"does not follow from its premises: {text}") from refutation
        self._facts.append(condition)

    def fits(self, value: Number, type_: str) -> Number:
        """A claim that it is in range."""
        low, high = bounds(type_)
        self.claim(z3.And(value >= low, value <= high), f"{type_} never overflows")
        return value

    def cast(self, value: Number, type_: str) -> Number:
        """Known to be in range."""
        low, high = bounds(type_)
        self.require(z3.And(value >= low, value <= high))
        return value

    def divide(self, numerator: Number, denominator: Number) -> tuple[Number, Number]:
        """Fresh integers that are determined by the division; the same terms give the same ones."""
        if isinstance(numerator, int) and isinstance(denominator, int):
            return divmod(numerator, denominator)
        numerator, denominator = _term(numerator), _term(denominator)
        key = (numerator.get_id(), denominator.get_id())
        if key not in self._quotients:
            self.claim(denominator > 0, "the denominator is above zero")
            number = len(self._quotients)
            quotient, remainder = z3.Int(f"quotient{number}"), z3.Int(f"remainder{number}")
            self._facts += [numerator == denominator * quotient + remainder, remainder >= 0, remainder < denominator]
            # The terms are kept: z3 gives the identity of a freed one to another.
            self._quotients[key] = (quotient, remainder, (numerator, denominator))
        quotient, remainder, _ = self._quotients[key]
        return quotient, remainder

    def name(self, value: Number) -> Number:
        """A fresh integer that equals it."""
        named = self._fresh("named")
        self._facts.append(named == value)
        return named

    def ascending(self, numbers: Sequence[Number], low: int, high: int) -> list[Number]:
        """Fresh integers in order, within the bounds: what is claimed of all such holds for the sorted numbers."""
        for number in numbers:
            self.claim(z3.And(number >= low, number <= high), "the numbers are within their bounds")
        ordered = [self._fresh("ordered") for _ in numbers]
        self._facts += [ordered[0] >= low, ordered[-1] <= high, *(one <= other for one, other in pairwise(ordered))]
        return ordered

    def lowest(self, numbers: Sequence[Number]) -> Number:
        """A fresh integer that is no more than any: what is claimed of all such holds for the least."""
        least = self._fresh("lowest")
        self._facts += [least <= number for number in numbers]
        return least

    def split(self, condition: Formula) -> bool:
        """The way this path goes; where both are open, the other one waits."""
        if isinstance(condition, bool):
            return condition
        condition = z3.simplify(condition)
        if z3.is_true(condition) or z3.is_false(condition):
            return bool(z3.is_true(condition))
        if self._taken < len(self._decisions):
            way = self._decisions[self._taken]
        else:
            way = self._feasible([condition])
            if way and self._feasible([z3.Not(condition)]):
                self._pending.append([*self._decisions, False])
            self._decisions.append(way)
        self._taken += 1
        self._facts.append(condition if way else z3.Not(condition))
        return way

    def observe(self, *values: Number) -> None:
        """Nothing to compare with here."""

    def both(self, *conditions: Formula) -> Formula:
        """All conditions hold."""
        return z3.And(*conditions)

    def either(self, *conditions: Formula) -> Formula:
        """One of the conditions holds."""
        return z3.Or(*conditions)

    def _fresh(self, kind: str) -> Any:
        self._names += 1
        return z3.Int(f"{kind}{self._names}")

    def _feasible(self, more: list[Any]) -> bool:
        """False only where nothing gets here; a doubt is a yes, which costs time alone."""
        solver = z3.Solver()
        solver.set("timeout", _FEASIBLE_MILLISECONDS)
        solver.add(*self._facts, *more)
        return bool(solver.check() != z3.unsat)

    def _show(self, facts: list[Any], condition: Formula, text: str) -> None:
        self.claims += 1
        if isinstance(condition, bool):
            condition = z3.BoolVal(condition)
        milliseconds = _FIRST_ROUND_MILLISECONDS
        while True:
            for strategy in _STRATEGIES:
                left = int(1000 * (self._until - time.monotonic()))
                if left <= 0:
                    raise Unproved(f"no answer in time: {text}")
                solver = strategy()
                solver.set("timeout", min(left, milliseconds))
                solver.add(*facts, z3.Not(condition))
                answer = solver.check()
                if answer == z3.unsat:
                    return
                if answer == z3.sat:
                    model = solver.model()
                    values = [model.eval(argument, model_completion=True).as_long() for argument in self.arguments]
                    raise Refutation(values, text)
            milliseconds *= _ROUND_FACTOR


def _term(number: Number) -> Any:
    return z3.IntVal(number) if isinstance(number, int) else number


@dataclass
class Exploration:
    """All paths of a model."""

    types: Sequence[str]
    until: float
    explored: Explored = field(default_factory=Explored)

    def run(self, model: Callable[..., None]) -> Explored:
        """Every path to its end; raises :class:`Refutation` and :class:`Unproved`."""
        pending: list[list[bool]] = [[]]
        while pending:
            path = Symbolic(self.types, pending.pop(), pending, self.until)
            self.explored.paths += 1
            try:
                model(path, *path.arguments)
                self.explored.succeeded += 1
            except Refused:
                pass
            self.explored.claims += path.claims
        return self.explored
