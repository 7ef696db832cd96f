"""What an operator answers, and the table it is entered in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gate.mutants.syntax import Node, Source, Visit, span


@dataclass(frozen=True)
class Edit:
    """Put ``text`` where the bytes from ``start`` to before ``end`` are."""

    start: int
    end: int
    text: str


Operator = Callable[[Source, Visit], Iterator[Edit]]
TABLE: dict[str, Operator] = {}


def operator(name: str) -> Callable[[Operator], Operator]:
    """Enter a function as the operator ``name``; its docstring says which mistake it stands for."""

    def enter(function: Operator) -> Operator:
        TABLE[name] = function
        return function

    return enter


def instead_of(node: Node, text: str) -> Edit:
    """``text`` in place of the whole ``node``."""
    return Edit(*span(node), text)


def sign_between(source: Source, left: Node, right: Node, sign: str, text: str) -> Edit:
    """``text`` in place of the ``sign`` between two operands."""
    return Edit(*source.find(sign, span(left)[1], span(right)[0]), text)


def yul_call(visit: Visit) -> str | None:
    """The built-in that an assembly call names; None for anything else."""
    return str(visit.node["functionName"]["name"]) if visit.kind == "YulFunctionCall" else None


def renamed(visit: Visit, name: str) -> Edit:
    """The same assembly call of another built-in."""
    return instead_of(visit.node["functionName"], name)
