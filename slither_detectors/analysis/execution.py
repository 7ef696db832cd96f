"""An entry with every helper, modifier, base function and library call put in its place.

The result is one list of steps in the order of the control flow, and a graph of which value comes from which. Calls
into other contracts stay opaque: their result is a source. Token transfers and well-known arithmetic (``mulDiv`` and
its kin) are kept whole, because their meaning is known by name and their bodies only blur it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from slither.core.declarations import Contract, Function
from slither.slithir.operations import (
    Assignment,
    HighLevelCall,
    Index,
    Length,
    LibraryCall,
    LowLevelCall,
    Member,
    NewStructure,
    OperationWithLValue,
    Return,
    SolidityCall,
    TypeConversion,
    Unpack,
)
from slither.slithir.variables import ReferenceVariable, TupleVariable

from slither_detectors.analysis.graph import ValueGraph
from slither_detectors.analysis.storage import PlaceResolver
from slither_detectors.analysis.unrolling import Unrolled
from slither_detectors.analysis.values import (
    GLOBAL_FRAME,
    Frame,
    Place,
    Step,
    Value,
    memory_cell,
    return_slot,
    state_value,
    structure_of,
)
from slither_detectors.analysis.vocabulary import ASSEMBLY_GLOBALS


class Execution(Unrolled, ValueGraph):
    """One entry of a contract, unrolled.

    ``steps`` are in control-flow order; ``inputs`` and ``outputs`` map a value to those it is directly made of and
    those made of it, each with the step that does it. Keys of mappings are not inputs of what is read.
    """

    def __init__(self, contract: Any, entry: Any) -> None:
        Unrolled.__init__(self, contract, entry)
        ValueGraph.__init__(self)
        self.defining: dict[Value, list[Step]] = defaultdict(list)
        self.places = PlaceResolver(self)
        self._connect_all()

    # --- the value graph ---------------------------------------------------------------------------------------------

    def _connect_all(self) -> None:
        for step in self.steps:
            lvalue = getattr(step.ir, "lvalue", None)
            if lvalue is not None:
                self.defining[step.value(lvalue)].append(step)
        for step in self.steps:
            self._connect(step)

    def _connect(self, step: Step) -> None:
        ir = step.ir
        if step.callee is not None:
            self._connect_call(step, step.callee)
        elif isinstance(ir, Return):
            self._connect_return(step)
        elif isinstance(ir, Member | Index):
            self._connect_reference(step)
        elif isinstance(ir, Unpack):
            for index in unpacked_indices(ir, step.node):
                self.connect(self.component(step, ir.tuple, index), step.value(ir.lvalue), step)
            self._store(step, step.value(ir.lvalue))
        elif isinstance(ir, NewStructure):
            for variable, argument in zip(ir.structure.elems_ordered, ir.arguments, strict=False):
                self.connect(step.value(argument), memory_cell(step.value(ir.lvalue), variable), step)
        elif isinstance(ir, OperationWithLValue) and ir.lvalue is not None:
            target = step.value(ir.lvalue)
            for source in self._read_by(step):
                self.connect(source, target, step)
            self._store(step, target)
            self._connect_assembly(step, target)
        elif isinstance(ir, SolidityCall):
            self._connect_assembly(step, None)

    def _connect_assembly(self, step: Step, target: Value | None) -> None:
        """Memory that assembly writes and hashes or reads back, one cell for each call."""
        if not isinstance(step.ir, SolidityCall):
            return
        memory = Value(("a", step.frame.index), None, step.frame.index)
        if step.called_name.startswith(("mstore", "calldatacopy")):
            for source in step.arguments[1:]:
                self.connect(source, memory, step)
        elif target is not None and step.called_name.startswith(("keccak256(uint256", "mload")):
            self.connect(memory, target, step)
        elif target is not None and step.called_name in ASSEMBLY_GLOBALS:
            self.connect(Value(("s", ASSEMBLY_GLOBALS[step.called_name]), None, GLOBAL_FRAME), target, step)

    def _read_by(self, step: Step) -> Iterable[Value]:
        ir = step.ir
        if isinstance(ir, HighLevelCall | LowLevelCall) and not isinstance(ir, LibraryCall):
            return  # what another contract answers is a source of its own
        for variable in ir.read:
            if isinstance(variable, Function) or variable is None:
                continue
            value = step.value(variable)
            yield value
            structure = structure_of(getattr(variable, "type", None))
            if structure is not None and not isinstance(ir, Assignment | Length):
                yield from self._fields(value, structure)

    def _struct_in_memory(self, value: Value) -> Value:
        """The struct a value stands for: where it was made, or the field of another struct that holds it."""
        if isinstance(value.variable, ReferenceVariable):
            cell = self.cell_of(value)
            if cell is not None and cell.key[0] == "m":
                return cell
        return self.origin(value)

    def _fields(self, value: Value, structure: Any) -> Iterable[Value]:
        place = self.places.of(value)
        origin = self._struct_in_memory(value)
        for variable in structure.elems_ordered:
            yield state_value(variable) if place is not None else memory_cell(origin, variable)

    def _connect_call(self, step: Step, callee: Frame) -> None:
        for parameter in callee.function.parameters:
            argument = callee.bindings.get(id(parameter))
            if argument is not None:
                self.connect(argument, Value((callee.index, id(parameter)), parameter, callee.index), step)
        lvalue = getattr(step.ir, "lvalue", None)
        if lvalue is not None and not isinstance(lvalue, TupleVariable):
            self.connect(return_slot(callee, 0), step.value(lvalue), step)
            self._store(step, step.value(lvalue))

    def _connect_return(self, step: Step) -> None:
        values = step.ir.values
        if len(values) == 1 and isinstance(values[0], TupleVariable):
            for index in range(len(step.frame.function.returns or [])):
                self.connect(self.component(step, values[0], index), return_slot(step.frame, index), step)
            return
        for index, variable in enumerate(values):
            if not isinstance(variable, Function):
                self.connect(step.value(variable), return_slot(step.frame, index), step)

    def component(self, step: Step, tuple_: Any, index: int) -> Value:
        """Component ``index`` of a tuple: the callee's return slot, or a source of its own for an opaque call."""
        value = step.value(tuple_)
        for definition in self.defining.get(value, []):
            if definition.callee is not None:
                return return_slot(definition.callee, index)
        return Value(("t", *value.key, index), tuple_, value.frame)

    def _connect_reference(self, step: Step) -> None:
        ir = step.ir
        reference = step.value(ir.lvalue)
        place = self.places.of(reference)
        if place is not None:
            self.connect(place.value, reference, step)
            return
        if isinstance(ir.variable_left, Contract):
            for variable in ir.variable_left.state_variables:
                if variable.is_constant and variable.name == str(ir.variable_right):
                    self.connect(step.value(variable), reference, step)
            return
        base = step.value(ir.variable_left)
        cell = self._memory_cell_of(step) if isinstance(ir, Member) else None
        if cell is None:
            self.connect(base, reference, step)
            return
        self.connect(cell, reference, step)
        self._open(cell, self.origin(base), step)

    def _open(self, cell: Value, whole: Value, step: Step) -> None:
        """Says once that a field in memory is a part of a struct that came from outside as a whole."""
        if not self._is_built_here(whole) and not self.inputs.get(cell):
            self.connect(whole, cell, Step(step.index, step.frame, step.node, None))

    def _memory_cell_of(self, step: Step) -> Value | None:
        structure = structure_of(getattr(step.ir.variable_left, "type", None))
        field = structure.elems.get(str(step.ir.variable_right)) if structure is not None else None
        if field is None:
            return None
        return memory_cell(self._whole_list(step.value(step.ir.variable_left)), field)

    def _whole_list(self, value: Value) -> Value:
        """The list in memory that the value is an element of: all its elements are one; of anything else its origin."""
        for step in self.defining.get(value, []):
            if isinstance(step.ir, Index):
                return self._whole_list(step.value(step.ir.variable_left))
        return self.origin(value)

    def _is_built_here(self, base: Value) -> bool:
        definitions = self.defining.get(base, [])
        return bool(definitions) and all(
            isinstance(d.ir, NewStructure) or (isinstance(d.ir, Assignment) and self.places.of(d.value(d.ir.rvalue)))
            for d in definitions
        )

    def _store(self, step: Step, target: Value) -> None:
        """Carries an assignment on to the cell behind a reference, and field by field where a struct is copied."""
        if isinstance(target.variable, ReferenceVariable):
            cell = self.cell_of(target)
            if cell is not None:
                self.connect(target, cell, step)
        structure = structure_of(getattr(target.variable, "type", None))
        if structure is not None and isinstance(step.ir, Assignment):
            source = step.value(step.ir.rvalue)
            if not self.is_pointer(target):
                for before, after in zip(self._fields(source, structure), self._fields(target, structure), strict=True):
                    if not before.is_state:
                        self._open(before, self.origin(source), step)
                    self.connect(before, after, step)

    # --- questions ---------------------------------------------------------------------------------------------------

    def is_pointer(self, value: Value) -> bool:
        """Whether the value is a local that points into storage."""
        return bool(getattr(value.variable, "is_storage", False)) and not isinstance(value.variable, ReferenceVariable)

    def cell_of(self, reference: Value) -> Value | None:
        """The storage or memory cell behind a reference; an element of an array in memory is its whole array."""
        place = self.places.of(reference)
        if place is not None:
            return place.value
        for step in self.defining.get(reference, []):
            if isinstance(step.ir, Member) and (cell := self._memory_cell_of(step)) is not None:
                return cell
            if isinstance(step.ir, Index | Member):
                base = step.value(step.ir.variable_left)
                return self.cell_of(base) if isinstance(base.variable, ReferenceVariable) else base
        return None

    def place_of(self, value: Value) -> Place | None:
        """The storage place a reference or state variable stands for, else ``None``."""
        return self.places.of(value)

    def origin(self, value: Value) -> Value:
        """Follows copies, conversions, parameters and returned values back as long as there is exactly one source."""
        seen = set()
        while value not in seen and not value.is_state:
            seen.add(value)
            if value.key[0] == "m" and structure_of(getattr(value.variable, "type", None)) is not None:
                break  # a struct inside a struct is known by the field that holds it
            sources = self.inputs.get(value, [])
            argument = self._bound(value)
            if argument is not None:
                value = argument
            elif len(sources) == 1 and carries(sources[0][1], sources[0][0]) and not self._copies_struct(*sources[0]):
                value = sources[0][0]
            else:
                break
        return value

    def _copies_struct(self, source: Value, step: Step) -> bool:
        """Whether the step copies a struct from storage into memory, where it lives on by itself."""
        target = step.result
        return (
            target is not None
            and not self.is_pointer(target)
            and structure_of(getattr(source.variable, "type", None)) is not None
            and self.places.of(source) is not None
        )

    def _bound(self, value: Value) -> Value | None:
        if value.frame < 1 or value.key[0] != value.frame:
            return None
        return self.frames[value.frame - 1].bindings.get(value.key[1])

    def parameters(self) -> list[Value]:
        """The values the caller chooses."""
        return [Value((1, id(p)), p, 1) for p in self.entry.parameters]


def unpacked_indices(ir: Any, node: Any) -> list[int]:
    """The components of a tuple that a variable may stand for.

    In ``try … returns (…)`` Slither counts the named variables only. Those left out are not told, so that each
    variable may be any component of its type with room for the named ones before and after it.
    """
    kinds = getattr(ir.tuple, "type", None)
    if node.type.name != "TRY" or not isinstance(kinds, list):
        return [int(ir.index)]
    named = [other.lvalue.type for other in node.irs if isinstance(other, Unpack) and other.tuple is ir.tuple]
    last = len(kinds) - (len(named) - int(ir.index))
    fitting = range(int(ir.index), last + 1)
    return [index for index in fitting if str(kinds[index]) == str(ir.lvalue.type)] or [int(ir.index)]


def carries(step: Step, source: Value) -> bool:
    """Whether the step hands ``source`` on unchanged: copied, converted, passed, returned or kept in memory."""
    if step.callee is not None or isinstance(step.ir, Assignment | TypeConversion | Return | Unpack | NewStructure):
        return True
    if step.chooses:
        return True
    if isinstance(step.ir, SolidityCall):
        return step.called_name in ASSEMBLY_GLOBALS
    return isinstance(step.ir, Member) and source.key[0] in ("m", "k")
