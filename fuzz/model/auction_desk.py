"""What traders and keepers do with call auctions: orders gathered over an epoch trade at one price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fuzz.model.auctions import (
    MAX_EPOCH_LENGTH,
    MIN_EPOCH_LENGTH,
    AuctionOrder,
    AuctionRemoval,
    Phase,
    Unfilled,
    clearing_tick,
    demand,
    supply,
)
from fuzz.model.clearing import Fill, FillOutcome
from fuzz.model.matching import check_band, check_minimum
from fuzz.model.operators import PLACE
from fuzz.model.orders import MAX_ORDER_LOTS, MAX_TICK, Request
from fuzz.model.refusal import Refusal
from fuzz.model.stop_desk import StopDesk
from fuzz.model.stops import MAX_SUBMITTED_FILLS

_REASONS = {
    FillOutcome.MAKER_MARGIN: AuctionRemoval.MARGIN,
    FillOutcome.MAKER_CAP: AuctionRemoval.CAP,
    FillOutcome.MAKER_REDUCE_ONLY: AuctionRemoval.REDUCE_ONLY,
}


class AuctionDesk(StopDesk):
    """Orders that wait for an auction, and its execution.

    An auction is executed at once here: where calls cut it makes no difference to what comes out. The vault's part in
    what is left over is not modelled; it has none where its band is zero.
    """

    def set_auction(self, caller: str, market_id: int, length: int) -> None:
        """Set how long a market's epochs are, seconds; zero takes no more orders.

        Refuses ``UnknownMarket``, ``InvalidAuctionConfig``.
        """
        self._only_owner(caller)
        self.book.check_open(market_id)
        if length and not MIN_EPOCH_LENGTH <= length <= MAX_EPOCH_LENGTH:
            raise Refusal("InvalidAuctionConfig")
        self.auctions.lengths[market_id] = length

    def place_in_auction(self, caller: str, request: Request, unfilled: Unfilled) -> int:
        """Have an order wait for the auction, its margin reserved; returns its id.

        Refuses, in this order: ``NotOperator``, ``UnknownMarket``, ``AuctionsClosed``, ``ZeroLots``, ``TooManyLots``,
        ``InvalidTick``, ``BelowMinimumLots``, ``BelowMinimumNotional``, ``StalePrice`` and ``OutsidePriceBand`` where
        there is a band, and what resting refuses.
        """
        if caller != request.owner:
            self._require_operator(request.owner, caller, PLACE)
        self.book.check_open(request.market_id)
        epoch = self.auctions.gathering(request.market_id, self.now)
        if request.lots == 0:
            raise Refusal("ZeroLots")
        if request.lots > MAX_ORDER_LOTS:
            raise Refusal("TooManyLots")
        if not 0 < request.tick <= MAX_TICK:
            raise Refusal("InvalidTick")
        market, config = self.clearing.market(request.market_id), self.book.config(request.market_id)
        check_minimum(market, config, request.tick, request.lots)
        if config.band_ppm:
            check_band(market, config, request.tick, self.marks[request.market_id].mark)
        self._reserve(request)
        order = AuctionOrder(
            request.owner, request.market_id, epoch, request.is_buy, request.tick, request.lots, unfilled
        )
        return self.auctions.add(order)

    def _reserve(self, request: Request) -> None:
        """Reserve an order's margin as for one that rests."""
        clearing, marks, market_id = self.clearing, self.marks, request.market_id
        clearing.live_market(market_id)
        marks[market_id]
        before = clearing.standing(request.owner, market_id, marks)
        clearing.reserve(request.owner, market_id, request.is_buy, request.lots)
        clearing.check_taker(request.owner, market_id, before, True, marks)

    def cancel_in_auction(self, caller: str, order_ids: Sequence[int]) -> int:
        """Cancel those that wait, in every state; returns how many. Refuses ``NotAuctionOrderOwner``."""
        cancelled = 0
        for order_id in order_ids:
            order = self.auctions.orders.get(order_id)
            if order is None:
                continue
            if order.owner != caller:
                raise Refusal("NotAuctionOrderOwner")
            self._end(order_id, AuctionRemoval.CANCELLED)
            cancelled += 1
        return cancelled

    def execute_auction(self, caller: str, market_id: int) -> bool:
        """Execute the oldest epoch that is not done, whole; returns true.

        Refuses ``UnknownMarket``, ``NothingToExecute``, ``EpochNotEnded``, ``StalePrice`` unless the market settles.
        """
        del caller
        self.book.check_open(market_id)
        number = self.auctions.executing.get(market_id, 1)
        epoch = self.auctions.epochs.get(market_id, {}).get(number)
        if epoch is None:
            raise Refusal("NothingToExecute")
        if self.now < epoch.ends_at:
            raise Refusal("EpochNotEnded")
        self.book.now = self.now
        settling = self.clearing.statuses[market_id].settling
        if not settling:
            epoch = replace(epoch, tick=0)
            bids, asks = ([self.auctions.orders[i] for i in self._side(market_id, number, b)] for b in (True, False))
            tick = clearing_tick(bids, asks, self.clearing.market(market_id), self.marks[market_id].mark)
            if tick:
                imbalance = demand(bids, tick) - supply(asks, tick)
                filled = self._settle(market_id, number, tick)
                epoch = replace(epoch, tick=tick, filled_lots=filled, imbalance=imbalance)
        self.auctions.epochs[market_id][number] = replace(epoch, phase=Phase.DONE)
        self.auctions.executing[market_id] = number + 1
        for is_buy in (True, False):
            for order_id in self._side(market_id, number, is_buy):
                self._close(order_id, settling=settling)
        return True

    def _side(self, market_id: int, epoch: int, is_buy: bool) -> list[int]:
        return self.auctions.side(market_id, epoch, is_buy)

    def _settle(self, market_id: int, epoch: int, tick: int) -> int:
        """Fill the heads of both sides with each other until one is used up; returns the lots filled.

        Of two that the open interest cap keeps apart the smaller one ends unfilled, the bid of equal ones.
        """
        auctions, filled = self.auctions, 0
        while True:
            bids = [i for i in self._side(market_id, epoch, True) if auctions.orders[i].tick >= tick]
            asks = [i for i in self._side(market_id, epoch, False) if auctions.orders[i].tick <= tick]
            if not bids or not asks:
                return filled
            bid, ask = auctions.orders[bids[0]], auctions.orders[asks[0]]
            lots = min(bid.lots, ask.lots)
            if bid.owner == ask.owner:
                self.tape.auction_prevented.append((bids[0], asks[0], lots))
                for order_id, order in ((bids[0], bid), (asks[0], ask)):
                    self.clearing.reserve(order.owner, market_id, order.is_buy, -lots)
                    auctions.take(order_id, lots)
                continue
            pair = Fill(bid.owner, ask.owner, True, tick, lots)
            outcome, refused = self.clearing.cross(market_id, pair, self.marks, self.now)
            if outcome is FillOutcome.FILLED:
                self.tape.auction_matched.append((bids[0], asks[0], lots))
                auctions.take(bids[0], lots)
                auctions.take(asks[0], lots)
                filled += lots
            elif outcome is FillOutcome.OPEN_INTEREST_CAP:
                self._close(bids[0] if bid.lots <= ask.lots else asks[0], settling=False)
            else:
                self._end(bids[0] if refused == bid.owner else asks[0], _REASONS[outcome])

    def _close(self, order_id: int, *, settling: bool) -> None:
        """End an order as it asked for."""
        order = self.auctions.orders[order_id]
        if settling:
            self._end(order_id, AuctionRemoval.MARKET_CLOSED)
        elif order.unfilled is Unfilled.CANCEL:
            self._end(order_id, AuctionRemoval.UNFILLED)
        elif order.unfilled is Unfilled.TO_BOOK:
            self._move(order_id, order)
        else:
            self._carry(order_id, order)

    def _move(self, order_id: int, order: AuctionOrder) -> None:
        del self.auctions.orders[order_id]
        self.clearing.reserve(order.owner, order.market_id, order.is_buy, -order.lots)
        before, tape = self.copy(), self.tape.copy()
        request = Request(
            order.owner, order.market_id, order.is_buy, order.tick, order.lots, max_fills=MAX_SUBMITTED_FILLS
        )
        try:
            done = self.execute(request)
        except Refusal as refusal:
            self.__dict__.update(before.__dict__)
            self.tape = tape
            self.tape.auction_refused.append((order_id, order.lots, refusal.error))
        else:
            self.tape.auction_moved.append((order_id, done.order_id, order.lots, done.filled_lots))

    def _carry(self, order_id: int, order: AuctionOrder) -> None:
        try:
            epoch = self.auctions.gathering(order.market_id, self.now)
        except Refusal:
            self._end(order_id, AuctionRemoval.MARKET_CLOSED)
            return
        del self.auctions.orders[order_id]
        self.tape.auction_carried.append((order_id, self.auctions.add(replace(order, epoch=epoch)), order.lots))

    def _end(self, order_id: int, reason: AuctionRemoval) -> None:
        order = self.auctions.orders.pop(order_id)
        self.clearing.reserve(order.owner, order.market_id, order.is_buy, -order.lots)
        self.tape.auction_removed.append((order_id, order.lots, reason))
