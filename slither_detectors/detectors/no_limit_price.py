"""no-limit-price: a trade is made at whatever the price is when it arrives."""

from __future__ import annotations

from collections.abc import Iterator

from slither.slithir.operations import Binary, BinaryType, HighLevelCall, LibraryCall

from slither_detectors.analysis.authority import compares_sender
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.oracles import price_reads
from slither_detectors.analysis.ownership import is_own, siblings_of
from slither_detectors.analysis.siblings import given_by_caller, is_number, local_sources, ordered_comparisons
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.values import Value
from slither_detectors.analysis.vocabulary import is_transfer_name
from slither_detectors.base import MEDIUM, Detector, Message


class NoLimitPrice(Detector):
    """Finds trades at a price read from elsewhere that the caller can't hold to a limit."""

    ARGUMENT = "no-limit-price"
    HELP = "A trade gives its caller no say about the price"
    IMPACT = MEDIUM
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "No limit price"
    WIKI_DESCRIPTION = (
        "What the caller pays or receives is computed from a price another contract tells at that moment, and no "
        "parameter is compared with it. Between signing and inclusion the price moves, or is moved."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function buy(uint256 amount) external {
    balance[msg.sender] -= amount * oracle.getPrice(market) / 1e18;
    size[msg.sender] += amount;
}
```
A searcher lets the price update pass just before the purchase. The buyer pays a price he never saw."""
    WIKI_RECOMMENDATION = "Take the worst acceptable price, or the least amount to receive, as a parameter and compare."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each trade without a limit."""
        for entry in model.writing:
            if entry.gated or _takes_from_another(entry):
                continue
            traded = _traded(entry) or _swapped(entry) or _matched(entry) or _on_a_curve(entry)
            if traded and not _is_limited(entry, traded):
                yield [entry.function, " trades at a price its caller can't limit"]


def _traded(entry: Entry) -> list[Value]:
    """Amounts of the caller's that depend on a price read and on a parameter."""
    prices = {step.result for step in price_reads(entry.execution) if step.result is not None}
    prices |= {Value(("t", *price.key, index), None, price.frame) for price in prices for index in range(7)}
    if not prices:
        return []
    amounts = [
        write.amount
        for write in entry.state.writes
        if write.amount is not None and write.change is not Change.CLEAR and is_own(entry, write.place)
    ]
    amounts += [p.amount for p in entry.payments if _is_callers(entry, p.payer) or _is_callers(entry, p.receiver)]
    held = {
        write.place.value
        for write in entry.state.writes
        if is_own(entry, write.place) and is_number(write.variable) and write.change is not Change.RAISE
    }
    return [
        amount
        for amount in amounts
        if (sources := local_sources(entry, amount)) & prices and (given_by_caller(entry, amount) or sources & held)
    ]


def _own_amounts(entry: Entry) -> list[Value]:
    """By how much the caller's own numbers change."""
    return [
        write.amount
        for write in entry.state.writes
        if write.amount is not None
        and write.change is not Change.CLEAR
        and is_own(entry, write.place)
        and is_number(write.variable)
    ]


def _swapped(entry: Entry) -> list[Value]:
    """What another contract says a trade costs: one of the caller's numbers moves by it, one by a parameter."""
    answers: set[Value] = set()
    for step in entry.execution.steps:
        opaque = isinstance(step.ir, HighLevelCall) and not isinstance(step.ir, LibraryCall)
        if not opaque or step.result is None or step.ir.is_static_call() or is_transfer_name(step.called_name):
            continue
        if any(given_by_caller(entry, argument) for argument in step.arguments):
            answers |= {step.result, *(Value(("t", *step.result.key, i), None, step.result.frame) for i in range(7))}
    amounts = _own_amounts(entry)
    parameters = set(entry.execution.parameters())
    by_parameter = any(entry.arithmetic.same(a) & parameters and not local_sources(entry, a) & answers for a in amounts)
    return [a for a in amounts if by_parameter and local_sources(entry, a) & answers]


def _matched(entry: Entry) -> list[Value]:
    """What the caller pays at the prices of others' orders that he did not pick himself."""
    owners = {
        root.variable
        for write in entry.state.writes
        for key in write.place.keys
        for root in entry.arithmetic.roots(key)
        if root.is_state and getattr(root.variable, "structure", None) is not None and root.type_name == "address"
    }
    prices: set[Value] = set()
    for step in entry.execution.steps:
        if not owners or not isinstance(step.ir, Binary) or step.ir.type != BinaryType.MULTIPLICATION:
            continue
        for side in (step.value(step.ir.variable_left), step.value(step.ir.variable_right)):
            place = entry.execution.place_of(entry.execution.origin(side))
            order = place is not None and bool(siblings_of(place.variable) & owners)
            picked = place is not None and any(given_by_caller(entry, key) for key in place.keys)
            written = place is not None and any(w.variable is place.variable for w in entry.state.writes if w.amount)
            if place is not None and order and not picked and not written:
                prices.add(place.value)
    return [a for a in _own_amounts(entry) if local_sources(entry, a) & prices]


def _on_a_curve(entry: Entry) -> list[Value]:
    """What the caller gets out of reserves: their quotient by what he puts in, while he pays what he names."""
    moved = {w.place.value for w in entry.state.writes if not w.place.keys and w.change is not Change.CLEAR}
    amounts = _own_amounts(entry)
    parameters = set(entry.execution.parameters())
    curves = set()
    for quotient in entry.arithmetic.quotients:
        reserves = {r for factor in quotient.factors for r in entry.arithmetic.roots(factor)} & moved
        divided = quotient.divisor is not None and given_by_caller(entry, quotient.divisor)
        if len(reserves) > 1 or (reserves and divided):
            curves.add(quotient.result)
    by_parameter = any(entry.arithmetic.same(a) & parameters for a in amounts)
    return [a for a in amounts if by_parameter and local_sources(entry, a) & curves]


def _takes_from_another(entry: Entry) -> bool:
    """Whether it lowers an account that a parameter names, and asks nobody: a liquidation at the rules' price."""
    if compares_sender(entry.execution):
        return False
    named = set(entry.execution.parameters())
    return any(
        write.change is Change.LOWER and entry.execution.origin(key) in named and key.type_name == "address"
        for write in entry.state.writes
        for key in write.place.keys
    )


def _is_callers(entry: Entry, value: Value | None) -> bool:
    return value is not None and entry.execution.origin(value).is_named("msg.sender")


def _is_limited(entry: Entry, traded: list[Value]) -> bool:
    """Whether a parameter that the amounts don't come from is compared with something that knows the price."""
    prices = {source for amount in traded for source in local_sources(entry, amount)}
    prices |= {step.result for step in price_reads(entry.execution) if step.result is not None}
    prices |= {write.place.value for write in entry.state.writes if write.amount in traded}
    parameters = set(entry.execution.parameters())
    limits = {parameter for parameter in parameters if parameter not in prices}
    for _, left, right in ordered_comparisons(entry):
        for side, other in ((left, right), (right, left)):
            if local_sources(entry, side) & limits and local_sources(entry, other) & (prices - parameters):
                return True
    return False
