"""Comparing what the chain says with what the model expects, and which property a difference witnesses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from fuzz.machines.state import SystemState

WITNESSES: Mapping[str, str] = {
    "collateral": "FC-03",
    "active_markets": "OI-03",
    "size": "NS-04",
    "quote": "FC-03",
    "bid_lots": "OI-03",
    "ask_lots": "OI-03",
    "equity": "MS-06",
    "initial_margin": "MS-06",
    "maintenance_margin": "MS-06",
    "withdrawable": "MS-02",
    "owed": "FC-03",
    "entry": "FC-03",
    "adl_score": "MS-04",
    "notional": "OI-02",
    "deficit": "MS-04",
    "flagged_at": "MS-13",
    "liquidatable": "MS-03",
    "tokens": "FC-03",
    "shares": "SH-01",
    "claimed": "SH-04",
    "longs": "OI-01",
    "shorts": "OI-01",
    "cap": "AC-02",
    "params": "AC-02",
    "terms": "AC-02",
    "limits": "AC-02",
    "expiry": "NS-04",
    "post_only": "NS-04",
    "reduce_only": "NS-04",
    "self_trade": "NS-04",
    "state": "AC-02",
    "settlement_price": "OR-01",
    "funding_index": "FC-03",
    "funding_rate": "FC-03",
    "accrued_at": "FC-03",
    "residual": "FC-03",
    "impact_bid": "FC-07",
    "impact_ask": "FC-07",
    "changed_at": "FC-07",
    "price": "OR-01",
    "last_price": "OR-02",
    "updated_at": "OR-01",
    "guards": "AC-02",
    "pending": "OR-04",
    "longest_window": "OR-05",
    "averages": "OR-05",
    "best_bid": "NS-02",
    "best_ask": "NS-02",
    "bids": "NS-03",
    "asks": "NS-03",
    "total_lots": "NS-03",
    "order_count": "NS-03",
    "queue": "NS-04",
    "order_id": "NS-04",
    "owner": "NS-04",
    "market_id": "NS-04",
    "is_buy": "NS-04",
    "tick": "NS-04",
    "lots": "NS-04",
    "previous_id": "NS-03",
    "next_id": "NS-03",
    "charged": "FC-01",
    "paid": "FC-01",
    "accrued": "FC-01",
    "split": "AC-02",
    "bad_debt": "FC-03",
    "bad_debt_repaid": "FC-01",
    "caps": "AC-02",
    "paused": "AC-02",
    "operators": "AC-02",
    "nonces": "AC-03",
    "sequencer": "AC-02",
    "vault_assets": "SH-05",
    "vault_idle": "SH-01",
    "vault_supply": "SH-01",
    "vault_queue": "SH-03",
    "requests": "SH-03",
    "rewards": "FC-01",
    "vault_paused": "AC-02",
    "insurance_assets": "FC-03",
    "insurance_withdrawal": "AC-04",
    "insurance_floor": "AC-02",
    "insurance_delay": "AC-02",
    "vault_limits": "AC-02",
    "holdings": "FC-03",
    "stops": "NS-08",
    "auctions": "NS-04",
    "epochs": "NS-05",
    "auction_lengths": "AC-02",
    "next_stop_id": "NS-04",
    "stop_counts": "NS-04",
    "marked": "NS-03",
    "ghosts": "NS-04",
    "now": "OR-01",
}
"""Property witnessed by each field of :class:`SystemState` and of what it holds."""

BY_RULE: Mapping[tuple[str, str], str] = {
    ("deposit", "collateral"): "FC-04",
    ("withdraw", "collateral"): "FC-04",
    ("place", "collateral"): "FC-02",
    ("place", "charged"): "FC-02",
    ("place", "accrued"): "FC-02",
    ("deposit_for", "collateral"): "FC-04",
    ("withdraw_to", "collateral"): "FC-04",
    ("liquidate", "collateral"): "MS-04",
    **{
        (rule, field): "NS-07"
        for rule in ("execute_in_parts", "execute_by_gas", "execute_part")
        for field in ("auctions", "epochs", "bid_lots", "ask_lots")
    },
    ("donate", "vault_assets"): "SH-02",
    ("donate", "vault_idle"): "SH-02",
    ("donate", "insurance_assets"): "SH-02",
}
"""Where what the step did tells more exactly what a field shows."""


def witness(rule: str, field: str) -> str:
    """Return the id of the property that a wrong field shows after a rule."""
    return BY_RULE.get((rule, field), WITNESSES[field])


def differences(expected: SystemState, actual: SystemState) -> Iterator[tuple[str, str]]:
    """Yield each difference: the field's name, and a text with its place and both values."""
    yield from _walk("", "", expected, actual)


def _walk(field: str, place: str, expected: object, actual: object) -> Iterator[tuple[str, str]]:
    if expected == actual:
        return
    if is_dataclass(expected) and is_dataclass(actual):
        for inner in fields(expected):
            values = getattr(expected, inner.name), getattr(actual, inner.name)
            yield from _walk(inner.name, f"{place}.{inner.name}" if place else inner.name, *values)
    elif isinstance(expected, Mapping) and isinstance(actual, Mapping):
        for key in expected.keys() | actual.keys():
            yield from _walk(field, f"{place}[{key}]", expected.get(key), actual.get(key))
    elif isinstance(expected, tuple) and isinstance(actual, tuple) and len(expected) == len(actual):
        for index, values in enumerate(zip(expected, actual, strict=True)):
            yield from _walk(field, f"{place}[{index}]", *values)
    else:
        yield field, f"{place} is {_short(actual)}, the model says {_short(expected)}"


def _short(value: object) -> str:
    if isinstance(value, frozenset):
        return str(sorted(value))
    return str(value)
