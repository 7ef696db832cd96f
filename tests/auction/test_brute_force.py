"""Thousands of random books, cut into steps at random, against an auction by brute force."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from gate.bench.stage import Stage
from tests.auction.hall import ALL_STEPS, Hall

BOOKS = 900
"""Random books of each kind; half as many of the largest."""


@pytest.mark.parametrize(("market", "orders", "spread"), [(0, 5, 3), (1, 12, 6), (2, 30, 25)])
def test_auction_when_executed_in_any_steps_then_it_is_the_brute_force_auction(
    stage: Stage, market: int, orders: int, spread: int
) -> None:
    """Same tick, fills, order of fills, vault fills and endings; orders carried on meet the next books."""
    hall = Hall.open(stage, seed=market, number=market)
    seen: Counter[str] = Counter()
    lots = dict.fromkeys(hall.people, 0)
    for number in range(BOOKS if orders < 30 else BOOKS // 2):
        hall.fill_the_hall(hall.random.randint(1, orders), spread)
        hall.end_epoch()
        owners = {order.order_id: order.owner for order in hall.gathering.orders}
        announced = hall.execute((1, 2, 3, 7, ALL_STEPS))
        assert announced == hall.expected(), f"book {number}"
        for event in announced:
            seen[str(event[0])] += 1
            if event[0] != "AuctionMatched":
                continue
            bid, ask, _tick, filled = event[1:]
            seen["vault"] += not bid or not ask
            if bid:
                lots[owners[bid]] += filled
            if ask:
                lots[owners[ask]] -= filled
    engine = stage.system.contract("engine")
    for person, expected in lots.items():
        assert engine.call("position", person, hall.market).size == expected * 10**15, "and the engine agrees"
    for kind in ("AuctionMatched", "AuctionSelfTradePrevented", "AuctionOrderRemoved", "AuctionOrderCarried", "vault"):
        assert seen[kind] > 100, f"{kind}: {seen}"


def test_auction_when_cut_in_every_way_then_everything_it_announces_is_the_same(stage: Stage) -> None:
    """One book after the other, executed by calls of 1, 2, 3, … steps from the same state."""
    hall = Hall.open(stage, seed=7, number=3)
    for _ in range(40):
        hall.fill_the_hall(16, 5)
        hall.end_epoch()
        ways = []
        for steps in (1, 2, 3, 5, 8, 13, ALL_STEPS):
            mark = stage.chain.snapshot()
            ways.append(hall.execute((steps,)))
            stage.chain.revert(mark)
        assert all(way == ways[0] for way in ways)
        hall.execute((ALL_STEPS,))
        assert ways[0] == hall.expected()


def test_indicative_price_when_asked_before_the_end_then_it_is_what_pricing_finds(stage: Stage) -> None:
    hall = Hall.open(stage, seed=11, number=4)
    book = stage.system.contract("book")
    for _ in range(100):
        hall.fill_the_hall(10, 6)
        hall.end_epoch()
        state = book.call("auctionState", hall.market, ALL_STEPS)
        priced = hall.execute((ALL_STEPS,))[0]
        assert state.complete
        indicative = state.indicative
        assert ("AuctionPriced", *priced[1:3], indicative.tick, indicative.filledLots, indicative.imbalance) == priced
        hall.expected()


def test_waiting_orders_when_told_from_logs_alone_then_they_are_those_of_the_views(stage: Stage) -> None:
    """An indexer that reads nothing but the events of placing, cancelling and executing."""
    hall = Hall.open(stage, seed=13, number=5)
    book = stage.system.contract("book")
    for number in range(1, 60):
        hall.fill_the_hall(10, 6)
        expected = {order.order_id: replace(order) for order in hall.gathering.orders}
        for order_id in hall.random.sample(sorted(expected), k=2):
            cancelled = book.transact("cancelInAuction", [order_id], sender=expected[order_id].owner).expect()
            assert [event.name for event in cancelled.events if event.name.startswith("Auction")] == [
                "AuctionOrderRemoved"
            ]
            del expected[order_id]
            hall.gathering.orders = [order for order in hall.gathering.orders if order.order_id != order_id]
        page = book.call("auctionOrdersOf", "0x" + "00" * 20, hall.market, number, 0, 10**3)
        assert set(page.orderIds) == set(expected)
        by_pages, cursor = [], 0
        while True:
            some = book.call("auctionOrdersOf", hall.people[0], hall.market, number, cursor, 3)
            by_pages += some.orderIds
            cursor = some.next
            if not cursor:
                break
        assert set(by_pages) == {order.order_id for order in expected.values() if order.owner == hall.people[0]}
        hall.end_epoch()
        assert hall.execute((ALL_STEPS,)) == hall.expected()
