"""Prices read from feeds of other contracts, and what is checked about their time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slither.slithir.operations import HighLevelCall, LibraryCall

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.execution import Execution
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.values import Step, Value, return_slot
from slither_detectors.analysis.vocabulary import mentions

_ROUND = ["uint80", "int256", "uint256", "uint256", "uint80"]
_ANSWER, _STARTED_AT, _UPDATED_AT = 1, 2, 3


@dataclass(frozen=True)
class FeedRead:
    """One answer of an aggregator; the times are ``None`` where the call gives none (``latestAnswer``)."""

    entry: Entry
    step: Step
    feed: Value
    answer: Value
    started_at: Value | None
    updated_at: Value | None

    @property
    def function(self) -> object:
        """The function that makes the call."""
        return self.step.frame.function


def feed_reads(entry: Entry) -> Iterator[FeedRead]:
    """The answers of aggregators that the entry reads, recognised by what their call returns."""
    execution = entry.execution
    for step in execution.steps:
        ir = step.ir
        if not isinstance(ir, HighLevelCall) or isinstance(ir, LibraryCall) or ir.lvalue is None:
            continue
        feed = step.value(ir.destination)
        returned = ir.lvalue.type
        if isinstance(returned, list) and [str(t) for t in returned] == _ROUND:
            answer, started, updated = (
                execution.component(step, ir.lvalue, index) for index in (_ANSWER, _STARTED_AT, _UPDATED_AT)
            )
            yield FeedRead(entry, step, feed, answer, started, updated)
        elif step.called_name == "latestAnswer" and not step.arguments:
            yield FeedRead(entry, step, feed, step.value(ir.lvalue), None, None)


def price_reads(execution: Execution) -> Iterator[Step]:
    """Calls that ask another contract for a price without changing anything, recognised by name and view."""
    for step in execution.steps:
        ir = step.ir
        if isinstance(ir, HighLevelCall) and not isinstance(ir, LibraryCall) and ir.lvalue is not None:
            asked = mentions(
                step.called_name, "price", "spot", "answer", "round", "twap", "mark", "peek", "observe", "slot"
            )
            if asked and ir.is_static_call():
                yield step


def time_checks(entry: Entry, moment: Value) -> list[tuple[Value, Value]]:
    """Comparisons that set the moment against the block's time, both sides of each."""
    execution = entry.execution
    made_of = execution.uses(moment)
    found = []
    for step in execution.steps:
        pair = comparison(step)
        if pair is None:
            continue
        left, _, right = pair
        sources = execution.sources(left) | execution.sources(right)
        if any(s.is_named("block.timestamp") for s in sources) and ({left, right} | sources) & made_of:
            found.append((left, right))
    return found


def is_handed_on(entry: Entry, value: Value) -> bool:
    """Whether the value is answered to the entry's caller or given to another contract, which may check it."""
    execution = entry.execution
    made_of = execution.local_uses(value)
    outer = execution.frames[0]
    if any(return_slot(outer, index) in made_of for index in range(len(outer.function.returns or []))):
        return True
    return any(
        isinstance(step.ir, HighLevelCall) and step.callee is None and made_of & set(step.arguments)
        for step in execution.steps
    )


def is_checked_later(model: ContractModel, entry: Entry, value: Value) -> bool:
    """Whether the value is stored and an entry of the contract compares what is stored with the block's time."""
    stored = [cell for cell in entry.execution.uses(value) if cell.is_state]
    return any(time_checks(other, cell) for cell in stored for other in model.entries)
