"""round-down-owed: what an account owes is rounded down before it is taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither_detectors.analysis.arithmetic import Quotient
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.siblings import local_sources
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.tokens import comes_in
from slither_detectors.analysis.values import Place, Value
from slither_detectors.base import MEDIUM, Detector, Message


class RoundDownOwed(Detector):
    """Finds truncated quotients that are taken from an account's balance or pulled from the caller."""

    ARGUMENT = "round-down-owed"
    HELP = "A truncating division decides what an account pays"
    IMPACT = MEDIUM
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Amount owed is rounded down"
    WIKI_DESCRIPTION = (
        "A fee, funding payment or interest that an account owes is computed by a division that rounds down, and "
        "the result "
        "is taken from the account's balance. The account decides how often it pays and how much each time, so it "
        "can make "
        "every payment round to nothing."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function settle(address account) external {
    uint256 owed = size[account] * (fundingIndex - entryIndex[account]) / 1e18;
    entryIndex[account] = fundingIndex;
    collateral[account] -= owed;
}
```
A holder of a small position calls `settle` every block. Each payment is less than one unit, rounds to zero, and the
index is still moved on: the funding that the other side is credited was never paid, and the contract becomes
insolvent."""
    WIKI_RECOMMENDATION = "Round what an account owes up (`(a * b + d - 1) / d`, `mulDiv(a, b, d, Rounding.Ceil)`)."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each debit that was rounded down."""
        debts = _debts(model)
        for entry in model.writing:
            for quotient, place in (*_debits(entry), *_grown_debts(entry, debts)):
                message: Message = [quotient.step.frame.function, " rounds down what is then taken from "]
                message += [place.variable] if place is not None else ["the caller's tokens"]
                yield message


def _debits(entry: Entry) -> Iterator[tuple[Quotient, Place | None]]:
    for write in entry.state.writes:
        if write.change is not Change.LOWER or write.amount is None or not write.place.by_account:
            continue
        for quotient in _truncated(entry, write.amount):
            moved = _is_paid_out(entry, quotient) or _is_paid_for(entry, quotient)
            part = _is_part_of(entry, quotient, write.place) or _is_conversion(entry, quotient)
            if not moved and not part:
                yield quotient, write.place
    for payment in entry.payments:
        if comes_in(entry.execution, payment):
            for quotient in _truncated(entry, payment.amount):
                if not _is_conversion(entry, quotient):
                    yield quotient, None


def _debts(model: ContractModel) -> set[Any]:
    """Numbers that fall as tokens come in for them, and rise where none do: what users owe."""
    repaid, raised = set(), set()
    for entry in model.writing:
        pulled = {v for p in entry.payments if comes_in(entry.execution, p) for v in entry.arithmetic.same(p.amount)}
        for write in entry.state.writes:
            if write.amount is None or not write.place.keys:
                continue
            if write.change is Change.LOWER and entry.arithmetic.same(write.amount) & pulled:
                repaid.add(write.variable)
            if write.change is Change.RAISE and not pulled:
                raised.add(write.variable)
    return repaid & raised


def _grown_debts(entry: Entry, debts: set[Any]) -> Iterator[tuple[Quotient, Place | None]]:
    """Interest that is cut off before it is added to a debt."""
    for write in entry.state.writes:
        if write.change is Change.RAISE and write.variable in debts and write.amount is not None:
            for quotient in _truncated(entry, write.amount):
                yield quotient, write.place


def _truncated(entry: Entry, amount: Value) -> list[Quotient]:
    """Truncating divisions that decide the amount or a term of it, changes of units apart."""
    terms = entry.arithmetic.summands(amount)
    found = {id(q.step): q for term in terms for q in entry.arithmetic.quotients_behind(term)}.values()
    if len(terms) > 1 and sum(entry.arithmetic.constant(term) or 0 for term in terms) >= len(found):
        return []  # each is lifted by the constant that is added
    return [q for q in found if q.rounding == "down" and len(q.factors) >= 2 and not _only_scales(entry, q)]


def _only_scales(entry: Entry, quotient: Quotient) -> bool:
    varying = [factor for factor in quotient.factors if entry.arithmetic.constant(factor) is None]
    fixed = [quotient.divisor] if quotient.divisor is not None else []
    fixed += [factor for factor in quotient.factors if factor not in varying]
    numbers = [entry.arithmetic.constant(value) for value in fixed]
    return len(varying) < 2 and bool(fixed) and all(n is not None and _is_power_of_ten(n) for n in numbers)


def _is_power_of_ten(number: int) -> bool:
    return number > 0 and str(number).strip("0") == "1"


def _is_part_of(entry: Entry, quotient: Quotient, place: Place) -> bool:
    """Whether the quotient is a share of the very place it is taken from: what is cut off stays there."""
    return any(
        source.variable is place.variable
        for factor in quotient.factors
        for source in entry.execution.local_sources(factor)
        if source.is_state
    )


def _is_paid_out(entry: Entry, quotient: Quotient) -> bool:
    """Whether the same amount leaves for a receiver or another account: then nothing is owed, it is moved."""
    results = entry.arithmetic.copies(quotient.result)
    if any(payment.payer is None and payment.amount in results for payment in entry.payments):
        return True
    return any(
        write.change is Change.RAISE
        and write.place.by_account
        and write.amount is not None
        and entry.arithmetic.summands(write.amount) & results
        for write in entry.state.writes
    )


def _is_paid_for(entry: Entry, quotient: Quotient) -> bool:
    """Whether what is divided was paid in: the place is a debt, and less of it is written off."""
    paid = {v for p in entry.payments if comes_in(entry.execution, p) for v in entry.arithmetic.same(p.amount)}
    return any(factor in paid or paid & local_sources(entry, factor) for factor in quotient.factors)


def _is_conversion(entry: Entry, quotient: Quotient) -> bool:
    """Whether the divisor is a total that moves with the entry: a share conversion, which has rules of its own."""
    if quotient.divisor is None:
        return False
    touched = {write.variable for write in entry.state.writes}
    divided = entry.execution.local_sources(quotient.divisor)
    return any(source.is_state and source.variable in touched for source in divided)
