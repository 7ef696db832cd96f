"""transfer-amount-credited: the amount asked of a token is credited, not the amount that arrived."""

from __future__ import annotations

from collections.abc import Iterator

from slither.slithir.operations import HighLevelCall

from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.tokens import Payment, comes_in
from slither_detectors.base import LOW, MEDIUM, Detector, Message


class TransferAmountCredited(Detector):
    """Finds deposits that trust a token to deliver what it was asked for."""

    ARGUMENT = "transfer-amount-credited"
    HELP = "A deposit is credited with the amount asked for, not with what arrived"
    IMPACT = LOW
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Transfer amount credited unmeasured"
    WIKI_DESCRIPTION = (
        "The amount handed to `transferFrom` is added to a balance, and nothing compares the contract's holdings "
        "before "
        "and after. A token that takes a fee, or can be switched to take one, delivers less than is credited."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function deposit(IERC20 token, uint256 amount) external {
    token.transferFrom(msg.sender, address(this), amount);
    balance[token][msg.sender] += amount;
}
```
A token takes 1 %. The first to withdraw is paid in full, the last finds the vault empty."""
    WIKI_RECOMMENDATION = "Credit the difference of `balanceOf(address(this))`, or revert when it is not the amount."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each variable credited in such a way."""
        for entry in model.writing:
            if _measures(entry):
                continue
            for payment in entry.payments:
                if comes_in(entry.execution, payment):
                    for variable in _credited(entry, payment):
                        yield [entry.function, " adds the amount it asked of a token to ", variable]


def _credited(entry: Entry, payment: Payment) -> list[object]:
    """Variables kept under a key that are raised by the very amount."""
    amount = entry.execution.origin(payment.amount)
    return list(
        {
            write.variable: None
            for write in entry.state.writes
            if write.change is Change.RAISE
            and write.place.keys
            and write.amount is not None
            and entry.execution.origin(write.amount) == amount
        }
    )


def _measures(entry: Entry) -> bool:
    """Whether the contract asks for its own holdings."""
    return any(
        isinstance(step.ir, HighLevelCall)
        and step.called_name == "balanceOf"
        and any(entry.execution.origin(argument).is_named("this") for argument in step.arguments)
        for step in entry.execution.steps
    )
