"""Mistakes in the direction that a division is rounded in: a wei at a time, and always for the same side."""

from __future__ import annotations

from collections.abc import Iterator

from gate.mutants.operators.edit import Edit, instead_of, operator
from gate.mutants.syntax import Node, Source, Visit, bare, type_of

_DIRECTIONS = {"Ceil": "Floor", "Floor": "Ceil", "Expand": "Trunc", "Trunc": "Expand"}
_SUFFIXES = {"Up": "Down", "Down": "Up"}
_OPERANDS = 2
_MUL_DIV_OPERANDS = 3


@operator("rounding-flip")
def rounding_flip(source: Source, visit: Visit) -> Iterator[Edit]:
    """Rounded down where up was meant, and the other way round; towards zero where it was towards minus infinity."""
    if visit.kind == "BinaryOperation" and visit.node["operator"] == "/" and type_of(visit.node).startswith("uint"):
        yield from _division(source, visit.node)
    if visit.kind == "FunctionCall" and visit.node["expression"]["nodeType"] in ("MemberAccess", "Identifier"):
        yield from _call(source, visit)
    if visit.kind == "MemberAccess" and visit.node["memberName"] in _DIRECTIONS and _names_rounding(visit.node):
        yield instead_of(visit.node, f"{source.said(visit.node['expression'])}.{_DIRECTIONS[visit.node['memberName']]}")


def _division(source: Source, node: Node) -> Iterator[Edit]:
    divisor = source.said(node["rightExpression"])
    numerator = bare(node["leftExpression"])
    if _is_sign(numerator, "-") and source.said(numerator["rightExpression"]) == "1":
        grown = numerator["leftExpression"]
        if _is_sign(grown, "+") and source.said(grown["rightExpression"]) == divisor:
            # (a + b - 1) / b
            yield instead_of(node, f"({source.said(grown['leftExpression'])}) / {divisor}")
            return
    yield instead_of(node, f"({source.said(node['leftExpression'])} + {divisor} - 1) / {divisor}")


def _call(source: Source, visit: Visit) -> Iterator[Edit]:
    called, arguments = visit.node["expression"], [source.said(a) for a in visit.node["arguments"]]
    name = called.get("memberName") or called.get("name")
    if name == "ceilDiv" and len(arguments) == _OPERANDS:
        yield instead_of(visit.node, f"(({arguments[0]}) / ({arguments[1]}))")
    elif name == "mulDiv" and len(arguments) == _MUL_DIV_OPERANDS:
        owner = source.said(called["expression"])
        yield instead_of(visit.node, f"{owner}.mulDiv({', '.join(arguments)}, {owner}.Rounding.Ceil)")
    elif name == "divFloor" and called["nodeType"] == "MemberAccess":
        numerator = source.said(called["expression"]) if len(arguments) < _OPERANDS else arguments[0]
        yield instead_of(visit.node, f"(({numerator}) / int256({arguments[-1]}))")
    else:
        sibling = _sibling(str(name), visit)
        if sibling is not None:
            owner = f"{source.said(called['expression'])}." if called["nodeType"] == "MemberAccess" else ""
            yield instead_of(called, f"{owner}{sibling}")


def _sibling(name: str, visit: Visit) -> str | None:
    """``toAssetsDown`` for ``toAssetsUp``, where the file has one."""
    for suffix, other in _SUFFIXES.items():
        sibling = name.removesuffix(suffix) + other
        contracts = [node for node in visit.within[0]["nodes"] if node["nodeType"] == "ContractDefinition"]
        names = {node.get("name") for contract in contracts for node in contract["nodes"]}
        if name.endswith(suffix) and sibling in names:
            return sibling
    return None


def _is_sign(node: Node, sign: str) -> bool:
    return bool(node["nodeType"] == "BinaryOperation" and node["operator"] == sign)


def _names_rounding(node: Node) -> bool:
    return type_of(node["expression"]).endswith("Rounding)")
