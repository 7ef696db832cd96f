"""The models by the check they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

Sampler = Callable[[Random], tuple[int, ...]]
"""Arguments that have a good chance to get past the preconditions."""


@dataclass(frozen=True)
class Model:
    """What a check says, over the integers."""

    statement: Callable[..., None]
    """Takes an arithmetic and the check's arguments."""
    sampler: Sampler | None = None
    """None: arguments drawn by their types."""
    share: float = 1.0
    """Part of the usual number of inputs, for checks that are slow on a chain."""


def models() -> Mapping[tuple[str, str], Model]:
    """All models by contract and check."""
    # Here, as they import this module.
    from properties.proofs.models.kernels import MODELS

    return MODELS
