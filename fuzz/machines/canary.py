"""A machine with a promise that can't be kept: if its violation is not found, the machines find nothing."""

from __future__ import annotations

from collections.abc import Iterator

from fuzz.machines.properties import CHECKS, Transition
from fuzz.machines.scenario import LISTINGS
from fuzz.machines.trading import TradingMachine

PROPERTY = "CANARY"


def nobody_ever_trades(t: Transition) -> Iterator[str]:
    """Claim what the first fill refutes."""
    for listing, market in zip(LISTINGS, t.after.markets, strict=True):
        if market.longs or market.shorts:
            yield f"somebody traded {listing.symbol}: open interest is {market.longs}"


class CanaryMachine(TradingMachine):
    """The trading machine, made to fail."""

    checks = (*CHECKS, (PROPERTY, nobody_ever_trades))
