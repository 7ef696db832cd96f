"""The observable state of the system, in one form for both sides: read from the chain, or expected by the model.

Where a view reverts, its field holds the error's name. Accounts and contracts go by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Answer = int | str
"""What a view answers, or the name of the error it reverts with."""


@dataclass(frozen=True, slots=True)
class PositionState:
    """One account in one market: WAD base units, WAD dollars, lots.

    Funding owed, the index it is settled to and the rank in deleveraging are asked of what has a size.
    """

    size: int
    quote: int
    bid_lots: int
    ask_lots: int
    owed: Answer
    entry: Answer
    adl_score: Answer


@dataclass(frozen=True, slots=True)
class AccountState:
    """One account: WAD dollars, but ``withdrawable`` and ``tokens`` in USDC units and ``shares`` of the vault.

    ``claimed`` is what was settled and not yet taken, USDC units and shares.

    What deficits and caps look at is asked of accounts active in a market.
    """

    collateral: int
    active_markets: int
    positions: tuple[PositionState, ...]
    equity: Answer
    initial_margin: Answer
    maintenance_margin: Answer
    withdrawable: Answer
    notional: Answer
    deficit: Answer
    flagged_at: Answer
    liquidatable: Answer
    tokens: int
    shares: int
    claimed: tuple[int, int]


@dataclass(frozen=True, slots=True)
class OrderState:
    """A resting order with its place in the queue."""

    order_id: int
    owner: str
    market_id: int
    is_buy: bool
    tick: int
    lots: int
    previous_id: int
    next_id: int
    expiry: int = 0
    post_only: bool = False
    reduce_only: bool = False
    self_trade: int = 0


@dataclass(frozen=True, slots=True)
class LevelState:
    """A price level: what it says of itself, and its queue from head to tail."""

    tick: int
    total_lots: int
    order_count: int
    queue: tuple[OrderState, ...]


@dataclass(frozen=True, slots=True)
class MarketState:
    """A market: open interest and cap in WAD base units, prices in WAD dollars, levels best first.

    ``pending`` is a jump's price and when it was seen, zeros without one; ``averages`` are those over a second, half of
    the longest window, all of it and one second more.
    """

    longs: int
    shorts: int
    cap: int
    params: tuple[int, ...]
    terms: tuple[int, ...]
    limits: tuple[int, ...]
    state: int
    settlement_price: int
    funding_index: int
    funding_rate: int
    accrued_at: int
    residual: int
    impact_bid: int
    impact_ask: int
    changed_at: int
    price: Answer
    last_price: int
    updated_at: int
    guards: tuple[int, ...]
    pending: tuple[int, int]
    longest_window: int
    averages: tuple[Answer, ...]
    best_bid: int
    best_ask: int
    bids: tuple[LevelState, ...]
    asks: tuple[LevelState, ...]


@dataclass(frozen=True, slots=True)
class SinkState:
    """Fees of one sink, WAD dollars."""

    charged: int
    paid: int
    accrued: int


Tick = tuple[int, bool, int]
"""Market id, side (true for bids), tick."""


@dataclass(frozen=True, slots=True)
class SystemState:
    """Everything that is compared after a step; ``now`` is the latest block's time.

    ``vault_queue`` is head, next id, waiting shares and reserved USDC units; ``requests`` those that wait: id,
    controller, shares, when they mature. ``insurance_withdrawal`` is the announced one: USDC units, when it may be
    executed and when not any more, floor. ``vault_limits`` are cooldown, allocation cap, least idle share, slippage.

    ``operators`` says what the stranger may do for each delegator, as permission bits; ``nonces`` which of the first
    nonces each has used, as bits. ``sequencer`` is the uptime feed that is asked, empty for none, and its grace period
    in seconds. ``stops`` are the waiting stops by id, owner first; ``stop_counts`` how many each
    trader has; ``auctions`` are the orders that wait for one, owner first, ``epochs`` each market's as they are.
    ``auction_lengths`` are each market's length of an epoch and the vault's band.
    ``ghosts`` are ids of orders that left their queue and still answer; ``marked`` the watched ticks the bitmap marks.
    """

    now: int
    accounts: Mapping[str, AccountState]
    markets: tuple[MarketState, ...]
    sinks: tuple[SinkState, ...]
    split: tuple[int, int, int]
    bad_debt: int
    bad_debt_repaid: int
    caps: tuple[int, int]
    paused: bool
    vault_paused: bool
    insurance_floor: int
    insurance_delay: int
    vault_limits: tuple[int, int, int, int]
    operators: Mapping[str, int]
    nonces: tuple[int, ...]
    sequencer: tuple[str, int]
    vault_assets: Answer
    vault_idle: int
    vault_supply: int
    vault_queue: tuple[int, int, int, int]
    requests: tuple[tuple[int, str, int, int], ...]
    rewards: int
    insurance_assets: int
    insurance_withdrawal: tuple[int, int, int, int]
    holdings: Mapping[str, int]
    stops: Mapping[int, tuple[Any, ...]]
    next_stop_id: int
    stop_counts: tuple[int, ...]
    auctions: Mapping[int, tuple[Any, ...]]
    epochs: tuple[tuple[tuple[int, ...], ...], ...]
    auction_lengths: tuple[tuple[int, int], ...]
    marked: frozenset[Tick]
    ghosts: tuple[int, ...] = ()

    def levels(self) -> list[tuple[Tick, LevelState]]:
        """Return all levels with their place."""
        return [
            ((market_id, is_buy, level.tick), level)
            for market_id, market in enumerate(self.markets)
            for is_buy, side in ((True, market.bids), (False, market.asks))
            for level in side
        ]

    def orders(self) -> dict[int, OrderState]:
        """Return all resting orders by id."""
        return {order.order_id: order for _, level in self.levels() for order in level.queue}


LEDGER = (
    "sinks",
    "bad_debt",
    "bad_debt_repaid",
    "vault_assets",
    "vault_idle",
    "vault_supply",
    "vault_queue",
    "requests",
    "rewards",
    "insurance_assets",
    "insurance_withdrawal",
    "holdings",
)
"""Fields that are read where money moved."""
AUCTIONS = ("auctions", "epochs", "auction_lengths")
"""Fields that are read where orders for an auction came or went."""
STOPS = ("stops", "next_stop_id", "stop_counts")
"""Fields that are read where stops came or went."""
SETTINGS = (
    "split",
    "caps",
    "paused",
    "vault_paused",
    "vault_limits",
    "insurance_floor",
    "insurance_delay",
    "operators",
    "nonces",
    "sequencer",
)
"""Fields that are read where somebody set something."""
