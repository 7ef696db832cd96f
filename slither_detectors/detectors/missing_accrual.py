"""missing-accrual: an entry changes what interest or funding is computed from without accruing first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.slithir.operations import Condition

from slither_detectors.analysis.accrual import Accrual, accruals
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.ownership import siblings_of
from slither_detectors.analysis.siblings import given_by_caller, local_sources
from slither_detectors.analysis.state import Change, Write
from slither_detectors.analysis.values import Value
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class MissingAccrual(Detector):
    """Finds entries that write the basis of an accrual, as accruing siblings do, without accruing."""

    ARGUMENT = "missing-accrual"
    HELP = "The basis of an accrual changes before what is due for the past is accrued"
    IMPACT = HIGH
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Missing accrual"
    WIKI_DESCRIPTION = (
        "Interest or funding grows with time from a rate, a total or a position. Sibling entries bring the index up to "
        "date before they change any of these; this one does not, so the next accrual applies the new value to time "
        "that passed under the old one."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function borrow(uint256 amount) external {
    accrue();
    totalDebt += amount;
}

function repay(uint256 amount) external {
    totalDebt -= amount;
}
```
Interest is due on `totalDebt` for the last month. A borrower repays just before somebody accrues, and the month's
interest is computed on what is left."""
    WIKI_RECOMMENDATION = "Accrue first in every entry that touches the basis; a modifier makes it hard to forget."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each entry that forgets to accrue."""
        for accrual in accruals(model):
            watched = _watched(accrual)
            rates = _rates(accrual) - watched
            for entry in model.writing:
                if entry not in accrual.entries and not _sets_clock(entry, accrual):
                    changed = [w for w in entry.state.writes if w.variable in rates and w.change is Change.SET]
                    if changed and _is_new(entry, changed[0]) and not _lists(entry, changed[0]):
                        text = " without accruing first what is due at the old value, as "
                        yield [
                            entry.function,
                            " changes ",
                            changed[0].variable,
                            text,
                            accrual.entries[0].function,
                            " does",
                        ]
                        continue
                touched = [w for w in entry.state.writes if w.variable in watched and not _lists(entry, w)]
                if entry in accrual.begins:
                    touched = [write for write in touched if write.step.index < accrual.begins[entry]]
                elif _sets_clock(entry, accrual):
                    continue
                others = [other for other in accrual.entries if other is not entry]
                if touched and others:
                    text = " without accruing first, as "
                    yield [entry.function, " changes ", touched[0].variable, text, others[0].function, " does"]


def _is_new(entry: Entry, write: Write) -> bool:
    """Whether a role gives the rate, or it is computed from what is stored."""
    if write.amount is None:
        return False
    computed = any(source.is_state for source in local_sources(entry, write.amount))
    return computed or (entry.gated and given_by_caller(entry, write.amount))


def _lists(entry: Entry, write: Write) -> bool:
    """Whether the entry makes the record that the write is a part of: it asks for its flag and sets it."""
    record = siblings_of(write.variable) if write.place.keys else set()
    flags = {
        w.variable
        for w in entry.state.writes
        if w.variable in record and w.change is Change.SET and str(w.variable.type) == "bool"
    }
    for step in entry.execution.steps if flags else ():
        asks = isinstance(step.ir, Condition) or step.called_name.startswith("require")
        condition = step.value(step.ir.value) if isinstance(step.ir, Condition) else next(iter(step.arguments), None)
        sources = local_sources(entry, condition) if asks and condition is not None else ()
        if any(source.is_state and source.variable in flags for source in sources):
            return True
    return False


def _watched(accrual: Accrual) -> set[Any]:
    """What an entry may only change after accruing: the basis that accruing entries change, and accounts' snapshots."""
    written = {write.variable for entry in accrual.entries for write in entry.state.writes}
    if not accrual.basis & written:
        return set()
    return accrual.basis | _snapshots(accrual)


def _rates(accrual: Accrual) -> set[Any]:
    """What the index grows by in proportion: factors of its growth that are kept in storage."""
    return {
        factor.variable
        for entry in accrual.entries
        for write in entry.state.writes
        if write.variable in accrual.indices and write.amount is not None
        for part in _products(entry, write.amount)
        for root in entry.arithmetic.factors(part)
        for factor in entry.arithmetic.roots(root)
        if factor.is_state and factor.variable in accrual.basis
    }


def _products(entry: Entry, amount: Value) -> set[Value]:
    """The amount and the numerators of the divisions that make it."""
    behind = entry.arithmetic.quotients_behind(amount)
    return {amount, *(factor for quotient in behind for factor in quotient.factors)}


def _snapshots(accrual: Accrual) -> set[Any]:
    """Places kept per account that accruing entries set to the index."""
    return {
        write.variable
        for entry in accrual.entries
        for write in entry.state.writes
        if write.place.by_account
        and write.amount is not None
        and write.variable not in accrual.indices
        and any(s.is_state and s.variable in accrual.indices for s in entry.arithmetic.roots(write.amount))
    } - {None}


def _sets_clock(entry: Entry, accrual: Accrual) -> bool:
    """Whether the entry starts the clock (a listing, an initialiser) or accrues in another way."""
    if any(write.variable is accrual.clock for write in entry.state.writes):
        return True
    return any(
        write.amount is not None
        and write.variable in accrual.indices
        and any(s.is_named("block.timestamp") for s in local_sources(entry, write.amount))
        for write in entry.state.writes
    )
