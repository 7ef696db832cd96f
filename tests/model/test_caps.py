import pytest

from fuzz.model.book import RemovalReason
from fuzz.model.exchange import Exchange, attempt
from fuzz.model.markets import UNCAPPED, MarketState
from fuzz.model.matching import Placement
from fuzz.model.units import WAD
from tests.model.figures import ETH, USDC, eth_market


@pytest.fixture(autouse=True)
def _everybody_has_collateral(exchange: Exchange) -> None:
    for user in ("alice", "bob", "carol"):
        exchange.deposit(user, 10_000 * USDC)


def place_error(exchange: Exchange, owner: str, is_buy: bool, tick: int, lots: int) -> str | None:
    return attempt(exchange, lambda after: after.place(owner, ETH, is_buy, tick, lots)).error


@pytest.mark.parametrize("whole", [False, True], ids=["in the market", "in all"])
def test_a_maker_beyond_its_cap_is_removed_and_a_taker_refused(exchange: Exchange, whole: bool) -> None:
    exchange.place("alice", ETH, False, 20_000, 1000)
    exchange.place("carol", ETH, False, 20_000, 1000)
    cap = 2000 * WAD - 1
    if whole:
        exchange.set_exposure_caps("owner", cap, 0)
    else:
        exchange.set_market_params("owner", ETH, eth_market(account_notional_cap=cap))
    assert exchange.place("bob", ETH, True, 20_000, 999) == Placement(0, 999)
    assert place_error(exchange, "bob", True, 20_000, 1) == "ExposureCapExceeded"
    # Carol's order is whole; Bob's second lot would find Alice's last one first.
    exchange.set_exposure_caps("owner", UNCAPPED, 0)
    exchange.set_market_params("owner", ETH, eth_market(account_notional_cap=1))
    assert place_error(exchange, "bob", True, 20_000, 500) is None
    exchange.place("bob", ETH, True, 20_000, 500)
    reasons = [reason for _, _, reason in exchange.tape.removed]
    assert reasons == [RemovalReason.MAKER_CAP, RemovalReason.MAKER_CAP]


def test_reducing_is_allowed_above_a_lowered_notional_cap(exchange: Exchange) -> None:
    exchange.place("alice", ETH, False, 20_000, 1000)
    exchange.place("bob", ETH, True, 20_000, 1000)
    exchange.set_market_params("owner", ETH, eth_market(account_notional_cap=0))
    exchange.place("alice", ETH, True, 20_000, 400)
    assert exchange.place("bob", ETH, False, 20_000, 400) == Placement(0, 400)


def _reduce_only(exchange: Exchange) -> None:
    exchange.set_market_state("owner", ETH, MarketState.REDUCE_ONLY)


def _pause(exchange: Exchange) -> None:
    exchange.pause("owner")


@pytest.mark.parametrize("stop", [_reduce_only, _pause])
def test_where_only_reducing_is_allowed_makers_go_and_takers_are_refused(exchange: Exchange, stop: object) -> None:
    assert callable(stop)
    exchange.place("carol", ETH, False, 20_000, 1)
    exchange.place("alice", ETH, False, 20_000, 1000)
    exchange.place("bob", ETH, True, 20_000, 1001)
    exchange.place("carol", ETH, False, 20_010, 1)
    stop(exchange)
    assert place_error(exchange, "alice", False, 20_020, 1) == "OnlyReducing"
    assert place_error(exchange, "bob", False, 20_020, 2003) == "OnlyReducing"
    assert place_error(exchange, "bob", False, 20_020, 2002) is None
    # Carol's offer would grow her short: it goes, and Alice finds nothing else to buy.
    assert exchange.place("alice", ETH, True, 20_010, 1000).filled_lots == 0
    assert exchange.tape.removed[-1][2] is RemovalReason.MAKER_REDUCE_ONLY
    assert exchange.place("bob", ETH, False, 20_010, 1000) == Placement(0, 1000)


def test_a_guardian_pauses_and_the_owner_alone_unpauses(exchange: Exchange) -> None:
    assert attempt(exchange, lambda after: after.pause("alice")).error == "NotGuardian"
    exchange.pause("owner")
    assert attempt(exchange, lambda after: after.unpause("alice")).error == "OwnableUnauthorizedAccount"
    exchange.unpause("owner")
    assert place_error(exchange, "alice", False, 20_000, 1) is None


def test_parameters_keep_their_bounds_and_their_geometry(exchange: Exchange) -> None:
    for market, error in (
        (eth_market(lot_size=2 * 10**15), "GeometryFixed"),
        (eth_market(taker_fee_ppm=10_001), "InvalidFees"),
        (eth_market(liquidation_target_ppm=999_999), "InvalidLiquidationTarget"),
        (eth_market(initial_margin_ppm=50_000), "InvalidMarginRates"),
        (eth_market(initial_margin_ppm=60_000), None),
    ):
        outcome = attempt(exchange, lambda after, market=market: after.set_market_params("owner", ETH, market))
        assert outcome.error == error


def test_operators_act_until_their_expiry(exchange: Exchange) -> None:
    exchange.set_operator("alice", "bob", 1, exchange.now + 10)
    operators = exchange.operators
    assert operators.may("alice", "bob", 1, exchange.now + 9)
    assert not operators.may("alice", "bob", 1, exchange.now + 10)
    assert not operators.may("alice", "bob", 2, exchange.now)
    assert not operators.may("alice", "bob", 3, exchange.now)
    for arguments, error in (
        (("alice", 1, exchange.now + 1), "ZeroAddress"),
        (("bob", 4, exchange.now + 1), "InvalidPermissions"),
        (("bob", 3, exchange.now), "InvalidExpiry"),
        (("bob", 0, 0), None),
    ):
        outcome = attempt(exchange, lambda after, a=arguments: after.set_operator("alice", *a))
        assert outcome.error == error
    exchange.cancel_nonce("alice", 7)
    assert attempt(exchange, lambda after: after.cancel_nonce("alice", 7)).error == "NonceAlreadyUsed"
    assert attempt(exchange, lambda after: after.cancel_nonce("bob", 7)).error is None
