"""caller-supplied-price: the caller names the price at which an account is settled."""

from __future__ import annotations

from collections.abc import Iterator

from slither.slithir.operations import Binary, BinaryType, SolidityCall

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.siblings import is_number, local_sources
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.values import Step, Value
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class CallerSuppliedPrice(Detector):
    """Finds stored sizes multiplied by a bare parameter, with the product credited or paid."""

    ARGUMENT = "caller-supplied-price"
    HELP = "A parameter prices an account's position"
    IMPACT = HIGH
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Caller-supplied price"
    WIKI_DESCRIPTION = (
        "An entry open to all multiplies what an account holds by a parameter, compared with nothing and signed by "
        "nobody, "
        "and credits or pays the product."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function settle(uint256 price) external {
    collateral[msg.sender] += size[msg.sender] * price / 1e18;
    size[msg.sender] = 0;
}
```
Anybody with a position settles it at the price he likes."""
    WIKI_RECOMMENDATION = "Read the price from the oracle, or compare the parameter with it."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each entry that takes such a price."""
        for entry in model.writing:
            if entry.gated:
                continue
            for step in entry.execution.steps:
                price = _price_of(entry, step)
                if price is None or _is_quantity(entry, price) or _is_vouched_for(entry, price):
                    continue
                if _is_settled(entry, step):
                    yield [entry.function, " prices an account's position by its parameter ", price.variable]
                    break


def _price_of(entry: Entry, step: Step) -> Value | None:
    """The parameter that the step multiplies a number kept per account by."""
    if not isinstance(step.ir, Binary) or step.ir.type != BinaryType.MULTIPLICATION:
        return None
    sides = [step.value(step.ir.variable_left), step.value(step.ir.variable_right)]
    for size, price in (sides, sides[::-1]):
        place = entry.execution.place_of(entry.execution.origin(size))
        given = entry.arithmetic.roots(price) & set(entry.execution.parameters())
        if place is not None and place.by_account and is_number(place.variable) and given:
            changed = any(write.variable is place.variable for write in entry.state.writes)
            return next(iter(given)) if changed else None
    return None


def _is_quantity(entry: Entry, value: Value) -> bool:
    """Whether the parameter is itself added to or taken from what an account holds: then it is no price."""
    return any(
        write.place.by_account and write.amount is not None and value in entry.arithmetic.roots(write.amount)
        for write in entry.state.writes
    ) or any(value in entry.arithmetic.roots(payment.amount) for payment in entry.payments)


def _is_vouched_for(entry: Entry, price: Value) -> bool:
    """Whether the parameter is compared with anything, or is part of what is hashed (and signed)."""
    for step in entry.execution.steps:
        pair = comparison(step)
        if pair is not None and (_is_direct(entry, price, pair[0]) or _is_direct(entry, price, pair[2])):
            return True
        hashed = isinstance(step.ir, SolidityCall) and step.called_name.startswith("keccak256")
        if hashed and any(price in entry.execution.sources(argument) for argument in step.arguments):
            return True
    return False


def _is_direct(entry: Entry, price: Value, side: Value) -> bool:
    """Whether the side is the price itself or a bound around it, not a product with a size."""
    return price in local_sources(entry, side) and not any(
        source.is_state and "mapping(address" in str(source.variable.type) for source in local_sources(entry, side)
    )


def _is_settled(entry: Entry, step: Step) -> bool:
    assert step.result is not None
    uses = entry.execution.uses(step.result, lambda v: v.is_state)
    credited = any(
        write.amount in uses and write.place.by_account and write.change is not Change.CLEAR
        for write in entry.state.writes
        if write.amount is not None
    )
    return credited or any(payment.amount in uses for payment in entry.payments)
