"""Every kind of order, its terms and its limits."""

import pytest

from fuzz.model.book import RemovalReason, id_at
from fuzz.model.exchange import Exchange, attempt
from fuzz.model.orders import BookConfig, Placement, Request, SelfTrade, TimeInForce
from fuzz.model.units import WAD

from .figures import ETH, set_price

GTT, IOC, FOK, MARKET = (
    TimeInForce.GOOD_TILL_TIME,
    TimeInForce.IMMEDIATE_OR_CANCEL,
    TimeInForce.FILL_OR_KILL,
    TimeInForce.MARKET,
)


@pytest.fixture(autouse=True)
def _everybody_has_collateral(exchange: Exchange) -> None:
    for trader in ("alice", "bob", "carol"):
        exchange.deposit(trader, 10_000 * 10**6)


def send(exchange: Exchange, owner: str, is_buy: bool, tick: int, lots: int, **terms: object) -> Placement:
    return exchange.place_order(owner, Request(owner, ETH, is_buy, tick, lots, **terms))  # type: ignore[arg-type]


def error_of(exchange: Exchange, owner: str, is_buy: bool, tick: int, lots: int, **terms: object) -> str | None:
    return attempt(exchange, lambda after: send(after, owner, is_buy, tick, lots, **terms)).error


OFFER = id_at((ETH, False, 20_000), 1)


def test_an_immediate_order_drops_what_does_not_fill_at_once(exchange: Exchange) -> None:
    send(exchange, "alice", False, 20_000, 100)
    assert send(exchange, "bob", True, 20_000, 150, time_in_force=IOC) == Placement(0, 100)
    assert exchange.tape.dropped == [(50, RemovalReason.UNFILLED)]


def test_fill_or_kill_fills_whole_or_not_at_all(exchange: Exchange) -> None:
    assert error_of(exchange, "bob", True, 20_000, 1, time_in_force=FOK) == "NotFilledWhole"
    send(exchange, "alice", False, 20_000, 100)
    assert error_of(exchange, "bob", True, 20_000, 101, time_in_force=FOK) == "NotFilledWhole"
    assert send(exchange, "bob", True, 20_000, 100, time_in_force=FOK) == Placement(0, 100)


def test_an_order_past_its_time_is_removed_by_whom_it_meets(exchange: Exchange) -> None:
    send(exchange, "alice", False, 20_000, 100, time_in_force=GTT, expiry=exchange.now + 10)
    send(exchange, "carol", False, 20_000, 30)
    exchange.now += 10
    set_price(exchange, ETH, 2000 * WAD)
    assert send(exchange, "bob", True, 20_000, 40).filled_lots == 30
    assert exchange.tape.removed == [(OFFER, 100, RemovalReason.EXPIRED)]


def test_an_expired_order_is_removed_by_anybody_and_a_living_one_by_nobody(exchange: Exchange) -> None:
    send(exchange, "alice", False, 20_000, 100, time_in_force=GTT, expiry=exchange.now + 10)
    assert exchange.remove_expired("mallory", [OFFER]) == 0
    exchange.now += 10
    assert exchange.remove_expired("mallory", [OFFER, OFFER, 7]) == 1


def test_post_only_is_refused_where_it_would_meet_a_living_order_even_its_own(exchange: Exchange) -> None:
    send(exchange, "bob", False, 20_000, 100)
    assert error_of(exchange, "bob", True, 20_000, 1, post_only=True) == "PostOnlyWouldCross"
    assert send(exchange, "bob", True, 19_999, 1, post_only=True).order_id != 0


def test_self_trade_keeps_the_older_the_newer_or_neither(exchange: Exchange) -> None:
    for self_trade, kept in (
        (SelfTrade.CANCEL_OLDER, {True}),
        (SelfTrade.CANCEL_NEWER, {False}),
        (SelfTrade.CANCEL_BOTH, set()),
    ):
        after = exchange.copy()
        send(after, "bob", False, 20_000, 100)
        send(after, "bob", True, 20_000, 100, self_trade=self_trade)
        assert {order.is_buy for order in after.book.orders.values()} == kept


def test_reduce_only_is_cut_to_the_position_and_refused_without_one(exchange: Exchange) -> None:
    assert error_of(exchange, "bob", False, 20_000, 1, reduce_only=True) == "NothingToReduce"
    send(exchange, "alice", False, 20_000, 100)
    send(exchange, "bob", True, 20_000, 100)
    placed = send(exchange, "bob", False, 20_010, 150, reduce_only=True)
    assert exchange.book.orders[placed.order_id].lots == 100
    assert exchange.tape.dropped == [(50, RemovalReason.REDUCE_ONLY)]


def test_a_resting_reduce_only_order_fills_no_more_than_its_owner_can_reduce(exchange: Exchange) -> None:
    send(exchange, "alice", False, 20_000, 100)
    send(exchange, "bob", True, 20_000, 100)
    resting = send(exchange, "bob", False, 20_010, 100, reduce_only=True)
    send(exchange, "alice", True, 20_000, 60)
    send(exchange, "bob", False, 20_000, 60)
    assert send(exchange, "carol", True, 20_010, 100, time_in_force=IOC) == Placement(0, 40)
    assert resting.order_id not in exchange.book.orders
    assert exchange.clearing.account("bob").position(ETH).size == 0


def test_a_market_order_stops_at_the_band_and_a_limit_beyond_it_is_refused(exchange: Exchange) -> None:
    exchange.set_book_config("owner", ETH, BookConfig(band_ppm=10_000))
    send(exchange, "alice", False, 20_200, 10)
    assert error_of(exchange, "alice", False, 20_201, 10) == "OutsidePriceBand"
    exchange.set_book_config("owner", ETH, BookConfig())
    send(exchange, "alice", False, 20_201, 10)
    exchange.set_book_config("owner", ETH, BookConfig(band_ppm=10_000))
    assert send(exchange, "bob", True, 30_000, 20, time_in_force=MARKET) == Placement(0, 10)


def test_orders_below_the_minimum_are_refused_and_what_is_left_below_it_is_dust(exchange: Exchange) -> None:
    exchange.set_book_config("owner", ETH, BookConfig(min_lots=10, min_notional=30 * WAD))
    assert error_of(exchange, "alice", False, 20_000, 9) == "BelowMinimumLots"
    assert error_of(exchange, "alice", False, 20_000, 14) == "BelowMinimumNotional"
    send(exchange, "alice", False, 20_000, 20)
    send(exchange, "bob", True, 20_000, 15)
    assert exchange.tape.removed == [(OFFER, 5, RemovalReason.DUST)]


def test_no_more_lots_keep_the_place_and_anything_else_loses_it(exchange: Exchange) -> None:
    send(exchange, "alice", False, 20_000, 100)
    send(exchange, "carol", False, 20_000, 100)
    assert exchange.amend("alice", OFFER, 20_000, 60) == Placement(OFFER, 0)
    assert exchange.clearing.account("alice").position(ETH).ask_lots == 60
    assert exchange.amend("alice", OFFER, 20_000, 60) == Placement(OFFER, 0)
    assert exchange.amend("alice", OFFER, 20_000, 61) == Placement(id_at((ETH, False, 20_000), 3), 0)
    assert exchange.book.levels[(ETH, False, 20_000)] == (OFFER + 1, OFFER + 2)


def test_a_batch_passes_over_what_is_refused(exchange: Exchange) -> None:
    send(exchange, "alice", False, 20_000, 100)
    quotes = [Request("alice", ETH, False, 20_001, 0), Request("alice", ETH, False, 20_001, 5)]
    assert exchange.requote("alice", [OFFER, 99], quotes) == [0, id_at((ETH, False, 20_001), 1)]
    assert exchange.tape.refused == [(0, "ZeroLots")]


def test_an_operator_needs_permission(exchange: Exchange) -> None:
    request = Request("alice", ETH, False, 20_000, 100)
    assert attempt(exchange, lambda after: after.place_order("bob", request)).error == "NotOperator"
    exchange.set_operator("alice", "bob", 1, exchange.now + 1)
    assert exchange.place_order("bob", request) == Placement(OFFER, 0)
    assert attempt(exchange, lambda after: after.cancel_for("bob", OFFER)).error == "NotOperator"


def test_a_quote_says_what_an_order_would_do_and_changes_nothing(exchange: Exchange) -> None:
    send(exchange, "alice", False, 20_000, 1)
    send(exchange, "alice", False, 20_001, 2)
    asked = Request("bob", ETH, True, 20_001, 5)
    before = exchange.copy()
    execution, price, notional, fee = exchange.quote(asked)
    # 1 lot at 2000 and 2 at 2000.1 dollars cost 6.0002; a third of it is rounded against the buyer.
    assert (execution.filled_lots, execution.fills) == (3, 2)
    assert (price, notional) == (2_000_066_666_666_666_666_667, 6_000_200_000_000_000_000)
    assert fee == 3_000_100_000_000_000
    assert exchange.book == before.book
    assert exchange.clearing == before.clearing
    assert exchange.place_order("bob", asked) == execution[:2]


def test_a_quote_of_a_seller_is_rounded_down_and_one_that_meets_nothing_is_worth_nothing(exchange: Exchange) -> None:
    send(exchange, "alice", True, 20_000, 1)
    send(exchange, "alice", True, 19_999, 2)
    assert exchange.quote(Request("bob", ETH, False, 19_999, 3))[1] == 1_999_933_333_333_333_333_333
    assert exchange.quote(Request("bob", ETH, False, 20_001, 3))[1:] == (0, 0, 0)
    refused = Request("bob", ETH, False, 20_001, 0)
    assert attempt(exchange, lambda after: after.quote(refused)).error == "ZeroLots"


def test_an_operator_changes_and_requotes_only_with_both_permissions(exchange: Exchange) -> None:
    send(exchange, "alice", False, 20_000, 100)
    quote = Request("alice", ETH, False, 20_002, 5)
    for permissions, error in ((1, "NotOperator"), (2, "NotOperator"), (3, None)):
        exchange.set_operator("alice", "bob", permissions, exchange.now + 1)
        assert attempt(exchange, lambda after: after.amend_for("bob", OFFER, 20_001, 50)).error == error
        assert attempt(exchange, lambda after: after.requote_for("bob", "alice", [OFFER], [quote])).error == error
    assert exchange.amend_for("bob", OFFER, 20_001, 50) == Placement(id_at((ETH, False, 20_001), 1), 0)
    assert attempt(exchange, lambda after: after.amend_for("bob", OFFER, 20_001, 50)).error == "UnknownOrder"


def test_an_operator_cancels_only_what_is_its_owners(exchange: Exchange) -> None:
    send(exchange, "alice", False, 20_000, 100)
    send(exchange, "carol", False, 20_000, 100)
    assert attempt(exchange, lambda after: after.cancel_all_for("bob", "alice", ETH, 9)).error == "NotOperator"
    exchange.set_operator("alice", "bob", 3, exchange.now + 1)
    refused = attempt(exchange, lambda after: after.requote_for("bob", "alice", [OFFER + 1], []))
    assert refused.error == "NotOrderOwner"
    assert exchange.cancel_all_for("bob", "alice", ETH, 9) == 1
    assert set(exchange.book.orders) == {OFFER + 1}
