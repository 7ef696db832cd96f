"""Making a failing run as short and as plain as it gets.

Wrong calls are predicted too, so any selection of steps is a run that can be judged: steps are left out, and numbers
made rounder, as long as the same property still breaks.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fuzz.machines.actions import Step
from fuzz.machines.verdict import Broken
from fuzz.model.book import level_of

Attempt = Callable[[Sequence[Step]], Broken | None]
"""Run steps from the beginning; returns what they broke, having stopped there."""


@dataclass(frozen=True)
class Shrunk:
    """The shortest run found, and what it breaks."""

    steps: tuple[Step, ...]
    broken: Broken


class Shrinker:
    """Shrinks one failing run; ``seconds`` bounds the work, never the result."""

    def __init__(self, attempt: Attempt, steps: Sequence[Step], broken: Broken, seconds: float) -> None:
        self._attempt = attempt
        self._best = Shrunk(tuple(steps), broken)
        self._deadline = time.monotonic() + seconds

    def run(self) -> Shrunk:
        """Return the shortest run found in the time given."""
        before = None
        while before != self._best.steps and self._has_time:
            before = self._best.steps
            self._leave_out()
            self._simplify()
        return self._best

    @property
    def _has_time(self) -> bool:
        return time.monotonic() < self._deadline

    def _try(self, steps: Sequence[Step]) -> bool:
        """Take over ``steps`` if they break the same property."""
        broken = self._attempt(steps)
        if broken is None or broken.property != self._best.broken.property:
            return False
        self._best = Shrunk(tuple(steps), broken)
        return True

    def _leave_out(self) -> None:
        """Leave out runs of steps, long ones first; the last step is what breaks and stays."""
        size = max(1, len(self._best.steps) // 2)
        while size >= 1:
            start = len(self._best.steps) - 1 - size
            while start >= 0 and self._has_time:
                steps = self._best.steps
                if not self._try((*steps[:start], *steps[start + size :])):
                    self._try(_renumbered(steps, start, size))
                start = min(start, len(self._best.steps) - 1) - size
            size //= 2

    def _simplify(self) -> None:
        """Replace numbers by rounder ones, one at a time."""
        for index in range(len(self._best.steps)):
            for changed in _plainer(self._best.steps[index]):
                if not self._has_time:
                    return
                steps = self._best.steps
                if self._try((*steps[:index], changed, *steps[index + 1 :])):
                    break


def _renumbered(steps: Sequence[Step], start: int, size: int) -> tuple[Step, ...]:
    """Leave steps out, and let later steps mean the same orders if each of those placed one that rested."""
    gone = Counter(
        (step.arguments["market"], step.arguments["is_buy"], step.arguments["tick"])
        for step in steps[start : start + size]
        if step.rule in ("place", "order")
    )

    stops_gone = sum(step.rule == "stop" for step in steps[start : start + size])

    def renumbered(order_id: int) -> int:
        return order_id - min(gone[level_of(order_id)], order_id & 0xFFFFFFFF)

    def changed(step: Step) -> Step:
        arguments = dict(step.arguments)
        if step.rule in ("cancel_in_auction", "cancel_in_auction_for"):
            return step
        if "order" in arguments:
            arguments["order"] = renumbered(arguments["order"])
        if "orders" in arguments:
            arguments["orders"] = [renumbered(order_id) for order_id in arguments["orders"]]
        if "stops" in arguments:
            arguments["stops"] = [max(0, stop_id - stops_gone) for stop_id in arguments["stops"]]
        return Step(step.rule, arguments)

    return (*steps[:start], *map(changed, steps[start + size :]))


def _plainer(step: Step) -> Iterator[Step]:
    """Yield simpler versions of a step, plainest first: one order for a ladder, rounder numbers."""
    if step.rule == "ladder":
        order = {name: value for name, value in step.arguments.items() if name != "count"}
        yield Step("place", {**order, "lots": step.arguments["count"]})
    for name, value in step.arguments.items():
        if (
            isinstance(value, bool)
            or not isinstance(value, int)
            or name in ("market", "order", "sink", "tick", "kind", "self_trade")
        ):
            continue
        if value > 1:
            yield Step(step.rule, {**step.arguments, name: 1})
        digits = len(str(abs(value)))
        for kept in range(1, digits):
            grain = 10 ** (digits - kept)
            rounded = value // grain * grain
            if rounded != value:
                yield Step(step.rule, {**step.arguments, name: rounded})
