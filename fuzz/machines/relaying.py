"""Calls that end where their gas or their steps do: what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fuzz.chain import ChainError, Event, TxResult
from fuzz.machines.deployment import System
from fuzz.model.auctions import Phase, Told

OUT_OF_GAS = ("InsufficientGas", "Revert")
"""Errors of a call that had too little gas to begin: the contract's own, and none where not even that was left."""


@dataclass(frozen=True, slots=True)
class Relayed:
    """What a relayed call did, in the form of a call's own result."""

    ok: bool
    value: Any
    error: ChainError | None
    events: Sequence[Event]


ANNOUNCED = (
    "AuctionMatched",
    "AuctionSelfTradePrevented",
    "AuctionOrderRemoved",
    "AuctionOrderCarried",
    "AuctionOrderMoved",
    "AuctionOrderRefused",
)


def told_by(phase: Phase, events: Sequence[Event]) -> Told:
    """Return how far the execution of an auction came, by what it announced and the phase that it left."""
    filled = [event.args for event in events if event.name == "AuctionMatched"]
    by_vault = tuple(fill.lots for fill in filled if 0 in (fill.bidId, fill.askId))
    return Told(phase, sum(event.name in ANNOUNCED for event in events), by_vault)


def unwrapped(result: TxResult | Relayed, system: System) -> Relayed:
    """Return the inner call's result; it answers a truth value. Raises ChainError where the relay itself failed."""
    if isinstance(result, TxResult):
        result.expect()
    ok, data = result.value
    if not ok:
        return Relayed(False, None, system.chain.registry.error(data), result.events)
    return Relayed(True, any(data), None, result.events)
