"""An auction by brute force: every tick is tried, every order looked at.

Written from the interface's description alone. It knows sizes and nothing of money: whoever trades here is rich.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

Told = tuple[object, ...]


class Unfilled(IntEnum):
    """What becomes of what is not filled."""

    CANCEL = 0
    TO_BOOK = 1
    NEXT_EPOCH = 2


@dataclass
class Order:
    """A waiting order; ``lots`` is what is left of it."""

    order_id: int
    owner: str
    is_buy: bool
    tick: int
    lots: int
    unfilled: Unfilled


@dataclass
class Epoch:
    """One epoch's orders, in the order they came."""

    market: int
    number: int
    orders: list[Order] = field(default_factory=list)
    numbers: dict[tuple[bool, int], int] = field(default_factory=dict)

    def add(self, owner: str, is_buy: bool, tick: int, lots: int, unfilled: Unfilled) -> Order:
        """Put an order behind those that wait already."""
        number = self.numbers.get((is_buy, tick), 0) + 1
        self.numbers[is_buy, tick] = number
        order_id = self.market << 89 | self.number << 57 | is_buy << 56 | tick << 32 | number
        self.orders.append(Order(order_id, owner, is_buy, tick, lots, unfilled))
        return self.orders[-1]

    def side(self, is_buy: bool) -> list[Order]:
        """Return one side's orders by price, then arrival; arrival is stable under sorting."""
        return sorted(
            (order for order in self.orders if order.is_buy == is_buy and order.lots),
            key=lambda order: -order.tick if is_buy else order.tick,
        )

    def demand(self, tick: int) -> int:
        """Lots bid at ``tick`` or above."""
        return sum(order.lots for order in self.orders if order.is_buy and order.tick >= tick)

    def supply(self, tick: int) -> int:
        """Lots asked at ``tick`` or below."""
        return sum(order.lots for order in self.orders if not order.is_buy and order.tick <= tick)

    def clearing_tick(self, mark: int, tick_size: int) -> int:
        """Return the tick by the three rules, the lower of two; zero when nothing crosses."""
        ticks = [order.tick for order in self.orders]
        best: tuple[int, int, int, int] | None = None
        for tick in range(min(ticks, default=1), max(ticks, default=0) + 1):
            demand, supply = self.demand(tick), self.supply(tick)
            rank = (-min(demand, supply), abs(demand - supply), abs(tick * tick_size - mark), tick)
            best = rank if best is None or rank < best else best
        return best[3] if best and best[0] else 0


@dataclass
class Vault:
    """Fills any size within its band of the mark; ``band_ppm`` of the mark."""

    band_ppm: int

    def would_fill(self, price: int, mark: int) -> bool:
        """Whether the clearing price is within the band, edges included."""
        return bool(self.band_ppm) and abs(price - mark) * 10**6 <= self.band_ppm * mark


def execute(epoch: Epoch, following: Epoch, mark: int, tick_size: int, vault: Vault) -> Iterator[Told]:
    """Execute an epoch and yield what it announces; what is carried joins ``following``."""
    tick = epoch.clearing_tick(mark, tick_size)
    imbalance = epoch.demand(tick) - epoch.supply(tick) if tick else 0
    volume = min(epoch.demand(tick), epoch.supply(tick)) if tick else 0
    yield "AuctionPriced", epoch.market, epoch.number, tick, volume, imbalance
    filled = vault_lots = 0
    if tick:
        bids = [order for order in epoch.side(True) if order.tick >= tick]
        asks = [order for order in epoch.side(False) if order.tick <= tick]
        for event in _pairs(bids, asks, tick):
            filled += int(str(event[4])) if event[0] == "AuctionMatched" else 0
            yield event
        if vault.would_fill(tick * tick_size, mark):
            room = abs(imbalance)
            for order in bids if imbalance > 0 else asks:
                lots = min(order.lots, room)
                if lots:
                    order.lots -= lots
                    room -= lots
                    ids = (order.order_id, 0) if order.is_buy else (0, order.order_id)
                    yield "AuctionMatched", *ids, tick, lots
            vault_lots = (abs(imbalance) - room) * (-1 if imbalance > 0 else 1)
    for order in epoch.side(True) + epoch.side(False):
        if order.unfilled == Unfilled.NEXT_EPOCH:
            carried = following.add(order.owner, order.is_buy, order.tick, order.lots, order.unfilled)
            yield "AuctionOrderCarried", order.order_id, carried.order_id, order.owner, order.lots
        else:
            yield "AuctionOrderRemoved", order.order_id, order.owner, order.lots, 1
    yield "AuctionExecuted", epoch.market, epoch.number, tick, filled, vault_lots, imbalance


def _pairs(bids: list[Order], asks: list[Order], tick: int) -> Iterator[Told]:
    while True:
        bid = next((order for order in bids if order.lots), None)
        ask = next((order for order in asks if order.lots), None)
        if bid is None or ask is None:
            return
        lots = min(bid.lots, ask.lots)
        bid.lots -= lots
        ask.lots -= lots
        if bid.owner == ask.owner:
            yield "AuctionSelfTradePrevented", bid.order_id, ask.order_id, lots
        else:
            yield "AuctionMatched", bid.order_id, ask.order_id, tick, lots
