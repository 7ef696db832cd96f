"""A long random run of auctions: what waits, rests and is reserved is rebuilt from the logs alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from fuzz.chain import Event, TxResult
from fuzz.machines.scenario import OWNER
from gate.bench.stage import TICK, Stage
from tests.auction.hall import Hall

STEPS = 500
LENGTH = 60
CUTS = (1, 2, 3, 7, 40)


class Order(NamedTuple):
    """What a log told of an order, waiting or resting."""

    owner: str
    is_buy: bool
    tick: int
    lots: int


def waits_at(order_id: int) -> tuple[bool, int]:
    """Return the side and the tick that an auction order's id names."""
    return bool(order_id >> 56 & 1), order_id >> 32 & (2**24 - 1)


@dataclass
class Indexer:
    """What somebody knows who reads nothing but the book's logs."""

    waiting: dict[int, Order] = field(default_factory=dict)
    resting: dict[int, Order] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)

    def read(self, event: Event) -> None:
        """Take one event in."""
        args = event.args
        self.seen[event.name] += 1
        if event.name == "AuctionOrderPlaced":
            self.waiting[args.orderId] = Order(args.owner.lower(), *waits_at(args.orderId), args.lots)
        elif event.name in ("AuctionMatched", "AuctionSelfTradePrevented"):
            for order_id in (args.bidId, args.askId):
                self._less(self.waiting, order_id, args.lots)
        elif event.name == "AuctionOrderCarried":
            self.waiting[args.newId] = self._ended(self.waiting, args.orderId, args.lots)
        elif event.name in ("AuctionOrderRemoved", "AuctionOrderMoved", "AuctionOrderRefused"):
            self._ended(self.waiting, args.orderId, args.lots)
        elif event.name == "OrderPlaced":
            self.resting[args.orderId] = Order(args.owner.lower(), args.isBuy, args.tick, args.lots)
        elif event.name == "OrderMatched":
            self._less(self.resting, args.makerOrderId, args.lots)
        elif event.name == "OrderReduced":
            self.resting[args.orderId] = self.resting[args.orderId]._replace(lots=args.lots)
        elif event.name == "OrderRemoved":
            self._ended(self.resting, args.orderId, args.lots)

    def reserved(self, person: str, is_buy: bool) -> int:
        """Return a person's lots on one side that wait or rest."""
        orders = (*self.waiting.values(), *self.resting.values())
        return sum(order.lots for order in orders if (order.owner, order.is_buy) == (person, is_buy))

    def _less(self, orders: dict[int, Order], order_id: int, lots: int) -> None:
        if order_id == 0:
            # The vault has no order.
            return
        left = orders[order_id].lots - lots
        assert left >= 0
        if left:
            orders[order_id] = orders[order_id]._replace(lots=left)
        else:
            del orders[order_id]

    def _ended(self, orders: dict[int, Order], order_id: int, lots: int) -> Order:
        order = orders.pop(order_id)
        assert order.lots == lots, "an order ends with what was left of it"
        return order


@dataclass
class Run:
    """The contract and the indexer."""

    stage: Stage
    hall: Hall
    random: Random
    people: list[str]
    indexer: Indexer = field(default_factory=Indexer)

    def step(self) -> None:
        """Do one random thing; what is refused leaves no logs."""
        self.stage.chain.advance(1)
        kinds = ("gather", "gather", "gather", "gather", "rest", "take_back", "execute", "execute")
        result: TxResult | None = getattr(self, f"_{self.random.choice(kinds)}")(self.random.choice(self.people))
        for event in result.events if result is not None else ():
            self.indexer.read(event)

    def _terms(self) -> tuple[bool, int, int]:
        draw = self.random
        return draw.random() < 0.5, TICK + draw.randint(-12, 12), draw.choice((1, 2, 5, 8, 40))

    def _gather(self, person: str) -> TxResult:
        params = (self.hall.market, *self._terms(), self.random.randint(0, 2), 0)
        return self.stage.system.contract("book").transact("placeInAuction", params, sender=person)

    def _rest(self, person: str) -> TxResult:
        return self.stage.system.contract("book").transact("place", self.hall.market, *self._terms(), sender=person)

    def _take_back(self, person: str) -> TxResult:
        mine = [order_id for order_id, order in self.indexer.waiting.items() if order.owner == person]
        ids = self.random.sample(mine, min(len(mine), 2))
        return self.stage.system.contract("book").transact("cancelInAuction", ids, sender=person).expect()

    def _execute(self, person: str) -> TxResult | None:
        """Go on with the oldest epoch by some steps, now and then with a price that is not between two ticks."""
        book = self.stage.system.contract("book")
        result = book.transact("executeAuction", self.hall.market, self.random.choice(CUTS), sender=person)
        if not result.ok:
            self.stage.chain.advance(LENGTH)
            self.stage.set_price((TICK * 100 + self.random.choice((0, 50, -130))) * 10**15, self._number)
        return result

    @property
    def _number(self) -> int:
        return self.hall.market - self.stage.market()

    def compare(self) -> None:
        """Compare every order, and what the engine holds reserved for whom."""
        book, engine = self.stage.system.contract("book"), self.stage.system.contract("engine")
        for order_id, order in self.indexer.waiting.items():
            seen = book.call("auctionOrder", order_id)
            assert (seen.owner.lower(), seen.isBuy, seen.tick, seen.lots) == order
        for order_id, order in self.indexer.resting.items():
            assert book.call("order", order_id).lots == order.lots
        for person in self.people:
            position = engine.call("position", person, self.hall.market)
            told = self.indexer.reserved(person, True), self.indexer.reserved(person, False)
            assert (position.bidLots, position.askLots) == told


def test_auctions_when_anything_happens_to_them_then_the_logs_alone_tell_what_waits_and_what_is_reserved(
    stage: Stage,
) -> None:
    mark = stage.chain.snapshot()
    hall = Hall.open(stage, seed=3, number=6, people=3, length=LENGTH)
    # What the last one's orders become can't be placed.
    poor = stage.person(100).lower()
    run = Run(stage, hall, Random(4), [*hall.people, poor])
    for step in range(STEPS):
        run.step()
        if step % 25 == 24:
            run.compare()
    owner = stage.system.addresses[OWNER]
    stage.send("book", "setAuctionConfig", hall.market, (0, 0), sender=owner)
    run.compare()
    wanted = {
        *("AuctionOrderPlaced", "AuctionMatched", "AuctionSelfTradePrevented", "AuctionOrderRemoved"),
        *("AuctionOrderCarried", "AuctionOrderMoved", "AuctionPriced", "AuctionExecuted", "OrderMatched"),
    }
    assert wanted <= set(run.indexer.seen), f"the run never came to {wanted - set(run.indexer.seen)}"
    stage.chain.revert(mark)
