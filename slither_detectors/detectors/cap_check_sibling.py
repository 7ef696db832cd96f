"""cap-check-sibling: of two entries that raise a capped total, one forgets the cap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.siblings import (
    compares_with_limit,
    given_by_caller,
    is_number,
    local_sources,
    writes_of,
)
from slither_detectors.analysis.state import Change, Write
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class CapCheckSibling(Detector):
    """Finds entries that raise a total without the comparison another entry makes."""

    ARGUMENT = "cap-check-sibling"
    HELP = "A total is raised without the cap that another entry holds it to"
    IMPACT = HIGH
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Cap checked by one entry only"
    WIKI_DESCRIPTION = (
        "Two entries raise the same total by an amount the caller gives. One compares the total with a cap, the other "
        "does not, so that the cap binds only those who use the first."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function open(uint256 lots) external {
    require(openInterest + lots <= cap);
    openInterest += lots;
}

function increase(uint256 lots) external {
    openInterest += lots;
}
```
A trader opens one lot, then uses `increase` to take a position many times the cap, which the vault can't pay when
it wins."""
    WIKI_RECOMMENDATION = "Raise the total in one helper that holds it to the cap."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each entry that forgets the cap."""
        raising: defaultdict[object, list[Entry]] = defaultdict(list)
        asked = {variable for entry in model.writing for variable in _asked_for(entry)}
        for entry in model.writing:
            for variable in {w.variable: None for w in entry.state.writes if _is_growth(entry, w, asked)}:
                raising[variable].append(entry)
        for variable, entries in raising.items():
            checked = [entry for entry in entries if compares_with_limit(entry, variable)]
            for entry in entries:
                if checked and entry not in checked and not (entry.gated and not all(c.gated for c in checked)):
                    other = checked[0].function
                    yield [entry.function, " raises ", variable, " without the cap that ", other, " holds it to"]


def _asked_for(entry: Entry) -> set[Any]:
    """Fields of records that users leave for later: set to what the caller gives."""
    return {
        write.variable
        for write in entry.state.writes
        if write.change is Change.SET
        and write.place.keys
        and write.amount is not None
        and entry.arithmetic.roots(write.amount) & set(entry.execution.parameters())
    }


def _is_growth(entry: Entry, write: Write, asked: set[Any]) -> bool:
    """Whether the write raises a total by what a caller gives, now or before: no interest, no move between keys."""
    if write.change is not Change.RAISE or write.amount is None or not is_number(write.variable):
        return False
    if writes_of(entry, write.variable, (Change.LOWER, Change.CLEAR)) or write.place.by_account:
        return False
    if any(source.is_state and source.variable is write.variable for source in local_sources(entry, write.amount)):
        return False
    left_before = any(root.is_state and root.variable in asked for root in entry.arithmetic.roots(write.amount))
    return left_before or given_by_caller(entry, write.amount)
