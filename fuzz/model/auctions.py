"""The call auction's state: epochs, the orders that wait in them, and the price at which most of them trade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from fuzz.model.markets import Market
from fuzz.model.refusal import Refusal

MIN_EPOCH_LENGTH, MAX_EPOCH_LENGTH = 10, 86_400
MAX_VAULT_BAND_PPM = 100_000
VAULT_TRIES = 8
"""The vault takes an order's lots, or half of them, a quarter … so many times at most."""


class Unfilled(IntEnum):
    """What becomes of what an auction does not fill; the numbers are the contracts'."""

    CANCEL = 0
    TO_BOOK = 1
    NEXT_EPOCH = 2


class Phase(IntEnum):
    """Where an epoch is; the numbers are the contracts'."""

    NONE = 0
    GATHERING = 1
    PRICING = 2
    SETTLING = 3
    VAULT_FILL = 4
    CLOSING = 5
    DONE = 6


class AuctionRemoval(IntEnum):
    """Why lots of an order left the auction unfilled; the numbers are the contracts'."""

    CANCELLED = 0
    UNFILLED = 1
    SELF_TRADE = 2
    MARGIN = 3
    CAP = 4
    REDUCE_ONLY = 5
    MARKET_CLOSED = 6


@dataclass(frozen=True, slots=True)
class AuctionOrder:
    """A waiting order; ``lots`` is what is left of it."""

    owner: str
    market_id: int
    epoch: int
    is_buy: bool
    tick: int
    lots: int
    unfilled: Unfilled


@dataclass(frozen=True, slots=True)
class Epoch:
    """An epoch: when it may be executed, unix seconds, and what executing it found.

    ``firm`` once something was settled at its price; ``unsure`` where the vault may have declined part of an order.
    """

    phase: Phase
    ends_at: int
    tick: int = 0
    filled_lots: int = 0
    vault_lots: int = 0
    imbalance: int = 0
    firm: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """How far one call of several came: the phase it left, what it announced, the lots that the vault filled.

    How many steps an auction takes is not said anywhere; what each of them does is.
    """

    phase: Phase
    announced: int
    vault_lots: tuple[int, ...] = ()


def auction_id(order: AuctionOrder, number: int) -> int:
    """Return the id of the ``number``-th order that ever waited at a level of an epoch."""
    return order.market_id << 89 | order.epoch << 57 | order.is_buy << 56 | order.tick << 32 | number


@dataclass(slots=True)
class Auctions:
    """Every market's auctions. ``lengths`` are the epochs', seconds; ``executing`` is the oldest epoch not done.

    ``bands`` are how far from the mark the vault fills, ppm; zero for not at all.
    """

    lengths: dict[int, int] = field(default_factory=dict)
    bands: dict[int, int] = field(default_factory=dict)
    epochs: dict[int, dict[int, Epoch]] = field(default_factory=dict)
    executing: dict[int, int] = field(default_factory=dict)
    orders: dict[int, AuctionOrder] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    def copy(self) -> Auctions:
        """Return an independent copy."""
        epochs = {market_id: dict(epochs) for market_id, epochs in self.epochs.items()}
        return replace(
            self,
            lengths=dict(self.lengths),
            bands=dict(self.bands),
            epochs=epochs,
            executing=dict(self.executing),
            orders=dict(self.orders),
            numbers=dict(self.numbers),
        )

    @property
    def unsure(self) -> bool:
        """Whether the vault may have declined part of some order already: what comes next can't be told beforehand."""
        return any(epoch.unsure for epochs in self.epochs.values() for epoch in epochs.values())

    def gathering(self, market_id: int, now: int) -> int:
        """Return the epoch that takes orders now, opened if the last one is over; refuses ``AuctionsClosed``."""
        epochs = self.epochs.setdefault(market_id, {})
        newest = len(epochs)
        length = self.lengths.get(market_id, 0)
        if length == 0:
            raise Refusal("AuctionsClosed")
        if newest and now < epochs[newest].ends_at:
            return newest
        epochs[newest + 1] = Epoch(Phase.GATHERING, (now // length + 1) * length)
        return newest + 1

    def add(self, order: AuctionOrder) -> int:
        """Append an order to its level; returns its id."""
        level = auction_id(order, 0)
        self.numbers[level] = self.numbers.get(level, 0) + 1
        order_id = level + self.numbers[level]
        self.orders[order_id] = order
        return order_id

    def take(self, order_id: int, lots: int) -> None:
        """Take lots off an order, which is gone when nothing is left."""
        order = self.orders[order_id]
        if lots == order.lots:
            del self.orders[order_id]
        else:
            self.orders[order_id] = replace(order, lots=order.lots - lots)

    def side(self, market_id: int, epoch: int, is_buy: bool) -> list[int]:
        """Return the ids of a side's orders by price, then arrival."""
        found = [
            order_id
            for order_id, order in self.orders.items()
            if (order.market_id, order.epoch, order.is_buy) == (market_id, epoch, is_buy)
        ]
        sign = -1 if is_buy else 1
        return sorted(found, key=lambda order_id: (sign * self.orders[order_id].tick, order_id))


def clearing_tick(bids: Sequence[AuctionOrder], asks: Sequence[AuctionOrder], market: Market, mark: int) -> int:
    """Return the tick with the largest volume, then the smallest imbalance, then nearest to the mark, then the lower.

    Zero where nothing crosses.
    """
    best = min(
        _candidates(bids, asks, market, mark),
        key=lambda tick: (
            -min(demand(bids, tick), supply(asks, tick)),
            abs(demand(bids, tick) - supply(asks, tick)),
            abs(market.price(tick) - mark),
            tick,
        ),
        default=0,
    )
    return best if best and min(demand(bids, best), supply(asks, best)) > 0 else 0


def _candidates(bids: Sequence[AuctionOrder], asks: Sequence[AuctionOrder], market: Market, mark: int) -> Iterator[int]:
    """Yield where volume or imbalance can change, and the ticks about the mark: between them nothing does."""
    if not bids or not asks:
        return
    lowest, highest = min(order.tick for order in asks), max(order.tick for order in bids)
    about = mark // market.tick_size
    ticks = {about, about + 1, lowest, highest}
    for order in bids:
        ticks |= {order.tick, order.tick + 1}
    for order in asks:
        ticks |= {order.tick, order.tick - 1}
    yield from (tick for tick in ticks if lowest <= tick <= highest)


def demand(bids: Sequence[AuctionOrder], tick: int) -> int:
    """Return the lots of bids at a tick or above."""
    return sum(order.lots for order in bids if order.tick >= tick)


def supply(asks: Sequence[AuctionOrder], tick: int) -> int:
    """Return the lots of asks at a tick or below."""
    return sum(order.lots for order in asks if order.tick <= tick)
