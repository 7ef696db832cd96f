"""Which step of an execution always comes before another, and which can come after it."""

from __future__ import annotations

from functools import cache
from typing import Any

from slither.slithir.operations import Condition, SolidityCall

from slither_detectors.analysis.branches import behind_body
from slither_detectors.analysis.unrolling import Unrolled
from slither_detectors.analysis.values import Frame, Step


def _place(step: Step) -> list[tuple[Frame, Any]]:
    """Frames from the entry down, each with the node at which the step happens there."""
    path = step.frame.path
    nodes = [node for _, node in path[1:]] + [step.node]
    return [(frame, node) for (frame, _), node in zip(path, nodes, strict=True)]


def dominates(first: Step, second: Step) -> bool:
    """Whether every way to ``second`` has passed ``first``."""
    if first.index >= second.index:
        return False
    way, other = _place(first), _place(second)
    depth = 0
    while depth + 1 < min(len(way), len(other)) and way[depth + 1][0] is other[depth + 1][0]:
        depth += 1
    node, later = way[depth][1], other[depth][1]
    if _is_behind(way, depth) != _is_behind(other, depth):
        # what a modifier does behind the body comes after all that the function always does
        if not _is_behind(other, depth) or not _always_passed(way[depth][0].function, node):
            return False
    elif node is not later and node not in later.dominators:
        return False
    return all(_always_passed(frame.function, inner) for frame, inner in way[depth + 1 :])


def can_follow(first: Step, second: Step) -> bool:
    """Whether ``second`` can happen after ``first`` in one run of the entry."""
    way, other = _place(first), _place(second)
    depth = 0
    while depth + 1 < min(len(way), len(other)) and way[depth + 1][0] is other[depth + 1][0]:
        depth += 1
    node, later = way[depth][1], other[depth][1]
    if _is_behind(way, depth) != _is_behind(other, depth):
        return _is_behind(other, depth)
    if _is_behind(way, depth) and node is not later:
        return first.index < second.index
    if node is later:
        return first.index < second.index or id(node) in _reachable(node)
    return id(later) in _reachable(node)


def _is_behind(way: list[tuple[Frame, Any]], depth: int) -> bool:
    """Whether a step is in the part of a modifier that runs after the body of the function at that depth."""
    if depth + 1 >= len(way):
        return False
    frame, node = way[depth + 1]
    return id(node) in behind_body(frame.function)


@cache
def _reachable(node: Any) -> frozenset[int]:
    seen: set[int] = set()
    pending = list(node.sons)
    while pending:
        current = pending.pop()
        if id(current) not in seen:
            seen.add(id(current))
            pending.extend(current.sons)
    return frozenset(seen)


def _always_passed(function: Any, node: Any) -> bool:
    exits = [n for n in function.nodes if not n.sons and not reverts(n)]
    return all(node is leaf or node in leaf.dominators for leaf in exits if leaf.dominators)


def is_required(execution: Unrolled, comparison: Step) -> bool:
    """Whether one outcome of the comparison ends the transaction."""
    for step in execution.steps:
        if step.frame is not comparison.frame or comparison.result is None:
            continue
        if isinstance(step.ir, Condition):
            stops = any(son is not None and reverts(son) for son in (step.node.son_true, step.node.son_false))
            if stops and step.value(step.ir.value) == comparison.result:
                return True
        called = isinstance(step.ir, SolidityCall) and step.called_name.startswith(("require", "assert"))
        if called and comparison.result in step.arguments[:1]:
            return True
    return False


def reverts(node: Any) -> bool:
    """Whether the node ends the transaction, or leads to one that does and nowhere else (assembly, an inner block)."""
    seen: set[int] = set()
    while id(node) not in seen:
        seen.add(id(node))
        if node.type.name == "THROW":
            return True
        if any(getattr(getattr(ir, "function", None), "name", "").startswith("revert") for ir in node.irs):
            return True
        if len(node.sons) != 1 or len(node.sons[0].fathers) != 1:
            return False
        node = node.sons[0]
    return False
