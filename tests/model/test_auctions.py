"""Orders gathered over an epoch trade at one price."""

from dataclasses import replace

import pytest

from fuzz.model.auctions import AuctionOrder, AuctionRemoval, Phase, Told, Unfilled, clearing_tick
from fuzz.model.exchange import Exchange, attempt
from fuzz.model.markets import MarketState
from fuzz.model.orders import Request
from fuzz.model.positions import Position
from fuzz.model.units import WAD

from .figures import ETH, eth_market, set_price


@pytest.fixture(autouse=True)
def _auctions_of_a_minute(exchange: Exchange) -> None:
    for trader in ("alice", "bob", "carol"):
        exchange.deposit(trader, 10_000 * 10**6)
    exchange.set_auction("owner", ETH, 60)


def join(
    exchange: Exchange, owner: str, is_buy: bool, tick: int, lots: int, unfilled: Unfilled = Unfilled.CANCEL
) -> int:
    return exchange.place_in_auction(owner, Request(owner, ETH, is_buy, tick, lots), unfilled)


def execute(exchange: Exchange) -> None:
    exchange.now = exchange.auctions.epochs[ETH][exchange.auctions.executing.get(ETH, 1)].ends_at
    set_price(exchange, ETH, 2000 * WAD)
    exchange.execute_auction("mallory", ETH)


def waiting(is_buy: bool, *orders: tuple[int, int]) -> list[AuctionOrder]:
    return [AuctionOrder("alice", ETH, 1, is_buy, tick, lots, Unfilled.CANCEL) for tick, lots in orders]


@pytest.mark.parametrize(
    ("bids", "asks", "tick"),
    [
        ([(20_010, 5)], [(20_020, 5)], 0),
        ([(20_010, 5), (20_000, 5)], [(19_990, 10)], 20_000),
        ([(20_010, 5), (19_995, 5)], [(19_990, 5), (20_005, 5)], 20_000),
        ([(20_010, 5)], [(20_005, 5)], 20_005),
        ([(19_995, 5)], [(19_990, 5)], 19_995),
        ([(20_010, 7)], [(19_990, 5)], 20_000),
    ],
)
def test_the_price_has_the_largest_volume_then_the_smallest_imbalance_then_is_nearest_to_the_mark(
    bids: list[tuple[int, int]], asks: list[tuple[int, int]], tick: int
) -> None:
    assert clearing_tick(waiting(True, *bids), waiting(False, *asks), eth_market(), 2000 * WAD) == tick


def test_of_two_ticks_as_near_to_the_mark_the_lower_is_taken() -> None:
    mark = 2000 * WAD + 5 * 10**16
    assert clearing_tick(waiting(True, (20_010, 5)), waiting(False, (19_990, 5)), eth_market(), mark) == 20_000


def test_pairs_fill_at_one_price_and_share_both_fees(exchange: Exchange) -> None:
    bid = join(exchange, "bob", True, 20_010, 100)
    ask = join(exchange, "alice", False, 19_990, 100)
    execute(exchange)
    assert exchange.tape.auction_matched == [(bid, ask, 100)]
    assert exchange.clearing.account("bob").position(ETH) == Position(10**17, -200 * WAD)
    # 200 dollars at half of 700 ppm.
    assert exchange.clearing.account("bob").collateral == 10_000 * WAD - 7 * 10**16
    assert exchange.auctions.epochs[ETH][1].phase is Phase.DONE


def test_what_is_left_ends_goes_to_the_book_or_waits_on(exchange: Exchange) -> None:
    ended = join(exchange, "bob", True, 19_000, 10)
    moved = join(exchange, "bob", True, 19_000, 20, Unfilled.TO_BOOK)
    carried = join(exchange, "bob", True, 19_000, 30, Unfilled.NEXT_EPOCH)
    execute(exchange)
    assert exchange.tape.auction_removed == [(ended, 10, AuctionRemoval.UNFILLED)]
    assert [order_id for order_id, *_ in exchange.tape.auction_moved] == [moved]
    assert [order_id for order_id, *_ in exchange.tape.auction_carried] == [carried]
    assert exchange.clearing.account("bob").position(ETH).bid_lots == 50


def test_two_orders_of_one_owner_lose_what_they_would_have_traded(exchange: Exchange) -> None:
    bid = join(exchange, "bob", True, 20_000, 10)
    ask = join(exchange, "bob", False, 20_000, 4)
    execute(exchange)
    assert exchange.tape.auction_prevented == [(bid, ask, 4)]
    assert exchange.tape.auction_removed == [(bid, 6, AuctionRemoval.UNFILLED)]


def test_an_owner_without_margin_is_passed_over(exchange: Exchange) -> None:
    poor = join(exchange, "bob", True, 20_000, 40_000)
    exchange.clearing.accounts["bob"] = exchange.clearing.account("bob").credit(-9_000 * WAD)
    bid, ask = join(exchange, "carol", True, 20_000, 10), join(exchange, "alice", False, 20_000, 10)
    execute(exchange)
    assert exchange.tape.auction_removed == [(poor, 40_000, AuctionRemoval.MARGIN)]
    assert exchange.tape.auction_matched == [(bid, ask, 10)]


def test_a_pair_that_is_refused_leaves_the_funding_index(exchange: Exchange) -> None:
    join(exchange, "bob", True, 20_000, 40_000)
    exchange.clearing.accounts["bob"] = exchange.clearing.account("bob").credit(-9_000 * WAD)
    join(exchange, "alice", False, 20_000, 10)
    exchange.clearing.funding[ETH] = exchange.clearing.funding[ETH].sampled(10**15, exchange.now)
    stood = exchange.clearing.funding[ETH]
    execute(exchange)
    assert exchange.tape.auction_matched == []
    assert exchange.clearing.funding[ETH] == stood


def test_an_auction_is_executed_once_it_is_over_and_only_once(exchange: Exchange) -> None:
    def error() -> str | None:
        return attempt(exchange, lambda after: after.execute_auction("mallory", ETH)).error

    assert error() == "NothingToExecute"
    join(exchange, "bob", True, 20_000, 10)
    assert error() == "EpochNotEnded"
    execute(exchange)
    assert error() == "NothingToExecute"


def test_orders_are_taken_while_auctions_are_open_and_cancelled_always(exchange: Exchange) -> None:
    order_id = join(exchange, "bob", True, 20_000, 10)
    exchange.set_auction("owner", ETH, 0)
    closed = attempt(exchange, lambda after: join(after, "bob", True, 20_000, 10))
    assert closed.error == "AuctionsClosed"
    exchange.now += 10_000
    stranger = attempt(exchange, lambda after: after.cancel_in_auction("alice", [order_id]))
    assert stranger.error == "NotAuctionOrderOwner"
    assert exchange.cancel_in_auction("bob", [order_id, order_id]) == 1
    assert exchange.clearing.account("bob").position(ETH) == Position()


def test_an_execution_goes_as_far_as_is_told_and_a_cancel_before_the_first_fill_opens_the_price(
    exchange: Exchange,
) -> None:
    join(exchange, "alice", False, 20_000, 90)
    join(exchange, "bob", True, 20_000, 50)
    second = join(exchange, "carol", True, 20_010, 10)
    exchange.now = exchange.auctions.epochs[ETH][1].ends_at
    set_price(exchange, ETH, 2000 * WAD)
    assert not exchange.execute_auction("mallory", ETH, Told(Phase.SETTLING, 0))
    assert (exchange.auctions.epochs[ETH][1].tick, exchange.auctions.epochs[ETH][1].imbalance) == (20_000, -30)
    exchange.cancel_in_auction("carol", [second])
    assert exchange.auctions.epochs[ETH][1] == replace(
        exchange.auctions.epochs[ETH][1], phase=Phase.PRICING, tick=0, imbalance=0
    )
    assert not exchange.execute_auction("mallory", ETH, Told(Phase.SETTLING, 2))
    # From the first fill on the price stands, whatever is taken back.
    assert exchange.auctions.epochs[ETH][1].imbalance == -40
    exchange.cancel_in_auction("alice", list(exchange.auctions.orders))
    assert exchange.auctions.epochs[ETH][1].tick == 20_000
    assert exchange.execute_auction("mallory", ETH)
    assert exchange.auctions.epochs[ETH][1].filled_lots == 50


def test_a_market_that_settles_ends_what_an_execution_has_left(exchange: Exchange) -> None:
    join(exchange, "alice", False, 20_000, 90, Unfilled.NEXT_EPOCH)
    join(exchange, "bob", True, 20_000, 50)
    exchange.now = exchange.auctions.epochs[ETH][1].ends_at
    set_price(exchange, ETH, 2000 * WAD)
    exchange.execute_auction("mallory", ETH, Told(Phase.SETTLING, 1))
    exchange.set_market_state("owner", ETH, MarketState.SETTLING)
    exchange.now += 10**6
    assert exchange.execute_auction("mallory", ETH)
    assert exchange.tape.auction_removed[-1][2] is AuctionRemoval.MARKET_CLOSED
    assert not exchange.auctions.orders
