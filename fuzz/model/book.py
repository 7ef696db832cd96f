"""The order book: one FIFO queue per market, side and tick."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum

from fuzz.model.refusal import Refusal

MAX_FILLS = 64
MAX_TICK = 2**24 - 1
MAX_ORDER_LOTS = 2**60 - 1


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
    """A resting order; ``lots`` is what is left of it."""

    order_id: int
    owner: str
    market_id: int
    is_buy: bool
    tick: int
    lots: int


LevelKey = tuple[int, bool, int]
"""Market id, side (true for bids), tick."""


def id_at(key: LevelKey, number: int) -> int:
    """Return the id of the ``number``-th order that ever rested at a level: market, side, tick, number in 64 bits."""
    market_id, is_buy, tick = key
    return market_id << 57 | is_buy << 56 | tick << 32 | number


@dataclass(slots=True)
class Book:
    """All resting orders; a level exists only while its queue is non-empty.

    ``changed_at`` is when each level last changed, ``emptied_at`` when one of a market's was last emptied, unix
    seconds; ``numbers`` is how many orders a level ever had. Whoever makes a call sets ``now``.
    """

    open_markets: set[int] = field(default_factory=set)
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

    def head_crossing(self, market_id: int, taker_is_buyer: bool, limit: int) -> Order | None:
        """Return the order a taker would meet next within its limit tick: best price first, oldest first."""
        tick = self.best(market_id, not taker_is_buyer)
        if tick == 0 or (tick > limit if taker_is_buyer else tick < limit):
            return None
        return self.orders[self.levels[(market_id, not taker_is_buyer, tick)][0]]

    def next_id(self, key: LevelKey) -> int:
        """Return the id the next order to rest at a level will get."""
        return id_at(key, self.numbers.get(key, 0) + 1)

    def rest(self, owner: str, market_id: int, is_buy: bool, tick: int, lots: int) -> Order:
        """Append a new order to its level's queue."""
        key = (market_id, is_buy, tick)
        order = Order(self.next_id(key), owner, market_id, is_buy, tick, lots)
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

    def depth(self, market_id: int, is_buy: bool) -> list[tuple[int, int]]:
        """Return ``(tick, lots)`` of a side's levels, best first."""
        return [(tick, self.total_lots((market_id, is_buy, tick))) for tick in self.ticks(market_id, is_buy)]

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
