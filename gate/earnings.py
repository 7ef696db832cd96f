"""What each layer earns, read from the last round of planted bugs, as its share of a run's time.

A bug that one layer alone reported counts for that layer three times: more time for it buys what nothing else does.
A layer that has earned little keeps half of its usual share, for planted bugs are not all bugs. Without a round that
tried every layer on every bug the usual shares hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from gate.layers import LayerSpec
from gate.mutate.campaign import MUTATE_FILE
from gate.mutate.results import CellOutcome, Mutation

MUTATION = Path(".proofbook/mutate") / MUTATE_FILE
_ALONE = 3
_LEAST = 0.5


def last_mutation(root: Path) -> Mutation | None:
    """The last round of planted bugs; None where there is none of this version."""
    try:
        return Mutation.model_validate_json((root / MUTATION).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def earned(layers: Sequence[LayerSpec], mutation: Mutation | None) -> list[LayerSpec]:
    """``layers`` with weights from half to one and a half times the usual, by what each has earned."""
    if mutation is None or not _is_complete(mutation, layers):
        return list(layers)
    earnings = _earnings(mutation)
    most = max((earnings[spec.name] for spec in layers), default=0)
    if most == 0:
        return list(layers)
    return [replace(spec, weight=spec.weight * (_LEAST + earnings[spec.name] / most)) for spec in layers]


def _is_complete(mutation: Mutation, layers: Sequence[LayerSpec]) -> bool:
    """Whether every layer was tried on every bug: one that was never asked has not earned nothing."""
    names = {spec.name for spec in layers}
    return bool(mutation.bugs) and all(names <= {cell.layer for cell in bug.cells} for bug in mutation.bugs)


def _earnings(mutation: Mutation) -> Counter[str]:
    earnings: Counter[str] = Counter()
    for bug in mutation.bugs:
        killers = [cell.layer for cell in bug.cells if cell.outcome is CellOutcome.KILLED]
        for killer in killers:
            earnings[killer] += _ALONE if len(killers) == 1 else 1
    return earnings
