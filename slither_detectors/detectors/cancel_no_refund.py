"""cancel-no-refund: an order is taken away and what was taken for it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.slithir.operations import HighLevelCall, LowLevelCall

from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.ownership import is_own, owner_fields_checked, owner_fields_set, removed, siblings_of
from slither_detectors.analysis.siblings import is_number
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.tokens import comes_in
from slither_detectors.analysis.values import Value
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class CancelNoRefund(Detector):
    """Finds cancellations that give nothing back of what placing took."""

    ARGUMENT = "cancel-no-refund"
    HELP = "Cancelling gives nothing back of what placing took"
    IMPACT = HIGH
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Cancel without a refund"
    WIKI_DESCRIPTION = (
        "Placing an order pulls tokens, lowers the owner's balance or reserves a part of it. Cancelling removes "
        "the order, "
        "but neither pays, nor credits, nor releases anything."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function place(uint256 amount) external {
    balance[msg.sender] -= amount;
    orders[++lastId] = Order(msg.sender, amount);
}

function cancel(uint256 id) external {
    require(orders[id].owner == msg.sender);
    delete orders[id];
}
```
A user places an order for all he has and cancels it. His balance is gone."""
    WIKI_RECOMMENDATION = "Undo in the cancellation what placing did, with the amount that is left of the order."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each cancellation that keeps what was taken."""
        placing = [(entry, owner_fields_set(entry), taken) for entry in model.writing if (taken := _takes(entry))]
        given_back = _given_back(model, placing)
        for entry in model.writing:
            owners = owner_fields_checked(entry) or given_back
            for other, made, taken in placing:
                if other is entry or _gives_back(entry, taken) or _moves_on(entry, made):
                    continue
                if (made & owners and _removes(entry, owners)) or _drops_own(entry, other):
                    yield [entry.function, " takes an order away and keeps what ", other.function, " took for it"]
                    break


def _given_back(model: ContractModel, placing: list[tuple[Entry, set[Any], set[Any]]]) -> set[Any]:
    """Owners of orders whose cancellation gives back what placing took: any other way to remove them must too."""
    found: set[Any] = set()
    for entry in model.writing:
        owners = owner_fields_checked(entry)
        for _, made, taken in placing:
            if made & owners and _removes(entry, owners) and _gives_back(entry, taken):
                found |= made & owners
    return found


def _takes(entry: Entry) -> set[Any]:
    """What placing takes: variables lowered or reserved for the caller, or ``"tokens"``."""
    taken: set[Any] = {
        write.variable
        for write in entry.state.writes
        if write.change in (Change.LOWER, Change.RAISE) and is_own(entry, write.place) and is_number(write.variable)
    }
    if any(comes_in(entry.execution, payment) for payment in entry.payments):
        taken.add("tokens")
    if entry.function.payable and any(s.is_named("msg.value") for s in entry.execution.outputs):
        taken.add("tokens")
    return taken


def _drops_own(entry: Entry, placing: Entry) -> bool:
    """Whether the entry only ends a record of the caller's own that holds what placing it took."""
    ended = [write for write in removed(entry) if is_own(entry, write.place)]
    if not ended or len(ended) < len(entry.state.writes):
        return False
    records = {
        field for write in ended for field in siblings_of(write.variable) if len(siblings_of(write.variable)) > 1
    }
    return any(
        write.change is Change.SET
        and write.variable in records
        and write.amount is not None
        and is_own(placing, write.place)
        and _was_taken(placing, write.amount)
        for write in placing.state.writes
    )


def _was_taken(entry: Entry, amount: Value) -> bool:
    """Whether the amount is what came in, or what the caller's own number was lowered by."""
    roots = entry.arithmetic.roots(amount)
    if any(root.is_named("msg.value") for root in roots):
        return True
    lowered = [w.amount for w in entry.state.writes if w.change is Change.LOWER and is_own(entry, w.place)]
    pulled = [payment.amount for payment in entry.payments if comes_in(entry.execution, payment)]
    taken = {root for a in (*lowered, *pulled) if a is not None for root in entry.arithmetic.roots(a)}
    return any(root in taken for root in roots if not root.is_constant)


def _removes(entry: Entry, owners: set[Any]) -> bool:
    fields = {field for owner in owners for field in siblings_of(owner)}
    made = any(w.change is Change.SET and w.variable in owners for w in entry.state.writes)
    return not made and any(write.variable in fields for write in removed(entry))


def _gives_back(entry: Entry, taken: set[Any]) -> bool:
    """Whether anything is paid, credited or released, or another contract is told."""
    if entry.payments or any(_tells(step.ir) and step.callee is None for step in entry.execution.steps):
        return True
    return any(
        write.variable in taken or (write.change is Change.RAISE and write.place.by_account)
        for write in entry.state.writes
    )


def _moves_on(entry: Entry, owners: set[Any]) -> bool:
    """Whether a number of the order is added to another record: it is carried out, not taken away."""
    order = {field for owner in owners for field in siblings_of(owner) if is_number(field)}
    return any(
        write.change is Change.RAISE
        and write.variable not in order
        and write.place.keys
        and write.amount is not None
        and any(root.is_state and root.variable in order for root in entry.arithmetic.roots(write.amount))
        for write in entry.state.writes
    )


def _tells(ir: Any) -> bool:
    return isinstance(ir, LowLevelCall) or (isinstance(ir, HighLevelCall) and not ir.is_static_call())
