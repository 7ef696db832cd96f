"""Which place in storage a reference stands for, through pointers, parameters and getters of namespaced storage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slither.core.variables.state_variable import StateVariable
from slither.slithir.operations import Assignment, Index, Member
from slither.slithir.variables import ReferenceVariable

from slither_detectors.analysis.values import Place, Step, Value, structure_of

if TYPE_CHECKING:
    from slither_detectors.analysis.execution import Execution

_SLOT = Place(None, None, ())
"""A pointer into storage whose slot is computed (namespaced storage): its fields name the place."""


class PlaceResolver:
    """Resolves values of one execution to places; answers are kept."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self._known: dict[Value, Place | None] = {}

    def of(self, value: Value) -> Place | None:
        """The place ``value`` stands for, or ``None`` for values in memory and on the stack."""
        place = self._resolve(value)
        return None if place is None or place.variable is None else place

    def _resolve(self, value: Value) -> Place | None:
        if value in self._known:
            return self._known[value]
        self._known[value] = None  # a pointer defined by itself (a loop) adds nothing
        self._known[value] = self._look_up(value)
        return self._known[value]

    def _look_up(self, value: Value) -> Place | None:
        variable = value.variable
        if isinstance(variable, StateVariable):
            return None if variable.is_constant or variable.is_immutable else Place(variable, variable, (), (variable,))
        if isinstance(variable, ReferenceVariable):
            for step in self._execution.defining.get(value, []):
                if isinstance(step.ir, Index | Member):
                    return self._behind(step)
            return None
        if getattr(variable, "is_storage", False):
            return self._pointed_at(value)
        for step in self._execution.defining.get(value, []):
            returns = step.callee.function.returns if step.callee is not None else None
            if returns and getattr(returns[0], "is_storage", False):
                return self._returned(step) or _SLOT
        return None

    def _behind(self, step: Step) -> Place | None:
        base = self._resolve(step.value(step.ir.variable_left))
        if base is None:
            return None
        if isinstance(step.ir, Index):
            return Place(base.variable, base.root, (*base.keys, step.value(step.ir.variable_right)), base.path)
        structure = structure_of(getattr(step.ir.variable_left, "type", None))
        field: Any = structure.elems.get(str(step.ir.variable_right)) if structure is not None else None
        return None if field is None else Place(field, base.root, base.keys, (*base.path, field))

    def _pointed_at(self, value: Value) -> Place | None:
        execution = self._execution
        if value.frame >= 1 and value.key[0] == value.frame:
            argument = execution.frames[value.frame - 1].bindings.get(value.key[1])
            if argument is not None:
                return self._resolve(argument)
        for step in execution.defining.get(value, []):
            if step.callee is not None:
                place = self._returned(step)
            elif isinstance(step.ir, Assignment) and not step.value(step.ir.rvalue).is_constant:
                place = self._resolve(step.value(step.ir.rvalue))
            else:
                place = None
            if place is not None:
                return place
        return _SLOT

    def _returned(self, call: Step) -> Place | None:
        for step in self._execution.steps:
            if step.frame is call.callee and type(step.ir).__name__ == "Return" and step.ir.values:
                return self._resolve(step.value(step.ir.values[0]))
        return None
