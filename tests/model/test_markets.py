import pytest

from fuzz.model.markets import MAX_MARKETS, check_listable
from fuzz.model.refusal import Refusal
from tests.model.figures import eth_market


def test_notional_at_a_tick_is_exact() -> None:
    market = eth_market()
    assert market.price(20_003) == 2_000_300_000_000_000_000_000
    assert market.size(7) == 7 * 10**15
    assert market.notional(20_003, 7) == 14_002_100_000_000_000_000


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"tick_size": 10**14}, "InvalidTickLot"),
        ({"lot_size": 0}, "InvalidTickLot"),
        ({"initial_margin_ppm": 50_000}, "InvalidMarginRates"),
        ({"initial_margin_ppm": 1_000_001}, "InvalidMarginRates"),
        ({"taker_fee_ppm": 40_000}, "InvalidFees"),
        ({"taker_fee_ppm": 0, "maker_fee_ppm": 0, "liquidation_fee_ppm": 0}, "InvalidFees"),
        ({"maker_fee_ppm": -501}, "InvalidFees"),
    ],
)
def test_listing_outside_a_bound_is_refused_by_name(changes: dict[str, int], error: str) -> None:
    with pytest.raises(Refusal, match=f"^{error}$"):
        check_listable(eth_market(**changes), listed=0)


def test_listing_on_the_bounds_is_allowed() -> None:
    check_listable(eth_market(maker_fee_ppm=-500, taker_fee_ppm=500, liquidation_fee_ppm=49_499), listed=0)


def test_listing_beyond_the_last_market_is_refused() -> None:
    check_listable(eth_market(), listed=MAX_MARKETS - 1)
    with pytest.raises(Refusal, match="TooManyMarkets"):
        check_listable(eth_market(), listed=MAX_MARKETS)
