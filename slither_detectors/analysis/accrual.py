"""Indices that grow with time, who brings them up to date, and what they depend on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from slither.slithir.operations import Binary, BinaryType

from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.siblings import is_number, local_sources
from slither_detectors.analysis.state import Change, Write
from slither_detectors.analysis.values import Step, Value


@dataclass
class Accrual:
    """One clock with the indices that grow by the time since it, and the state that decides how fast."""

    clock: Any
    indices: set[Any] = field(default_factory=set)
    basis: set[Any] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    begins: dict[Entry, int] = field(default_factory=dict)
    """The step at which each accruing entry first takes the time since the clock."""


def accruals(model: ContractModel) -> list[Accrual]:
    """The accruals of a contract, by their clocks."""
    found: dict[int, Accrual] = {}
    for entry in model.writing:
        for clock in _clocks_set(entry):
            taken = _elapsed_since(entry, clock)
            elapsed = {step.result for step in taken if step.result is not None}
            grown = [w for w in entry.state.writes if w.variable is not clock and _depends(entry, w, elapsed)]
            if not grown:
                continue
            accrual = found.setdefault(id(clock), Accrual(clock))
            accrual.entries.append(entry)
            accrual.begins[entry] = min(step.index for step in taken)
            for write in grown:
                if write.place.by_account:
                    continue
                accrual.indices.add(write.variable)
                assert write.amount is not None
                accrual.basis |= {
                    s.variable for s in local_sources(entry, write.amount) if s.is_state and is_number(s.variable)
                }
    for accrual in found.values():
        accrual.basis -= accrual.indices | {accrual.clock}
    return [accrual for accrual in found.values() if accrual.indices]


def _clocks_set(entry: Entry) -> list[Any]:
    """Variables set to the block's time."""
    clocks: dict[int, Any] = {}
    for write in entry.state.writes:
        if write.change is Change.SET and write.amount is not None:
            roots = entry.arithmetic.roots(write.amount)
            if any(root.is_named("block.timestamp") for root in roots):
                clocks[id(write.variable)] = write.variable
    return list(clocks.values())


def _elapsed_since(entry: Entry, clock: Any) -> list[Step]:
    """The steps that compute the time passed since the clock was set."""
    found = []
    for step in entry.execution.steps:
        if isinstance(step.ir, Binary) and step.ir.type == BinaryType.SUBTRACTION and step.result is not None:
            left, right = step.value(step.ir.variable_left), step.value(step.ir.variable_right)
            now = any(s.is_named("block.timestamp") for s in local_sources(entry, left))
            if now and any(s.is_state and s.variable is clock for s in local_sources(entry, right)):
                found.append(step)
    return found


def _depends(entry: Entry, write: Write, elapsed: set[Value]) -> bool:
    if write.amount is None or not is_number(write.variable):
        return False
    return bool(local_sources(entry, write.amount) & elapsed)
