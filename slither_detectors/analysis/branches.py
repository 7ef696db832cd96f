"""The way control takes through a function, with the branches left out that constant arguments rule out."""

from __future__ import annotations

from functools import cache
from typing import Any

from slither.core.declarations import Enum, SolidityVariable
from slither.slithir.operations import (
    Assignment,
    Binary,
    BinaryType,
    Condition,
    Member,
    TypeConversion,
    Unary,
    UnaryType,
)
from slither.slithir.variables import Constant

from slither_detectors.analysis.values import Frame, Value, value_in

_OWN = "this"
"""The contract's own address: itself, never zero, and unknown beside any other number."""


def ordered_nodes(function: Any) -> list[Any]:
    """The nodes of a function in control-flow order; a loop's body before what follows it."""
    if function.entry_point is None:
        return []
    seen: set[Any] = set()
    finished: list[Any] = []
    stack: list[tuple[Any, int]] = [(function.entry_point, 0)]
    seen.add(id(function.entry_point))
    while stack:
        node, next_son = stack.pop()
        sons = list(node.sons)[::-1]
        if next_son < len(sons):
            stack.append((node, next_son + 1))
            son = sons[next_son]
            if id(son) not in seen:
                seen.add(id(son))
                stack.append((son, 0))
        else:
            finished.append(node)
    return finished[::-1]


@cache
def behind_body(function: Any) -> frozenset[int]:
    """The nodes of a modifier that run after the body it stands around; of a function none."""
    seen: set[int] = set()
    pending = [son for node in function.nodes if node.type.name == "PLACEHOLDER" for son in node.sons]
    while pending:
        node = pending.pop()
        if id(node) not in seen:
            seen.add(id(node))
            pending.extend(node.sons)
    return frozenset(seen)


def never_entered(frames: list[Frame], frame: Frame, node: Any) -> list[Any]:
    """The sons of a branching node that this call can't reach: ``if (from == address(0))`` in a call that mints."""
    conditions = [ir for ir in node.irs if isinstance(ir, Condition)]
    if not conditions or node.son_true is None or node.son_false is None or node.type.name == "IFLOOP":
        return []
    known = _truth(frames, frame, node, conditions[-1].value)
    if known is None:
        return []
    dead = node.son_false if known else node.son_true
    return [dead] if len(dead.fathers) == 1 else []


def _truth(frames: list[Frame], frame: Frame, node: Any, variable: Any) -> bool | None:
    """Whether a condition holds, where constants alone decide it."""
    for ir in node.irs:
        if getattr(ir, "lvalue", None) is not variable:
            continue
        if isinstance(ir, Unary) and ir.type == UnaryType.BANG:
            inner = _truth(frames, frame, node, ir.rvalue)
            return None if inner is None else not inner
        if isinstance(ir, Binary) and ir.type in (BinaryType.ANDAND, BinaryType.OROR):
            sides = [_truth(frames, frame, node, side) for side in (ir.variable_left, ir.variable_right)]
            decisive = ir.type == BinaryType.OROR  # one such side settles it
            return decisive if decisive in sides else None if None in sides else not decisive
        if isinstance(ir, Binary) and ir.type in (BinaryType.EQUAL, BinaryType.NOT_EQUAL):
            left = _constant(frames, value_in(frame.index, ir.variable_left))
            right = _constant(frames, value_in(frame.index, ir.variable_right))
            if left is None or right is None:
                return None
            if _OWN in (left, right) and not {left, right} <= {_OWN, 0}:
                return None
            return bool((left == right) == (ir.type == BinaryType.EQUAL))
    held = _constant(frames, value_in(frame.index, variable))
    return held if isinstance(held, bool) else None


def _constant(frames: list[Frame], value: Value, depth: int = 0) -> int | bool | str | None:
    """The constant that a value is in this call: a literal, handed down through parameters and conversions."""
    variable = value.variable
    if isinstance(variable, Constant):
        constant: int | bool | str = variable.value
        return constant
    if isinstance(variable, SolidityVariable) and variable.name == "this":
        return _OWN
    if value.frame < 1 or depth > 20:
        return None
    frame = frames[value.frame - 1]
    bound = frame.bindings.get(id(variable))
    if bound is not None:
        reassigned = any(variable is written for written in frame.function.variables_written)
        return None if reassigned else _constant(frames, bound, depth + 1)
    node = getattr(variable, "node", None)
    for ir in node.irs if node is not None else []:
        if getattr(ir, "lvalue", None) is variable and isinstance(ir, Member) and isinstance(ir.variable_left, Enum):
            return f"{ir.variable_left.canonical_name}.{ir.variable_right}"
        if getattr(ir, "lvalue", None) is variable and isinstance(ir, TypeConversion | Assignment):
            source = ir.variable if isinstance(ir, TypeConversion) else ir.rvalue
            return _constant(frames, value_in(value.frame, source), depth + 1)
    return None
