"""What a model may do with numbers, on plain integers and on z3 terms alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol

Number = Any
"""An ``int``, or a z3 integer term."""
Formula = Any
"""A ``bool``, or a z3 Boolean term."""

_TYPE = re.compile(r"(u?)int(\d+)")


class Refused(Exception):
    """The contract refuses these arguments: the statement says nothing of them."""


class ClaimFailed(Exception):
    """The statement does not hold; the text is the claim."""


class Unproved(Exception):
    """Neither shown nor refuted; the text says what is open."""


def bounds(type_: str) -> tuple[int, int]:
    """The least and the greatest value of a Solidity value type."""
    if type_ == "bool":
        return 0, 1
    match = _TYPE.fullmatch(type_)
    if match is None:
        raise ValueError(f"a model takes no {type_}")
    width = int(match[2])
    return (0, (1 << width) - 1) if match[1] else (-(1 << width - 1), (1 << width - 1) - 1)


class Arithmetic(Protocol):
    """The operations of a model. Sums, differences, products and comparisons are Python's own."""

    def require(self, condition: Formula) -> None:
        """The contract refuses arguments that break ``condition``."""

    def claim(self, condition: Formula, text: str) -> None:
        """``condition`` holds; from here on it is known."""

    def lemma(self, condition: Formula, text: str, *premises: Formula) -> None:
        """``condition`` follows from the premises alone, and they hold: a step that needs nothing else."""

    def fits(self, value: Number, type_: str) -> Number:
        """``value``, which the contract computes with an overflow check for ``type_``: it never strikes."""

    def cast(self, value: Number, type_: str) -> Number:
        """``value``, which the contract refuses where it is no ``type_``."""

    def divide(self, numerator: Number, denominator: Number) -> tuple[Number, Number]:
        """Quotient rounded towards minus infinity and remainder; the denominator is above zero."""

    def name(self, value: Number) -> Number:
        """The same number under a name of its own, for steps that need not know what it is made of."""

    def ascending(self, numbers: Sequence[Number], low: int, high: int) -> list[Number]:
        """The same numbers in order; all are from ``low`` to ``high``. Claims know no more of them than that."""

    def lowest(self, numbers: Sequence[Number]) -> Number:
        """The least of them; claims know only that none is less."""

    def split(self, condition: Formula) -> bool:
        """Which way the contract goes."""

    def observe(self, *values: Number) -> None:
        """Numbers that the contract has too: they are compared with the bytecode's."""

    def both(self, *conditions: Formula) -> Formula:
        """All conditions hold."""

    def either(self, *conditions: Formula) -> Formula:
        """One of the conditions holds."""


def floor(k: Arithmetic, numerator: Number, denominator: Number) -> Number:
    """The quotient rounded towards minus infinity."""
    return k.divide(numerator, denominator)[0]


def ceiling(k: Arithmetic, numerator: Number, denominator: Number) -> Number:
    """The quotient rounded up."""
    return -k.divide(-numerator, denominator)[0]


def absolute(k: Arithmetic, value: Number) -> Number:
    """The distance from zero."""
    return -value if k.split(value < 0) else value


def least(k: Arithmetic, one: Number, other: Number) -> Number:
    """The smaller of two."""
    return one if k.split(one <= other) else other


class Concrete:
    """Plain integers: a run beside the bytecode."""

    def __init__(self) -> None:
        """Nothing is observed yet."""
        self.observed: list[int] = []

    def require(self, condition: Formula) -> None:
        """Raises :class:`Refused` unless it holds."""
        if not condition:
            raise Refused

    def claim(self, condition: Formula, text: str) -> None:
        """Raises :class:`ClaimFailed` unless it holds."""
        if not condition:
            raise ClaimFailed(text)

    def lemma(self, condition: Formula, text: str, *premises: Formula) -> None:
        """Raises :class:`ClaimFailed` unless all of it holds."""
        self.claim(all(premises) and condition, text)

    def fits(self, value: Number, type_: str) -> Number:
        """Raises :class:`ClaimFailed` where it overflows."""
        low, high = bounds(type_)
        self.claim(low <= value <= high, f"{value} fits {type_}")
        return value

    def cast(self, value: Number, type_: str) -> Number:
        """Raises :class:`Refused` where it does not fit."""
        low, high = bounds(type_)
        self.require(low <= value <= high)
        return value

    def divide(self, numerator: Number, denominator: Number) -> tuple[Number, Number]:
        """Raises :class:`ClaimFailed` for a denominator that is not above zero."""
        self.claim(denominator > 0, "the denominator is above zero")
        return numerator // denominator, numerator % denominator

    def name(self, value: Number) -> Number:
        """As it is."""
        return value

    def ascending(self, numbers: Sequence[Number], low: int, high: int) -> list[Number]:
        """Sorted; raises :class:`ClaimFailed` where one is out of its bounds."""
        self.claim(all(low <= number <= high for number in numbers), "the numbers are within their bounds")
        return sorted(numbers)

    def lowest(self, numbers: Sequence[Number]) -> Number:
        """The least."""
        return min(numbers)

    def split(self, condition: Formula) -> bool:
        """As it is."""
        return bool(condition)

    def observe(self, *values: Number) -> None:
        """Kept for the comparison."""
        self.observed += [int(value) for value in values]

    def both(self, *conditions: Formula) -> Formula:
        """All of them."""
        return all(conditions)

    def either(self, *conditions: Formula) -> Formula:
        """Any of them."""
        return any(conditions)
