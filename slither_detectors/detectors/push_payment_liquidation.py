"""push-payment-liquidation: a liquidation fails when the liquidated refuses to be paid."""

from __future__ import annotations

from collections.abc import Iterator

from slither.slithir.operations import Condition, SolidityCall

from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.order import reverts
from slither_detectors.analysis.ownership import is_own
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.tokens import Payment
from slither_detectors.analysis.values import Step, Value
from slither_detectors.analysis.vocabulary import SIGNATURE_CHECKS, mentions
from slither_detectors.base import MEDIUM, Detector, Message


class PushPaymentLiquidation(Detector):
    """Finds liquidations that pay the account they close, and revert if that fails."""

    ARGUMENT = "push-payment-liquidation"
    HELP = "A liquidation depends on a payment to the account it closes"
    IMPACT = MEDIUM
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Push payment in a liquidation"
    WIKI_DESCRIPTION = (
        "Anybody may close another's account, and what is left of it is sent to its owner at once. An owner that "
        "refuses "
        "(a contract without a receive function, an address a token has blocked) makes the liquidation revert."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function liquidate(address account) external {
    require(!healthy(account));
    uint256 rest = close(account);
    payable(account).transfer(rest);
}
```
The account is a contract that reverts when paid. It can't be liquidated at any price, and its losses become the
others'."""
    WIKI_RECOMMENDATION = "Credit what is left, and let the owner withdraw it."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each liquidation that can be refused."""
        for entry in model.writing:
            if any(_is_pushed(entry, payment) for payment in entry.payments) and _is_liquidation(entry):
                yield [entry.function, " reverts if the account it closes refuses to be paid"]


def _is_liquidation(entry: Entry) -> bool:
    """Closes somebody else's account without his signature, for a reward or by name."""
    if any(step.called_name.split("(")[0] in SIGNATURE_CHECKS for step in entry.execution.steps):
        return False
    others = [
        w for w in entry.state.writes if w.change in (Change.LOWER, Change.CLEAR) and _closed(entry, w.place.keys)
    ]
    if not others:
        return False
    paid = any(entry.execution.origin(p.receiver).is_named("msg.sender") for p in entry.payments if p.payer is None)
    credited = any(w.change is Change.RAISE and is_own(entry, w.place) for w in entry.state.writes)
    named = mentions(entry.function.name, "liquidat", "seiz", "deleverag", "adl", "auction", "bankrupt", "foreclos")
    return paid or credited or named


def _closed(entry: Entry, keys: tuple[Value, ...]) -> set[Value]:
    """The accounts among the keys that are somebody else's: an address handed in, or an order's or position's owner."""
    given = set(entry.execution.parameters())
    return {
        root
        for key in keys
        for root in entry.arithmetic.roots(key)
        if root in given or (root.is_state and "address" in root.type_name)
    }


def _is_pushed(entry: Entry, payment: Payment) -> bool:
    receivers = entry.arithmetic.roots(payment.receiver)
    accounts: set[Value] = set()
    for write in entry.state.writes:
        if write.change in (Change.LOWER, Change.CLEAR):
            accounts |= _closed(entry, write.place.keys)
            owned = write.place.keys and getattr(write.variable, "structure", None)
            accounts |= {root for root in receivers if owned and root.is_state and _belongs(root, write.variable)}
    return payment.payer is None and bool(receivers & accounts) and _must_succeed(entry, payment)


def _belongs(owner: Value, field: object) -> bool:
    return getattr(owner.variable, "structure", owner) is getattr(field, "structure", None)


def _must_succeed(entry: Entry, payment: Payment) -> bool:
    if payment.must_succeed:
        return not getattr(payment.step.node, "is_try", False) and "TRY" not in payment.step.node.type.name
    return any(_demands(entry, step, payment.step) for step in entry.execution.steps)


def _demands(entry: Entry, step: Step, payment: Step) -> bool:
    """Whether the step reverts on the payment's failure."""
    if isinstance(step.ir, SolidityCall) and step.called_name.startswith(("require", "assert")) and step.arguments:
        condition = step.arguments[0]
    elif isinstance(step.ir, Condition):
        condition = step.value(step.ir.value)
        if not any(reverts(son) for son in step.node.sons):
            return False
    else:
        return False
    result = payment.result
    if result is None:
        return False
    answers = {result, Value(("t", *result.key, 0), None, result.frame)}
    return bool(entry.execution.sources(condition) & answers)
