"""What the machines play on: markets, feeds and people, as data."""

from __future__ import annotations

from dataclasses import dataclass

from fuzz.model.fees import FeeSplit
from fuzz.model.funding import FundingTerms
from fuzz.model.markets import Market
from fuzz.model.oracle import Guards
from fuzz.model.units import WAD

USDC = 10**6
"""USDC units in a dollar."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One market with its feed: ``max_age`` seconds, ``price`` WAD dollars at the start."""

    symbol: str
    market: Market
    funding: FundingTerms
    max_age: int
    min_sources: int
    sources: tuple[str, ...]
    guards: Guards
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
            liquidation_target_ppm=1_250_000,
            min_position_lots=100,
            open_interest_cap=150 * WAD,
            account_notional_cap=250_000 * WAD,
        ),
        funding=FundingTerms(
            impact_notional=5_000 * WAD,
            interest_ppm=100,
            band_ppm=500,
            cap_ppm=40_000,
            premium_cap_ppm=60_000,
            max_interval=3600,
        ),
        max_age=600,
        min_sources=1,
        sources=("ETH source 0", "ETH source 1"),
        # So few changes that the history comes round within an example.
        guards=Guards(max_deviation_ppm=15_000, max_jump_ppm=500_000, confirm_delay=30, history_size=4),
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
            liquidation_target_ppm=1_500_000,
            min_position_lots=50,
            open_interest_cap=10_000 * WAD,
            account_notional_cap=120_000 * WAD,
        ),
        funding=FundingTerms(
            impact_notional=1_000 * WAD,
            interest_ppm=-77,
            band_ppm=0,
            cap_ppm=100_000,
            premium_cap_ppm=99_999,
            max_interval=500,
        ),
        max_age=900,
        min_sources=2,
        sources=("SOL source 0", "SOL source 1", "SOL source 2"),
        guards=Guards(max_deviation_ppm=10_000, max_jump_ppm=200_000, confirm_delay=7, history_size=9),
        price=30 * WAD,
    ),
    Listing(
        symbol="BTC",
        market=Market(
            tick_size=10**18,
            lot_size=10**14,
            initial_margin_ppm=50_000,
            maintenance_margin_ppm=30_000,
            taker_fee_ppm=350,
            maker_fee_ppm=0,
            liquidation_fee_ppm=8_000,
            liquidation_target_ppm=2_000_000,
            min_position_lots=10,
            open_interest_cap=8 * WAD,
            account_notional_cap=400_000 * WAD,
        ),
        funding=FundingTerms(
            impact_notional=10_000 * WAD,
            interest_ppm=0,
            band_ppm=100,
            cap_ppm=20_000,
            premium_cap_ppm=30_000,
            max_interval=7200,
        ),
        max_age=1200,
        min_sources=1,
        sources=("BTC source 0",),
        guards=Guards(),
        price=60_000 * WAD,
    ),
)

ANSWER, REVERT, BURN_GAS = range(3)
"""How a source or the uptime feed behaves; the mocks' numbers."""
UPTIME = "uptime feed"
"""What says whether the sequencer is up; the oracle asks it while it is told to."""

SPLIT = FeeSplit(vault_ppm=500_001, insurance_ppm=299_996, treasury_ppm=200_003)
"""Shares whose products seldom come out whole."""

CAPS = 300_000 * WAD, 100_000 * WAD
"""The most that an account, and the vault as liquidator, may hold over all markets, WAD dollars."""

ACCOMPLICE = "grace"
"""A trader that is a contract, and is called whenever tokens move."""
TRADERS = ("alice", "bob", "carol", "dave", "erin", ACCOMPLICE, "frank")
DELEGATORS = TRADERS[:2]
"""Who lets others act for them."""
OWNER = "owner"
STRANGER = "mallory"
"""Somebody without money or role."""
PEOPLE = (*TRADERS, STRANGER)
GUARDIAN = "guardian"
ALLOCATOR = GUARDIAN
"""Who allocates the vault's assets: there are no more accounts."""
ACCOUNTS = (*PEOPLE, "vault")
"""Whoever may have an account: the vault takes over what nobody else does."""
CONTRACTS = ("engine", "book", "oracle", "vault", "insurance")
TREASURY = "treasury"

COOLDOWN = 3600
"""Seconds between a request and its settlement: the least there may be."""
ALLOCATION = 60_000 * USDC, 100_000
"""The most that the vault may have at the engine, USDC units, and the least share to stay idle, ppm."""

SIGNERS = (*DELEGATORS, ACCOMPLICE)
"""Who signs what others bring: two with a key, and a contract that answers for itself."""
NONCES = (0, 1, 255, 256, 2**256 - 1)
"""Nonces that traders use up: the edges of a word, one of the next and the last."""

ENDOWMENT = 40_000 * USDC
"""USDC units that each trader starts with."""
SHORT_ALLOWANCE = 15_000 * USDC
"""What the last trader lets the contracts take, so that allowances run out; the others allow all."""


def symbol(market_id: int) -> str:
    """Name a market for a reader; ids that are not listed too."""
    return LISTINGS[market_id].symbol if market_id < len(LISTINGS) else f"market {market_id}"
