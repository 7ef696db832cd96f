import pytest

from fuzz.model.book import MAX_FILLS, MAX_ORDER_LOTS, RemovalReason, id_at
from fuzz.model.exchange import Exchange, attempt
from fuzz.model.fees import FeeSink
from fuzz.model.markets import MAX_LOTS
from fuzz.model.matching import Placement
from fuzz.model.positions import Position
from fuzz.model.refusal import Refusal
from fuzz.model.units import WAD
from tests.model.figures import ETH, SOL, USDC, set_price


@pytest.fixture(autouse=True)
def _everybody_has_collateral(exchange: Exchange) -> None:
    for user in ("alice", "bob", "carol"):
        exchange.deposit(user, 10_000 * USDC)


def test_order_that_crosses_nothing_rests_and_reserves_its_lots(exchange: Exchange) -> None:
    assert exchange.place("alice", ETH, True, 19_990, 1000) == Placement(id_at((ETH, True, 19_990), 1), 0)
    assert exchange.clearing.account("alice").position(ETH) == Position(bid_lots=1000)
    assert exchange.book.best(ETH, True) == 19_990
    assert exchange.book.best(ETH, False) == 0


def test_matching_takes_the_best_price_then_the_oldest_order(exchange: Exchange) -> None:
    for owner, tick in (("alice", 20_010), ("alice", 20_000), ("carol", 20_000)):
        exchange.place(owner, ETH, False, tick, 100)
    assert exchange.place("bob", ETH, True, 20_010, 250) == Placement(0, 250)
    worst = id_at((ETH, False, 20_010), 1)
    best = [id_at((ETH, False, 20_000), number) for number in (1, 2)]
    assert exchange.tape.matched == [(best[0], 100), (best[1], 100), (worst, 50)]
    assert exchange.book.orders[worst].lots == 50


def test_rest_of_a_crossing_order_rests_at_its_limit(exchange: Exchange) -> None:
    exchange.place("alice", ETH, False, 20_000, 100)
    assert exchange.place("bob", ETH, True, 20_005, 150) == Placement(rest := id_at((ETH, True, 20_005), 1), 100)
    assert exchange.book.orders[rest].lots == 50
    assert exchange.book.best(ETH, True) == 20_005


def test_a_fill_moves_size_quote_and_fees_exactly(exchange: Exchange) -> None:
    exchange.place("alice", ETH, False, 20_000, 1000)
    exchange.place("bob", ETH, True, 20_000, 1000)
    alice, bob = exchange.clearing.account("alice"), exchange.clearing.account("bob")
    assert bob.position(ETH) == Position(size=WAD, quote=-2000 * WAD)
    assert alice.position(ETH) == Position(size=-WAD, quote=2000 * WAD)
    assert bob.collateral == 9999 * WAD  # 500 ppm of 2000 dollars
    assert alice.collateral == 10_000 * WAD - 4 * WAD // 10
    assert {sink: ledger.accrued for sink, ledger in exchange.clearing.ledgers.items()} == {
        FeeSink.VAULT: 7 * WAD // 10,
        FeeSink.INSURANCE: 42 * WAD // 100,
        FeeSink.TREASURY: 28 * WAD // 100,
    }
    assert exchange.clearing.open_interest(ETH) == (WAD, WAD)
    assert exchange.clearing.held() == 30_000 * WAD


def test_a_maker_rebate_comes_out_of_the_takers_fee(exchange: Exchange) -> None:
    exchange.place("alice", SOL, True, 3000, 100)  # 10 SOL, 300 dollars
    exchange.place("bob", SOL, False, 3000, 100)
    assert exchange.clearing.account("alice").collateral == 10_000 * WAD + 6 * WAD // 100
    assert exchange.clearing.account("bob").collateral == 10_000 * WAD - 135 * WAD // 1000
    assert sum(ledger.charged for ledger in exchange.clearing.ledgers.values()) == 75 * WAD // 1000


def test_meeting_ones_own_order_removes_the_older_and_goes_on(exchange: Exchange) -> None:
    exchange.place("alice", ETH, False, 20_000, 100)
    exchange.place("bob", ETH, False, 20_001, 100)
    assert exchange.place("alice", ETH, True, 20_001, 150) == Placement(id_at((ETH, True, 20_001), 1), 100)
    assert exchange.tape.removed == [(id_at((ETH, False, 20_000), 1), 100, RemovalReason.SELF_TRADE)]
    assert exchange.clearing.account("alice").position(ETH).ask_lots == 0


def test_a_maker_without_margin_is_removed_and_the_taker_goes_on(exchange: Exchange) -> None:
    exchange.place("alice", ETH, False, 20_000, 40_000)  # needs 8,000 of her 10,000 dollars
    exchange.place("carol", ETH, False, 20_000, 100)
    set_price(exchange, ETH, 2600 * WAD)  # 40 ETH short would need 10,400 and cost 24,000
    assert exchange.place("bob", ETH, True, 20_000, 100) == Placement(0, 100)
    assert exchange.tape.removed == [(id_at((ETH, False, 20_000), 1), 40_000, RemovalReason.MAKER_MARGIN)]
    assert exchange.tape.matched == [(id_at((ETH, False, 20_000), 2), 100)]


def test_a_maker_with_a_stale_mark_elsewhere_is_removed_and_never_stops_the_taker(exchange: Exchange) -> None:
    exchange.place("carol", SOL, False, 3000, 10)
    exchange.place("alice", SOL, True, 3000, 10)
    exchange.place("alice", ETH, False, 20_000, 10)
    exchange.now += 61
    set_price(exchange, ETH, 2000 * WAD)
    assert exchange.place("bob", ETH, True, 20_000, 10) == Placement(id_at((ETH, True, 20_000), 1), 0)
    assert exchange.tape.removed == [(id_at((ETH, False, 20_000), 1), 10, RemovalReason.MAKER_MARGIN)]


def test_a_fill_beyond_the_open_interest_cap_halts_the_taker_and_keeps_the_maker(exchange: Exchange) -> None:
    exchange.place("alice", ETH, False, 20_000, 100)
    exchange.place("carol", ETH, False, 20_000, 100)
    exchange.set_open_interest_cap("owner", ETH, 199 * 10**15)
    assert exchange.place("bob", ETH, True, 20_000, 150) == Placement(0, 150)
    assert exchange.place("bob", ETH, True, 20_000, 50) == Placement(0, 0)
    assert exchange.tape.dropped == [(50, RemovalReason.OPEN_INTEREST_CAP)]
    assert exchange.book.orders[id_at((ETH, False, 20_000), 2)].lots == 50


def test_reducing_is_allowed_above_a_lowered_cap(exchange: Exchange) -> None:
    exchange.place("alice", ETH, False, 20_000, 100)
    exchange.place("bob", ETH, True, 20_000, 100)
    exchange.set_open_interest_cap("owner", ETH, 0)
    exchange.place("alice", ETH, True, 20_000, 40)
    assert exchange.place("bob", ETH, False, 20_000, 40) == Placement(0, 40)
    assert exchange.clearing.open_interest(ETH) == (60 * 10**15, 60 * 10**15)


def test_a_call_passes_a_bounded_number_of_orders_and_drops_what_still_crosses(exchange: Exchange) -> None:
    for _ in range(MAX_FILLS + 1):
        exchange.place("alice", ETH, False, 20_000, 1)
    assert exchange.place("bob", ETH, True, 20_000, MAX_FILLS + 5) == Placement(0, MAX_FILLS)
    assert exchange.tape.dropped == [(5, RemovalReason.MAX_FILLS)]


def test_a_rest_that_no_longer_crosses_rests_even_at_the_bound(exchange: Exchange) -> None:
    for _ in range(MAX_FILLS):
        exchange.place("alice", ETH, False, 20_000, 1)
    assert exchange.place("bob", ETH, True, 20_000, MAX_FILLS + 5) == Placement(
        id_at((ETH, True, 20_000), 1), MAX_FILLS
    )


@pytest.mark.parametrize(
    ("market_id", "tick", "lots", "error"),
    [
        (2, 20_000, 1, "UnknownMarket"),
        (ETH, 20_000, 0, "ZeroLots"),
        (ETH, 20_000, MAX_ORDER_LOTS + 1, "TooManyLots"),
        (ETH, 0, 1, "InvalidTick"),
        (ETH, 20_000, 50_001, "InsufficientMargin"),
    ],
)
def test_an_order_that_may_not_be_placed_is_refused_by_name(
    exchange: Exchange, market_id: int, tick: int, lots: int, error: str
) -> None:
    assert attempt(exchange, lambda after: after.place("alice", market_id, True, tick, lots)).error == error


def test_an_order_for_all_of_ones_margin_is_allowed(exchange: Exchange) -> None:
    assert exchange.place("alice", ETH, True, 20_000, 50_000) == Placement(id_at((ETH, True, 20_000), 1), 0)


def test_a_refused_taker_leaves_the_state_as_it_was(exchange: Exchange) -> None:
    exchange.place("alice", ETH, False, 20_000, 10)
    before = exchange.copy()
    outcome = attempt(exchange, lambda after: after.place("bob", ETH, True, 20_000, 60_000))
    assert (outcome.error, outcome.exchange) == ("InsufficientMargin", before)


def test_below_initial_margin_only_an_order_that_does_not_grow_the_worst_side_may_rest(exchange: Exchange) -> None:
    exchange.place("alice", ETH, False, 20_000, 48_000)
    exchange.place("bob", ETH, True, 20_000, 48_000)
    set_price(exchange, ETH, 1950 * WAD)  # bob: equity 7,552, initial margin 9,360
    assert attempt(exchange, lambda after: after.place("bob", ETH, True, 19_000, 1)).error == "InsufficientMargin"
    assert attempt(exchange, lambda after: after.place("bob", ETH, False, 20_100, 96_001)).error == "InsufficientMargin"
    assert attempt(exchange, lambda after: after.place("bob", ETH, False, 20_100, 96_000)).error is None


def test_placing_with_a_stale_mark_is_refused_and_cancelling_is_not(exchange: Exchange) -> None:
    order_id = exchange.place("alice", ETH, False, 20_000, 10).order_id
    exchange.now += 61
    assert attempt(exchange, lambda after: after.place("bob", ETH, True, 20_000, 10)).error == "StalePrice"
    with pytest.raises(Refusal, match="NotOrderOwner"):
        exchange.cancel("bob", order_id)
    exchange.cancel("alice", order_id)
    assert exchange.clearing.account("alice").active_markets == frozenset()
    with pytest.raises(Refusal, match="UnknownOrder"):
        exchange.cancel("alice", order_id)


def test_more_open_lots_than_can_be_counted_panic(exchange: Exchange) -> None:
    outcome = attempt(exchange, lambda after: after.place("alice", ETH, True, 1, MAX_ORDER_LOTS))
    assert outcome.error == "InsufficientMargin"
    exchange.clearing.reserve("alice", ETH, True, MAX_LOTS)
    assert attempt(exchange, lambda after: after.place("alice", ETH, True, 1, 1)).error == "Panic"
