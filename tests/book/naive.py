"""A book by brute force: one list of orders in the order they came, searched whole for every match.

Written from the interface's description alone. It knows sizes and nothing of money: whoever trades here is rich.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

MAX_FILLS = 64
MAX_ORDER_LOTS = 2**60 - 1


class Force(IntEnum):
    """How long an order lives."""

    GOOD_TILL_CANCELLED = 0
    GOOD_TILL_TIME = 1
    IMMEDIATE_OR_CANCEL = 2
    FILL_OR_KILL = 3
    MARKET = 4


class SelfTrade(IntEnum):
    """What gives way when an account meets itself."""

    CANCEL_OLDER = 0
    CANCEL_NEWER = 1
    CANCEL_BOTH = 2


class Reason(IntEnum):
    """Why lots left the book unfilled."""

    CANCELLED = 0
    SELF_TRADE = 1
    MAKER_REDUCE_ONLY = 4
    MAX_FILLS = 6
    EXPIRED = 7
    DUST = 8
    AMENDED = 9
    UNFILLED = 10
    REDUCE_ONLY = 11


class Refused(Exception):
    """An order is refused, by the error's name."""


@dataclass(frozen=True)
class Params:
    """An order as it is placed."""

    market: int
    is_buy: bool
    tick: int
    lots: int
    force: Force = Force.GOOD_TILL_CANCELLED
    self_trade: SelfTrade = SelfTrade.CANCEL_OLDER
    post_only: bool = False
    reduce_only: bool = False
    expiry: int = 0
    max_fills: int = 0
    client_id: int = 0

    @property
    def may_rest(self) -> bool:
        return self.force in (Force.GOOD_TILL_CANCELLED, Force.GOOD_TILL_TIME)

    def encoded(self) -> tuple[Any, ...]:
        """As the contract's ``OrderParams``."""
        return (
            *(self.market, self.is_buy, self.tick, self.lots, int(self.force), int(self.self_trade)),
            *(self.post_only, self.reduce_only, self.expiry, self.max_fills, self.client_id),
        )


@dataclass(frozen=True)
class Resting:
    """A resting order."""

    order_id: int
    owner: str
    is_buy: bool
    tick: int
    lots: int
    expiry: int
    post_only: bool
    reduce_only: bool
    self_trade: SelfTrade


@dataclass
class NaiveBook:
    """One market's book; ``positions`` are lots by owner, ``told`` is what the last call announced."""

    market: int
    mark_tick: int
    now: int = 0
    min_lots: int = 1
    min_tick_lots: int = 0
    band_ppm: int = 0
    orders: list[Resting] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)
    numbers: dict[tuple[bool, int], int] = field(default_factory=dict)
    told: list[tuple[Any, ...]] = field(default_factory=list)

    def copy(self) -> NaiveBook:
        """Return an independent copy, which has told nothing."""
        return replace(
            self, orders=list(self.orders), positions=dict(self.positions), numbers=dict(self.numbers), told=[]
        )

    def side(self, is_buy: bool) -> list[Resting]:
        """Orders of a side by price, then time."""
        mine = [order for order in self.orders if order.is_buy == is_buy]
        return sorted(mine, key=lambda order: -order.tick if is_buy else order.tick)

    def find(self, order_id: int) -> Resting | None:
        """Return a resting order."""
        return next((order for order in self.orders if order.order_id == order_id), None)

    def submit(self, owner: str, p: Params) -> tuple[int, int]:
        """Place an order; returns the id of what rests and the lots filled."""
        self._check_terms(p)
        if p.reduce_only:
            held = self._reducible(owner, p.is_buy)
            if held == 0:
                raise Refused("NothingToReduce")
            if held < p.lots:
                self.told.append(("RemainderDropped", owner, p.lots - held, Reason.REDUCE_ONLY))
                p = replace(p, lots=held)
        if p.may_rest or not p.reduce_only:
            self._check_minimum(p)
        p = self._held_to_band(p)
        left, stopped = self._match(owner, p)
        if p.force == Force.FILL_OR_KILL and left:
            raise Refused("NotFilledWhole")
        order_id = 0
        if p.may_rest and stopped is None and left >= self.min_lots:
            order_id = self._rest(owner, p, left)
        elif left:
            reason = stopped if stopped is not None else Reason.DUST if p.may_rest else Reason.UNFILLED
            self.told.append(("RemainderDropped", owner, left, reason))
        return order_id, p.lots - left

    def cancel(self, owner: str, order_id: int, reason: Reason = Reason.CANCELLED) -> Resting:
        """Take an order of the owner's out."""
        order = self.find(order_id)
        if order is None:
            raise Refused("UnknownOrder")
        if order.owner != owner:
            raise Refused("NotOrderOwner")
        self._remove(order, reason)
        return order

    def expire(self, order: Resting) -> None:
        """Take an expired order out."""
        self._remove(order, Reason.EXPIRED)

    def amend(self, owner: str, order_id: int, tick: int, lots: int) -> tuple[int, int]:
        """Change an order; returns its id afterwards and the lots filled."""
        order = self.find(order_id)
        if order is None:
            raise Refused("UnknownOrder")
        if order.owner != owner:
            raise Refused("NotOrderOwner")
        if order.expiry and self.now >= order.expiry:
            raise Refused("OrderExpired")
        if lots == 0:
            raise Refused("ZeroLots")
        if tick == order.tick and lots <= order.lots:
            self._check_minimum(Params(self.market, order.is_buy, tick, lots))
            if lots < order.lots:
                self._change(order, lots)
                self.told.append(("OrderReduced", order_id, owner, lots, Reason.AMENDED))
            return order_id, 0
        self._remove(order, Reason.AMENDED)
        force = Force.GOOD_TILL_TIME if order.expiry else Force.GOOD_TILL_CANCELLED
        flags = (order.self_trade, order.post_only, order.reduce_only, order.expiry)
        return self.submit(owner, Params(self.market, order.is_buy, tick, lots, force, *flags))

    def _check_terms(self, p: Params) -> None:
        if p.lots == 0:
            raise Refused("ZeroLots")
        if p.lots > MAX_ORDER_LOTS:
            raise Refused("TooManyLots")
        if p.tick == 0:
            raise Refused("InvalidTick")
        good = self.now < p.expiry < 2**32 if p.force == Force.GOOD_TILL_TIME else p.expiry == 0
        if not good:
            raise Refused("InvalidExpiry")
        if p.post_only and not p.may_rest:
            raise Refused("InvalidTerms")

    def _check_minimum(self, p: Params) -> None:
        if p.lots < self.min_lots:
            raise Refused("BelowMinimumLots")
        tick = p.tick
        if p.force == Force.MARKET and (opposite := self.side(not p.is_buy)):
            tick = opposite[0].tick
        if tick * p.lots < self.min_tick_lots:
            raise Refused("BelowMinimumNotional")

    def _held_to_band(self, p: Params) -> Params:
        if self.band_ppm == 0 or abs(p.tick - self.mark_tick) * 10**6 <= self.mark_tick * self.band_ppm:
            return p
        if p.force != Force.MARKET:
            raise Refused("OutsidePriceBand")
        if (p.tick > self.mark_tick) != p.is_buy:
            return p
        reach = self.mark_tick * self.band_ppm // 10**6
        return replace(p, tick=self.mark_tick + (reach if p.is_buy else -reach))

    def _match(self, owner: str, p: Params) -> tuple[int, Reason | None]:
        left, room = p.lots, min(p.max_fills or MAX_FILLS, MAX_FILLS)
        while left:
            opposite = self.side(not p.is_buy)
            if not opposite or (opposite[0].tick > p.tick if p.is_buy else opposite[0].tick < p.tick):
                return left, None
            if room == 0:
                return left, Reason.MAX_FILLS
            room -= 1
            best = opposite[0]
            if best.expiry and self.now >= best.expiry:
                self._remove(best, Reason.EXPIRED)
            elif p.post_only:
                raise Refused("PostOnlyWouldCross")
            elif best.owner == owner:
                if p.self_trade != SelfTrade.CANCEL_NEWER:
                    self._remove(best, Reason.SELF_TRADE)
                if p.self_trade != SelfTrade.CANCEL_OLDER:
                    return left, Reason.SELF_TRADE
            else:
                left -= self._fill(owner, best, p.is_buy, left)
        return left, None

    def _fill(self, owner: str, maker: Resting, is_buy: bool, left: int) -> int:
        lots = min(left, maker.lots)
        if maker.reduce_only and lots > (held := self._reducible(maker.owner, maker.is_buy)):
            if held == 0:
                self._remove(maker, Reason.MAKER_REDUCE_ONLY)
            else:
                self._change(maker, held)
                self.told.append(("OrderReduced", maker.order_id, maker.owner, held, Reason.MAKER_REDUCE_ONLY))
            return 0
        self.told.append(("OrderMatched", maker.order_id, maker.owner, owner, maker.tick, lots))
        self._move(owner, lots if is_buy else -lots)
        self._move(maker.owner, -lots if is_buy else lots)
        rest = maker.lots - lots
        changed = self._change(maker, rest)
        if 0 < rest < self.min_lots:
            self._remove(changed, Reason.DUST)
        return lots

    def _rest(self, owner: str, p: Params, lots: int) -> int:
        key = (p.is_buy, p.tick)
        self.numbers[key] = self.numbers.get(key, 0) + 1
        order_id = self.market << 57 | p.is_buy << 56 | p.tick << 32 | self.numbers[key]
        flags = (p.expiry, p.post_only, p.reduce_only, p.self_trade)
        self.orders.append(Resting(order_id, owner, p.is_buy, p.tick, lots, *flags))
        self.told.append(("OrderPlaced", order_id, owner, p.is_buy, p.tick, lots))
        return order_id

    def _remove(self, order: Resting, reason: Reason) -> None:
        self.orders.remove(order)
        self.told.append(("OrderRemoved", order.order_id, order.owner, order.lots, reason))

    def _change(self, order: Resting, lots: int) -> Resting:
        at = self.orders.index(order)
        changed = replace(order, lots=lots)
        if lots:
            self.orders[at] = changed
        else:
            del self.orders[at]
        return changed

    def _move(self, owner: str, lots: int) -> None:
        self.positions[owner] = self.positions.get(owner, 0) + lots

    def _reducible(self, owner: str, is_buy: bool) -> int:
        held = self.positions.get(owner, 0)
        return max(0, -held if is_buy else held)
