"""The machine with call auctions."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fuzz.machines import edges
from fuzz.machines.chance import Chance
from fuzz.machines.prices import within_reach
from fuzz.machines.scenario import ALLOCATOR, DELEGATORS, LISTINGS, OWNER, STRANGER, TRADERS, USDC
from fuzz.machines.session import WAIT
from fuzz.machines.trading import DATA, MARKETS
from fuzz.machines.waiting import WaitingMachine
from fuzz.model.auctions import MAX_EPOCH_LENGTH, MAX_VAULT_BAND_PPM, MIN_EPOCH_LENGTH, Phase, Unfilled
from fuzz.model.units import PPM


class CallingMachine(WaitingMachine):
    """Traders who meet at one price."""

    @rule(data=DATA)
    def gather(self, data: st.DataObject) -> None:
        """Send several traders' orders to an auction, about the mark, and let it be over."""
        chance = Chance(data)
        market = chance.pick(MARKETS)
        self._open_auctions(chance, market)
        about = self._about(chance, market)
        for _ in range(6 - chance.between(0, 4)):
            self._join(chance, market, about)
        for _ in range(chance.between(0, 2)):
            self._meet(chance, market)
        if chance.one_in(3):
            self._leave_a_hole(chance, market)
        if chance.pick((True, True, False)):
            self._execute(chance, market)

    @rule(data=DATA)
    def call(self, data: st.DataObject) -> None:
        """Execute an auction, over or not."""
        chance = Chance(data)
        if not self.model.auctions.orders and not chance.one_in(5):
            self.gather(data)
            return
        self._execute(chance, self._any_auction(chance))

    @rule(data=DATA)
    def interrupt(self, data: st.DataObject) -> None:
        """Execute an auction a little at a time; in between orders come and go and prices move."""
        chance = Chance(data)
        if not self.model.auctions.orders:
            self.gather(data)
        pending = sorted({order.market_id for order in self.model.auctions.orders.values()})
        if not pending:
            return
        market = chance.pick(pending)
        self._let_it_end(chance, market)
        if chance.pick((True, False)):
            self._void_the_price(chance, market)
        for _ in range(chance.between(1, 5)):
            self.do("execute_part", actor=STRANGER, market=market, steps=chance.pick((1, 1, 2, 3, 6)))
            if not chance.one_in(3):
                self._meddle(chance, market)

    def _void_the_price(self, chance: Chance, market: int) -> None:
        """Execute just until a price is found, if one is, and take an order back before anything is filled at it."""
        number = self.model.auctions.executing.get(market, 1)
        for _ in range(12):
            epoch = self.model.auctions.epochs.get(market, {}).get(number)
            if epoch is None or epoch.ends_at > self.model.now or epoch.phase >= Phase.SETTLING:
                break
            if not self.do("execute_part", actor=STRANGER, market=market, steps=1):
                break
        orders = self.model.auctions.orders
        waiting = sorted(i for i, order in orders.items() if (order.market_id, order.epoch) == (market, number))
        if waiting:
            order_id = chance.pick(waiting)
            self.do("cancel_in_auction", actor=orders[order_id].owner, orders=[order_id])

    def _meddle(self, chance: Chance, market: int) -> None:
        """Do something that an auction in the middle of its execution must bear."""
        orders = self.model.auctions.orders
        number = self.model.auctions.executing.get(market, 1)
        waiting = sorted(i for i, order in orders.items() if (order.market_id, order.epoch) == (market, number))
        feed = self.model.oracle.feeds[market]
        match chance.pick(("cancel", "cancel", "cancel", "join", "price", "price", "trade", "close")):
            case "cancel" if waiting:
                order_id = chance.pick(waiting)
                self.do("cancel_in_auction", actor=orders[order_id].owner, orders=[order_id])
            case "price":
                band = self.model.auctions.bands.get(market, 0)
                away = chance.pick((0, 100, band, band + 100, 2_000)) * chance.pick((-1, 1))
                target = within_reach(market, feed.price * (PPM + away) // PPM)
                self.do("move_price", market=market, readings=[[target, 0, 0] for _ in LISTINGS[market].sources])
            case "trade":
                self._trade(chance)
            case "close" if chance.one_in(4):
                self.do("set_auction", actor=OWNER, market=market, length=0)
            case _:
                self._join(chance, market, self._about(chance, market))

    @rule(data=DATA)
    def take_back(self, data: st.DataObject) -> None:
        """Cancel waiting orders, mostly one's own."""
        chance = Chance(data)
        orders = sorted(self.model.auctions.orders)
        if not orders:
            market = chance.pick(MARKETS)
            self._join(chance, market, edges.mark_tick(self.model, market))
            return
        order_id = chance.pick(orders)
        theirs = [i for i in orders if self.model.auctions.orders[i].owner in DELEGATORS]
        if theirs and chance.one_in(2):
            order_id = chance.pick(theirs)
            owner = self.model.auctions.orders[order_id].owner
            self._allow(chance, owner)
            self.do("cancel_in_auction_for", actor=STRANGER, owner=owner, orders=[order_id, 0])
            return
        actor = chance.pick(TRADERS) if chance.one_in(5) else self.model.auctions.orders[order_id].owner
        self.do("cancel_in_auction", actor=actor, orders=[order_id, order_id, 0])

    @rule(data=DATA)
    def change_auctions(self, data: st.DataObject) -> None:
        """Open, change or close a market's auctions."""
        chance = Chance(data)
        actor = chance.pick((OWNER, OWNER, STRANGER))
        market = len(LISTINGS) if chance.one_in(8) else chance.pick(MARKETS)
        lengths = (0, 60, 60, MIN_EPOCH_LENGTH, MIN_EPOCH_LENGTH - 1, MAX_EPOCH_LENGTH, MAX_EPOCH_LENGTH + 1)
        band = chance.pick((0, 0, 50_000, MAX_VAULT_BAND_PPM, MAX_VAULT_BAND_PPM + 1))
        self.do("set_auction", actor=actor, market=market, length=chance.pick(lengths), band=band)

    def _open_auctions(self, chance: Chance, market: int) -> None:
        """Open a market's auctions, mostly, where they are closed."""
        if self.model.auctions.lengths.get(market) or chance.one_in(12):
            return
        length = chance.pick((MIN_EPOCH_LENGTH, 60, 60, 600))
        band = chance.pick((0, 20_000, MAX_VAULT_BAND_PPM))
        self.do("set_auction", actor=OWNER, market=market, length=length, band=band)
        if band:
            # What the vault fills it must have the margin for.
            assets = chance.between(100, 5_000) * USDC
            self.do("vault_deposit", actor=chance.pick(TRADERS), assets=assets)
            self.do("vault_allocate", actor=ALLOCATOR, assets=assets * 4 // 5)

    def _about(self, chance: Chance, market: int) -> int:
        """Draw the tick about which an auction is: the mark's, the last one at which the vault fills, or the next."""
        mark, band = edges.mark_tick(self.model, market), self.model.auctions.bands.get(market, 0)
        return mark + chance.pick((0, 0, 0, 1, -1)) * (mark * band // PPM + chance.pick((0, 1, 5)))

    def _leave_a_hole(self, chance: Chance, market: int) -> None:
        """Queue three orders at one tick, and take back the second: who passes the first meets nothing there."""
        is_buy, tick = chance.pick((True, False)), edges.mark_tick(self.model, market)
        owner = chance.pick(TRADERS)
        terms = {"market": market, "is_buy": is_buy, "tick": tick, "unfilled": int(chance.pick(tuple(Unfilled)))}
        before = set(self.model.auctions.orders)
        for _ in range(3):
            self.do("auction_order", actor=owner, owner=owner, lots=chance.between(1, 20), **terms)
        queued = sorted(set(self.model.auctions.orders) - before)
        self.do("cancel_in_auction", actor=owner, orders=queued[1:2])

    def _join(self, chance: Chance, market: int, about: int) -> None:
        owner = chance.pick(TRADERS)
        actor, owner = (STRANGER, chance.pick(DELEGATORS)) if chance.one_in(12) else (owner, owner)
        tick = about + chance.between(-4, 4)
        self.do(
            "auction_order",
            actor=actor,
            owner=owner,
            market=market,
            is_buy=chance.pick((True, False)),
            tick=edges.nearest_tick(tick),
            lots=self._lots(chance, owner, market),
            unfilled=int(chance.pick(tuple(Unfilled))),
        )

    def _meet(self, chance: Chance, market: int) -> None:
        """Send an order to an auction that crosses one which waits there, smaller, as large or larger."""
        waiting = [order for order in self.model.auctions.orders.values() if order.market_id == market]
        if not waiting:
            return
        order = chance.pick(waiting)
        owner = chance.pick([name for name in TRADERS if name != order.owner])
        self.do(
            "auction_order",
            actor=owner,
            owner=owner,
            market=market,
            is_buy=not order.is_buy,
            tick=order.tick,
            lots=max(
                1, chance.pick((order.lots, order.lots // 2, order.lots // 3, order.lots + chance.between(1, 50)))
            ),
            unfilled=int(chance.pick(tuple(Unfilled))),
        )

    def _let_it_end(self, chance: Chance, market: int) -> None:
        """Wait until the epoch that is next to be executed is over, mostly, and bring the price up to date."""
        auctions = self.model.auctions
        epoch = auctions.epochs.get(market, {}).get(auctions.executing.get(market, 1))
        if epoch is not None and epoch.phase is Phase.GATHERING and epoch.ends_at > self.model.now:
            left = epoch.ends_at - self.model.now
            if left < 2_000 and not chance.one_in(4):
                self.do(WAIT, seconds=left)
                if market < len(LISTINGS):
                    price = self.model.oracle.feeds[market].price
                    readings = [[price, 0, 0] for _ in LISTINGS[market].sources]
                    self.do("move_price", market=market, readings=readings)

    def _execute(self, chance: Chance, market: int) -> None:
        self._let_it_end(chance, market)
        if chance.pick((True, False)):
            self.do("execute_auction", actor=STRANGER, market=market)
        elif chance.one_in(3):
            gas = [chance.pick((150_000, 250_000, 400_000, 1_700_000, 2_500_000)) for _ in range(chance.between(1, 12))]
            self.do("execute_by_gas", actor=STRANGER, market=market, gas=gas)
        else:
            parts = [chance.between(1, 3) for _ in range(chance.between(1, 5))]
            self.do("execute_in_parts", actor=STRANGER, market=market, parts=parts)

    def _any_auction(self, chance: Chance) -> int:
        pending = sorted({order.market_id for order in self.model.auctions.orders.values()})
        return chance.pick((*pending, *pending, chance.pick(MARKETS), len(LISTINGS)))
