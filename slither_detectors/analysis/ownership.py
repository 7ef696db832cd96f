"""Orders and accounts that belong to the caller: who made them, who may take them away."""

from __future__ import annotations

from typing import Any

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.model import Entry
from slither_detectors.analysis.state import Change, Write
from slither_detectors.analysis.values import Place, Value


def is_own(entry: Entry, place: Place) -> bool:
    """Whether the place is kept under the caller's address."""
    return any(entry.execution.origin(key).is_named("msg.sender") for key in place.keys)


def owner_fields_checked(entry: Entry) -> set[Any]:
    """Fields and variables under a key that the entry compares with the caller: the owners of orders."""
    found = set()
    for step in entry.execution.steps:
        pair = comparison(step)
        if pair is None:
            continue
        for side, other in ((pair[0], pair[2]), (pair[2], pair[0])):
            if entry.execution.origin(side).is_named("msg.sender"):
                found |= _keyed_cells(entry, other)
    return found


def owned_keys(entry: Entry) -> set[Value]:
    """Keys under which the entry finds the caller's address: the numbers of orders that are his."""
    found = set()
    for step in entry.execution.steps:
        pair = comparison(step)
        for side, other in ((pair[0], pair[2]), (pair[2], pair[0])) if pair is not None else ():
            place = entry.execution.place_of(entry.execution.origin(other))
            if place is not None and entry.execution.origin(side).is_named("msg.sender"):
                found |= {entry.execution.origin(key) for key in place.keys}
    return found


def owner_fields_set(entry: Entry) -> set[Any]:
    """Fields and variables under a key that the entry sets to the caller's address."""
    return {
        write.variable
        for write in entry.state.writes
        if write.change is Change.SET
        and write.place.keys
        and write.amount is not None
        and any(root.is_named("msg.sender") for root in entry.arithmetic.roots(write.amount))
    }


def removed(entry: Entry) -> list[Write]:
    """Writes that take something under a key away: deletions, and flags and amounts set to a fixed value."""
    return [
        write
        for write in entry.state.writes
        if write.place.keys
        and (
            write.change is Change.CLEAR
            or (write.change is Change.SET and write.amount is not None and _is_fixed(entry, write.amount))
        )
    ]


def siblings_of(field: Any) -> set[Any]:
    """The fields of the structure a field belongs to; of a plain variable it alone."""
    structure = getattr(field, "structure", None)
    return set(structure.elems_ordered) if structure is not None else {field}


def _keyed_cells(entry: Entry, value: Value) -> set[Any]:
    origin = entry.execution.origin(value)
    place = entry.execution.place_of(origin)
    if place is not None:
        return {place.variable} if place.keys else set()
    # a struct copied into memory first: the field it was copied from
    return {root.variable for root in entry.arithmetic.roots(value) if root.is_state}


def _is_fixed(entry: Entry, value: Value) -> bool:
    origin = entry.execution.origin(value)
    if origin.is_constant:
        return True
    # a member of an enum
    return any(
        type(getattr(step.ir, "variable_left", None)).__name__.startswith("Enum")
        for step in entry.execution.defining.get(origin, [])
    )
