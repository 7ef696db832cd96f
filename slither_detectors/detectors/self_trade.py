"""self-trade: an account can take its own order."""

from __future__ import annotations

from collections.abc import Iterator

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.ownership import is_own, owner_fields_set, siblings_of
from slither_detectors.analysis.siblings import is_number
from slither_detectors.analysis.state import Change, Write
from slither_detectors.analysis.values import Value
from slither_detectors.analysis.vocabulary import SIGNATURE_CHECKS
from slither_detectors.base import LOW, MEDIUM, Detector, Message


class SelfTrade(Detector):
    """Finds fills between the caller and an order's owner who are never compared."""

    ARGUMENT = "self-trade"
    HELP = "A fill does not ask whether both sides are the same account"
    IMPACT = LOW
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Self-trade"
    WIKI_DESCRIPTION = (
        "A fill changes the caller's account and that of the owner of a resting order. Nothing compares the two. "
        "Trading "
        "with oneself paints volume, moves a price that others rely on, and breaks code that caches one of the "
        "accounts."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function take(uint256 id) external {
    Order storage order = orders[id];
    size[order.owner] -= order.lots;
    size[msg.sender] += order.lots;
}
```
A trader fills his own orders back and forth for the maker's rebate, or to set the last price before a settlement."""
    WIKI_RECOMMENDATION = (
        "Compare the owner with the taker and remove the resting order, or revert, when they are the same."
    )

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each fill without the comparison."""
        owners = {field for entry in model.writing for field in owner_fields_set(entry)}
        for entry in model.writing:
            if entry.gated:
                continue
            if _matches_signers(entry):
                yield [entry.function, " fills signed orders with each other without asking whether one signed both"]
            for write in entry.state.writes:
                owner = _owner_of_order(entry, write, owners)
                if owner is None or _compares(entry, owner):
                    continue
                if _changes_own(entry, write, owner):
                    yield [
                        entry.function,
                        " fills an order of ",
                        owner.variable,
                        " without asking whether it is the caller's",
                    ]
                    break
                if _changes_another(entry, write, owner):
                    text = " fills orders of "
                    yield [
                        entry.function,
                        text,
                        owner.variable,
                        " with each other without asking whether it is the same",
                    ]
                    break


def _matches_signers(entry: Entry) -> bool:
    """Whether one number goes down for one signer and up for another, and nobody compares the two."""
    signers = _signers(entry)
    ways: dict[object, set[tuple[Value, Change]]] = {}
    for write in entry.state.writes if len(signers) > 1 else ():
        for key in write.place.keys:
            origin = entry.execution.origin(key)
            if origin in signers and is_number(write.variable):
                ways.setdefault(write.variable, set()).add((origin, write.change))
    matched = any(
        len({signer for signer, _ in way}) > 1 and {Change.RAISE, Change.LOWER} <= {change for _, change in way}
        for way in ways.values()
    )
    return matched and not any(
        pair is not None and {entry.execution.origin(pair[0]), entry.execution.origin(pair[2])} <= signers
        for pair in map(comparison, entry.execution.steps)
    )


def _signers(entry: Entry) -> set[Value]:
    """Addresses that what a signature recovers to is compared with, or that are asked whether they signed."""
    found: set[Value] = set()
    recovered: set[Value] = set()
    for step in entry.execution.steps:
        if step.called_name.split("(")[0] in SIGNATURE_CHECKS and step.result is not None:
            recovered |= entry.execution.local_uses(step.result)
        pair = comparison(step)
        for side, other in ((pair[0], pair[2]), (pair[2], pair[0])) if pair is not None else ():
            if side in recovered and entry.execution.origin(other).type_name == "address":
                found.add(entry.execution.origin(other))
    return found


def _owner_of_order(entry: Entry, write: Write, owners: set[object]) -> Value | None:
    """The owner field under which a number is written."""
    if not is_number(write.variable):
        return None
    for key in write.place.keys:
        for root in entry.arithmetic.roots(key):
            if root.is_state and root.variable in owners:
                return root
    return None


def _changes_own(entry: Entry, write: Write, owner: Value) -> bool:
    """Whether the same number of the caller's is changed too: the other way, or by what the order loses."""
    signed = str(write.variable.type).split("=> ")[-1].startswith("int")
    order = siblings_of(owner.variable)
    lowered = any(w.variable in order and w.change in (Change.LOWER, Change.CLEAR) for w in entry.state.writes)
    return any(
        w.variable is write.variable and is_own(entry, w.place) and (signed or lowered or w.change is not write.change)
        for w in entry.state.writes
    )


def _changes_another(entry: Entry, write: Write, owner: Value) -> bool:
    """Whether the same number is changed the other way round for the owner of another order."""
    ways = {(_order_of(entry, w, owner), w.change) for w in entry.state.writes if w.variable is write.variable}
    orders = {order for order, _ in ways if order is not None}
    return len(orders) == 2 and not any(change is Change.CLEAR for _, change in ways)


def _order_of(entry: Entry, write: Write, owner: Value) -> object:
    """The order whose owner's number is written: the keys it is kept under, or its copy in memory."""
    for key in write.place.keys:
        for value in entry.arithmetic.same(key):
            if not any(s.is_state and s == owner for s, _ in entry.execution.inputs.get(value, ())):
                continue
            place = entry.execution.place_of(value)
            return value if place is None else tuple(entry.execution.origin(k) for k in place.keys)
    return None


def _compares(entry: Entry, owner: Value) -> bool:
    for step in entry.execution.steps:
        pair = comparison(step)
        if pair is None:
            continue
        if owner in entry.arithmetic.roots(pair[0]) and owner in entry.arithmetic.roots(pair[2]):
            return True
        for side, other in ((pair[0], pair[2]), (pair[2], pair[0])):
            if entry.execution.origin(side).is_named("msg.sender") and owner in entry.arithmetic.roots(other):
                return True
    return False
