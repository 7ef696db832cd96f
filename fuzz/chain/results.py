"""What a call or a transaction answers: values, events and named errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from fuzz.chain.abi import ErrorType, EventType, Function, Interface
from fuzz.chain.coding_errors import DecodingError

PANICS = {
    0x00: "generic panic",
    0x01: "assertion failed",
    0x11: "arithmetic overflow or underflow",
    0x12: "division or modulo by zero",
    0x21: "value out of the enum's range",
    0x22: "wrongly encoded storage bytes",
    0x31: "pop of an empty array",
    0x32: "array index out of bounds",
    0x41: "too much memory allocated",
    0x51: "call of an uninitialised internal function",
}


class ChainError(Exception):
    """A call failed on chain.

    ``name`` is the custom error's name, ``Error`` for a reason string, ``Panic`` for a panic code, ``Revert`` for an
    empty revert, ``Unknown`` for a selector that no registered ABI declares, ``Halt`` for an exceptional halt (out of
    gas, invalid opcode). ``args_`` holds the decoded arguments by their ABI names, ``data`` the raw revert data.
    """

    def __init__(self, name: str, args_: tuple[Any, ...] = (), data: bytes = b"") -> None:
        super().__init__(name, args_, data)
        self.name = name
        self.args_ = args_
        self.data = data

    def __str__(self) -> str:
        if self.name == "Panic" and self.args_:
            return f"Panic(0x{self.args_[0]:02x}): {PANICS.get(self.args_[0], 'unknown code')}"
        fields = getattr(self.args_, "_fields", None)
        shown = [f"{field}={value}" for field, value in zip(fields, self.args_, strict=True)] if fields else self.args_
        return f"{self.name}({', '.join(map(str, shown))})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ChainError) and (self.name, self.args_, self.data) == (
            other.name,
            other.args_,
            other.data,
        )

    def __hash__(self) -> int:
        return hash((self.name, self.data))


# What the engine and nodes call the same thing; a word of it is enough.
_HALTS = {
    "gas": "OutOfGas",
    "oog": "OutOfGas",
    "opcode": "InvalidOpcode",
    "activated": "InvalidOpcode",
    "jump": "InvalidJump",
    "underflow": "StackUnderflow",
    "overflow": "StackOverflow",
    "static": "StateChangeInStaticCall",
    "collision": "CreateCollision",
    "size": "CodeSizeLimit",
    "starting": "CodeStartingWithEF",
}


def halt_reason(text: str) -> str:
    """Return one name for a halt's reason, whoever tells it; unknown reasons as they are told."""
    lowered = text.lower()
    return next((name for word, name in _HALTS.items() if word in lowered), text)


class Rejected(Exception):
    """A transaction was refused before it ran (no funds, no key, too much code): no change, no block."""


class RawLog(NamedTuple):
    """A log as the chain keeps it."""

    address: str
    topics: tuple[bytes, ...]
    data: bytes


class Event(NamedTuple):
    """A decoded event: ``event.args.account``.

    Of an event that no registered ABI declares, ``name`` is empty and ``args`` are its topics and data.
    """

    address: str
    name: str
    args: Any


class Receipt(Protocol):
    """What a backend knows about one mined transaction."""

    @property
    def ok(self) -> bool:
        """Whether it succeeded."""

    @property
    def output(self) -> bytes:
        """Return data, or revert data."""

    @property
    def halt(self) -> str | None:
        """The reason of an exceptional halt."""

    @property
    def contract_address(self) -> str | None:
        """The created contract's address."""

    @property
    def gas_used(self) -> int | None:
        """Gas units, or None where the backend doesn't count gas right."""

    def logs(self) -> Sequence[RawLog]:
        """Return the logs in order; none where it failed."""


class Registry:
    """Every ABI the chain knows: finds events by topic and errors by selector."""

    def __init__(self) -> None:
        self._errors: dict[bytes, ErrorType] = {}
        self._events: dict[tuple[bytes, int], EventType] = {}
        self._own_events: dict[str, dict[tuple[bytes, int], EventType]] = {}
        self._seen: set[int] = set()
        self._interfaces: list[Interface] = []

    def add(self, interface: Interface, address: str | None = None) -> None:
        """Learn an ABI; for its contract's address it comes before all others."""
        own = {(event.topic, event.topic_count): event for event in interface.events}
        if address is not None:
            self._own_events.setdefault(address, {}).update(own)
        if id(interface) in self._seen:
            return
        # Kept, so that its id is never another interface's.
        self._interfaces.append(interface)
        self._seen.add(id(interface))
        for error in interface.errors:
            self._errors.setdefault(error.selector, error)
        for key, event in own.items():
            self._events.setdefault(key, event)

    def event(self, log: RawLog) -> Event:
        """Decode a log."""
        if log.topics:
            key = (log.topics[0], len(log.topics))
            known = self._own_events.get(log.address, {}).get(key) or self._events.get(key)
            if known is not None:
                return Event(log.address, known.name, known.decode(log.topics, log.data))
        return Event(log.address, "", (log.topics, log.data))

    def error(self, data: bytes, halt: str | None = None) -> ChainError:
        """Name the error behind revert data or a halt."""
        if halt is not None:
            return ChainError("Halt", (halt,))
        if not data:
            return ChainError("Revert")
        known = BUILT_IN_ERRORS.get(data[:4]) or self._errors.get(data[:4])
        if known is None:
            return ChainError("Unknown", (data,), data)
        try:
            arguments = known.inputs.decode(data, 4)
        except DecodingError:
            # Some contract made its revert data by hand: the raw bytes are all there is to say.
            return ChainError("Unknown", (data,), data)
        return ChainError(known.name, arguments, data)


BUILT_IN_ERRORS = {
    error.selector: error
    for error in (
        ErrorType({"name": "Error", "inputs": [{"name": "message", "type": "string"}]}),
        ErrorType({"name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]}),
    )
}


class TxResult:
    """The outcome of one mined transaction. Value, error and events are decoded when they are read."""

    __slots__ = ("_events", "_function", "_registry", "ok", "receipt")

    def __init__(self, receipt: Receipt, registry: Registry, function: Function | None) -> None:
        self.ok: bool = receipt.ok
        self.receipt = receipt
        self._registry = registry
        self._function = function
        self._events: tuple[Event, ...] | None = None

    @property
    def value(self) -> Any:
        """The decoded return value (raw bytes of a raw transaction). Raises the ChainError of a failed one."""
        if not self.ok:
            raise self._registry.error(self.receipt.output, self.receipt.halt)
        return self.receipt.output if self._function is None else self._function.decode(self.receipt.output)

    @property
    def error(self) -> ChainError | None:
        """Why it failed; None where it didn't."""
        return None if self.ok else self._registry.error(self.receipt.output, self.receipt.halt)

    @property
    def events(self) -> tuple[Event, ...]:
        """The events in order, of all contracts involved."""
        if self._events is None:
            self._events = tuple(map(self._registry.event, self.receipt.logs()))
        return self._events

    @property
    def logs(self) -> Sequence[RawLog]:
        """The same events undecoded."""
        return self.receipt.logs()

    @property
    def gas_used(self) -> int | None:
        """Gas units, or None on the in-process chain, whose engine counts them wrong across calls."""
        return self.receipt.gas_used

    @property
    def contract_address(self) -> str | None:
        """The address of the contract that a raw creation made."""
        return self.receipt.contract_address

    def expect(self) -> TxResult:
        """Return itself; raises the ChainError of a failed transaction."""
        if not self.ok:
            raise self._registry.error(self.receipt.output, self.receipt.halt)
        return self

    def __repr__(self) -> str:
        return f"TxResult(ok={self.ok}, {self._events if self.ok else self.error})"
