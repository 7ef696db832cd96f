"""Putting definitions in place: a prover that names every subterm hides what the terms have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import z3


@dataclass
class Inlined:
    """A query without the constants that it only defines: those are in ``bodies``, in terms of the others."""

    assertions: list[Any] = field(default_factory=list)
    bodies: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Name → constant and what it is defined to be."""


def inline(assertions: Iterable[Any]) -> Inlined:
    """The same query with every constant replaced that is defined (``(= constant term)``) before it is first used."""
    result = Inlined()
    used: set[str] = set()
    for assertion in assertions:
        here = _substituted(assertion, result)
        definition = _definition(here, used)
        if definition is None:
            result.assertions.append(here)
            used.update(name for name, _ in _constants(here))
        else:
            constant, body = definition
            result.bodies[constant.decl().name()] = (constant, body)
            used.update(name for name, _ in _constants(body))
    return result


def _substituted(term: Any, known: Inlined) -> Any:
    pairs = [known.bodies[name] for name, _ in _constants(term) if name in known.bodies]
    return z3.substitute(term, *pairs) if pairs else term


def _definition(assertion: Any, used: set[str]) -> tuple[Any, Any] | None:
    if not z3.is_eq(assertion):
        return None
    for constant, body in (assertion.children(), reversed(assertion.children())):
        if not _is_constant(constant):
            continue
        name = constant.decl().name()
        if name not in used and all(name != other for other, _ in _constants(body)):
            return constant, body
    return None


def _constants(term: Any) -> Iterator[tuple[str, Any]]:
    """The bit-vector and Boolean constants in a term, each once."""
    seen: set[int] = set()
    stack = [term]
    while stack:
        node = stack.pop()
        if node.get_id() in seen:
            continue
        seen.add(node.get_id())
        if _is_constant(node):
            yield node.decl().name(), node
        stack.extend(node.children())


def _is_constant(term: Any) -> bool:
    named = z3.is_const(term) and term.decl().kind() == z3.Z3_OP_UNINTERPRETED
    return bool(named and (z3.is_bv(term) or z3.is_bool(term)))


def constants(assertions: Iterable[Any]) -> dict[str, Any]:
    """The bit-vector and Boolean constants of a query by name."""
    return {name: constant for assertion in assertions for name, constant in _constants(assertion)}
