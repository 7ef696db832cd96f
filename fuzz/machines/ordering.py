"""The machine with every kind of order: terms, changes, many at once, and the limits that the owner sets on them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fuzz.machines import edges
from fuzz.machines.chance import Chance
from fuzz.machines.scenario import DELEGATORS, LISTINGS, OWNER, STRANGER, TRADERS
from fuzz.machines.trading import DATA, MARKETS, TradingMachine
from fuzz.model.operators import ALL_PERMISSIONS, CANCEL, PLACE
from fuzz.model.orders import MAX_MIN_LOTS, MIN_BAND_PPM, SelfTrade, TimeInForce
from fuzz.model.units import PPM, WAD


class OrderingMachine(TradingMachine):
    """Traders who know every order there is."""

    @rule(data=DATA)
    def send(self, data: st.DataObject) -> None:
        """Place an order of any kind, at or beside what it could meet."""
        chance = Chance(data)
        owner = chance.pick(TRADERS)
        self._send(chance, owner, owner, chance.pick(MARKETS))

    @rule(data=DATA)
    def send_again(self, data: st.DataObject) -> None:
        """Do the same as ``send``, sometimes for another, with or without its permission."""
        chance = Chance(data)
        owner = chance.pick(TRADERS)
        actor, owner = (STRANGER, chance.pick(DELEGATORS)) if chance.one_in(6) else (owner, owner)
        self._send(chance, actor, owner, chance.pick(MARKETS))

    @rule(data=DATA)
    def close_by_order(self, data: st.DataObject) -> None:
        """Reduce a position by an order that can do nothing else."""
        chance = Chance(data)
        held = edges.holders(self.model)
        if not held:
            self._trade(chance)
            return
        owner, market = chance.pick(held)
        size = self.model.clearing.account(owner).position(market).size
        lots = abs(size) // self.model.clearing.markets[market].lot_size
        is_buy = (size < 0) != chance.one_in(8)
        terms = self._terms(chance, market, is_buy, chance.pick((lots, lots + 1, max(1, lots // 2), 2 * lots, 1)))
        self.do("order", actor=owner, owner=owner, **{**terms, "reduce_only": True})

    @rule(data=DATA)
    def change(self, data: st.DataObject) -> None:
        """Change a resting order: fewer lots, more, another tick; mostly one's own."""
        chance = Chance(data)
        orders = sorted(self.model.book.orders)
        if not orders:
            self._send(chance, TRADERS[0], TRADERS[0], MARKETS[0])
            return
        order = self.model.book.orders[chance.pick(orders)]
        actor = chance.pick(TRADERS) if chance.one_in(6) else order.owner
        self.do("amend", actor=actor, order=order.order_id, **self._changed(chance, order.order_id))

    def _changed(self, chance: Chance, order_id: int) -> dict[str, int]:
        """Draw what an order becomes: another tick or the same, more lots, fewer or too few."""
        order = self.model.book.orders.get(order_id)
        if order is None:
            return {"tick": 1, "lots": 1}
        tick = chance.pick((order.tick, order.tick, order.tick + 1, order.tick - 1, order.tick + chance.between(-5, 5)))
        least = self.model.book.config(order.market_id).min_lots
        lots = chance.pick((order.lots - 1, order.lots, order.lots + 1, order.lots // 2 + 1, least, least - 1, 1, 0))
        return {"tick": edges.nearest_tick(tick), "lots": max(0, lots)}

    @rule(data=DATA)
    def ask(self, data: st.DataObject) -> None:
        """Ask what an order would do, and mostly place it then: as asked, or a little later."""
        chance = Chance(data)
        owner, market = chance.pick(TRADERS), chance.pick(MARKETS)
        is_buy = chance.pick((True, False))
        terms = self._terms(chance, market, is_buy, self._lots(chance, owner, market))
        self.do("quote_order", actor=chance.pick((owner, STRANGER)), owner=owner, **terms)
        if not chance.one_in(3):
            self.do("order", actor=owner, owner=owner, **terms)

    @rule(data=DATA)
    def operate(self, data: st.DataObject) -> None:
        """Change, requote or cancel all of a delegator's orders as its operator: with all permissions, one or none."""
        chance = Chance(data)
        owner, market = chance.pick(DELEGATORS), chance.pick(MARKETS)
        self._allow(chance, owner)
        theirs = sorted(order_id for order_id, order in self.model.book.orders.items() if order.owner == owner)
        if not theirs:
            away = chance.between(1, 5)
            self._place(owner, market, True, edges.mark_tick(self.model, market) - away, chance.between(1, 500))
            theirs = sorted(order_id for order_id, order in self.model.book.orders.items() if order.owner == owner)
        match chance.pick(("amend", "amend", "requote", "all")):
            case "amend":
                order_id = chance.pick(theirs) if theirs else 1
                self.do("amend_for", actor=STRANGER, order=order_id, **self._changed(chance, order_id))
            case "requote":
                others = [chance.pick(sorted(self.model.book.orders))] if theirs and chance.one_in(6) else []
                quotes = self._quotes(chance, owner, market)
                self.do("requote_for", actor=STRANGER, owner=owner, orders=[*theirs[:4], *others], quotes=quotes)
            case "all":
                self.do("cancel_all_for", actor=STRANGER, owner=owner, market=market)

    def _allow(self, chance: Chance, owner: str) -> None:
        """Let the stranger do everything for the owner, if it may not yet; or a part of it; or leave it as it is."""
        permissions = chance.pick((ALL_PERMISSIONS, ALL_PERMISSIONS, ALL_PERMISSIONS, PLACE, CANCEL, 0))
        if permissions and not self.model.operators.may(owner, STRANGER, permissions, self.model.now + 10):
            seconds = chance.pick((10_000, 10_000, 5))
            self.do("set_operator", actor=owner, operator=STRANGER, permissions=permissions, seconds=seconds)

    @rule(data=DATA)
    def clear(self, data: st.DataObject) -> None:
        """Cancel many orders, all in a market, those that expired, or one as an operator."""
        chance = Chance(data)
        orders = self.model.book.orders
        actor = chance.pick(TRADERS)
        mine = sorted(order_id for order_id, order in orders.items() if order.owner == actor)
        match chance.pick(("many", "all", "expired", "for")):
            case "many":
                others = [chance.pick(sorted(orders))] if orders and chance.one_in(4) else []
                self.do("cancel_many", actor=actor, orders=[*mine[: chance.between(1, 5)], *mine[:1], *others])
            case "all":
                self.do("cancel_all", actor=actor, market=chance.pick(MARKETS))
            case "expired":
                timed = sorted(order_id for order_id, order in orders.items() if order.expiry)
                self.do("remove_expired", actor=STRANGER, orders=[*timed[:8], *mine[:1], *timed[:1]])
            case "for":
                theirs = sorted(order_id for order_id, order in orders.items() if order.owner in DELEGATORS)
                if theirs and chance.one_in(2):
                    delegator = orders[theirs[0]].owner
                    self.do("set_operator", actor=delegator, operator=STRANGER, permissions=CANCEL, seconds=10_000)
                self.do("cancel_for", actor=STRANGER, order=chance.pick(theirs) if theirs else 1)

    @rule(data=DATA)
    def requote(self, data: st.DataObject) -> None:
        """Cancel one's quotes and place new ones, some of which are refused."""
        chance = Chance(data)
        actor, market = chance.pick(TRADERS), chance.pick(MARKETS)
        mine = sorted(
            order_id
            for order_id, order in self.model.book.orders.items()
            if order.owner == actor and order.market_id == market
        )
        self.do("requote", actor=actor, orders=mine[:4], quotes=self._quotes(chance, actor, market))

    def _quotes(self, chance: Chance, actor: str, market: int) -> list[dict[str, Any]]:
        """Draw what a market maker shows on both sides of the mark."""
        mark = edges.mark_tick(self.model, market)
        quotes = []
        for is_buy in (True, False, True):
            away = chance.between(-1, 5)
            terms = self._terms(chance, market, is_buy, self._lots(chance, actor, market))
            tick = edges.nearest_tick(mark - away if is_buy else mark + away)
            quotes.append({**terms, "tick": tick})
        return quotes

    @rule(data=DATA)
    def limit(self, data: st.DataObject) -> None:
        """Set a market's least lots, least notional or price band, or lift them; beyond their bounds too."""
        chance = Chance(data)
        actor = chance.pick((OWNER, OWNER, OWNER, STRANGER))
        market = len(LISTINGS) if chance.one_in(8) else chance.pick(MARKETS)
        least = chance.pick((1, 1, 1, 2, 10, 100, 0, MAX_MIN_LOTS + 1))
        notional = chance.pick((0, 0, 0, 10 * WAD, 1_000 * WAD))
        band = chance.pick((0, 0, MIN_BAND_PPM, MIN_BAND_PPM - 1, 50_000, PPM, PPM + 1))
        self.do("set_limits", actor=actor, market=market, min_lots=least, min_notional=notional, band=band)

    def _send(self, chance: Chance, actor: str, owner: str, market: int) -> None:
        is_buy = chance.pick((True, False))
        terms = self._terms(chance, market, is_buy, self._lots(chance, owner, market))
        self.do("order", actor=actor, owner=owner, **terms)

    def _terms(self, chance: Chance, market: int, is_buy: bool, lots: int) -> dict[str, Any]:
        """Draw an order: its limit at the best opposite tick, at the mark or beside one of them."""
        best = self.model.book.best(market, not is_buy) or edges.mark_tick(self.model, market)
        own = self.model.book.best(market, is_buy) or edges.mark_tick(self.model, market)
        tick = chance.pick((best, best, own, edges.mark_tick(self.model, market), self._band_edge(chance, market)))
        tick += chance.pick((0, 0, 1, -1, 5, -5))
        kind = chance.pick((*TimeInForce, TimeInForce.GOOD_TILL_TIME))
        seconds = chance.pick((1, 2, 60, 600, 0)) if kind is TimeInForce.GOOD_TILL_TIME or chance.one_in(20) else 0
        head = self._head_lots(market, not is_buy)
        return {
            "market": market,
            "is_buy": is_buy,
            "tick": edges.nearest_tick(tick),
            "lots": chance.pick((lots, lots, head, head + 1, max(1, head - 1))) if head else lots,
            "kind": int(kind),
            "self_trade": int(chance.pick(tuple(SelfTrade))),
            "post_only": chance.one_in(5),
            "reduce_only": chance.one_in(6),
            "seconds": seconds,
            "max_fills": chance.pick((0, 0, 0, 1, 2, 65)),
            "client_id": chance.pick((0, 0, 7)),
        }

    def _head_lots(self, market: int, is_buy: bool) -> int:
        ticks = self.model.book.ticks(market, is_buy)
        return self.model.book.total_lots((market, is_buy, ticks[0])) if ticks else 0

    def _band_edge(self, chance: Chance, market: int) -> int:
        """Draw the last tick within the price band, or the mark's where there is none."""
        band = self.model.book.config(market).band_ppm * chance.pick((-1, 1))
        price = self.model.oracle.feeds[market].price * (PPM + band) // PPM
        return edges.tick_of(self.model, market, price)
