"""order-replay: a signature is good more than once, on another chain, or for another contract."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from slither.slithir.operations import Assignment, BinaryType

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.values import Step, Value
from slither_detectors.analysis.vocabulary import SIGNATURE_CHECKS
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class OrderReplay(Detector):
    """Finds signed messages that lack a nonce or a mark, the chain, or the contract they are meant for."""

    ARGUMENT = "order-replay"
    HELP = "A signed message can be used again, or elsewhere"
    IMPACT = HIGH
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Replay of a signed order"
    WIKI_DESCRIPTION = (
        "The signed digest is made of what the order says, but either nothing remembers that it was used (no nonce "
        "that "
        "moves on, no mark kept under the digest), or it names neither the chain nor the contract."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function fill(Order calldata order, uint8 v, bytes32 r, bytes32 s) external {
    bytes32 digest = keccak256(abi.encode(order.maker, order.lots, order.tick));
    require(ecrecover(digest, v, r, s) == order.maker);
    settle(order.maker, msg.sender, order.lots, order.tick);
}
```
The maker signed one order of ten lots. The taker fills it a hundred times, and again on the test network's twin."""
    WIKI_RECOMMENDATION = (
        "Sign typed data of a domain with `block.chainid` and `address(this)` (EIP-712), and keep what was filled "
        "under "
        "the digest or count a nonce."
    )

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each entry that takes such a signature."""
        for entry in model.writing:
            for step, digest in _checked_digests(entry):
                missing = _missing(model, entry, digest)
                if missing:
                    text = f" takes a signature whose message has {' and '.join(missing)}, checked in "
                    yield [entry.function, text, step.frame.function]


def _checked_digests(entry: Entry) -> Iterator[tuple[Step, Value]]:
    """Each check of a signature with the digest it is checked against: the innermost check of each only."""
    seen: set[Value] = set()
    for step in entry.execution.steps:
        name = step.called_name.split("(")[0]
        if name not in SIGNATURE_CHECKS or not step.arguments:
            continue
        digests = [argument for argument in step.arguments if argument.type_name == "bytes32"]
        if digests:
            origin = entry.execution.origin(digests[0])
            if origin not in seen:
                seen.add(origin)
                yield step, origin


def _missing(model: ContractModel, entry: Entry, digest: Value) -> list[str]:
    made_of = entry.execution.sources(digest)
    missing = []
    if not _is_marked(entry, digest, made_of):
        missing.append("neither a nonce nor a mark")
    if not _names(model, made_of, "block.chainid"):
        missing.append("no chain id")
    if not _names(model, made_of, "this"):
        missing.append("no contract address")
    return missing


def _is_marked(entry: Entry, digest: Value, made_of: AbstractSet[Value]) -> bool:
    """Whether the entry writes what the digest contains, or something kept under it or under a number in it."""
    given = {value for value in made_of if not value.is_constant and value.key[0] != "s"}
    used = entry.execution.uses(digest) | given
    for write in entry.state.writes:
        if write.place.value in made_of or _is_counted(entry, write.place.value, given):
            return True
        for key in write.place.keys:
            numeric = key.type_name.startswith(("bytes32", "uint"))
            if numeric and entry.execution.local_sources(key) & used:
                return True
    return False


def _is_counted(entry: Entry, cell: Value, given: AbstractSet[Value]) -> bool:
    """Whether a number in the message must equal the stored one, which the entry moves on."""
    for step in entry.execution.steps:
        pair = comparison(step)
        if pair is None:
            continue
        equals = pair[1] in (BinaryType.EQUAL, BinaryType.NOT_EQUAL)
        for side, other in ((pair[0], pair[2]), (pair[2], pair[0])):
            if cell in entry.execution.sources(side) and other.type_name.startswith("uint"):
                same = entry.arithmetic.same(other) & given
                if same and (equals or _is_moved_to(entry, cell, other)):
                    return True
    return False


def _is_moved_to(entry: Entry, cell: Value, number: Value) -> bool:
    """Whether the stored number becomes that of the message, which had to be beyond it."""
    roots = entry.arithmetic.roots(number)
    return any(
        write.place.value == cell and write.amount is not None and entry.arithmetic.roots(write.amount) & roots
        for write in entry.state.writes
    )


def _names(model: ContractModel, made_of: AbstractSet[Value], what: str) -> bool:
    """Whether the message contains a global, directly or by a domain computed once or asked of another contract."""
    if any(source.is_named(what) for source in made_of):
        return True
    for source in made_of:
        stored = source.is_state or bool(getattr(source.variable, "is_immutable", False))
        if stored and source.type_name == "bytes32" and _set_from(model, source, what):
            return True
        fixed = bool(getattr(source.variable, "is_immutable", False))
        if fixed and _is_set_from(model, source, what):
            return True
    return any(source.type_name == "bytes32" and source.key[0] not in ("v", "c", "m", "r") for source in made_of) and (
        _is_asked(made_of)
    )


def _set_from(model: ContractModel, stored: Value, what: str) -> bool:
    """Whether a constructor or an entry computes the stored value from the global; one that nobody sets here passes."""
    return _is_set_from(model, stored, what) or not any(_settings(model, stored))


def _is_set_from(model: ContractModel, stored: Value, what: str) -> bool:
    return any(
        source.is_named(what) for entry, value in _settings(model, stored) for source in entry.execution.sources(value)
    )


def _settings(model: ContractModel, stored: Value) -> Iterator[tuple[Entry, Value]]:
    """What the constructors and entries set the stored value to."""
    for entry in (*model.constructors, *model.entries):
        for step in entry.execution.steps:
            if isinstance(step.ir, Assignment) and step.ir.lvalue is stored.variable:
                yield entry, step.value(step.ir.rvalue)


def _is_asked(made_of: AbstractSet[Value]) -> bool:
    """Whether another contract answers a part of the message (a domain separator)."""
    return any("DOMAIN" in str(getattr(getattr(s.variable, "node", None), "expression", "")) for s in made_of)
