"""What the machines play on: markets, feeds and people, as data."""

from __future__ import annotations

from dataclasses import dataclass

from fuzz.model.fees import FeeSplit
from fuzz.model.markets import Market
from fuzz.model.units import WAD

USDC = 10**6
"""USDC units in a dollar."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One market with its feed: ``max_age`` seconds, ``price`` WAD dollars at the start."""

    symbol: str
    market: Market
    max_age: int
    min_sources: int
    sources: tuple[str, ...]
    price: int


LISTINGS = (
    Listing(
        symbol="ETH",
        market=Market(
            tick_size=10**17,
            lot_size=10**15,
            initial_margin_ppm=100_000,
            maintenance_margin_ppm=50_000,
            taker_fee_ppm=500,
            maker_fee_ppm=200,
            liquidation_fee_ppm=10_000,
            open_interest_cap=150 * WAD,
        ),
        max_age=600,
        min_sources=1,
        sources=("ETH source 0", "ETH source 1"),
        price=2000 * WAD,
    ),
    Listing(
        symbol="SOL",
        market=Market(
            tick_size=10**16,
            lot_size=10**17,
            initial_margin_ppm=200_000,
            maintenance_margin_ppm=120_000,
            taker_fee_ppm=450,
            maker_fee_ppm=-200,
            liquidation_fee_ppm=15_000,
            open_interest_cap=10_000 * WAD,
        ),
        max_age=900,
        min_sources=2,
        sources=("SOL source 0", "SOL source 1", "SOL source 2"),
        price=30 * WAD,
    ),
)

SPLIT = FeeSplit(vault_ppm=500_001, insurance_ppm=299_996, treasury_ppm=200_003)
"""Shares whose products seldom come out whole."""

TRADERS = ("alice", "bob", "carol", "dave", "erin")
OWNER = "owner"
STRANGER = "mallory"
"""Somebody without money or role."""
PEOPLE = (*TRADERS, STRANGER)
CONTRACTS = ("engine", "book", "oracle", "vault", "insurance")
TREASURY = "treasury"

ENDOWMENT = 40_000 * USDC
"""USDC units that each trader starts with."""
SHORT_ALLOWANCE = 15_000 * USDC
"""What the last trader lets the contracts take, so that allowances run out; the others allow all."""


def symbol(market_id: int) -> str:
    """Name a market for a reader; ids that are not listed too."""
    return LISTINGS[market_id].symbol if market_id < len(LISTINGS) else f"market {market_id}"
