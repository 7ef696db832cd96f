"""Values, places and steps: what an unrolled entry is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from slither.core.declarations import SolidityVariable
from slither.core.solidity_types import UserDefinedType
from slither.core.variables.state_variable import StateVariable
from slither.core.variables.structure_variable import StructureVariable
from slither.slithir.variables import Constant

from slither_detectors.analysis.vocabulary import is_choice

GLOBAL_FRAME = 0


class Value:
    """A variable in one call frame, or a cell of storage or memory; equal iff it is the same one."""

    __slots__ = ("_hash", "frame", "key", "variable")

    def __init__(self, key: tuple[Any, ...], variable: Any, frame: int) -> None:
        self.key = key
        self.variable = variable
        self.frame = frame
        self._hash = hash(key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value) and bool(self.key == other.key)

    def __repr__(self) -> str:
        return f"{self.variable}@{self.frame}"

    @property
    def is_constant(self) -> bool:
        """A literal, or a variable declared ``constant``."""
        return self.key[0] == "c" or bool(getattr(self.variable, "is_constant", False))

    @property
    def is_state(self) -> bool:
        """A storage cell: a state variable or a field of a struct in storage; all keys of a mapping together."""
        return bool(self.key[0] == "v")

    @property
    def type_name(self) -> str:
        """The Solidity type's name; empty where Slither knows none."""
        return str(getattr(self.variable, "type", "") or "")

    def is_named(self, name: str) -> bool:
        """Whether this is the global ``name`` (``msg.sender``, ``block.timestamp``, ``this``)."""
        return bool(self.key == ("s", name))


def state_value(variable: Any) -> Value:
    """The storage cell of a state variable or a struct's field."""
    return Value(("v", id(variable)), variable, GLOBAL_FRAME)


def value_in(frame: int, variable: Any) -> Value:
    """The value of ``variable`` in a frame; constants, globals and state are the same in all frames."""
    if isinstance(variable, Constant):
        return Value(("c", variable.value), variable, GLOBAL_FRAME)
    if isinstance(variable, SolidityVariable):
        return Value(("s", variable.name), variable, GLOBAL_FRAME)
    if isinstance(variable, StateVariable) and (variable.is_constant or variable.is_immutable):
        return Value(("k", id(variable)), variable, GLOBAL_FRAME)  # part of the code, not of storage
    if isinstance(variable, StateVariable | StructureVariable):
        return state_value(variable)
    return Value((frame, id(variable)), variable, frame)


@dataclass(frozen=True)
class Place:
    """A place in storage: the innermost named field or variable, and the keys on the way to it.

    ``accounts[user].collateral`` is the field ``collateral`` with the key ``user``; ``root`` is the state variable
    where the way starts, ``None`` behind a storage pointer whose slot is computed.
    """

    variable: Any
    root: Any
    keys: tuple[Value, ...]
    path: tuple[Any, ...] = ()
    """The variable and fields passed on the way, the innermost last."""

    @property
    def value(self) -> Value:
        """The cell of the place, all keys together."""
        return state_value(self.variable)

    @property
    def by_account(self) -> bool:
        """Whether one of the keys is an address."""
        return any(key.type_name in ("address", "address payable") or key.is_named("msg.sender") for key in self.keys)


def structure_of(type_: Any) -> Any:
    """The structure a type names, else ``None``."""
    declared = type_.type if isinstance(type_, UserDefinedType) else None
    return declared if hasattr(declared, "elems_ordered") else None


@dataclass(eq=False)
class Frame:
    """One call of one function inside an entry."""

    index: int
    function: Any
    parent: Frame | None
    call_node: Any
    bindings: dict[int, Value] = field(default_factory=dict)

    @property
    def path(self) -> list[tuple[Frame, Any]]:
        """The frames from the entry down to this one, each with the node that calls it."""
        path: list[tuple[Frame, Any]] = []
        frame: Frame | None = self
        while frame is not None:
            path.append((frame, frame.call_node))
            frame = frame.parent
        return path[::-1]


@dataclass(eq=False)
class Step:
    """One operation of Slither's IR in one frame; ``callee`` is set where a call was unrolled."""

    index: int
    frame: Frame
    node: Any
    ir: Any
    callee: Frame | None = None

    def value(self, variable: Any) -> Value:
        """``variable`` as this step's frame sees it."""
        return value_in(self.frame.index, variable)

    @property
    def result(self) -> Value | None:
        """What the step assigns, else ``None``."""
        lvalue = getattr(self.ir, "lvalue", None)
        return None if lvalue is None else self.value(lvalue)

    @property
    def arguments(self) -> list[Value]:
        """A call's arguments, without literals in lists and types."""
        return [self.value(a) for a in getattr(self.ir, "arguments", []) if not isinstance(a, list)]

    @property
    def called_name(self) -> str:
        """Name of the function called; empty where the step is no call."""
        function = getattr(self.ir, "function", None)
        name = getattr(function, "name", None) or getattr(self.ir, "function_name", None)
        return str(name) if name is not None else ""

    @property
    def chooses(self) -> bool:
        """Whether the step answers the smaller or the larger of two numbers, by a function known to do so."""
        return self.callee is None and is_choice(self.called_name, len(getattr(self.ir, "arguments", [])))


def return_slot(frame: Frame, index: int) -> Value:
    """Where a function leaves its return value ``index``."""
    returns = frame.function.returns or []
    return Value(("r", frame.index, index), returns[index] if index < len(returns) else None, frame.index)


def memory_cell(base: Value, variable: Any) -> Value:
    """A field of a struct in memory."""
    return Value(("m", *base.key, id(variable)), variable, base.frame)
