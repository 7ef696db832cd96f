"""initializer-unlocked-implementation: the contract behind the proxy can be initialised by anybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.slithir.operations import Condition, SolidityCall

from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.values import Value
from slither_detectors.analysis.vocabulary import mentions
from slither_detectors.base import HIGH, LOW, Detector, Message


class InitializerUnlockedImplementation(Detector):
    """Finds contracts with a one-time initialiser that their constructor does not use up."""

    ARGUMENT = "initializer-unlocked-implementation"
    HELP = "The implementation itself can be initialised"
    IMPACT = LOW
    CONFIDENCE = HIGH

    WIKI_TITLE = "Implementation not locked"
    WIKI_DESCRIPTION = (
        "A contract meant to stand behind a proxy has an initialiser that runs once, guarded by a flag. The "
        "constructor "
        "does not set the flag, so anybody can initialise the implementation and become its owner."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
contract Vault is Initializable {
    function initialize(address owner_) external initializer {
        owner = owner_;
    }
}
```
An attacker initialises the implementation, and as its owner makes it do whatever an owner may: with an older proxy
pattern, delegate to code that destroys it and every proxy with it."""
    WIKI_RECOMMENDATION = "Call `_disableInitializers()` in the constructor."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each contract that can be initialised."""
        if model.contract.is_abstract:
            return
        locked = {w.variable for constructor in model.constructors for w in constructor.state.writes}
        for entry in model.writing:
            flags = _once_flags(entry)
            if flags and not flags & locked and not entry.gated:
                yield [entry.function, " can be called on the implementation itself"]


def _once_flags(entry: Entry) -> set[Any]:
    """Flags and versions under no key that the entry asks for and sets to a fixed value; only of initialisers."""
    marked = any(
        mentions(modifier.name, "initializ", "initialis", "reinitializ", "reinitialis")
        for modifier in entry.function.modifiers
    )
    if not marked and not mentions(entry.function.name, "init", "setup"):
        return set()
    asked = _asked(entry)
    return {
        write.variable
        for write in entry.state.writes
        if write.variable in asked
        and not write.place.keys
        and write.change is Change.SET
        and write.amount is not None
        and all(root.is_constant for root in entry.arithmetic.roots(write.amount))
    }


def _asked(entry: Entry) -> set[Any]:
    found: set[Any] = set()
    for step in entry.execution.steps:
        condition: Value | None = None
        if isinstance(step.ir, Condition):
            condition = step.value(step.ir.value)
        elif isinstance(step.ir, SolidityCall) and step.called_name.startswith("require") and step.arguments:
            condition = step.arguments[0]
        if condition is not None:
            found |= {source.variable for source in entry.execution.sources(condition) if source.is_state}
    return found
