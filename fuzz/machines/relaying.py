"""Calls that the accomplice makes for others, with a limited amount of gas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fuzz.chain import ChainError, Event, TxResult
from fuzz.machines.deployment import System

OUT_OF_GAS = ("InsufficientGas", "Revert")
"""Errors of a call that had too little gas to begin: the contract's own, and none where not even that was left."""


@dataclass(frozen=True, slots=True)
class Relayed:
    """What a relayed call did, in the form of a call's own result."""

    ok: bool
    value: Any
    error: ChainError | None
    events: Sequence[Event]


def unwrapped(result: TxResult | Relayed, system: System) -> Relayed:
    """Return the inner call's result; it answers a truth value. Raises ChainError where the relay itself failed."""
    if isinstance(result, TxResult):
        result.expect()
    ok, data = result.value
    if not ok:
        return Relayed(False, None, system.chain.registry.error(data), result.events)
    return Relayed(True, any(data), None, result.events)
