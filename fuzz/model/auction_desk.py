"""What traders and keepers do with call auctions: orders gathered over an epoch trade at one price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fuzz.model.auctions import (
    MAX_EPOCH_LENGTH,
    MAX_VAULT_BAND_PPM,
    MIN_EPOCH_LENGTH,
    VAULT_TRIES,
    AuctionOrder,
    AuctionRemoval,
    Epoch,
    Phase,
    Told,
    Unfilled,
    clearing_tick,
    demand,
    supply,
)
from fuzz.model.clearing import Fill, FillOutcome
from fuzz.model.margin import total_notional
from fuzz.model.matching import check_band, check_minimum
from fuzz.model.operators import CANCEL, PLACE
from fuzz.model.orders import MAX_ORDER_LOTS, MAX_TICK, Request
from fuzz.model.refusal import Refusal
from fuzz.model.stop_desk import StopDesk
from fuzz.model.stops import MAX_SUBMITTED_FILLS
from fuzz.model.units import PPM

_REASONS = {
    FillOutcome.MAKER_MARGIN: AuctionRemoval.MARGIN,
    FillOutcome.MAKER_CAP: AuctionRemoval.CAP,
    FillOutcome.MAKER_REDUCE_ONLY: AuctionRemoval.REDUCE_ONLY,
}


class AuctionDesk(StopDesk):
    """Orders that wait for an auction, and its execution.

    Where calls cut it makes no difference to what comes out. How far one of them comes is told from outside; what
    happens on the way is said here.
    """

    def set_auction(self, caller: str, market_id: int, length: int, band: int = 0) -> None:
        """Set how long a market's epochs are, seconds, zero takes no more orders; and how far off the vault fills, ppm.

        Refuses ``UnknownMarket``, ``InvalidAuctionConfig``.
        """
        self._only_owner(caller)
        self.book.check_open(market_id)
        if (length and not MIN_EPOCH_LENGTH <= length <= MAX_EPOCH_LENGTH) or band > MAX_VAULT_BAND_PPM:
            raise Refusal("InvalidAuctionConfig")
        self.auctions.lengths[market_id], self.auctions.bands[market_id] = length, band

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
            self._reopen(order)
            cancelled += 1
        return cancelled

    def _reopen(self, order: AuctionOrder) -> None:
        """Have the price found anew without an order, unless something was settled at it; the vault is asked anew."""
        epochs = self.auctions.epochs[order.market_id]
        epoch = replace(epochs[order.epoch], unsure=False)
        if epoch.phase is Phase.SETTLING and not epoch.firm:
            epoch = replace(epoch, phase=Phase.PRICING, tick=0, imbalance=0)
        epochs[order.epoch] = epoch

    def cancel_in_auction_for(self, caller: str, owner: str, order_ids: Sequence[int]) -> int:
        """Do so as an operator of the owner that may cancel; refuses ``NotOperator``."""
        self._require_operator(owner, caller, CANCEL)
        return self.cancel_in_auction(owner, order_ids)

    def execute_auction(self, caller: str, market_id: int, told: Told | None = None) -> bool:
        """Execute the oldest epoch that is not done, as far as ``told``, else whole; returns whether it is done.

        Refuses ``UnknownMarket``, ``NothingToExecute``, ``EpochNotEnded``, ``StalePrice`` before closing unless the
        market settles, which ends all orders at once.
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
        if self.clearing.statuses[market_id].settling:
            self._now(market_id, phase=Phase.CLOSING)
        elif epoch.phase is not Phase.CLOSING:
            self.marks[market_id]
            self._now(market_id, phase=max(Phase.PRICING, epoch.phase))
        while (phase := self.auctions.epochs[market_id][number].phase) is not Phase.DONE:
            if told is not None and phase >= told.phase and self.tape.auction_announced >= told.announced:
                if phase is Phase.VAULT_FILL:
                    self._now(market_id, unsure=True)
                return False
            self._step(market_id, number, told)
        return True

    def _now(self, market_id: int, **changes: Any) -> None:
        """Change the epoch that is being executed."""
        epochs, number = self.auctions.epochs[market_id], self.auctions.executing.get(market_id, 1)
        epochs[number] = replace(epochs[number], **changes)

    def _step(self, market_id: int, number: int, told: Told | None) -> None:
        """Do the next thing that shows, or go on to the next phase where there is none."""
        epoch = self.auctions.epochs[market_id][number]
        if epoch.phase is Phase.PRICING:
            self._strike(market_id, number)
        elif epoch.phase is Phase.SETTLING:
            self._settle(market_id, number, epoch)
        elif epoch.phase is Phase.VAULT_FILL:
            self._fill_with_vault(market_id, number, epoch, told)
        else:
            left = [*self._side(market_id, number, True), *self._side(market_id, number, False)]
            if left:
                self._close(left[0], settling=self.clearing.statuses[market_id].settling)
            else:
                self._now(market_id, phase=Phase.DONE)
                self.auctions.executing[market_id] = number + 1

    def _side(self, market_id: int, epoch: int, is_buy: bool) -> list[int]:
        return self.auctions.side(market_id, epoch, is_buy)

    def _strike(self, market_id: int, number: int) -> None:
        """Find the price among the orders that wait now, at the mark of now."""
        bids, asks = ([self.auctions.orders[i] for i in self._side(market_id, number, b)] for b in (True, False))
        tick = clearing_tick(bids, asks, self.clearing.market(market_id), self.marks[market_id].mark)
        if not tick:
            self._now(market_id, phase=Phase.CLOSING, tick=0, imbalance=0)
            return
        imbalance = demand(bids, tick) - supply(asks, tick)
        self._now(market_id, phase=Phase.SETTLING, tick=tick, imbalance=imbalance)

    def _settle(self, market_id: int, number: int, epoch: Epoch) -> None:
        """Fill the heads of both sides with each other, if both trade at the price that was struck.

        Of two that the open interest cap keeps apart the smaller one ends unfilled, the bid of equal ones.
        """
        auctions, tick = self.auctions, epoch.tick
        bids = [i for i in self._side(market_id, number, True) if auctions.orders[i].tick >= tick]
        asks = [i for i in self._side(market_id, number, False) if auctions.orders[i].tick <= tick]
        if not bids or not asks:
            self._now(market_id, phase=Phase.VAULT_FILL)
            return
        self._now(market_id, firm=True)
        bid, ask = auctions.orders[bids[0]], auctions.orders[asks[0]]
        lots = min(bid.lots, ask.lots)
        if bid.owner == ask.owner:
            self.tape.auction_prevented.append((bids[0], asks[0], lots))
            for order_id, order in ((bids[0], bid), (asks[0], ask)):
                self.clearing.reserve(order.owner, market_id, order.is_buy, -lots)
                auctions.take(order_id, lots)
            return
        pair = Fill(bid.owner, ask.owner, True, tick, lots)
        outcome, refused = self.clearing.cross(market_id, pair, self.marks, self.now)
        if outcome is FillOutcome.FILLED:
            self.tape.auction_matched.append((bids[0], asks[0], lots))
            auctions.take(bids[0], lots)
            auctions.take(asks[0], lots)
            self._now(market_id, filled_lots=epoch.filled_lots + lots)
        elif outcome is FillOutcome.OPEN_INTEREST_CAP:
            self._close(bids[0] if bid.lots <= ask.lots else asks[0], settling=False)
        else:
            self._end(bids[0] if refused == bid.owner else asks[0], _REASONS[outcome])

    def _fill_with_vault(self, market_id: int, number: int, epoch: Epoch, told: Told | None) -> None:
        """Fill the first order of the surplus with the vault, while the price is within its band of a fresh mark.

        No more than the imbalance and the vault's caps allow: the order's lots, or half of them, a quarter …; where not
        even the least of those is possible it is over.
        """
        market, mark = self.clearing.market(market_id), self.marks[market_id].mark
        band, is_buy = self.auctions.bands.get(market_id, 0), epoch.imbalance > 0
        room = abs(epoch.imbalance) - abs(epoch.vault_lots)
        order_id = self._best_at(market_id, number, is_buy, epoch.tick)
        far = abs(market.price(epoch.tick) - mark) * PPM > mark * band
        if far or not band or not room or order_id is None:
            self._now(market_id, phase=Phase.CLOSING)
            return
        order, first = self.auctions.orders[order_id], 0
        if epoch.unsure and told is not None:
            first = self._tries_before(order, epoch.tick, room, told)
        self._now(market_id, unsure=False)
        lots, outcome, refused = self._ask_vault(order, epoch.tick, room, first)
        if outcome is FillOutcome.FILLED:
            self.tape.auction_matched.append((order_id, 0, lots) if is_buy else (0, order_id, lots))
            self.auctions.take(order_id, lots)
            self._now(market_id, vault_lots=epoch.vault_lots + (-lots if is_buy else lots))
        elif outcome is FillOutcome.OPEN_INTEREST_CAP:
            self._close(order_id, settling=False)
        elif refused == self.addresses.vault:
            self._now(market_id, phase=Phase.CLOSING)
        else:
            self._end(order_id, _REASONS[outcome])

    def _ask_vault(self, order: AuctionOrder, tick: int, room: int, first: int) -> tuple[int, FillOutcome, str]:
        """Ask the vault for what it takes, from the ``first`` try on; returns lots, outcome and who is refused."""
        for tries in range(first, VAULT_TRIES):
            lots = min(order.lots, room) >> tries
            outcome, refused = self._cross_vault(order, tick, lots)
            if outcome is FillOutcome.OPEN_INTEREST_CAP or refused != self.addresses.vault or lots <= 1:
                break
        return lots, outcome, refused

    def _tries_before(self, order: AuctionOrder, tick: int, room: int, told: Told) -> int:
        """Return how often the vault had declined before an earlier call stopped: as often as the next fill shows."""
        done = sum(0 in (bid, ask) for bid, ask, _ in self.tape.auction_matched)
        for first in range(VAULT_TRIES):
            lots, outcome, _ = self.copy()._ask_vault(order, tick, room, first)
            shown = told.vault_lots[done : done + 1]
            if shown == ((lots,) if outcome is FillOutcome.FILLED else ()):
                return first
        return 0

    def _best_at(self, market_id: int, epoch: int, is_buy: bool, tick: int) -> int | None:
        """Return the first of a side's orders that trades at a tick."""
        for order_id in self._side(market_id, epoch, is_buy)[:1]:
            limit = self.auctions.orders[order_id].tick
            if limit >= tick if is_buy else limit <= tick:
                return order_id
        return None

    def _cross_vault(self, order: AuctionOrder, tick: int, lots: int) -> tuple[FillOutcome, str]:
        """Try a fill against the vault; its cap as a liquidator and a mark it lacks are its own refusals."""
        vault, clearing = self.addresses.vault, self.clearing.copy()
        buyer, seller = (order.owner, vault) if order.is_buy else (vault, order.owner)
        try:
            before = total_notional(self.clearing.account(vault), self.marks)
            pair = Fill(buyer, seller, True, tick, lots)
            outcome, refused = self.clearing.cross(order.market_id, pair, self.marks, self.now, vault)
            after = total_notional(self.clearing.account(vault), self.marks)
        except Refusal:
            self.clearing = clearing
            return FillOutcome.MAKER_MARGIN, vault
        if outcome is FillOutcome.FILLED:
            if after > max(before, self.clearing.backstop_notional_cap):
                self.clearing = clearing
                return FillOutcome.MAKER_CAP, vault
            return outcome, order.owner
        return outcome, refused

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
