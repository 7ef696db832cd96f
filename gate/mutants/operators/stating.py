"""Mistakes in what is done: a statement forgotten, arguments mixed up, something else returned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from gate.mutants.operators.edit import Edit, instead_of, operator, sign_between
from gate.mutants.syntax import Node, Source, Visit, span, type_of

_DELETED = ("ExpressionStatement", "EmitStatement", "RevertStatement", "YulAssignment", "YulExpressionStatement")
_COMPOUND = {"+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "|=": "&=", "&=": "|=", "<<=": ">>=", ">>=": "<<="}
_COMMUTATIVE = ("min", "max", "average", "avg", "saturatingAdd", "saturatingMul")
_NEGATED_ELSEWHERE = ("==", "!=", "!")
_INTEGER = re.compile(r"u?int\d+")
_CAST = re.compile(r"to(?P<sign>Ui|I)nt(?P<bits>\d+)")


@operator("statement-deleted")
def statement_deleted(source: Source, visit: Visit) -> Iterator[Edit]:
    """A line forgotten: an assignment, a call, a log, the early way out of a branch."""
    if visit.kind not in (*_DELETED, "Return") or _is_the_whole_branch(visit) or visit.is_child("loopExpression"):
        return
    if visit.kind != "Return" or _leaves_a_branch(visit):
        start, end = span(visit.node)
        if not visit.kind.startswith("Yul") and source.text[end - 1 : end] != b";":
            # The compiler counts the semicolon of an empty return alone.
            end = source.find(";", end, len(source.text))[1]
        yield Edit(start, end, "{}")


def _is_the_whole_branch(visit: Visit) -> bool:
    """All that an ``if`` without ``else`` does: deleting it is making the condition false, which is tried already."""
    parent, within = visit.parent, visit.within
    if parent["nodeType"] == "Block" and len(parent["statements"]) == 1 and len(within) > 1:
        parent = within[-2]
    return parent["nodeType"] == "IfStatement" and parent.get("falseBody") is None


def _leaves_a_branch(visit: Visit) -> bool:
    return (
        visit.parent["nodeType"] == "Block"
        and len(visit.within) > 1
        and visit.within[-2]["nodeType"] != ("FunctionDefinition")
    )


@operator("compound-assignment")
def compound_assignment(source: Source, visit: Visit) -> Iterator[Edit]:
    """``-=`` for ``+=``, or a plain ``=`` that forgets what was there."""
    if visit.kind == "Assignment" and visit.node["operator"] in _COMPOUND:
        sign = visit.node["operator"]
        for text in (_COMPOUND[sign], "="):
            yield sign_between(source, visit.node["leftHandSide"], visit.node["rightHandSide"], sign, text)


@operator("arguments-swapped")
def arguments_swapped(source: Source, visit: Visit) -> Iterator[Edit]:
    """Two arguments of the same type in the wrong order."""
    if visit.kind != "FunctionCall" or visit.node.get("names") or visit.node["kind"] == "typeConversion":
        return
    name, arguments = _called(visit), visit.node["arguments"]
    if name in _COMMUTATIVE:
        return
    if name == "mulDiv":
        # The first two are the factors of a product, whose order does not matter.
        arguments = arguments[1:]
    for first, second in pairwise(arguments):
        before, after = source.said(first), source.said(second)
        if type_of(first) == type_of(second) and before != after:
            (start, left), (right, end) = span(first), span(second)
            yield Edit(start, end, f"{after}{source.text[left:right].decode()}{before}")


def _called(visit: Visit) -> str:
    called = visit.node["expression"]
    return str(called.get("memberName") or called.get("name") or "")


@operator("return-changed")
def return_changed(source: Source, visit: Visit) -> Iterator[Edit]:
    """Something else returned: nothing, one more, or the opposite."""
    if visit.kind == "Return" and visit.node.get("expression") is not None:
        expression = visit.node["expression"]
        whole = expression["nodeType"] != "TupleExpression" or len(expression["components"]) == 1
        for part in [expression] if whole else expression["components"]:
            for text in _others(source, part):
                yield instead_of(part, text)


def _others(source: Source, node: Node) -> Iterator[str]:
    said, kind = source.said(node), type_of(node)
    if node["nodeType"] == "Literal":
        # Its own operator changes a number.
        if kind == "bool":
            yield "false" if said == "true" else "true"
    elif kind == "bool" and node.get("operator") not in _NEGATED_ELSEWHERE:
        yield f"!({said})"
    elif _INTEGER.fullmatch(kind):
        yield "0"
        yield f"({said}) + 1"
    elif kind == "address":
        yield "address(0)"
    elif (node.get("typeDescriptions") or {}).get("typeIdentifier", "").startswith("t_userDefinedValueType"):
        yield f"{kind}.wrap(0)"


@operator("checked-cast-dropped")
def checked_cast_dropped(source: Source, visit: Visit) -> Iterator[Edit]:
    """A conversion that cuts off instead of refusing what does not fit."""
    called = visit.node.get("expression") if visit.kind == "FunctionCall" else None
    match = _CAST.fullmatch(called.get("memberName", "")) if called is not None else None
    if called is not None and match is not None and not visit.node["arguments"]:
        kind = f"{'uint' if match['sign'] == 'Ui' else 'int'}{match['bits']}"
        yield instead_of(visit.node, f"{kind}({source.said(called['expression'])})")
