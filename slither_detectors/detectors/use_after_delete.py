"""use-after-delete: what was deleted is read through a pointer that still points there."""

from __future__ import annotations

from collections.abc import Iterator

from slither.slithir.operations import Delete, Index, Length, Member

from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.order import can_follow
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.values import Place, Step, Value
from slither_detectors.base import HIGH, Detector, Message


class UseAfterDelete(Detector):
    """Finds reads of storage that the same entry deleted before."""

    ARGUMENT = "use-after-delete"
    HELP = "Storage is read after it was deleted"
    IMPACT = HIGH
    CONFIDENCE = HIGH

    WIKI_TITLE = "Use after delete"
    WIKI_DESCRIPTION = (
        "A storage pointer is a name for a slot, not a copy. After `delete` every field read through it is zero: a "
        "zero "
        "address is paid, a zero amount refunded, a list ends where it should go on."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
Order storage order = orders[id];
delete orders[id];
balance[order.owner] += order.amount;
```
The order's amount is credited to nobody: both fields are zero by then. The owner loses it."""
    WIKI_RECOMMENDATION = "Copy what is still needed into memory before the deletion, or delete last."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each function that reads what was deleted."""
        for entry in model.writing:
            for deletion, place in _deletions(entry):
                for step in entry.execution.steps:
                    if step.index > deletion.index and _reads_behind(entry, step, deletion, place):
                        field = entry.execution.place_of(step.value(step.ir.lvalue))
                        assert field is not None
                        yield [step.frame.function, " reads ", field.variable, " after it was deleted"]


def _deletions(entry: Entry) -> Iterator[tuple[Step, Place]]:
    for step in entry.execution.steps:
        if isinstance(step.ir, Delete):
            place = entry.execution.place_of(step.value(step.ir.variable))
            if place is not None and place.keys:
                yield step, place


def _reads_behind(entry: Entry, step: Step, deletion: Step, deleted: Place) -> bool:
    if not isinstance(step.ir, Member | Index):
        return False
    reference = step.value(step.ir.lvalue)
    place = entry.execution.place_of(reference)
    if place is None or len(place.path) < len(deleted.path) or place.path[: len(deleted.path)] != deleted.path:
        return False
    if len(place.keys) < len(deleted.keys) or not _is_used(entry, step):
        return False
    if not all(_same_key(entry, a, b, deletion, step) for a, b in zip(deleted.keys, place.keys, strict=False)):
        return False
    return can_follow(deletion, step) and not _written_between(entry, place, deletion, step)


def _is_used(entry: Entry, step: Step) -> bool:
    """Whether the field's value is read; naming it only to assign it, or to go deeper, is no read."""
    reference = step.ir.lvalue
    return any(
        reference in later.ir.read
        for later in entry.execution.steps
        if later.frame is step.frame
        and later.index > step.index
        and not isinstance(later.ir, Member | Index | Delete | Length)
    )


def _same_key(entry: Entry, first: Value, second: Value, deletion: Step, read: Step) -> bool:
    """Whether both keys are one value that is not set anew on the way from the deletion to the read."""
    one, other = entry.execution.origin(first), entry.execution.origin(second)
    if one != other:
        known = entry.arithmetic.constant(first)
        return known is not None and known == entry.arithmetic.constant(second)
    return not any(deletion.index < step.index < read.index for step in entry.execution.defining.get(one, []))


def _written_between(entry: Entry, place: Place, deletion: Step, read: Step) -> bool:
    return any(
        write.variable is place.variable
        and write.change is not Change.CLEAR
        and deletion.index < write.step.index < read.index
        for write in entry.state.writes
    )
