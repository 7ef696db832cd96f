"""unbounded-match: an entry walks a list that others can lengthen, without a limit on its steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.slithir.operations import HighLevelCall

from slither_detectors.analysis.loops import Loop, grown_lists, loops
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class UnboundedMatch(Detector):
    """Finds loops over storage that write or call, with no bound on their turns, in entries open to all."""

    ARGUMENT = "unbounded-match"
    HELP = "A loop over a list that anybody can lengthen has no bound on its steps"
    IMPACT = HIGH
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Matching without a bound"
    WIKI_DESCRIPTION = (
        "The entry walks a queue, a linked list or an array in storage and changes state in every turn. Others can "
        "make "
        "the list longer, and nothing ends the loop but the list itself: neither a number of steps nor the gas left."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
while (remaining > 0 && head != 0) {
    remaining -= fill(head, remaining);
    head = orders[head].next;
}
```
An attacker places ten thousand orders of the smallest size at the best price. Every order that would match them
needs more gas than a block has, and the market stands still."""
    WIKI_RECOMMENDATION = (
        "Count the turns, stop at a limit the caller or the code sets, and leave the rest for another call."
    )

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each function with such a loop."""
        open_lists: set[Any] = set()
        for entry in model.writing:
            if not entry.gated:
                open_lists |= grown_lists(entry.execution)
        for entry in model.writing:
            if entry.gated:
                continue
            for loop in loops(entry.execution):
                if _changes_state(entry, loop) and not loop.is_bounded() and _is_driven(loop, open_lists):
                    yield [loop.frame.function, " walks a list that others can lengthen, without a bound on its steps"]


def _is_driven(loop: Loop, open_lists: set[Any]) -> bool:
    if loop.walks_storage():
        return True
    return any(loop.lengths_behind(end) & open_lists for end in loop.ends)


def _changes_state(entry: Entry, loop: Loop) -> bool:
    inside = {step.index for step in loop.steps}
    if any(write.step.index in inside for write in entry.state.writes):
        return True
    return any(
        isinstance(step.ir, HighLevelCall) and step.callee is None and not step.ir.is_static_call()
        for step in loop.steps
    )
