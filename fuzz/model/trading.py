"""What traders do with orders: place, change, cancel, one by one and many at once."""

from __future__ import annotations

from collections.abc import Sequence

from fuzz.model.book import Order, RemovalReason
from fuzz.model.matching import check_minimum, cut, place, remove
from fuzz.model.operators import CANCEL, PLACE
from fuzz.model.orders import BookConfig, Execution, Placement, Request, TimeInForce
from fuzz.model.refusal import Refusal
from fuzz.model.system import System
from fuzz.model.units import PPM, ceil_div, floor_div


class OrderDesk(System):
    """Orders in the continuous book."""

    def place(self, caller: str, market_id: int, is_buy: bool, tick: int, lots: int) -> Placement:
        """Send a good-till-cancelled limit order; see :func:`fuzz.model.matching.place`."""
        return self.place_order(caller, Request(caller, market_id, is_buy, tick, lots))

    def place_order(self, caller: str, request: Request) -> Placement:
        """Send an order, for another with its permission; refuses ``NotOperator`` before all else."""
        if caller != request.owner:
            self._require_operator(request.owner, caller, PLACE)
        return Placement(*self.execute(request)[:2])

    def execute(self, request: Request) -> Execution:
        """Place an order under its owner's margin now, whoever sends it."""
        self.book.now = self.now
        return place(self.book, self.clearing, request, self.marks, self.tape)

    def quote(self, request: Request) -> tuple[Execution, int, int, int]:
        """Say what an order would do now, and change nothing: the execution, its average price, notional and fee.

        The price is rounded against the owner, the others are exact; all are zero without fills. Open to all. Refuses
        what placing refuses.
        """
        done, market = self.copy().execute(request), self.clearing.market(request.market_id)
        if done.filled_lots == 0:
            return done, 0, 0, 0
        notional = market.notional(done.tick_lots, 1)
        divide = ceil_div if request.is_buy else floor_div
        average = divide(market.price(done.tick_lots), done.filled_lots)
        return done, average, notional, notional * market.taker_fee_ppm // PPM

    def requote_for(self, caller: str, owner: str, order_ids: Sequence[int], requests: Sequence[Request]) -> list[int]:
        """Requote as an operator of the owner that may place and cancel; refuses ``NotOperator`` before all else."""
        self._require_operator(owner, caller, PLACE | CANCEL)
        return self.requote(owner, order_ids, requests)

    def requote(self, caller: str, order_ids: Sequence[int], requests: Sequence[Request]) -> list[int]:
        """Cancel what still rests, then place one by one, passing over what is refused; returns the ids that rest."""
        self.cancel_many(caller, order_ids)
        placed = []
        for number, request in enumerate(requests):
            before, tape = self.copy(), self.tape.copy()
            try:
                placed.append(self.execute(request).order_id)
            except Refusal as refusal:
                self.__dict__.update(before.__dict__)
                self.tape = tape
                self.tape.refused.append((number, refusal.error))
                placed.append(0)
        return placed

    def amend(self, caller: str, order_id: int, tick: int, lots: int) -> Placement:
        """Change an order: no more lots at the same tick keep its place, anything else makes a new order of its terms.

        Refuses ``UnknownOrder``, ``NotOrderOwner``, ``OrderExpired``, ``ZeroLots``, the minima, or what placing does.
        """
        order = self.book.owned(order_id, caller)
        if order.expired(self.now):
            raise Refusal("OrderExpired")
        if lots == 0:
            raise Refusal("ZeroLots")
        self.book.now = self.now
        if tick == order.tick and lots <= order.lots:
            check_minimum(self.clearing.market(order.market_id), self.book.config(order.market_id), tick, lots)
            if lots < order.lots:
                cut(self.book, self.clearing, order, lots, RemovalReason.AMENDED, self.tape)
            return Placement(order_id, 0)
        self._remove(order, RemovalReason.AMENDED)
        return Placement(*self.execute(_again(order, tick, lots))[:2])

    def amend_for(self, caller: str, order_id: int, tick: int, lots: int) -> Placement:
        """Amend as an operator of the order's owner that may place and cancel.

        Refuses ``UnknownOrder``, ``NotOperator``, then what amending does.
        """
        order = self._operated(caller, order_id, PLACE | CANCEL)
        return self.amend(order.owner, order_id, tick, lots)

    def cancel(self, caller: str, order_id: int) -> None:
        """Take an order of one's own out of the book, in every state; refuses ``UnknownOrder``, ``NotOrderOwner``."""
        self._remove(self.book.owned(order_id, caller), RemovalReason.CANCELLED)

    def cancel_for(self, caller: str, order_id: int) -> None:
        """Cancel as an operator of the order's owner; refuses ``UnknownOrder``, ``NotOperator``."""
        self._remove(self._operated(caller, order_id, CANCEL), RemovalReason.CANCELLED)

    def cancel_many(self, caller: str, order_ids: Sequence[int]) -> int:
        """Cancel those that rest; returns how many. Refuses ``NotOrderOwner`` of one that is somebody else's."""
        cancelled = 0
        for order_id in order_ids:
            if order_id in self.book.orders:
                self.cancel(caller, order_id)
                cancelled += 1
        return cancelled

    def cancel_all(self, caller: str, market_id: int, steps: int) -> int:
        """Cancel the caller's orders among the first ``steps`` of a market, bids from the best down, then asks.

        Returns how many were.
        """
        walk = [
            order_id
            for is_buy in (True, False)
            for tick in self.book.ticks(market_id, is_buy)
            for order_id in self.book.levels[(market_id, is_buy, tick)]
        ]
        return self.cancel_many(caller, [i for i in walk[:steps] if self.book.orders[i].owner == caller])

    def cancel_all_for(self, caller: str, owner: str, market_id: int, steps: int) -> int:
        """Do so as an operator of the owner that may cancel; refuses ``NotOperator``."""
        self._require_operator(owner, caller, CANCEL)
        return self.cancel_all(owner, market_id, steps)

    def remove_expired(self, caller: str, order_ids: Sequence[int]) -> int:
        """Remove those that rest and have expired, open to all; returns how many were."""
        del caller
        removed = 0
        for order_id in order_ids:
            order = self.book.orders.get(order_id)
            if order is not None and order.expired(self.now):
                self._remove(order, RemovalReason.EXPIRED)
                removed += 1
        return removed

    def set_book_config(self, caller: str, market_id: int, config: BookConfig) -> None:
        """Set a market's limits on orders; refuses ``UnknownMarket``, ``InvalidBookConfig``."""
        self._only_owner(caller)
        self.book.check_open(market_id)
        config.check()
        self.book.configs[market_id] = config

    def _remove(self, order: Order, reason: RemovalReason) -> None:
        self.book.now = self.now
        remove(self.book, self.clearing, order, reason, self.tape)

    def _operated(self, caller: str, order_id: int, permissions: int) -> Order:
        """Return an order that the caller may change for its owner; refuses ``UnknownOrder``, ``NotOperator``."""
        order = self.book.orders.get(order_id)
        if order is None:
            raise Refusal("UnknownOrder")
        self._require_operator(order.owner, caller, permissions)
        return order

    def _require_operator(self, owner: str, caller: str, permission: int) -> None:
        if not self.operators.may(owner, caller, permission, self.now):
            raise Refusal("NotOperator")


def _again(order: Order, tick: int, lots: int) -> Request:
    """Return a new order with the terms of one that rested."""
    return Request(
        owner=order.owner,
        market_id=order.market_id,
        is_buy=order.is_buy,
        tick=tick,
        lots=lots,
        time_in_force=TimeInForce.GOOD_TILL_TIME if order.expiry else TimeInForce.GOOD_TILL_CANCELLED,
        self_trade=order.self_trade,
        post_only=order.post_only,
        reduce_only=order.reduce_only,
        expiry=order.expiry,
    )
