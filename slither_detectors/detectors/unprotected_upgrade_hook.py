"""unprotected-upgrade-hook: anybody can replace the code behind the proxy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.slithir.operations import LowLevelCall, SolidityCall

from slither_detectors.analysis.authority import compares_sender
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.order import reverts
from slither_detectors.analysis.siblings import given_by_caller
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.values import Step, Value
from slither_detectors.base import HIGH, Detector, Message

_HOOKS = ("_authorizeUpgrade",)


class UnprotectedUpgradeHook(Detector):
    """Finds upgrade hooks that let everybody pass, and open setters of what a contract delegates to."""

    ARGUMENT = "unprotected-upgrade-hook"
    HELP = "Anybody can replace the implementation"
    IMPACT = HIGH
    CONFIDENCE = HIGH

    WIKI_TITLE = "Unprotected upgrade hook"
    WIKI_DESCRIPTION = (
        "`_authorizeUpgrade` is overridden and checks nothing about its caller, or an entry open to all sets the "
        "address "
        "that the contract delegates its calls to. Whoever calls first owns all storage and all tokens."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function _authorizeUpgrade(address) internal override {}
```
An attacker upgrades the vault to a contract of one function that sends him everything."""
    WIKI_RECOMMENDATION = "Restrict the hook to the owner (`onlyOwner`), and the owner to a timelock."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each hook and setter."""
        for hook in model.contract.functions:
            if hook.name in _HOOKS and hook.is_implemented and _is_last(hook):
                entry = Entry(model.contract, hook)
                if not _stops_somebody(entry) and not _is_approved_before(model, entry):
                    yield [hook, f" lets everybody upgrade {model.contract.name}"]
        slots = {slot for entry in model.entries for slot in _slots_delegated_to(entry)}
        for entry in model.writing:
            if any(_stores_at(entry, step, slots) for step in entry.execution.steps) and not _stops_somebody(entry):
                yield [entry.function, " lets everybody set the slot that calls are delegated to"]
        targets = {variable for entry in model.entries for variable in _delegates_to(entry)}
        for entry in model.writing:
            for write in entry.state.writes:
                given = write.amount is not None and given_by_caller(entry, write.amount)
                if write.variable in targets and write.change is Change.SET and given and not _stops_somebody(entry):
                    yield [entry.function, " lets everybody set ", write.variable, ", which calls are delegated to"]


def _is_last(function: Any) -> bool:
    return not any(not other.is_shadowed and other.contract is function.contract for other in function.overridden_by)


def _stops_somebody(entry: Entry) -> bool:
    """Whether the caller is checked, or nobody passes."""
    if entry.gated or compares_sender(entry.execution):
        return True
    return reverts(entry.function.entry_point)


def _is_approved_before(model: ContractModel, hook: Entry) -> bool:
    """Whether the hook reads what is kept under the new implementation, which only a role can put there."""
    given = set(hook.execution.parameters())
    asked: set[Any] = set()
    for step in hook.execution.steps:
        place = None if step.result is None else hook.execution.place_of(step.result)
        if place is not None and any(hook.execution.origin(key) in given for key in place.keys):
            asked.add(place.variable)
    writers = [(entry, w) for entry in model.writing for w in entry.state.writes if w.variable in asked]
    return bool(writers) and all(entry.gated for entry, _ in writers)


def _slots_delegated_to(entry: Entry) -> set[Value]:
    """Slots whose content assembly delegates to."""
    found: set[Value] = set()
    for step in entry.execution.steps:
        if not step.called_name.startswith("delegatecall") or not isinstance(step.ir, SolidityCall):
            continue
        for source in entry.execution.sources(step.arguments[1]):
            for definition in entry.execution.defining.get(source, []):
                if definition.called_name.startswith("sload"):
                    found.add(entry.execution.origin(definition.arguments[0]))
    return found


def _stores_at(entry: Entry, step: Step, slots: set[Value]) -> bool:
    """Whether the step stores what the caller hands in at one of the slots."""
    if not isinstance(step.ir, SolidityCall) or not step.called_name.startswith("sstore"):
        return False
    slot, value = step.arguments[:2]
    return entry.execution.origin(slot) in slots and given_by_caller(entry, value)


def _delegates_to(entry: Entry) -> set[Any]:
    """Addresses in storage that the entry delegates to, kept under no key."""
    found: set[Any] = set()
    for step in entry.execution.steps:
        target: Value | None = None
        if isinstance(step.ir, LowLevelCall) and str(step.ir.function_name) == "delegatecall":
            target = step.value(step.ir.destination)
        elif isinstance(step.ir, SolidityCall) and step.called_name.startswith("delegatecall"):
            target = step.arguments[1]
        if target is not None:
            found |= {root.variable for root in entry.arithmetic.roots(target) if root.is_state}
    return found
