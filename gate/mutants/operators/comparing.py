"""Mistakes in what is asked: comparisons, conditions and the ends of loops."""

from __future__ import annotations

from collections.abc import Iterator

from gate.mutants.operators.edit import Edit, instead_of, operator, renamed, sign_between, yul_call
from gate.mutants.syntax import Source, Visit

_BOUNDARIES = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_EQUALITIES = {"==": "!=", "!=": "=="}
_JOINS = {"&&": "||", "||": "&&"}
_BRANCHES = ("IfStatement", "Conditional")
_LOOPS = ("WhileStatement", "ForStatement", "DoWhileStatement")


def _binary(source: Source, visit: Visit, signs: dict[str, str]) -> Iterator[Edit]:
    sign = visit.node.get("operator")
    if visit.kind == "BinaryOperation" and sign in signs:
        yield sign_between(source, visit.node["leftExpression"], visit.node["rightExpression"], sign, signs[sign])


@operator("relational-boundary")
def relational_boundary(source: Source, visit: Visit) -> Iterator[Edit]:
    """Whether the limit itself is in or out: ``<`` for ``<=``, ``>`` for ``>=``, and the other way round."""
    yield from _binary(source, visit, _BOUNDARIES)
    name = yul_call(visit)
    if name in ("lt", "gt"):
        left, right = (source.said(argument) for argument in visit.node["arguments"])
        yield instead_of(visit.node, f"iszero({'gt' if name == 'lt' else 'lt'}({left}, {right}))")


@operator("equality-flip")
def equality_flip(source: Source, visit: Visit) -> Iterator[Edit]:
    """The wrong one of ``==`` and ``!=``."""
    yield from _binary(source, visit, _EQUALITIES)
    if yul_call(visit) == "eq":
        yield instead_of(visit.node, f"iszero({source.said(visit.node)})")


@operator("condition-negated")
def condition_negated(source: Source, visit: Visit) -> Iterator[Edit]:
    """A branch or a loop that is taken exactly when it should not be."""
    if visit.node.get("operator") in (*_EQUALITIES, "!"):
        # That is what the operators for these signs do.
        return
    if visit.is_child("condition") and visit.parent["nodeType"] in (*_BRANCHES, *_LOOPS):
        yield instead_of(visit.node, f"!({source.said(visit.node)})")


@operator("condition-constant")
def condition_constant(_source: Source, visit: Visit) -> Iterator[Edit]:
    """A case or a guard forgotten: a branch that is always or never taken, a loop that is never entered."""
    if visit.is_child("condition"):
        if visit.parent["nodeType"] in _BRANCHES:
            yield instead_of(visit.node, "true")
        if visit.parent["nodeType"] in (*_BRANCHES, *_LOOPS):
            yield instead_of(visit.node, "false")


@operator("logical-swap")
def logical_swap(source: Source, visit: Visit) -> Iterator[Edit]:
    """``and`` where ``or`` was meant, and the other way round."""
    sign = visit.node.get("operator")
    if visit.kind == "BinaryOperation" and sign in _JOINS:
        left, right = source.said(visit.node["leftExpression"]), source.said(visit.node["rightExpression"])
        yield instead_of(visit.node, f"({left} {_JOINS[sign]} {right})")


@operator("condition-part-dropped")
def condition_part_dropped(source: Source, visit: Visit) -> Iterator[Edit]:
    """One of two conditions forgotten."""
    if visit.kind == "BinaryOperation" and visit.node["operator"] in _JOINS:
        for side in ("leftExpression", "rightExpression"):
            yield instead_of(visit.node, f"({source.said(visit.node[side])})")


@operator("loop-boundary")
def loop_boundary(source: Source, visit: Visit) -> Iterator[Edit]:
    """A loop that ends one round early, or begins one late."""
    if visit.kind == "ForStatement":
        condition, first = visit.node.get("condition"), visit.node.get("initializationExpression")
        if condition is not None and condition.get("operator") in _BOUNDARIES:
            end = condition["rightExpression"]
            yield instead_of(end, f"({source.said(end)}) - 1")
        if first is not None and first.get("initialValue") is not None:
            start = first["initialValue"]
            yield instead_of(start, f"({source.said(start)}) + 1")


@operator("negation-dropped")
def negation_dropped(source: Source, visit: Visit) -> Iterator[Edit]:
    """A ``not`` forgotten."""
    if visit.kind == "UnaryOperation" and visit.node["operator"] == "!":
        yield instead_of(visit.node, source.said(visit.node["subExpression"]))
    if yul_call(visit) == "iszero":
        yield renamed(visit, "")
