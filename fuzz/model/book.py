"""The order book: one FIFO queue per market, side and tick."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum

from fuzz.model.orders import MAX_FILLS, MAX_ORDER_LOTS, MAX_TICK, BookConfig, Request, SelfTrade
from fuzz.model.refusal import Refusal

__all__ = [
    "MAX_FILLS",
    "MAX_ORDER_LOTS",
    "MAX_TICK",
    "Book",
    "LevelKey",
    "Order",
    "RemovalReason",
    "id_at",
    "level_of",
    "market_of",
]


class RemovalReason(IntEnum):
    """Why an order left the book unfilled, or a taker's rest was dropped; the numbers are the contracts'."""

    CANCELLED = 0
    SELF_TRADE = 1
    MAKER_MARGIN = 2
    MAKER_CAP = 3
    MAKER_REDUCE_ONLY = 4
    OPEN_INTEREST_CAP = 5
    MAX_FILLS = 6
    EXPIRED = 7
    DUST = 8
    AMENDED = 9
    UNFILLED = 10
    REDUCE_ONLY = 11


@dataclass(frozen=True, slots=True)
class Order:
    """A resting order; ``lots`` is what is left of it. From ``expiry`` on, unix seconds, it neither fills nor rests."""

    order_id: int
    owner: str
    market_id: int
    is_buy: bool
    tick: int
    lots: int
    expiry: int = 0
    post_only: bool = False
    reduce_only: bool = False
    self_trade: SelfTrade = SelfTrade.CANCEL_OLDER

    def expired(self, now: int) -> bool:
        """Whether its time is over."""
        return 0 < self.expiry <= now


LevelKey = tuple[int, bool, int]
"""Market id, side (true for bids), tick."""


def id_at(key: LevelKey, number: int) -> int:
    """Return the id of the ``number``-th order that ever rested at a level: market, side, tick and number."""
    market_id, is_buy, tick = key
    return market_id << 57 | is_buy << 56 | tick << 32 | number


def market_of(order_id: int) -> int:
    """Return the market that an order's id names."""
    return order_id >> 57


def level_of(order_id: int) -> LevelKey:
    """Return the level that an order's id names."""
    return order_id >> 57, bool(order_id >> 56 & 1), order_id >> 32 & MAX_TICK


@dataclass(slots=True)
class Book:
    """All resting orders; a level exists only while its queue is non-empty.

    ``configs`` are the limits on orders that differ from none; ``changed_at`` is when each level last changed,
    ``emptied_at`` when one of a market's was last emptied, unix seconds; ``numbers`` is how many orders a level ever
    had. Whoever makes a call sets ``now``.
    """

    open_markets: set[int] = field(default_factory=set)
    configs: dict[int, BookConfig] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    levels: dict[LevelKey, tuple[int, ...]] = field(default_factory=dict)
    numbers: dict[LevelKey, int] = field(default_factory=dict)
    changed_at: dict[LevelKey, int] = field(default_factory=dict)
    emptied_at: dict[int, int] = field(default_factory=dict)
    now: int = 0

    def copy(self) -> Book:
        """Return an independent copy."""
        return replace(
            self,
            open_markets=set(self.open_markets),
            configs=dict(self.configs),
            orders=dict(self.orders),
            levels=dict(self.levels),
            numbers=dict(self.numbers),
            changed_at=dict(self.changed_at),
            emptied_at=dict(self.emptied_at),
        )

    def ticks(self, market_id: int, is_buy: bool) -> list[int]:
        """Non-empty ticks of a side, best first."""
        found = [tick for market, side, tick in self.levels if market == market_id and side == is_buy]
        return sorted(found, reverse=is_buy)

    def best(self, market_id: int, is_buy: bool) -> int:
        """Best tick of a side; zero when the side is empty."""
        return next(iter(self.ticks(market_id, is_buy)), 0)

    def total_lots(self, key: LevelKey) -> int:
        """Lots resting in a level."""
        return sum(self.orders[order_id].lots for order_id in self.levels.get(key, ()))

    def crossing(self, request: Request) -> Iterator[Order]:
        """Yield the orders a taker would meet within its limit tick: best price first, oldest first."""
        for tick in self.ticks(request.market_id, not request.is_buy):
            if tick > request.tick if request.is_buy else tick < request.tick:
                return
            for order_id in self.levels[(request.market_id, not request.is_buy, tick)]:
                yield self.orders[order_id]

    def config(self, market_id: int) -> BookConfig:
        """Return a market's limits on orders."""
        return self.configs.get(market_id, BookConfig())

    def next_id(self, key: LevelKey) -> int:
        """Return the id the next order to rest at a level will get."""
        return id_at(key, self.numbers.get(key, 0) + 1)

    def rest(self, request: Request, lots: int) -> Order:
        """Append what is left of an order to its level's queue."""
        key = (request.market_id, request.is_buy, request.tick)
        order = Order(
            self.next_id(key),
            request.owner,
            *key,
            lots,
            request.expiry,
            request.post_only,
            request.reduce_only,
            request.self_trade,
        )
        self.numbers[key] = self.numbers.get(key, 0) + 1
        self.orders[order.order_id] = order
        self.changed_at[key] = self.now
        self.levels[key] = (*self.levels.get(key, ()), order.order_id)
        return order

    def reduce(self, order: Order, lots: int) -> None:
        """Take ``lots`` off an order, which keeps its place, or leaves the book when nothing is left."""
        if lots == order.lots:
            self.remove(order)
        else:
            self.orders[order.order_id] = replace(order, lots=order.lots - lots)
            self.changed_at[(order.market_id, order.is_buy, order.tick)] = self.now

    def remove(self, order: Order) -> None:
        """Take an order out of its queue."""
        del self.orders[order.order_id]
        key = (order.market_id, order.is_buy, order.tick)
        queue = tuple(order_id for order_id in self.levels[key] if order_id != order.order_id)
        self.changed_at[key] = self.now
        if queue:
            self.levels[key] = queue
        else:
            del self.levels[key]
            self.emptied_at[order.market_id] = self.now

    def queue(self, key: LevelKey) -> list[Order]:
        """Return the orders of a level, the oldest first."""
        return [self.orders[order_id] for order_id in self.levels.get(key, ())]

    def owned(self, order_id: int, caller: str) -> Order:
        """Return the caller's resting order; refuses ``UnknownOrder``, ``NotOrderOwner``."""
        order = self.orders.get(order_id)
        if order is None:
            raise Refusal("UnknownOrder")
        if order.owner != caller:
            raise Refusal("NotOrderOwner")
        return order

    def check_open(self, market_id: int) -> None:
        """Refuse ``UnknownMarket`` where the market's book was not opened."""
        if market_id not in self.open_markets:
            raise Refusal("UnknownMarket")
