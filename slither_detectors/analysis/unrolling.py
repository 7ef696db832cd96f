"""One list of steps for an entry and all it calls inside its contract."""

from __future__ import annotations

from typing import Any

from slither.core.declarations import Function
from slither.slithir.operations import InternalCall, LibraryCall

from slither_detectors.analysis.branches import behind_body, never_entered, ordered_nodes
from slither_detectors.analysis.values import Frame, Step
from slither_detectors.analysis.vocabulary import is_choice, is_known_arithmetic, is_token_transfer

MAX_DEPTH = 14
"""Deepest chain of calls that is unrolled; below it a call is opaque."""
MAX_STEPS = 12_000
"""Longest list of steps; calls met after that are opaque."""

_Rest = tuple[Frame, tuple[Any, ...], list[Any]]
"""What a modifier does behind the body it stands around: its frame, the calls that lead there, its nodes."""


class Unrolled:
    """The frames and steps of an entry, in control-flow order."""

    def __init__(self, contract: Any, entry: Any) -> None:
        self.contract = contract
        self.entry = entry
        self.steps: list[Step] = []
        self.frames: list[Frame] = []
        self._unroll(self._new_frame(entry, None, None), ())

    def _new_frame(self, function: Any, parent: Frame | None, node: Any) -> Frame:
        frame = Frame(len(self.frames) + 1, function, parent, node)
        self.frames.append(frame)
        return frame

    def _unroll(self, frame: Frame, stack: tuple[Any, ...]) -> _Rest | None:
        """Adds the frame's steps; of a modifier those before the body, and answers what comes behind it."""
        nodes = ordered_nodes(frame.function)
        behind = behind_body(frame.function)
        self._walk(frame, (*stack, frame.function), [node for node in nodes if id(node) not in behind])
        rest = [node for node in nodes if id(node) in behind]
        return (frame, (*stack, frame.function), rest) if rest else None

    def _walk(self, frame: Frame, stack: tuple[Any, ...], nodes: list[Any]) -> None:
        dead: list[Any] = []
        rests: list[_Rest] = []
        for node in nodes:
            if any(son is node or son in node.dominators for son in dead):
                continue
            dead.extend(never_entered(self.frames, frame, node))
            for ir in node.irs:
                step = Step(len(self.steps), frame, node, ir)
                self.steps.append(step)
                callee = self._unrollable(ir, stack)
                if callee is not None:
                    step.callee = self._new_frame(callee, frame, node)
                    for parameter, argument in zip(callee.parameters, ir.arguments, strict=False):
                        if not isinstance(argument, list):
                            step.callee.bindings[id(parameter)] = step.value(argument)
                    rest = self._unroll(step.callee, stack)
                    if rest is not None:
                        rests.append(rest)
        for rest in reversed(rests):  # the modifier named first ends last
            self._walk(*rest)

    def _unrollable(self, ir: Any, stack: tuple[Any, ...]) -> Any:
        if not isinstance(ir, InternalCall | LibraryCall) or len(stack) > MAX_DEPTH or len(self.steps) > MAX_STEPS:
            return None
        function = ir.function
        if not isinstance(function, Function) or not function.nodes or any(function is f for f in stack):
            return None
        if is_known_arithmetic(function.name, len(function.parameters)) or is_token_transfer(function):
            return None
        return None if is_choice(function.name, len(function.parameters)) else function
