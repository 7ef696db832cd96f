"""health-stale-index: an account's health is judged by an index nobody brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither_detectors.analysis.accrual import Accrual, accruals
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.siblings import local_sources, ordered_comparisons
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class HealthStaleIndex(Detector):
    """Finds entries that compare something computed from an accrual's index without accruing."""

    ARGUMENT = "health-stale-index"
    HELP = "A decision is taken on an index that was not brought up to date"
    IMPACT = HIGH
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Health judged by a stale index"
    WIKI_DESCRIPTION = (
        "What an account owes is its share times an index that grows with time. The entry compares it (equity with "
        "margin, "
        "debt with a limit) at the index stored last, though siblings accrue before they do."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function withdraw(uint256 amount) external {
    collateral[msg.sender] -= amount;
    require(collateral[msg.sender] >= debtShares[msg.sender] * index / 1e18);
}
```
Nobody accrued for a week. The borrower withdraws down to what the old index allows; the next accrual leaves the account
under water."""
    WIKI_RECOMMENDATION = "Accrue before the comparison, or compare with an index computed for the current time."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each entry that decides on a stale index."""
        for accrual in accruals(model):
            for entry in model.writing:
                if entry in accrual.entries:
                    continue
                index = _judged_by(entry, accrual)
                if index is not None:
                    yield [entry.function, " decides by ", index, " without bringing it up to date"]


def _judged_by(entry: Entry, accrual: Accrual) -> Any:
    """The index on which a comparison rests that knows nothing of the current time."""
    if any(write.variable is accrual.clock for write in entry.state.writes):
        return None
    for _, left, right in ordered_comparisons(entry):
        sources = local_sources(entry, left) | local_sources(entry, right)
        if any(source.is_named("block.timestamp") for source in sources):
            continue
        read = [s.variable for s in sources if s.is_state and s.variable in accrual.indices]
        others = [s for s in sources if s.is_state and s.variable not in accrual.indices]
        if read and others:
            return read[0]
    return None
