"""exit-blocked-by-pause: what lets users out stands behind the switch that stops them coming in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.core.declarations import Enum
from slither.slithir.operations import (
    Binary,
    BinaryType,
    Condition,
    HighLevelCall,
    SolidityCall,
    Unary,
    UnaryType,
)

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.order import reverts
from slither_detectors.analysis.ownership import is_own, owned_keys, owner_fields_checked, removed, siblings_of
from slither_detectors.analysis.siblings import given_by_caller, is_number
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.values import Step, Value
from slither_detectors.analysis.vocabulary import mentions
from slither_detectors.base import MEDIUM, Detector, Message

_ASKED = "asked of another contract"


class ExitBlockedByPause(Detector):
    """Finds withdrawals and cancellations that revert while a switch of the owner's is set."""

    ARGUMENT = "exit-blocked-by-pause"
    HELP = "A pause stops users from leaving"
    IMPACT = MEDIUM
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Exit blocked by a pause"
    WIKI_DESCRIPTION = (
        "A privileged account can set a flag, and while it is set users can neither withdraw what is theirs nor cancel "
        "their orders. A pause should stop what grows risk; behind one that also stops exits, positions go bad and "
        "orders "
        "are picked off while their owners watch."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function withdraw(uint256 amount) external whenNotPaused {
    collateral[msg.sender] -= amount;
    token.transfer(msg.sender, amount);
}
```
The guardian's key is stolen and the thief pauses the market. All collateral is locked until the owners can be
gathered, and the thief names a price."""
    WIKI_RECOMMENDATION = "Leave withdrawals of free collateral, cancellations and reductions outside the pause."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each exit that a switch blocks."""
        masks = {variable for entry in model.writing for variable in _masks(entry)}
        switches = _switches(model, masks)
        exits = {entry: _guards(entry) for entry in model.writing if not entry.gated and _is_exit(entry)}
        for entry, guards in exits.items():
            blocked = guards & (switches | {_ASKED})
            if any(_stands_in(other, entry, blocked, exits) for other in exits):
                continue
            named = sorted((b for b in blocked if b != _ASKED), key=lambda variable: str(variable.name))
            if named:
                yield [entry.function, " lets users out only while ", named[0], " allows it"]
            elif blocked:
                yield [entry.function, " lets users out only while another contract is not paused"]


def _stands_in(other: Entry, entry: Entry, blocked: set[Any], exits: dict[Entry, set[Any]]) -> bool:
    """Whether another exit takes out the same while the switch stands against this one.

    It does not ask for the switch, or asks the other way round.
    """
    if other is entry or not blocked or not _taken_out(entry) <= _taken_out(other):
        return False
    shared = blocked & exits[other]
    return all(_passes_when(other, switch) is not None for switch in shared) and all(
        _passes_when(other, switch) is not _passes_when(entry, switch) for switch in shared
    )


def _taken_out(entry: Entry) -> set[Any]:
    """What leaving lowers or clears, counters and locks included."""
    return {w.variable for w in entry.state.writes if w.change in (Change.LOWER, Change.CLEAR) and w.place.keys}


def _passes_when(entry: Entry, switch: Any) -> bool | None:
    """The value of the flag at which the entry goes on; ``None`` where that is not plain."""
    if switch == _ASKED or not _is_flag(switch):
        return None
    for step in entry.execution.steps:
        if isinstance(step.ir, Condition):
            value = _meaning(entry, step.value(step.ir.value), switch)
            ways = {True: step.node.son_true, False: step.node.son_false}
            stops = {way: son is not None and reverts(son) for way, son in ways.items()}
            if value is not None and stops[True] != stops[False]:
                return value != stops[True]
        elif isinstance(step.ir, SolidityCall) and step.called_name.startswith("require") and step.arguments:
            value = _meaning(entry, step.arguments[0], switch)
            if value is not None:
                return value
    return None


def _meaning(entry: Entry, condition: Value, switch: Any) -> bool | None:
    """Whether the condition is the flag itself (true) or its opposite (false)."""
    for value in entry.arithmetic.same(condition):
        if any(s.is_state and s.variable is switch for s, _ in entry.execution.inputs.get(value, ())) or (
            value.is_state and value.variable is switch
        ):
            negations = [s for s in entry.execution.defining.get(value, []) if isinstance(s.ir, Unary)]
            return not negations
        for step in entry.execution.defining.get(value, []):
            if isinstance(step.ir, Unary) and step.ir.type == UnaryType.BANG:
                inner = _meaning(entry, step.value(step.ir.rvalue), switch)
                return None if inner is None else not inner
    return None


def _masks(entry: Entry) -> set[Any]:
    """Words of flags under no key that the entry takes bits of, and small numbers it takes for a phase."""
    found: set[Any] = set()
    for step in entry.execution.steps:
        found |= _phases(entry, step)
        if isinstance(step.ir, Binary) and step.ir.type == BinaryType.AND:
            for side in (step.value(step.ir.variable_left), step.value(step.ir.variable_right)):
                place = entry.execution.place_of(entry.execution.origin(side))
                if place is not None and not place.keys and is_number(place.variable):
                    found.add(place.variable)
                elif side.is_state and is_number(side.variable):
                    found.add(side.variable)
    return found


def _phases(entry: Entry, step: Step) -> set[Any]:
    """The number of eight bits under no key that the step compares with a constant for being the same."""
    pair = comparison(step)
    if pair is None or pair[1] not in (BinaryType.EQUAL, BinaryType.NOT_EQUAL):
        return set()
    found = set()
    for side, other in ((pair[0], pair[2]), (pair[2], pair[0])):
        origin = entry.execution.origin(side)
        place = entry.execution.place_of(origin)
        phase = place is not None and not place.keys and str(place.variable.type) == "uint8"
        if place is not None and phase and entry.arithmetic.constant(other) is not None:
            found.add(place.variable)
    return found


def _switches(model: ContractModel, masks: set[Any]) -> set[Any]:
    """Flags and words of flags, kept neither per account nor per order, that a role can set and take back."""
    set_by, cleared_by = set(), set()
    for entry in model.writing:
        if not entry.gated:
            continue
        for write in entry.state.writes:
            several = _is_mode(write.variable) or write.variable in masks
            if write.place.by_account or not (_is_flag(write.variable) or several):
                continue
            given = write.amount is not None and not entry.execution.origin(write.amount).is_constant
            if several:
                given = write.amount is not None and given_by_caller(entry, write.amount)
            if write.change is Change.CLEAR or given:
                cleared_by.add(write.variable)
            if write.change is Change.SET:
                set_by.add(write.variable)
    return set_by & cleared_by


def _is_flag(variable: Any) -> bool:
    return str(variable.type).split("=> ")[-1].rstrip(")") == "bool"


def _is_mode(variable: Any) -> bool:
    """Whether the variable is one of several modes of operation (an ``enum``)."""
    return isinstance(getattr(getattr(variable, "type", None), "type", None), Enum)


def _guards(entry: Entry) -> set[Any]:
    """Flags in storage on which the entry's conditions rest."""
    found: set[Any] = set()
    masks = _masks(entry)
    for step in entry.execution.steps:
        if isinstance(step.ir, Condition):
            condition = step.value(step.ir.value)
        elif isinstance(step.ir, SolidityCall) and step.called_name.startswith("require") and step.arguments:
            condition = step.arguments[0]
        else:
            continue
        for source in entry.execution.sources(condition):
            flag = source.is_state and (_is_flag(source.variable) or _is_mode(source.variable))
            if flag or (source.is_state and source.variable in masks):
                found.add(source.variable)
            for definition in entry.execution.defining.get(source, []):
                asks = isinstance(definition.ir, HighLevelCall) and definition.callee is None
                if asks and mentions(definition.called_name, "paus"):
                    found.add(_ASKED)
    return found


def _is_exit(entry: Entry) -> bool:
    return _withdraws(entry) or _cancels(entry) or _closes(entry)


def _closes(entry: Entry) -> bool:
    """Clears what is kept under the caller's address and frees an amount for him."""
    own = [write for write in entry.state.writes if is_own(entry, write.place)]
    cleared = {w.variable for w in own if w.change is Change.CLEAR and w.amount is None}
    freed = [w for w in own if w.change is Change.RAISE and w.variable not in cleared and is_number(w.variable)]
    set_anew = any(w.variable in cleared and w.change in (Change.SET, Change.RAISE) for w in own)
    return bool(cleared and freed) and not set_anew and not any(w.change is Change.LOWER for w in own)


def _withdraws(entry: Entry) -> bool:
    """Pays out and takes it from the caller's own balance, without raising what the caller owes or holds."""
    if not any(payment.payer is None for payment in entry.payments):
        return False
    own = [write for write in entry.state.writes if is_own(entry, write.place) and is_number(write.variable)]
    return any(w.change in (Change.LOWER, Change.CLEAR) for w in own) and not any(w.change is Change.RAISE for w in own)


def _cancels(entry: Entry) -> bool:
    """Takes away an order after comparing its owner with the caller, and makes nothing new."""
    owners = owner_fields_checked(entry)
    fields = {field for owner in owners for field in siblings_of(owner)}
    keys = owned_keys(entry)
    taken = any(
        write.variable in fields or any(entry.execution.origin(key) in keys for key in write.place.keys)
        for write in removed(entry)
    )
    made = any(w.change is Change.SET and w.variable in owners for w in entry.state.writes)
    return bool(owners) and taken and not made
