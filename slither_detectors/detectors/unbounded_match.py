"""unbounded-match: an entry walks a list that others can lengthen, without a limit on its steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.slithir.operations import HighLevelCall

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.loops import Loop, grown_lists, loops
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.siblings import local_sources
from slither_detectors.analysis.state import Change
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
                open_lists |= {grown for grown in grown_lists(entry.execution) if not _is_kept_short(entry, grown)}
                open_lists |= _open_counters(entry)
        for entry in model.writing:
            if entry.gated:
                continue
            for loop in loops(entry.execution):
                if not loop.is_bounded(open_lists) and _is_driven(entry, loop, open_lists):
                    yield [loop.frame.function, " walks a list that others can lengthen, without a bound on its steps"]


def _is_driven(entry: Entry, loop: Loop, open_lists: set[Any]) -> bool:
    if loop.walks_storage() and _changes_state(entry, loop):
        return True
    if any(loop.lengths_behind(end) & open_lists for end in loop.ends):
        return True
    counted = {s.variable for end in loop.ends for s in local_sources(entry, end) if s.is_state}
    return bool(counted & open_lists) and _changes_state(entry, loop)


def _is_kept_short(entry: Entry, grown: Any) -> bool:
    """Whether the entry that appends to the list, or counts it, holds its length to a limit."""
    for step in entry.execution.steps:
        pair = comparison(step)
        for side, other in ((pair[0], pair[2]), (pair[2], pair[0])) if pair is not None else ():
            limit = entry.arithmetic.constant(other)
            limited = entry.arithmetic.is_setting(other) if limit is None else limit > 1
            if limited and any(s.is_state and s.variable is grown for s in local_sources(entry, side)):
                return True
    return False


def _open_counters(entry: Entry) -> set[Any]:
    """Numbers that the entry counts up by one, each as the key of what it stores: a queue's end, the next id."""
    keys = {root.variable for w in entry.state.writes for k in w.place.keys for root in entry.arithmetic.roots(k)}
    return {
        write.variable
        for write in entry.state.writes
        if write.change is Change.RAISE
        and write.amount is not None
        and entry.arithmetic.constant(write.amount) == 1
        and write.variable in keys
        and not _is_kept_short(entry, write.variable)
    }


def _changes_state(entry: Entry, loop: Loop) -> bool:
    inside = {step.index for step in loop.steps}
    if any(write.step.index in inside for write in entry.state.writes):
        return True
    return any(
        isinstance(step.ir, HighLevelCall) and step.callee is None and not step.ir.is_static_call()
        for step in loop.steps
    )
