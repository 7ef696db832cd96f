"""oracle-double-read: one entry reads a price twice with a call to another contract in between."""

from __future__ import annotations

from collections.abc import Iterator

from slither.slithir.operations import HighLevelCall, LibraryCall, LowLevelCall, Send, Transfer

from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.oracles import price_reads
from slither_detectors.analysis.order import can_follow
from slither_detectors.analysis.values import Step, Value
from slither_detectors.base import MEDIUM, Detector, Message


class OracleDoubleRead(Detector):
    """Finds two reads of the same price around a call that may change it."""

    ARGUMENT = "oracle-double-read"
    HELP = "The same price is read before and after a call to another contract"
    IMPACT = MEDIUM
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Price read twice around an external call"
    WIKI_DESCRIPTION = (
        "An entry reads the same price twice, and between the two reads it calls a contract that may change state. "
        "The two "
        "answers may differ, so that what was checked at the first price is settled at the second."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function close(uint256 id) external {
    require(value(id, oracle.getPrice(market)) >= debt[id]);
    hook.onClose(id);
    pay(msg.sender, value(id, oracle.getPrice(market)));
}
```
The hook updates the oracle (or trades in the pool it reads). The position is healthy at the first price and paid
out at the second."""
    WIKI_RECOMMENDATION = "Read the price once, and hand the value on."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each entry that reads a price twice in such a way."""
        for entry in model.writing:
            if not entry.gated and _reads_around_a_call(entry):
                yield [entry.function, " reads the same price before and after a call to another contract"]


def _reads_around_a_call(entry: Entry) -> bool:
    reads = list(price_reads(entry.execution))
    calls = [step for step in entry.execution.steps if _may_change_state(step)]
    for position, first in enumerate(reads):
        for second in reads[position + 1 :]:
            if not _is_same_question(_question(entry, first), _question(entry, second)):
                continue
            between = (call for call in calls if first.index < call.index < second.index)
            parted = any(can_follow(first, call) and can_follow(call, second) for call in between)
            if parted and _settles(entry, second):
                return True
    return False


def _settles(entry: Entry, read: Step) -> bool:
    """Whether the price decides an amount that is stored or paid; one that is only checked once more harms nobody."""
    if read.result is None:
        return False
    made_of = entry.execution.local_uses(read.result)
    amounts = [write.amount for write in entry.state.writes if write.step.index > read.index]
    amounts += [payment.amount for payment in entry.payments]
    return any(amount in made_of for amount in amounts if amount is not None)


def _question(entry: Entry, read: Step) -> tuple[object, ...]:
    """What is asked, of whom: equal for two reads of the same price."""
    return (
        read.called_name,
        _known_as(entry, read.value(read.ir.destination)),
        *(_known_as(entry, argument) for argument in read.arguments),
    )


def _known_as(entry: Entry, value: Value) -> tuple[Value, tuple[object, ...] | None]:
    """What a value is, with the keys it is kept under; ``None`` for a copy in memory, whose keys are not told."""
    origin = entry.execution.origin(value)
    place = entry.execution.place_of(origin)
    if place is not None:
        return place.value, tuple(_known_as(entry, key) for key in place.keys)
    copied = entry.arithmetic.roots(origin)
    if origin.is_state:
        return origin, None
    if origin.key[0] == "m" and len(copied) == 1 and next(iter(copied)).is_state:
        return next(iter(copied)), None
    return origin, ()


def _is_same_question(first: tuple[object, ...], second: tuple[object, ...]) -> bool:
    if len(first) != len(second) or first[0] != second[0]:
        return False
    for one, other in zip(first[1:], second[1:], strict=True):
        assert isinstance(one, tuple)
        assert isinstance(other, tuple)
        if one[0] != other[0] or (one[1] != other[1] and None not in (one[1], other[1])):
            return False
    return True


def _may_change_state(step: Step) -> bool:
    ir = step.ir
    if isinstance(ir, LibraryCall):
        return step.callee is None and step.called_name.startswith(("safeTransfer", "functionCall", "sendValue"))
    if isinstance(ir, HighLevelCall):
        return not ir.is_static_call()
    return isinstance(ir, LowLevelCall | Transfer | Send)
