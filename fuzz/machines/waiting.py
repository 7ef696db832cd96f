"""The machine with orders that wait for their trigger."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fuzz.machines import edges
from fuzz.machines.chance import Chance
from fuzz.machines.ordering import OrderingMachine
from fuzz.machines.prices import within_reach
from fuzz.machines.scenario import DELEGATORS, LISTINGS, STRANGER, TRADERS
from fuzz.machines.trading import DATA, MARKETS
from fuzz.model.stops import MAX_STOPS_PER_ACCOUNT


class WaitingMachine(OrderingMachine):
    """Traders who leave orders behind that fire without them."""

    @rule(data=DATA)
    def leave_a_stop(self, data: st.DataObject) -> None:
        """Place a stop beside the mark, at it or already beyond; with a limit that it can or can't fill at."""
        chance = Chance(data)
        owner, market = chance.pick(TRADERS), chance.pick(MARKETS)
        actor, owner = (STRANGER, chance.pick(DELEGATORS)) if chance.one_in(8) else (owner, owner)
        self.do("stop", actor=actor, owner=owner, **self._stop_terms(chance, owner, market))

    def _stop_terms(self, chance: Chance, owner: str, market: int) -> dict[str, Any]:
        """Draw a stop: its trigger beside the mark, at it or beyond, a limit that it can or can't fill at."""
        mark, above, is_buy = (
            edges.mark_tick(self.model, market),
            chance.pick((True, False)),
            chance.pick((True, False)),
        )
        away = chance.pick((1, 2, 10, 100, 0, -1))
        trigger = mark + away + 1 if above else mark - away
        limit = trigger + chance.pick((0, 5, -5, 200, -200))
        return {
            "market": market,
            "is_buy": is_buy,
            "above": above,
            "trigger": 0 if chance.one_in(20) else edges.nearest_tick(trigger),
            "limit": edges.nearest_tick(limit),
            "lots": self._lots(chance, owner, market),
            "at_market": chance.pick((True, False)),
            "reduce_only": chance.one_in(4),
        }

    @rule(data=DATA)
    def fill_up_on_stops(self, data: st.DataObject) -> None:
        """Seldom: leave as many stops behind as an account may have, or one more, and perhaps take them back."""
        chance = Chance(data)
        if not chance.one_in(4):
            self.leave_a_stop(data)
            return
        owner, market = chance.pick(TRADERS), chance.pick(MARKETS)
        mark = edges.mark_tick(self.model, market)
        room = MAX_STOPS_PER_ACCOUNT - self.model.stops.count(owner)
        terms = {"is_buy": True, "above": True, "trigger": 2 * mark, "limit": 2 * mark, "lots": 1}
        self.do("stop_ladder", actor=owner, count=room + chance.pick((0, 1, 1)), market=market, **terms)
        if chance.pick((True, True, False)):
            theirs = sorted(i for i, stop in self.model.stops.waiting.items() if stop.owner == owner)
            self.do("cancel_stops", actor=owner, stops=theirs)

    @rule(data=DATA)
    def fire(self, data: st.DataObject) -> None:
        """Move a price to a stop's trigger, or one unit before it, and trigger all there are."""
        chance = Chance(data)
        waiting = self.model.stops.waiting
        if not waiting:
            self.leave_a_stop(data)
            return
        stop = waiting[chance.pick(sorted(waiting))]
        if chance.pick((True, True, False)):
            price = self.model.clearing.markets[stop.market_id].price(stop.trigger_tick)
            short = chance.pick((0, 0, 0, 1, -(10**15)))
            target = within_reach(stop.market_id, price - short if stop.above else price + short)
            readings = [[target, 0, 0] for _ in LISTINGS[stop.market_id].sources]
            self.do("move_price", market=stop.market_id, readings=readings)
        ids = sorted(waiting)
        self.do("trigger_stops", actor=STRANGER, stops=[*ids[:12], *ids[:1], self.model.stops.next_id])

    @rule(data=DATA)
    def take_stops_back(self, data: st.DataObject) -> None:
        """Cancel one's stops, or somebody else's."""
        chance = Chance(data)
        waiting = self.model.stops.waiting
        if not waiting:
            self.leave_a_stop(data)
            return
        stop_id = chance.pick(sorted(waiting))
        owner = waiting[stop_id].owner
        if owner in DELEGATORS and chance.pick((True, False)):
            self._allow(chance, owner)
            others = [chance.pick(sorted(waiting))] if chance.one_in(6) else []
            self.do("cancel_stops_for", actor=STRANGER, owner=owner, stops=[stop_id, 0, *others])
            return
        actor = chance.pick(TRADERS) if chance.one_in(4) else waiting[stop_id].owner
        self.do("cancel_stops", actor=actor, stops=[stop_id, stop_id, 0])
