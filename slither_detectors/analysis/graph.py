"""Which value comes from which: the graph of an execution, and what can be reached in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from slither_detectors.analysis.values import Step, Value

Edges = defaultdict[Value, list[tuple[Value, Step]]]

MAX_KEPT = 50_000
"""Most values in the kept answers about one entry: beyond that they are dropped and found anew, to save memory."""


class ValueGraph:
    """``inputs`` maps a value to those it is directly made of, ``outputs`` to those made of it, each with its step."""

    def __init__(self) -> None:
        self.inputs: Edges = defaultdict(list)
        self.outputs: Edges = defaultdict(list)
        self._kept: dict[tuple[str, Value], frozenset[Value]] = {}
        self._size = 0

    def connect(self, source: Value, target: Value, step: Step) -> None:
        """Says that the step makes ``target`` of ``source``; to be called before anything is asked."""
        if source != target:
            self.inputs[target].append((source, step))
            self.outputs[source].append((target, step))

    def sources(self, value: Value) -> frozenset[Value]:
        """Everything the value is made of, itself included; storage is looked through where this entry wrote it."""
        return self._reachable("sources", self.inputs, value, None)

    def local_sources(self, value: Value) -> frozenset[Value]:
        """What the value is made of, itself included, without looking behind storage."""
        return self._reachable("local sources", self.inputs, value, _is_state)

    def uses(self, value: Value) -> frozenset[Value]:
        """Everything in this entry that is made of the value, itself included."""
        return self._reachable("uses", self.outputs, value, None)

    def local_uses(self, value: Value) -> frozenset[Value]:
        """What is made of the value, itself included, without looking at what is made of storage that got it."""
        return self._reachable("local uses", self.outputs, value, _is_state)

    def sources_up_to(self, value: Value, stop: Callable[[Value], bool]) -> frozenset[Value]:
        """What the value is made of, itself included, without looking behind values for which ``stop`` holds."""
        return _closure(self.inputs, value, stop)

    def _reachable(
        self, question: str, edges: Edges, value: Value, stop: Callable[[Value], bool] | None
    ) -> frozenset[Value]:
        found = self._kept.get((question, value))
        if found is None:
            found = _closure(edges, value, stop)
            if self._size + len(found) > MAX_KEPT:
                self._kept.clear()
                self._size = 0
            self._kept[question, value] = found
            self._size += len(found)
        return found


def _closure(edges: Edges, value: Value, stop: Callable[[Value], bool] | None) -> frozenset[Value]:
    seen = {value}
    pending = [value]
    while pending:
        current = pending.pop()
        if stop is not None and stop(current):
            continue
        for following, _ in edges.get(current, ()):
            if following not in seen:
                seen.add(following)
                pending.append(following)
    return frozenset(seen)


def _is_state(value: Value) -> bool:
    return value.is_state
