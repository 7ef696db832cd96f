"""Stops: orders that wait outside the book until the oracle's price crosses their trigger."""

from __future__ import annotations

from collections.abc import Sequence

from fuzz.model.operators import CANCEL, PLACE
from fuzz.model.orders import MAX_ORDER_LOTS, MAX_TICK
from fuzz.model.refusal import Refusal
from fuzz.model.stops import MAX_STOPS_PER_ACCOUNT, Stop
from fuzz.model.trading import OrderDesk


class StopDesk(OrderDesk):
    """What traders and keepers do with stops."""

    def place_stop(self, caller: str, stop: Stop) -> int:
        """Have a stop wait; returns its id.

        Refuses, in this order: ``NotOperator``, ``UnknownMarket``, ``ZeroLots``, ``TooManyLots``, ``InvalidTick``,
        ``TooManyStops``, ``StalePrice``, ``TriggerReached``: what fires has really crossed.
        """
        if caller != stop.owner:
            self._require_operator(stop.owner, caller, PLACE)
        self.book.check_open(stop.market_id)
        if stop.lots == 0:
            raise Refusal("ZeroLots")
        if stop.lots > MAX_ORDER_LOTS:
            raise Refusal("TooManyLots")
        if not (0 < stop.trigger_tick <= MAX_TICK and 0 < stop.limit_tick <= MAX_TICK):
            raise Refusal("InvalidTick")
        if self.stops.count(stop.owner) == MAX_STOPS_PER_ACCOUNT:
            raise Refusal("TooManyStops")
        if self._is_due(stop):
            raise Refusal("TriggerReached")
        stop_id = self.stops.next_id
        self.stops.waiting[stop_id] = stop
        self.stops.next_id += 1
        return stop_id

    def cancel_stops(self, caller: str, stop_ids: Sequence[int]) -> int:
        """Cancel those that wait, in every state; returns how many. Refuses ``NotStopOwner`` of somebody else's."""
        cancelled = 0
        for stop_id in stop_ids:
            stop = self.stops.waiting.get(stop_id)
            if stop is None:
                continue
            if stop.owner != caller:
                raise Refusal("NotStopOwner")
            del self.stops.waiting[stop_id]
            cancelled += 1
        return cancelled

    def cancel_stops_for(self, caller: str, owner: str, stop_ids: Sequence[int]) -> int:
        """Do so as an operator of the owner that may cancel; refuses ``NotOperator``."""
        self._require_operator(owner, caller, CANCEL)
        return self.cancel_stops(owner, stop_ids)

    def trigger_stops(self, caller: str, stop_ids: Sequence[int]) -> int:
        """Fire those that are due, open to all; returns how many fired.

        What can't be placed under its owner's margin now ends cancelled with the reason; no stop stops the others.
        """
        del caller
        fired = 0
        for stop_id in stop_ids:
            stop = self.stops.waiting.get(stop_id)
            if stop is None or not self._fires(stop):
                continue
            del self.stops.waiting[stop_id]
            fired += 1
            before, tape = self.copy(), self.tape.copy()
            try:
                done = self.execute(stop.order())
                self.tape.triggered.append((stop_id, done.order_id, done.filled_lots))
            except Refusal as refusal:
                self.__dict__.update(before.__dict__)
                self.tape = tape
                self.tape.stops_refused.append((stop_id, refusal.error))
        return fired

    def _is_due(self, stop: Stop) -> bool:
        price = self.clearing.market(stop.market_id).price(stop.trigger_tick)
        # The oracle's price, even where the market stands still at its final one.
        return stop.due(price, self.oracle.price(stop.market_id, self.now))

    def _fires(self, stop: Stop) -> bool:
        try:
            return self._is_due(stop)
        except Refusal:
            return False
