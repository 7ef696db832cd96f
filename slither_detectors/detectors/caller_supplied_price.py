"""caller-supplied-price: the caller names the price at which an account is settled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.slithir.operations import Binary, BinaryType, Index, SolidityCall

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.authority import compares_sender
from slither_detectors.analysis.execution import carries
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.ownership import is_own, siblings_of
from slither_detectors.analysis.siblings import is_number, local_sources, ordered_comparisons
from slither_detectors.analysis.state import Change, Write
from slither_detectors.analysis.values import Place, Step, Value, structure_of
from slither_detectors.analysis.vocabulary import SIGNATURE_CHECKS
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
        pricing = _pricing_cells(model)
        for entry in model.writing:
            if entry.gated:
                continue
            for step in entry.execution.steps:
                price = _price_of(entry, step)
                if price is None or _is_quantity(entry, price) or _is_vouched_for(entry, price, step):
                    continue
                if _is_settled(entry, step) or _decides_a_closing(entry, step) or _decides_a_loan(entry, step):
                    yield [entry.function, " prices an account's position by its parameter ", price.variable]
                    break
            for write in entry.state.writes:
                if write.variable in pricing and _is_reported(entry, write):
                    yield [entry.function, " lets its caller set ", write.variable, ", by which accounts are priced"]


def _pricing_cells(model: ContractModel) -> set[Any]:
    """Numbers kept for no account that an account's number is multiplied by, other than what entries add up."""
    found: set[Any] = set()
    for entry in model.entries:
        for step in entry.execution.steps:
            if not isinstance(step.ir, Binary) or step.ir.type != BinaryType.MULTIPLICATION:
                continue
            sides = [step.value(step.ir.variable_left), step.value(step.ir.variable_right)]
            for size, price in (sides, sides[::-1]):
                place, cell = (entry.execution.place_of(entry.execution.origin(v)) for v in (size, price))
                if place is not None and place.by_account and cell is not None and not cell.by_account:
                    found.add(cell.variable)
    changed = [w for e in model.writing for w in e.state.writes if w.change in (Change.RAISE, Change.LOWER)]
    return found - {write.variable for write in changed}


def _is_reported(entry: Entry, write: Write) -> bool:
    """Whether anybody may set the place to a bare parameter that nothing is compared with."""
    if write.change is not Change.SET or write.amount is None or compares_sender(entry.execution):
        return False
    given = _given(entry, write.amount)
    if not given or not entry.arithmetic.roots(write.amount) <= given:
        return False
    for step in entry.execution.steps:
        pair = comparison(step)
        sides = () if pair is None else (pair[0], pair[2])
        if any(local_sources(entry, side) & given or write.place.value in local_sources(entry, side) for side in sides):
            return False
        if step.called_name.startswith("keccak256") or step.called_name.split("(")[0] in SIGNATURE_CHECKS:
            return False
    return True


def _price_of(entry: Entry, step: Step) -> Value | None:
    """The parameter that the step multiplies a number kept per account by."""
    if not isinstance(step.ir, Binary) or step.ir.type != BinaryType.MULTIPLICATION:
        return None
    sides = [step.value(step.ir.variable_left), step.value(step.ir.variable_right)]
    for size, price in (sides, sides[::-1]):
        given = _given(entry, price)
        kept = _kept_by_account(entry, size, _decides_a_closing(entry, step)) if given else None
        if kept is not None and is_number(kept):
            changed = any(write.variable is kept for write in entry.state.writes) or _decides_a_loan(entry, step)
            return next(iter(given)) if changed else None
    return None


def _kept_by_account(entry: Entry, size: Value, owned: bool) -> Any:
    """The variable kept per account that a value was read from, directly or with its struct, else ``None``.

    With ``owned`` a record that names its owner counts too: a loan under a number, but an order as well.
    """
    place = entry.execution.place_of(entry.execution.origin(size))
    if place is not None:
        return place.variable if place.by_account or (owned and _is_somebodys(place)) else None
    copied = {
        field
        for step in entry.execution.steps
        if step.result is not None
        and (whole := entry.execution.place_of(step.result)) is not None
        and (whole.by_account or (owned and _names_an_owner(step.result)))
        for field in getattr(structure_of(getattr(step.result.variable, "type", None)), "elems_ordered", ())
    }
    read = [root.variable for root in entry.arithmetic.roots(size) if root.is_state and root.variable in copied]
    return read[0] if read else None


def _is_somebodys(place: Place) -> bool:
    """Whether the place is kept under an account, or in a record under a key that names one."""
    owned = any(str(field.type) == "address" for field in siblings_of(place.variable) if field is not place.variable)
    return place.by_account or (bool(place.keys) and owned)


def _names_an_owner(record: Value) -> bool:
    fields = getattr(structure_of(getattr(record.variable, "type", None)), "elems_ordered", ())
    return any(str(field.type) == "address" for field in fields)


def _given(entry: Entry, value: Value) -> set[Value]:
    """The parameters, and fields of parameters, that are a term of the value: ``price``, ``fill.price - entry``."""
    terms, seen = {value}, {value}
    while terms:
        term = terms.pop()
        for source, step in entry.execution.inputs.get(term, ()):
            linear = isinstance(step.ir, Binary) and step.ir.type in (BinaryType.ADDITION, BinaryType.SUBTRACTION)
            picked = isinstance(step.ir, Index) and source in entry.execution.parameters()  # one of a list of prices
            if source not in seen and not source.is_state and (linear or picked or carries(step, source)):
                seen.add(source)
                terms.add(source)
    parameters = set(entry.execution.parameters())
    fields = {v for v in seen if v.key[0] == "m" and any(s in parameters for s, _ in entry.execution.inputs.get(v, ()))}
    return fields or {v for v in seen & parameters if is_number(v.variable)}


def _is_quantity(entry: Entry, value: Value) -> bool:
    """Whether the parameter is itself added to or taken from what an account holds: then it is no price."""
    return any(
        write.place.by_account and write.amount is not None and value in entry.arithmetic.roots(write.amount)
        for write in entry.state.writes
    ) or any(value in entry.arithmetic.roots(payment.amount) for payment in entry.payments)


def _is_vouched_for(entry: Entry, price: Value, pricing: Step) -> bool:
    """Whether the parameter is compared with what the account does not keep itself, or is hashed (and signed)."""
    for step in entry.execution.steps:
        pair = comparison(step)
        if pair is not None:
            for side, other in ((pair[0], pair[2]), (pair[2], pair[0])):
                if _is_direct(entry, price, side, pricing) and not _is_accounts_own(entry, other):
                    return True
        hashed = isinstance(step.ir, SolidityCall) and step.called_name.startswith("keccak256")
        if hashed and any(price in entry.execution.sources(argument) for argument in step.arguments):
            return True
    return False


def _is_direct(entry: Entry, price: Value, side: Value, pricing: Step) -> bool:
    """Whether the side is the price itself or a bound around it, not what the size is worth at it."""
    behind = entry.execution.sources_up_to(side, lambda v: v.is_state or v == pricing.result)
    return price in behind and not any(
        source.is_state and "mapping(address" in str(source.variable.type) for source in behind
    )


def _is_accounts_own(entry: Entry, value: Value) -> bool:
    """Whether a side is zero or made of what an account keeps, an entry price for one: no measure of a price."""
    if entry.arithmetic.constant(value) == 0:
        return True
    made_of = [source for source in local_sources(entry, value) if not source.is_constant]
    kept = [source for source in made_of if source.is_state]
    places = (entry.execution.place_of(source) for source in made_of if not source.is_state)
    by_account = {place.variable for place in places if place is not None and place.by_account}
    return bool(kept) and all(source.variable in by_account for source in kept)


def _decides_a_closing(entry: Entry, step: Step) -> bool:
    """Whether the product is compared, and the account it belongs to is then closed or taken from by somebody else."""
    assert step.result is not None
    uses = entry.execution.local_uses(step.result)
    compared = any(pair is not None and {pair[0], pair[2]} & uses for pair in map(comparison, entry.execution.steps))
    given = set(entry.execution.parameters())
    return compared and any(
        write.change in (Change.CLEAR, Change.LOWER)
        and any(entry.execution.origin(key) in given for key in write.place.keys)
        for write in entry.state.writes
        if write.change in (Change.CLEAR, Change.LOWER) and _is_somebodys(write.place) and write.step.index > step.index
    )


def _decides_a_loan(entry: Entry, step: Step) -> bool:
    """Whether the product bounds what the caller's own account owes after the entry raised it."""
    assert step.result is not None
    uses = entry.execution.local_uses(step.result)
    raised = {
        write.place.value
        for write in entry.state.writes
        if write.change is Change.RAISE and is_own(entry, write.place) and is_number(write.variable)
    }
    return any(
        (left in uses and raised & entry.arithmetic.roots(right))
        or (right in uses and raised & entry.arithmetic.roots(left))
        for _, left, right in ordered_comparisons(entry)
    )


def _is_settled(entry: Entry, step: Step) -> bool:
    assert step.result is not None
    uses = entry.execution.local_uses(step.result)
    credited = any(
        write.amount in uses and write.place.by_account and write.change is not Change.CLEAR
        for write in entry.state.writes
        if write.amount is not None
    )
    return credited or any(payment.amount in uses for payment in entry.payments)
