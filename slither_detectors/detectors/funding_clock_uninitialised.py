"""funding-clock-uninitialised: the first accrual counts from 1970."""

from __future__ import annotations

from collections.abc import Iterator

from slither_detectors.analysis.accrual import Accrual, accruals
from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.order import dominates
from slither_detectors.analysis.siblings import local_sources
from slither_detectors.analysis.state import Change, Write
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class FundingClockUninitialised(Detector):
    """Finds clocks of accruals that nothing starts before the first accrual reads them."""

    ARGUMENT = "funding-clock-uninitialised"
    HELP = "The clock of an accrual is never started"
    IMPACT = HIGH
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Funding clock not initialised"
    WIKI_DESCRIPTION = (
        "An index grows by the time since a stored moment. Neither a constructor, an initialiser nor the entry "
        "that lists "
        "a market sets the moment, and the accrual does not treat zero apart: the first one counts all seconds "
        "since 1970."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function accrue(uint16 market) public {
    fundingIndex[market] += rate[market] * (block.timestamp - lastFunding[market]);
    lastFunding[market] = block.timestamp;
}
```
The owner lists a market and sets its rate. The first trade accrues half a century of funding, and whoever opened
before it is liquidated."""
    WIKI_RECOMMENDATION = "Set the clock where the market is created, or return early in the accrual while it is zero."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each clock that is not started."""
        for accrual in accruals(model):
            if not _is_started(model, accrual) and not _starts_from_nothing(accrual):
                yield [accrual.entries[0].function, " counts from ", accrual.clock, ", which nothing starts"]


def _is_started(model: ContractModel, accrual: Accrual) -> bool:
    if getattr(accrual.clock, "initialized", False):
        return True
    for entry in (*model.constructors, *model.writing):
        first = accrual.begins.get(entry)
        for write in entry.state.writes:
            if write.variable is accrual.clock and (first is None or write.step.index < first) and _sets(entry, write):
                return True
    return any(_tells_zero(entry, accrual) for entry in accrual.entries)


def _sets(entry: Entry, write: Write) -> bool:
    """Whether the write gives the clock a time; a struct made with nought for it does not."""
    return write.amount is not None and entry.arithmetic.constant(write.amount) != 0


def _tells_zero(entry: Entry, accrual: Accrual) -> bool:
    """Whether the accrual asks if the clock was ever set."""
    for step in entry.execution.steps:
        pair = comparison(step)
        if pair is None:
            continue
        for side, other in ((pair[0], pair[2]), (pair[2], pair[0])):
            held = {source.variable for source in local_sources(entry, side) if source.is_state}
            if entry.arithmetic.constant(other) == 0 and held == {accrual.clock}:
                return True
    return False


def _starts_from_nothing(accrual: Accrual) -> bool:
    """Whether the growth is a multiple of a total that users raise only after accruing: ages times nothing."""
    raised = [
        (entry, write)
        for entry in accrual.entries
        for write in entry.state.writes
        if write.change is Change.RAISE and write.variable in accrual.basis - accrual.indices
    ]
    return bool(raised) and all(_counts_before(entry, accrual, write) for entry, write in raised)


def _counts_before(entry: Entry, accrual: Accrual, write: Write) -> bool:
    """Whether every way to the write has passed the accrual."""
    steps = [w.step for w in entry.state.writes if w.variable is accrual.clock]
    steps.append(entry.execution.steps[accrual.begins[entry]])
    return any(dominates(step, write.step) for step in steps)
