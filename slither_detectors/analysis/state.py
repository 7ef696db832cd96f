"""What an entry writes: which place, whether it raises, lowers, sets or clears it, and by which value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from slither.slithir.operations import (
    Assignment,
    Binary,
    BinaryType,
    Delete,
    Index,
    LibraryCall,
    Member,
    OperationWithLValue,
    Unpack,
)
from slither.slithir.variables import ReferenceVariable

from slither_detectors.analysis.execution import Execution, carries
from slither_detectors.analysis.values import Place, Step, Value, memory_cell, structure_of


class Change(Enum):
    """How a write changes a place."""

    RAISE = "raise"
    LOWER = "lower"
    SET = "set"
    CLEAR = "clear"


@dataclass(frozen=True)
class Write:
    """One write to storage; ``amount`` is what is added, taken away or set, ``None`` for a clear."""

    step: Step
    place: Place
    change: Change
    amount: Value | None

    @property
    def variable(self) -> Any:
        """The state variable or field written."""
        return self.place.variable


_DIRECTIONS = {BinaryType.ADDITION: Change.RAISE, BinaryType.SUBTRACTION: Change.LOWER}


class StateView:
    """The writes and reads of one execution."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution

    @cached_property
    def writes(self) -> list[Write]:
        """All writes in order; a struct written or deleted as a whole counts for each of its fields too."""
        return [write for step in self._execution.steps for write in self._writes_of(step)]

    @cached_property
    def read(self) -> set[Any]:
        """State variables and fields whose value is used."""
        cells = (source for pairs in self._execution.inputs.values() for source, _ in pairs)
        return {cell.variable for cell in cells if cell.is_state}

    def writes_to(self, variable: Any) -> list[Write]:
        """The writes to one state variable or field."""
        return [write for write in self.writes if write.variable is variable]

    def _writes_of(self, step: Step) -> Iterator[Write]:
        ir = step.ir
        if isinstance(ir, Delete):
            place = self._execution.place_of(step.value(ir.variable))
            if place is not None:
                yield from self._whole(step, place, ir.variable, None)
            return
        if not isinstance(ir, OperationWithLValue) or ir.lvalue is None or isinstance(ir, Index | Member):
            return
        target = step.value(ir.lvalue)
        if self._execution.is_pointer(target):
            return
        place = self._execution.place_of(target)
        if place is None or not isinstance(ir, Assignment | Binary | Unpack | LibraryCall | OperationWithLValue):
            return
        if isinstance(ir, Assignment) and structure_of(getattr(target.variable, "type", None)) is not None:
            yield from self._whole(step, place, ir.lvalue, step.value(ir.rvalue))
            return
        yield self._classified(step, place, target)

    def _whole(self, step: Step, place: Place, variable: Any, source: Value | None) -> Iterator[Write]:
        change = Change.CLEAR if source is None else Change.SET
        yield Write(step, place, change, source)
        structure = structure_of(getattr(variable, "type", None))
        if structure is None:
            return
        origin = None if source is None else self._execution.origin(source)
        for field in structure.elems_ordered:
            amount = None if origin is None else memory_cell(origin, field)
            inner = Place(field, place.root, place.keys, (*place.path, field))
            yield from self._adjusted(Write(step, inner, change, amount))

    def _adjusted(self, write: Write) -> Iterator[Write]:
        """A field copied out, changed in memory and stored again counts as raised or lowered by what changed it."""
        found: dict[tuple[Change, Value], Write] = {}
        kept = False
        seen, pending = set(), [] if write.amount is None else [write.amount]
        while pending:
            value = pending.pop()
            if value in seen:
                continue
            seen.add(value)
            if value.is_state:
                kept |= value.variable is write.variable
                continue
            for source, step in self._execution.inputs.get(value, ()):
                if not isinstance(step.ir, Binary):
                    if source.is_state or carries(step, source):
                        pending.append(source)
                    continue
                left, right = step.value(step.ir.variable_left), step.value(step.ir.variable_right)
                change = _DIRECTIONS.get(step.ir.type)
                if change is not None:
                    found[change, right] = Write(write.step, write.place, change, right)
                    pending.append(left)
        if kept and found:
            yield from found.values()
        else:
            yield write

    def _classified(self, step: Step, place: Place, target: Value) -> Write:
        ir = step.ir
        if isinstance(ir, Binary):
            changed = self._change_by(step, place, ir, target)
            if changed is not None:
                return changed
            return Write(step, place, Change.SET, target)
        if isinstance(ir, Assignment):
            source = step.value(ir.rvalue)
            constant = self._execution.origin(source)
            if constant.is_constant and str(getattr(constant.variable, "value", "")) in ("0", "False"):
                return Write(step, place, Change.CLEAR, None)
            for definition in self._definitions(source):
                if isinstance(definition.ir, Binary):
                    changed = self._change_by(step, place, definition.ir, None, definition)
                    if changed is not None:
                        return changed
            return Write(step, place, Change.SET, source)
        return Write(step, place, Change.SET, target)

    def _definitions(self, value: Value) -> list[Step]:
        return self._execution.defining.get(self._execution.origin(value), [])

    def _change_by(
        self, step: Step, place: Place, ir: Any, target: Value | None, definition: Step | None = None
    ) -> Write | None:
        """The write as a raise or a lowering, where the operation adds to or takes from what the place held."""
        at = definition or step
        left, right = at.value(ir.variable_left), at.value(ir.variable_right)
        if ir.type == BinaryType.ADDITION:
            if self._is_old(left, place, target):
                return Write(step, place, Change.RAISE, right)
            if self._is_old(right, place, target):
                return Write(step, place, Change.RAISE, left)
        if ir.type == BinaryType.SUBTRACTION and self._is_old(left, place, target):
            return Write(step, place, Change.LOWER, right)
        return None

    def _is_old(self, value: Value, place: Place, target: Value | None) -> bool:
        if target is not None and value == target:
            return True
        origin = self._execution.origin(value)
        if not origin.is_state and not isinstance(origin.variable, ReferenceVariable):
            return False
        held = self._execution.place_of(origin)
        return held is not None and held.variable is place.variable
