"""The trading machine: traders, keepers, donors, intruders and the owner, on two markets."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from fuzz.machines import edges
from fuzz.machines.actions import INTRUSIONS
from fuzz.machines.chance import Chance
from fuzz.machines.machine import ExchangeMachine
from fuzz.machines.prices import draw_readings, draw_target, within_reach
from fuzz.machines.scenario import CONTRACTS, LISTINGS, OWNER, STRANGER, TRADERS, USDC
from fuzz.machines.session import WAIT
from fuzz.model.book import MAX_FILLS, MAX_TICK
from fuzz.model.exchange import Exchange
from fuzz.model.fees import FeeSink
from fuzz.model.margin import equity
from fuzz.model.markets import MAX_LOTS
from fuzz.model.units import PPM, to_assets_down

MARKETS = range(len(LISTINGS))
DATA = st.data()


class TradingMachine(ExchangeMachine):
    """Random but purposeful use: most draws are calls that can work, the rest lie on or beyond an edge."""

    @property
    def model(self) -> Exchange:
        """The state both sides are in."""
        return self.session.model

    def do(self, rule_name: str, **arguments: Any) -> bool:
        """Make a step; a price moved too far to be believed at once is then accepted by the owner: moves are moves."""
        made = self.session.perform(rule_name, **arguments)
        if rule_name == "move_price" and (jump := self.model.oracle.feeds[arguments["market"]].pending):
            limits = {"lowest": jump.price, "highest": jump.price}
            self.session.perform("accept_price", actor=OWNER, market=arguments["market"], **limits)
        return made

    def _amount(self, chance: Chance, limit: int) -> int:
        """Draw USDC units about a limit: mostly within it, sometimes on its edges or beyond."""
        edge = chance.pick((None, None, None, limit, limit + 1, 1, 0))
        return chance.between(1, max(1, limit)) if edge is None else edge

    @initialize(data=DATA)
    def fund(self, data: st.DataObject) -> None:
        """Give every trader collateral: without it nothing moves."""
        chance = Chance(data)
        for trader in TRADERS:
            self.do("deposit", actor=trader, assets=chance.between(500, 14_000) * USDC)

    # Collateral

    @rule(data=DATA)
    def move_collateral(self, data: st.DataObject) -> None:
        """Deposit within, at and beyond what the trader has, or withdraw so from what is free."""
        chance = Chance(data)
        actor = chance.pick(TRADERS)
        if chance.one_in(3):
            self.do("deposit", actor=actor, assets=self._amount(chance, self.model.token.balance(actor)))
            return
        account = self.model.clearing.account(actor)
        answer = self.session.state.accounts[actor].withdrawable
        free = 0 if isinstance(answer, str) else answer
        limits = (free, free, free, to_assets_down(max(0, account.collateral)), 1)
        self.do("withdraw", actor=actor, assets=self._amount(chance, chance.pick(limits)))

    # Orders

    @rule(data=DATA)
    def trade(self, data: st.DataObject) -> None:
        """Let one trader quote at or beside the mark and another take it: positions are what the rest is about."""
        self._trade(Chance(data))

    @rule(data=DATA)
    def act(self, data: st.DataObject) -> None:
        """Do the same as ``trade``: of all rules the first by name is drawn most often."""
        self._trade(Chance(data))

    def _trade(self, chance: Chance) -> None:
        maker, market, is_buy = chance.pick(TRADERS), chance.pick(MARKETS), chance.pick((True, False))
        taker = chance.pick([name for name in TRADERS if name != maker])
        tick = edges.mark_tick(self.model, market) + chance.between(-3, 3)
        lots = self._lots(chance, maker, market)
        self._place(maker, market, is_buy, tick, lots)
        self._place(taker, market, not is_buy, tick, chance.pick((lots, lots, lots // 2 + 1, lots + 1)))

    @rule(data=DATA)
    def flood(self, data: st.DataObject) -> None:
        """Seldom: fill a level with about as many orders as one call passes, and take them all."""
        chance = Chance(data)
        if not chance.one_in(4):
            self._trade(chance)
            return
        maker, market, is_buy = chance.pick(TRADERS), chance.pick(MARKETS), chance.pick((True, False))
        count = MAX_FILLS + chance.between(-1, 2)
        # Beyond all other orders, so that the ladder is what is met first.
        best = self.model.book.best(market, not is_buy)
        tick = (best or edges.mark_tick(self.model, market)) + (-1 if is_buy else 1) * chance.between(0, 1)
        self.do("ladder", actor=maker, market=market, is_buy=is_buy, tick=edges.nearest_tick(tick), count=count)
        taker = chance.pick([name for name in TRADERS if name != maker])
        self._place(taker, market, not is_buy, tick, count + chance.between(0, 2))

    @rule(data=DATA)
    def quote(self, data: st.DataObject) -> None:
        """Place an order near the mark, on the side where it most likely rests."""
        chance = Chance(data)
        actor, market, is_buy = chance.pick(TRADERS), chance.pick(MARKETS), chance.pick((True, False))
        away = chance.between(-2, 6)
        tick = edges.mark_tick(self.model, market) + (-away if is_buy else away)
        self._place(actor, market, is_buy, tick, self._lots(chance, actor, market))

    @rule(data=DATA)
    def take(self, data: st.DataObject) -> None:
        """Place an order that crosses the book, if anything is there to cross."""
        chance = Chance(data)
        sides = sorted({(market, is_buy) for market, is_buy, _ in self.model.book.levels})
        if not sides:
            self.quote(data)
            return
        market, rests_buy = chance.pick(sides)
        ticks = self.model.book.ticks(market, rests_buy)
        tick = chance.pick((ticks[0], ticks[-1], ticks[0] + (-3 if rests_buy else 3)))
        key = (market, rests_buy, ticks[0])
        head = self.model.book.orders[self.model.book.levels[key][0]].lots
        total = self.model.book.total_lots(key)
        actor = chance.pick(TRADERS)
        sizes = (head, total, total + 1, max(1, head - 1), self._lots(chance, actor, market))
        lots = chance.pick(sizes)
        self._place(actor, market, not rests_buy, tick, lots)

    @rule(data=DATA)
    def reduce(self, data: st.DataObject) -> None:
        """Place an order against one's own position: all of it, part of it, or a lot more than it."""
        chance = Chance(data)
        held = edges.holders(self.model)
        if not held:
            self.quote(data)
            return
        actor, market = chance.pick(held)
        size = self.model.clearing.account(actor).position(market).size
        lots = abs(size) // self.model.clearing.markets[market].lot_size
        best = self.model.book.best(market, size > 0)
        away = chance.pick((0, 0, 3, 200))
        tick = (best or edges.mark_tick(self.model, market)) + (-away if size > 0 else away)
        amount = chance.pick((lots, max(1, lots // 2), 1, lots + 1, 2 * lots))
        self._place(actor, market, size < 0, tick, amount)

    def _place(self, actor: str, market: int, is_buy: bool, tick: int, lots: int) -> None:
        """Place an order at the nearest tick there is."""
        self.do("place", actor=actor, market=market, is_buy=is_buy, tick=edges.nearest_tick(tick), lots=lots)

    def _lots(self, chance: Chance, actor: str, market: int) -> int:
        """Draw a size: small, or about what the actor's margin carries."""
        most = min(edges.lots_for_margin(self.model, actor, market), MAX_LOTS - 1)
        return max(1, chance.pick((chance.between(1, 50), most, most + 1, most // 2, most // 3, most // 500 * 100)))

    @rule(data=DATA)
    def cancel(self, data: st.DataObject) -> None:
        """Cancel an order of one's own."""
        chance = Chance(data)
        orders = sorted(self.model.book.orders)
        if not orders:
            self.quote(data)
            return
        order_id = chance.pick(orders)
        self.do("cancel", actor=self.model.book.orders[order_id].owner, order=order_id)

    # Prices and time

    @rule(data=DATA)
    def move_price(self, data: st.DataObject) -> None:
        """Move a market's price; some of its sources may fail meanwhile."""
        chance = Chance(data)
        market = chance.pick(MARKETS)
        target = draw_target(chance, self.model, market)
        self.do("move_price", market=market, readings=draw_readings(chance, self.model, market, target))

    @rule(data=DATA)
    def move_price_to_an_edge(self, data: st.DataObject) -> None:
        """Move a price to where somebody becomes liquidatable or bankrupt, or one unit beside it."""
        chance = Chance(data)
        held = edges.holders(self.model)
        if not held:
            self.move_price(data)
            return
        actor, market = chance.pick(held)
        find = chance.pick((edges.liquidation_price, edges.liquidation_price, edges.bankruptcy_price))
        target = within_reach(market, find(self.model, actor, market) + chance.pick((-1, 0, 1)))
        self.do("move_price", market=market, readings=[[target, 0, 0] for _ in LISTINGS[market].sources])

    @rule(data=DATA)
    def pass_time(self, data: st.DataObject) -> None:
        """Let time pass, a little or up to and beyond the age at which a price is stale, or bring prices up to date."""
        chance = Chance(data)
        match chance.pick(("wait", "update", "refresh", "refresh")):
            case "wait":
                left = edges.seconds_to_stale(self.model, chance.pick(MARKETS))
                self.do(WAIT, seconds=chance.pick((1, 12, max(1, left - 1), max(1, left), left + 1)))
            case "update":
                self.do("update_price", actor=chance.pick(TRADERS), market=chance.pick((*MARKETS, len(LISTINGS))))
            case "refresh":
                for market, listing in enumerate(LISTINGS):
                    price = self.model.oracle.feeds[market].price
                    self.do("move_price", market=market, readings=[[price, 0, 0] for _ in listing.sources])

    # Keepers

    @rule(data=DATA)
    def liquidate(self, data: st.DataObject) -> None:
        """Liquidate somebody who can be, or else anybody."""
        chance = Chance(data)
        candidates = edges.liquidatable(self.model)
        if not candidates and chance.one_in(2):
            self.squeeze(data)
            return
        candidates = candidates or edges.holders(self.model)
        if not candidates or chance.one_in(8):
            candidates = [(chance.pick(TRADERS), chance.pick((*MARKETS, len(LISTINGS))))]
        account, market = chance.pick(candidates)
        self._liquidate(chance, account, market)

    @rule(data=DATA)
    def squeeze(self, data: st.DataObject) -> None:
        """Move a price against a holder, beyond what it can bear, and liquidate it."""
        chance = Chance(data)
        held = edges.holders(self.model)
        if not held:
            self._trade(chance)
            return
        account, market = chance.pick(held)
        if chance.pick((True, False)):
            # A fund that holds something can pay a deficit in whole, in part, or with a surplus below a unit.
            self.do("pay_fees", actor=account, sink=int(FeeSink.INSURANCE))
        edge = chance.pick((edges.liquidation_price, edges.bankruptcy_price))(self.model, account, market)
        beyond = edge * chance.between(0, chance.pick((0, 30, 1_000, 60_000))) // PPM + chance.between(0, 2)
        falls = self.model.clearing.account(account).position(market).size > 0
        target = within_reach(market, edge - beyond if falls else edge + beyond)
        if chance.pick((True, False)):
            # At a tick, values come out whole: roundings that must not round show there.
            target = self.model.clearing.markets[market].price(edges.tick_of(self.model, market, target))
        self.do("move_price", market=market, readings=[[target, 0, 0] for _ in LISTINGS[market].sources])
        self._liquidate(chance, account, market)

    def _liquidate(self, chance: Chance, account: str, market: int) -> None:
        marks = edges.last_marks(self.model)
        by_wealth = sorted(TRADERS, key=lambda name: -equity(self.model.clearing.account(name), marks))
        sizes = {name: self.model.clearing.account(name).position(market).size for name in by_wealth}
        # Who stands on the other side crosses zero by taking over.
        opposite = [name for name in by_wealth if sizes[name] * sizes.get(account, 0) < 0]
        actor = chance.pick((by_wealth[0], by_wealth[1], *opposite[:2], chance.pick(TRADERS)))
        if chance.one_in(2):
            self._thin_out(chance, actor, account, market)
        self.do("liquidate", actor=actor, account=account, market=market)

    def _thin_out(self, chance: Chance, actor: str, account: str, market: int) -> None:
        """Have a liquidator keep just what a takeover asks of it, or somewhat less."""
        found = edges.spared_by_takeover(self.model, actor, account, market)
        if found is not None:
            spare, more = found
            lacking = chance.pick((-1, 0, 1, max(0, more) // 4, max(0, more) // 2))
            self.do("withdraw", actor=actor, assets=max(0, spare + lacking))

    # Fees, owner

    @rule(data=DATA)
    def move_fees(self, data: st.DataObject) -> None:
        """Pay a sink, or send tokens to a contract that has not asked for them."""
        chance = Chance(data)
        actor = chance.pick(TRADERS)
        if chance.pick((True, True, False)):
            self.do("pay_fees", actor=actor, sink=int(chance.pick(tuple(FeeSink))))
        else:
            limit = chance.pick((1000 * USDC, self.model.token.balance(actor)))
            self.do("donate", actor=actor, receiver=chance.pick(CONTRACTS), assets=self._amount(chance, limit))

    @rule(data=DATA)
    def govern(self, data: st.DataObject) -> None:
        """Set a cap about the open interest, or the fee split; strangers try too."""
        chance = Chance(data)
        actor = chance.pick((OWNER, OWNER, OWNER, STRANGER))
        if chance.pick((True, False)):
            market = chance.pick((*MARKETS, *MARKETS, len(LISTINGS)))
            listed = min(market, len(LISTINGS) - 1)
            interest, _ = self.model.clearing.open_interest(listed)
            lot, normal = LISTINGS[listed].market.lot_size, LISTINGS[listed].market.open_interest_cap
            cap = chance.pick((normal, normal, interest, max(0, interest - 1), interest + 5 * lot, 0))
            self.do("set_params", actor=actor, market=market, changes={"open_interest_cap": cap})
        else:
            vault = chance.pick((0, PPM, 333_333, chance.between(0, PPM)))
            treasury = chance.between(0, PPM - vault)
            insurance = PPM - vault - treasury + chance.pick((0, 0, 0, 1))
            self.do("set_split", actor=actor, vault=vault, insurance=insurance, treasury=treasury)

    # What must not work

    @rule(data=DATA)
    def err(self, data: st.DataObject) -> None:
        """Place at an extreme tick, size or market, or cancel another's order or one that does not rest."""
        chance = Chance(data)
        actor = chance.pick((*TRADERS, STRANGER))
        if chance.pick((True, False)):
            market = chance.pick((*MARKETS, len(LISTINGS)))
            listed = min(market, len(LISTINGS) - 1)
            mark = edges.mark_tick(self.model, listed)
            tick = chance.pick((mark, 1, 0, MAX_TICK, min(MAX_TICK, 2 * mark)))
            lots = chance.pick((1, 0, MAX_LOTS, 10**6, self._lots(chance, actor, listed)))
            self.do("place", actor=actor, market=market, is_buy=chance.pick((True, False)), tick=tick, lots=lots)
        else:
            level = (chance.pick(MARKETS), chance.pick((True, False)), edges.mark_tick(self.model, MARKETS[0]))
            following = self.model.book.next_id(level)
            others = tuple(self.model.book.orders) or (0,)
            order_id = chance.pick((following, 0, following - 1, chance.between(1, following), chance.pick(others)))
            self.do("cancel", actor=actor, order=order_id)

    @rule(data=DATA)
    def intrude(self, data: st.DataObject) -> None:
        """Let a stranger call what only the owner or a module may."""
        self.do("intrude", attempt=Chance(data).pick(tuple(INTRUSIONS)))
