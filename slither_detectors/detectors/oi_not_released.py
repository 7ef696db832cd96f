"""oi-not-released: one way out of a position forgets to lower the total that every way in raises."""

from __future__ import annotations

from collections.abc import Iterator

from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.ownership import siblings_of
from slither_detectors.analysis.siblings import compares_with_limit, is_number, local_sources, share_amount, writes_of
from slither_detectors.analysis.state import Change, Write
from slither_detectors.base import HIGH, MEDIUM, Detector, Message

_DOWN = (Change.LOWER, Change.CLEAR)
_ANY = tuple(Change)


class OiNotReleased(Detector):
    """Finds entries that reduce an account's part of a total and leave the total as it was."""

    ARGUMENT = "oi-not-released"
    HELP = "A position is reduced and the total it counts in is not"
    IMPACT = HIGH
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Open interest is not released"
    WIKI_DESCRIPTION = (
        "One entry raises an account's position and a total (open interest, total debt, reserved amount) by the same "
        "amount. Another reduces or deletes the position without lowering the total, which only ever grows away "
        "from the "
        "sum of what it is the total of."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function open(uint256 lots) external {
    openInterest += lots;
    require(openInterest <= cap);
    position[msg.sender] += lots;
}

function close(uint256 lots) external {
    position[msg.sender] -= lots;
    openInterest -= lots;
}

function liquidate(address account) external {
    delete position[account];
}
```
Each liquidation leaves its lots in `openInterest`. After enough of them the cap is reached for good and nobody can
open."""
    WIKI_RECOMMENDATION = "Lower the total in the one helper that changes positions, and let every entry use it."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each entry and total it forgets."""
        for part, total in _pairs(model):
            for entry in model.writing:
                if _forgets(entry, part, total):
                    yield [entry.function, " reduces ", part, " and leaves ", total, ", which counts it, as it was"]


def _pairs(model: ContractModel) -> list[tuple[object, object]]:
    """Parts and totals: raised together by one amount, the part under more keys, the total able to go down."""
    found: list[tuple[object, object]] = []
    for entry in model.writing:
        raises = [w for w in entry.state.writes if w.change is Change.RAISE and is_number(w.variable)]
        parts = raises + [w for w in entry.state.writes if w.change is Change.SET and is_number(w.variable)]
        for total in raises:
            for part in parts:
                pair = (part.variable, total.variable)
                if pair not in found and _counts(entry, part, total) and _is_released(model, *pair):
                    found.append(pair)
    return found


def _counts(entry: Entry, part: Write, total: Write) -> bool:
    if part.variable is total.variable or not (_is_finer(part, total) or _is_somebodys(part, total)):
        return False
    return share_amount(entry, part, total)


def _is_finer(part: Write, total: Write) -> bool:
    return len(part.place.keys) > len(total.place.keys)


def _is_somebodys(part: Write, total: Write) -> bool:
    """Whether the part is a record that names its owner, and the total one that names nobody."""
    owners = [
        any(str(field.type) == "address" for field in siblings_of(write.variable) if field is not write.variable)
        for write in (part, total)
    ]
    return owners == [True, False] and part.place.root is not total.place.root and bool(part.place.keys)


def _is_released(model: ContractModel, part: object, total: object) -> bool:
    """Whether the total is meant to follow its parts down: an entry lowers both, or the total is held to a limit."""
    lowers_both = any(
        writes_of(entry, total, (Change.LOWER,)) and writes_of(entry, part, (*_DOWN, Change.SET))
        for entry in model.writing
    )
    return lowers_both or any(compares_with_limit(entry, total) for entry in model.writing)


def _forgets(entry: Entry, part: object, total: object) -> bool:
    reductions = writes_of(entry, part, _DOWN)
    if not reductions or writes_of(entry, total, _ANY):
        return False
    if writes_of(entry, part, (Change.RAISE, Change.SET)):
        return False  # moved from one account to another
    return not any(_moves_on(entry, write, part) for write in entry.state.writes)


def _moves_on(entry: Entry, write: Write, part: object) -> bool:
    """Whether the write keeps what was taken away under another name, where the total may still count it."""
    if write.variable is part or write.amount is None or not write.place.keys or not is_number(write.variable):
        return False
    if write.change not in (Change.RAISE, Change.SET):
        return False
    taken = {w.amount for w in writes_of(entry, part, _DOWN) if w.amount is not None}
    sources = local_sources(entry, write.amount)
    origins = {entry.execution.origin(amount) for amount in taken}
    return entry.execution.origin(write.amount) in origins or any(
        s.is_state and s.variable is part for s in sources if not taken and len(sources) <= 3
    )
