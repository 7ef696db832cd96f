"""Mistakes in what is computed: signs, bits, numbers and the order of operands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.mutants.operators.edit import Edit, instead_of, operator, renamed, sign_between, yul_call
from gate.mutants.syntax import Source, Visit, type_of

_ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "**": "*"}
_YUL_ARITHMETIC = {"add": "sub", "sub": "add", "mul": "div", "div": "mul", "mod": "mul"}
_SHIFTS = {"<<": ">>", ">>": "<<"}
_BITS = {"&": "|", "|": "&", "^": "&"}
_YUL_BITS = {"and": "or", "or": "and", "xor": "and", "shl": "shr", "shr": "shl"}
_YUL_ORDERED = ("sub", "div", "mod", "lt", "gt", "shl", "shr")
_EXTREMES = {"min": "max", "max": "min"}
_DECIMAL = re.compile(r"\d[\d_]*")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_ADDRESS_LENGTH = 42


@operator("arithmetic-swap")
def arithmetic_swap(source: Source, visit: Visit) -> Iterator[Edit]:
    """The wrong sign: plus for minus, times for divided by."""
    sign = visit.node.get("operator")
    if visit.kind == "BinaryOperation" and sign in _ARITHMETIC:
        yield sign_between(source, visit.node["leftExpression"], visit.node["rightExpression"], sign, _ARITHMETIC[sign])
    name = yul_call(visit)
    if name in _YUL_ARITHMETIC:
        yield renamed(visit, _YUL_ARITHMETIC[name])


@operator("bit-swap")
def bit_swap(source: Source, visit: Visit) -> Iterator[Edit]:
    """The wrong bit operator: a shift the other way, *and* for *or*."""
    sign = visit.node.get("operator")
    if visit.kind == "BinaryOperation" and sign in _SHIFTS:
        yield sign_between(source, visit.node["leftExpression"], visit.node["rightExpression"], sign, _SHIFTS[sign])
    if visit.kind == "BinaryOperation" and sign in _BITS:
        # In parentheses: the other sign binds more, or less, strongly.
        left, right = source.said(visit.node["leftExpression"]), source.said(visit.node["rightExpression"])
        yield instead_of(visit.node, f"({left} {_BITS[sign]} {right})")
    name = yul_call(visit)
    if name in _YUL_BITS:
        yield renamed(visit, _YUL_BITS[name])


@operator("operands-swapped")
def operands_swapped(source: Source, visit: Visit) -> Iterator[Edit]:
    """Minuend and subtrahend, or dividend and divisor, in the wrong order."""
    if visit.kind == "BinaryOperation" and visit.node["operator"] in ("-", "/", "%"):
        left, right = source.said(visit.node["leftExpression"]), source.said(visit.node["rightExpression"])
        yield instead_of(visit.node, f"(({right}) {visit.node['operator']} ({left}))")
    if yul_call(visit) in _YUL_ORDERED:
        first, second = visit.node["arguments"]
        yield instead_of(
            visit.node, f"{visit.node['functionName']['name']}({source.said(second)}, {source.said(first)})"
        )


@operator("sign-dropped")
def sign_dropped(source: Source, visit: Visit) -> Iterator[Edit]:
    """A minus, or a complement, forgotten."""
    if visit.kind == "UnaryOperation" and visit.node["operator"] in ("-", "~"):
        yield instead_of(visit.node, source.said(visit.node["subExpression"]))


@operator("increment-flip")
def increment_flip(source: Source, visit: Visit) -> Iterator[Edit]:
    """Counting the wrong way."""
    if visit.kind == "UnaryOperation" and visit.node["operator"] in ("++", "--"):
        other = "--" if visit.node["operator"] == "++" else "++"
        said = source.said(visit.node["subExpression"])
        yield instead_of(visit.node, f"{other}{said}" if visit.node["prefix"] else f"{said}{other}")


@operator("literal-off-by-one")
def literal_off_by_one(source: Source, visit: Visit) -> Iterator[Edit]:
    """A number that is one too high or too low; the highest of a type that is one too low."""
    said = source.said(visit.node)
    if visit.kind in ("Literal", "YulLiteral") and visit.node["kind"] == "number" and len(said) != _ADDRESS_LENGTH:
        for step in (1, -1):
            text = _stepped(said, step)
            if text is not None:
                yield instead_of(visit.node, text)
    if visit.kind == "MemberAccess" and visit.node["memberName"] == "max" and _is_type(visit):
        yield instead_of(visit.node, f"({said} - 1)")


def _is_type(visit: Visit) -> bool:
    return type_of(visit.node["expression"]).startswith(("type(uint", "type(int"))


def _stepped(said: str, step: int) -> str | None:
    """The number ``step`` further, written the same way; None below zero."""
    if _HEX.fullmatch(said):
        value = int(said, 16) + step
        return f"0x{value:0{len(said) - 2}x}" if value >= 0 else None
    if _DECIMAL.fullmatch(said):
        value = int(said) + step
        return str(value) if value >= 0 else None
    # 1e18, 8 hours, 2.5e3: the compiler adds.
    return f"({said} {'+' if step > 0 else '-'} 1)"


@operator("min-max-swap")
def min_max_swap(source: Source, visit: Visit) -> Iterator[Edit]:
    """The larger of two where the smaller was meant, and the other way round."""
    called = visit.node.get("expression") if visit.kind == "FunctionCall" else None
    if called is not None and called.get("memberName") in _EXTREMES:
        owner = source.said(called["expression"])
        yield instead_of(called, f"{owner}.{_EXTREMES[called['memberName']]}")
