"""Loops of an execution: what runs in them, and what ends them."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from slither.slithir.operations import Binary, BinaryType, Condition, Index, Length, Member

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.execution import Execution, carries
from slither_detectors.analysis.values import Frame, Step, Value


@dataclass(eq=False)
class Loop:
    """One loop in one frame: its steps, with those of functions it calls, and the conditions that can end it."""

    execution: Execution
    frame: Frame
    body: frozenset[int]
    steps: list[Step]
    ends: list[Value]

    def contains(self, step: Step) -> bool:
        """Whether the step runs in the loop."""
        return any(frame is self.frame and id(node) in self.body for frame, node in _places(step))

    def is_counter(self, value: Value) -> bool:
        """Whether the loop moves the value by a fixed step each time."""
        for source in self.execution.local_sources(value):
            for step in self.execution.defining.get(source, []):
                if isinstance(step.ir, Binary) and step.ir.type in (BinaryType.ADDITION, BinaryType.SUBTRACTION):
                    left, right = step.value(step.ir.variable_left), step.value(step.ir.variable_right)
                    itself = (
                        step.result in (left, right) or self._comes_back(left, step) or self._comes_back(right, step)
                    )
                    if itself and (left.is_constant or right.is_constant) and self.contains(step):
                        return True
        return False

    def _comes_back(self, value: Value, step: Step) -> bool:
        return step.result is not None and step.result in self.execution.local_sources(value)

    def is_bounded(self, open_counts: AbstractSet[Any] = frozenset()) -> bool:
        """Whether a counter held to a number, or the gas left, can end the loop.

        A list's length is no such number, nor is one of ``open_counts``, which others raise.
        """
        for end in self.ends:
            for source in self.execution.local_sources(end):
                for step in self.execution.defining.get(source, []):
                    if step.called_name.startswith("gasleft"):
                        return True
                    pair = comparison(step)
                    if pair is not None and any(
                        self._holds(counter, limit) and not self._is_among(limit, open_counts)
                        for counter, limit in ((pair[0], pair[2]), (pair[2], pair[0]))
                    ):
                        return True
        return False

    def _is_among(self, limit: Value, counts: AbstractSet[Any]) -> bool:
        """Whether the limit is nothing but one of the counts, read before or in the loop."""
        pending, seen = [limit], {limit}
        while pending:
            value = pending.pop()
            sources = self.execution.inputs.get(value, []) if not value.is_state else []
            if value.is_state and value.variable in counts:
                continue
            if not sources or not all(carries(step, source) or source.is_state for source, step in sources):
                return False
            fresh = {source for source, _ in sources} - seen
            seen |= fresh
            pending.extend(fresh)
        return True

    def _holds(self, counter: Value, limit: Value) -> bool:
        fixed = self._is_fixed_before(limit) or not self.is_counter(limit)
        return self.is_counter(counter) and fixed and (not self.lengths_behind(limit) or self._is_clamped(limit))

    def _is_clamped(self, limit: Value) -> bool:
        """Whether the limit is the smaller of a list's length and a number that has nothing to do with it."""
        for value in self._copied_from(limit):
            for step in self.execution.defining.get(value, []):
                smaller = step.chooses and step.called_name.lstrip("_") == "min"
                if smaller and any(not self.lengths_behind(argument) for argument in step.arguments):
                    return True
        return False

    def _copied_from(self, value: Value) -> set[Value]:
        seen, pending = {value}, [value]
        while pending:
            for source, step in self.execution.inputs.get(pending.pop(), ()):
                if source not in seen and not source.is_state and carries(step, source):
                    seen.add(source)
                    pending.append(source)
        return seen

    def _is_fixed_before(self, value: Value) -> bool:
        """Whether the value is a local one that nothing in the loop sets."""
        steps = self.execution.defining.get(value, [])
        return not value.is_state and bool(steps) and not any(self.contains(step) for step in steps)

    def lengths_behind(self, value: Value) -> set[Any]:
        """State variables that are lists whose length decides the value."""
        return {
            source.variable
            for source in self.execution.local_sources(value)
            if source.is_state and "[]" in source.type_name
        }

    def walks_storage(self) -> bool:
        """Whether the end depends on storage under a key, read anew in each turn: a linked list, a queue's head."""
        for end in self.ends:
            for source in self.execution.local_sources(end):
                for step in self.execution.defining.get(source, []):
                    if isinstance(step.ir, Index | Member) and self.contains(step):
                        place = self.execution.place_of(step.value(step.ir.lvalue))
                        if place is not None and place.keys:
                            return True
        return False


def loops(execution: Execution) -> Iterator[Loop]:
    """All loops of an execution, in every frame."""
    shapes: dict[int, list[tuple[Any, frozenset[int]]]] = {}
    for frame in execution.frames:
        function = frame.function
        if id(function) not in shapes:
            shapes[id(function)] = _natural_loops(function)
        for _, body in shapes[id(function)]:
            loop = Loop(execution, frame, body, [], [])
            loop.steps = [step for step in execution.steps if loop.contains(step)]
            loop.ends = [
                step.value(step.ir.value)
                for step in loop.steps
                if step.frame is frame
                and isinstance(step.ir, Condition)
                and any(id(son) not in body for son in step.node.sons)
            ]
            yield loop


def grown_lists(execution: Execution) -> set[Any]:
    """Lists in storage that the execution appends to."""
    found = set()
    for step in execution.steps:
        if not isinstance(step.ir, Length):
            continue
        length = step.value(step.ir.lvalue)
        place = execution.place_of(step.value(step.ir.value))
        for definition in execution.defining.get(length, []) if place is not None else []:
            sources = execution.inputs.get(length, [])
            added = any(
                isinstance(d.ir, Binary) and d.ir.type == BinaryType.ADDITION
                for source, _ in sources
                for d in execution.defining.get(source, [])
            )
            if place is not None and added and definition is not step:
                found.add(place.variable)
    return found


def _natural_loops(function: Any) -> list[tuple[Any, frozenset[int]]]:
    bodies: dict[int, set[int]] = {}
    heads: dict[int, Any] = {}
    for node in function.nodes:
        for head in node.sons:
            if head not in node.dominators:
                continue
            heads[id(head)] = head
            body = bodies.setdefault(id(head), {id(head)})
            pending = [node]
            while pending:
                current = pending.pop()
                if id(current) not in body:
                    body.add(id(current))
                    pending.extend(current.fathers)
    return [(heads[key], frozenset(body)) for key, body in bodies.items()]


def _places(step: Step) -> Iterator[tuple[Frame, Any]]:
    path = step.frame.path
    nodes = [node for _, node in path[1:]] + [step.node]
    return ((frame, node) for (frame, _), node in zip(path, nodes, strict=True))
