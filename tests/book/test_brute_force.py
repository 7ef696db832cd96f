"""Long random sequences of every kind of order, against a book by brute force and rebuilt from the logs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import pytest

from fuzz.chain import Event, TxResult
from gate.bench.stage import TICK, WAD, Stage
from tests.book.naive import Force, NaiveBook, Params, Refused, SelfTrade

PEOPLE = 4
STEPS = 1_200
_TOLD = ("OrderPlaced", "OrderMatched", "OrderRemoved", "OrderReduced", "RemainderDropped")


@dataclass
class Indexer:
    """What somebody knows of the book who reads nothing but its logs."""

    orders: dict[int, list[Any]] = field(default_factory=dict)

    def read(self, event: Event) -> None:
        """Take one event in."""
        args = event.args
        if event.name == "OrderPlaced":
            self.orders[args.orderId] = [args.owner.lower(), args.isBuy, args.tick, args.lots, 0, False, False, 0]
        elif event.name == "OrderTerms":
            self.orders[args.orderId][4:] = [args.expiry, args.postOnly, args.reduceOnly, args.selfTrade]
        elif event.name == "OrderMatched":
            self.orders[args.makerOrderId][3] -= args.lots
            if self.orders[args.makerOrderId][3] == 0:
                del self.orders[args.makerOrderId]
        elif event.name == "OrderReduced":
            self.orders[args.orderId][3] = args.lots
        elif event.name == "OrderRemoved":
            assert self.orders.pop(args.orderId)[3] == args.lots, "what was left of it is what the logs say"


@dataclass
class Duel:
    """The contract and the brute-force book, told the same things."""

    stage: Stage
    random: Random
    naive: NaiveBook
    people: list[str]
    indexer: Indexer = field(default_factory=Indexer)
    done: dict[str, int] = field(default_factory=dict)

    def step(self) -> None:
        """Do one random thing on both and compare what it answered and announced."""
        self.stage.chain.advance(self.random.choice((1, 1, 1, 20)))
        kind = self.random.choice(("place",) * 8 + ("cancel", "cancel", "amend", "amend", "expire"))
        actor = self.random.choice(self.people)
        arguments = getattr(self, f"_{kind}")(actor)
        book = self.stage.system.contract("book")
        function = {"place": "placeOrder", "expire": "removeExpired"}.get(kind, kind)
        encoded = (arguments.encoded(),) if kind == "place" else arguments
        result = book.transact(function, *encoded, sender=actor)
        self.naive.now = self.stage.chain.timestamp
        after = self.naive.copy()
        answer, refused = None, ""
        try:
            answer = self._mirror(after, kind, actor, arguments)
        except Refused as error:
            refused = str(error)
        assert (result.error.name if result.error else "") == refused, (kind, arguments)
        if refused:
            self._count(refused)
            return
        assert told(result) == after.told, (kind, arguments)
        if kind in ("place", "amend"):
            assert tuple(result.value) == answer
        for event in result.events:
            self.indexer.read(event)
        for announced in after.told:
            self._count(announced[0] if announced[0] in ("OrderPlaced", "OrderMatched") else announced[-1].name)
        self.naive = after

    def _count(self, what: str) -> None:
        self.done[what] = self.done.get(what, 0) + 1

    def _place(self, actor: str) -> Params:
        draw = self.random
        force = draw.choice(tuple(Force) + (Force.GOOD_TILL_CANCELLED,) * 3)
        expiry = self.naive.now + draw.choice((0, 3, 30, 300)) if force == Force.GOOD_TILL_TIME else 0
        far = draw.random() < 0.04
        return Params(
            self.naive.market,
            draw.random() < 0.5,
            TICK + (draw.choice((-1500, 1500, 30_000)) if far else draw.randint(-6, 6)),
            draw.choice((0, 2**60)) if draw.random() < 0.02 else draw.randint(1, 60),
            force,
            draw.choice(tuple(SelfTrade)),
            post_only=draw.random() < (0.02 if force > Force.GOOD_TILL_TIME else 0.25),
            reduce_only=draw.random() < 0.4,
            expiry=expiry + (draw.random() < 0.02),
            max_fills=draw.choice((0, 0, 0, 1, 2, 3)),
            client_id=draw.choice((0, 7)),
        )

    def _some_order(self) -> int:
        if not self.naive.orders or self.random.random() < 0.1:
            return self.naive.market << 57 | 1 << 56 | TICK << 32 | 9_999
        return self.random.choice(self.naive.orders).order_id

    def _cancel(self, actor: str) -> tuple[int]:
        del actor
        return (self._some_order(),)

    def _amend(self, actor: str) -> tuple[int, int, int]:
        del actor
        order_id = self._some_order()
        order = self.naive.find(order_id)
        tick = order.tick if order is not None else TICK
        return order_id, tick + self.random.choice((0, 0, 0, 1, -1)), self.random.randint(0, 60)

    def _expire(self, actor: str) -> tuple[list[int]]:
        del actor
        return ([self._some_order() for _ in range(3)],)

    def _mirror(self, book: NaiveBook, kind: str, actor: str, arguments: Any) -> tuple[int, int] | None:
        if kind == "place":
            return book.submit(actor, arguments)
        if kind == "amend":
            return book.amend(actor, *arguments)
        if kind == "cancel":
            book.cancel(actor, *arguments)
            return None
        for order_id in arguments[0]:
            order = book.find(order_id)
            if order is not None and order.expiry and book.now >= order.expiry:
                book.expire(order)
        return None

    def compare_books(self) -> None:
        """Compare every level and order, page by page, with the brute-force book and with the logs."""
        book, market = self.stage.system.contract("book"), self.naive.market
        sides = [order for is_buy in (True, False) for order in self.naive.side(is_buy)]
        expected = [order.order_id for order in sides]
        found: dict[str, list[int]] = {}
        for person in self.people:
            cursor, mine = 0, []
            while True:
                ids, cursor = book.call("ordersOf", person, market, cursor, 7)
                mine += ids
                if cursor == 0:
                    break
            found[person] = mine
            assert mine == [order.order_id for order in sides if order.owner == person]
        assert sorted(self.indexer.orders) == sorted(expected)
        for order in sides:
            view = book.call("order", order.order_id)
            seen = (view.owner.lower(), view.isBuy, view.tick, view.lots, view.expiry, view.postOnly, view.reduceOnly)
            assert (*seen, view.selfTrade) == tuple(self.indexer.orders[order.order_id])
            flags = (order.expiry, order.post_only, order.reduce_only)
            assert seen == (order.owner, order.is_buy, order.tick, order.lots, *flags)
            assert view.selfTrade == order.self_trade
        for is_buy in (True, False):
            levels: dict[int, list[int]] = {}
            for order in self.naive.side(is_buy):
                levels.setdefault(order.tick, []).append(order.lots)
            ticks, lots, counts = book.call("depth", market, is_buy, 50)
            assert list(ticks) == list(levels)
            assert list(lots) == [sum(level) for level in levels.values()]
            assert list(counts) == [len(level) for level in levels.values()]
            assert book.call("best", market)[0 if is_buy else 1] == next(iter(levels), 0)
        lot = self.stage.system.contract("engine").call("marketParams", market).lotSize
        for person in self.people:
            size, _, bids, asks = self.stage.system.contract("engine").call("position", person, market)
            assert size == self.naive.positions.get(person, 0) * lot
            resting = [order for order in self.naive.orders if order.owner == person]
            assert bids == sum(order.lots for order in resting if order.is_buy)
            assert asks == sum(order.lots for order in resting if not order.is_buy)


def told(result: TxResult) -> list[tuple[Any, ...]]:
    """What the book announced, without what the brute-force book does not know of."""
    found = []
    for event in result.events:
        if event.name not in _TOLD:
            continue
        values = event.args._asdict()
        values.pop("marketId", None)
        found.append((event.name, *(value.lower() if isinstance(value, str) else value for value in values.values())))
    return found


@pytest.mark.parametrize(
    ("seed", "limits"),
    [(1, {}), (2, {"min_lots": 8, "min_tick_lots": 12 * TICK}), (3, {"min_lots": 3, "band_ppm": 10_000})],
)
def test_book_when_anything_is_placed_then_it_is_the_brute_force_book(
    stage: Stage, seed: int, limits: dict[str, int]
) -> None:
    mark = stage.chain.snapshot()
    naive = replace(NaiveBook(stage.market(seed), TICK), **limits)
    if limits:
        # A lot at tick 1 is worth a ten-thousandth of a dollar.
        notional = naive.min_tick_lots * WAD // 10_000
        config = (naive.min_lots, notional, naive.band_ppm)
        stage.send("book", "setBookConfig", naive.market, config, sender=stage.system.addresses["owner"])
    duel = Duel(stage, Random(seed), naive, [stage.person(10_000_000).lower() for _ in range(PEOPLE)])
    # The market has been traded in before: numbers go on.
    for is_buy, tick in ((True, TICK), (False, TICK)):
        following = stage.system.contract("book").call("nextOrderId", naive.market, is_buy, tick)
        naive.numbers[(is_buy, tick)] = following % 2**32 - 1
    for step in range(STEPS):
        duel.step()
        if step % 50 == 49:
            duel.compare_books()
    wanted = {"OrderPlaced", "OrderMatched", "CANCELLED", "SELF_TRADE", "EXPIRED", "AMENDED", "UNFILLED", "MAX_FILLS"}
    wanted |= {"MAKER_REDUCE_ONLY", "REDUCE_ONLY", "PostOnlyWouldCross", "NotFilledWhole", "NothingToReduce"}
    wanted |= {"InvalidExpiry", "InvalidTerms", "UnknownOrder", "NotOrderOwner", "OrderExpired", "ZeroLots"}
    if naive.min_lots > 1:
        wanted |= {"DUST", "BelowMinimumLots"}
    if naive.band_ppm:
        wanted |= {"OutsidePriceBand"}
    if naive.min_tick_lots:
        wanted |= {"BelowMinimumNotional"}
    assert wanted <= set(duel.done), f"the sequence never came to {wanted - set(duel.done)}"
    stage.chain.revert(mark)
