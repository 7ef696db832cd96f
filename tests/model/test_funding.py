from dataclasses import replace

import pytest

from fuzz.model.exchange import Exchange, attempt
from fuzz.model.fees import FeeSink
from fuzz.model.funding import MAX_INTERVAL, PERIOD, Funding, FundingTerms, impact_price, owed, premium
from fuzz.model.refusal import Refusal
from fuzz.model.units import WAD
from tests.model.figures import ETH, USDC, set_price

TERMS = FundingTerms(
    impact_notional=1000 * WAD,
    interest_ppm=100,
    band_ppm=500,
    cap_ppm=20_000,
    premium_cap_ppm=10_000,
    max_interval=3600,
)
PERCENT = WAD // 100


def test_rate_is_the_interest_while_the_premium_lies_within_the_band() -> None:
    assert TERMS.rate(0) == 100 * 10**12
    assert TERMS.rate(600 * 10**12) == 100 * 10**12
    assert TERMS.rate(601 * 10**12) == 101 * 10**12
    assert TERMS.rate(-401 * 10**12) == 99 * 10**12


def test_premium_and_rate_are_clamped_on_both_sides() -> None:
    assert TERMS.rate(5 * PERCENT) == PERCENT - 500 * 10**12
    assert TERMS.rate(-5 * PERCENT) == -PERCENT + 500 * 10**12
    capped = replace(TERMS, cap_ppm=1_000)
    assert (capped.rate(PERCENT), capped.rate(-PERCENT)) == (WAD // 1000, -WAD // 1000)


@pytest.mark.parametrize(
    "changes",
    [
        {"interest_ppm": -100_001},
        {"band_ppm": 100_001},
        {"cap_ppm": 100_001},
        {"premium_cap_ppm": 100_001},
        {"max_interval": 0},
        {"max_interval": MAX_INTERVAL + 1},
    ],
)
def test_terms_outside_their_bounds_are_refused(changes: dict[str, int]) -> None:
    with pytest.raises(Refusal, match="InvalidFundingParams"):
        replace(TERMS, **changes).check()


def test_index_runs_per_second_and_is_cut_at_the_longest_interval() -> None:
    funding = Funding(TERMS, index=5, rate=8 * PERCENT, since=1000)
    per_hour = 2000 * WAD // 100
    assert funding.index_at(2000 * WAD, 1000 + 3600) == 5 + per_hour
    assert funding.index_at(2000 * WAD, 1000 + 3601) == 5 + per_hour
    assert funding.index_at(2000 * WAD, 1000 + 1800) == 5 + per_hour // 2
    assert funding.index_at(2000 * WAD, 999) == 5


def test_index_rounds_down_for_either_sign_of_the_rate() -> None:
    assert Funding(TERMS, rate=1, since=0).index_at(WAD, 1) == 0
    assert Funding(TERMS, rate=-1, since=0).index_at(WAD, 1) == -1
    assert Funding(TERMS, rate=PERIOD, since=0).index_at(WAD, 1) == 1


def test_payers_round_up_and_receivers_down() -> None:
    assert owed(WAD + 1, 3) == 4
    assert owed(-WAD - 1, 3) == -3


def test_a_side_too_thin_stands_at_the_index() -> None:
    assert premium(0, 0, 2000 * WAD) == 0
    assert premium(0, 2040 * WAD, 2000 * WAD) == PERCENT
    assert premium(1980 * WAD, 2040 * WAD, 2000 * WAD) == PERCENT // 2


def test_impact_price_averages_over_levels_and_rounds_against_whoever_trades() -> None:
    # A thousand dollars: 400 buy 4 at 100, 600 buy 5 at 120.
    asks = [(100 * WAD, 4 * WAD), (120 * WAD, 100 * WAD)]
    assert impact_price(asks, 1000 * WAD, buying=True) == 1000 * WAD // 9 + 1
    assert impact_price(asks, 1000 * WAD, buying=False) == 1000 * WAD // 9
    assert impact_price(asks[:1], 1000 * WAD, buying=True) == 0
    assert impact_price(asks[:1], 400 * WAD, buying=True) == 100 * WAD
    assert impact_price(asks, 0, buying=True) == 0


def test_impact_price_looks_at_so_many_levels_only() -> None:
    thin = [(WAD, WAD)] * 31
    assert impact_price([*thin, (WAD, WAD)], 32 * WAD, buying=True) == WAD
    assert impact_price([*thin, (WAD, WAD), (WAD, WAD)], 33 * WAD, buying=True) == 0


@pytest.fixture
def held(exchange: Exchange) -> Exchange:
    """Bob is long 1 ETH at 2000 against Alice; Carol bids and offers around 2100, five per cent up."""
    for user in ("alice", "bob", "carol"):
        exchange.deposit(user, 10_000 * USDC)
    exchange.place("alice", ETH, False, 20_000, 1000)
    exchange.place("bob", ETH, True, 20_000, 1000)
    exchange.set_funding_terms("owner", ETH, TERMS)
    exchange.place("carol", ETH, True, 20_990, 1000)
    exchange.place("carol", ETH, False, 21_010, 1000)
    return exchange


def test_a_price_shown_within_the_block_is_not_sampled(held: Exchange) -> None:
    held.update_funding("carol", ETH)
    assert held.clearing.funding[ETH].rate == 0
    held.now += 1
    held.update_funding("carol", ETH)
    assert held.clearing.funding[ETH].rate == PERCENT - 500 * 10**12


def test_a_touch_settles_funding_into_quote_and_rounding_into_the_residual(held: Exchange) -> None:
    held.now += 1
    held.update_funding("carol", ETH)
    before = held.clearing.held()
    held.now += 59
    for trader, size in (("alice", -WAD), ("bob", WAD)):
        quote = held.clearing.account(trader).position(ETH).quote
        held.settle_funding("carol", trader, ETH)
        index = held.clearing.funding[ETH].index
        assert index == 2000 * (PERCENT - 500 * 10**12) * 59 // PERIOD
        assert held.clearing.account(trader).position(ETH).quote == quote - owed(size, index)
        assert held.clearing.account(trader).position(ETH).entry == index
    assert held.clearing.held() == before
    assert held.clearing.funding[ETH].residual == 0


def test_new_terms_are_not_applied_to_what_has_passed(held: Exchange) -> None:
    held.now += 1
    held.update_funding("carol", ETH)
    held.now += 30
    held.set_funding_terms("owner", ETH, replace(TERMS, max_interval=1))
    assert held.clearing.funding[ETH].index == 2000 * (PERCENT - 500 * 10**12) * 30 // PERIOD


def test_the_residual_is_swept_to_insurance_once_nobody_is_left(held: Exchange) -> None:
    held.clearing.funding[ETH] = held.clearing.funding[ETH].keep(7)
    assert attempt(held, lambda after: after.sweep_residual("carol", ETH)).error == "OpenInterestRemains"
    for order in list(held.book.orders):
        held.cancel("carol", order)
    held.place("bob", ETH, False, 20_000, 1000)
    held.place("alice", ETH, True, 20_000, 1000)
    accrued = held.clearing.ledgers[FeeSink.INSURANCE].accrued
    assert held.sweep_residual("carol", ETH) == 7
    assert held.clearing.ledgers[FeeSink.INSURANCE].accrued == accrued + 7
    assert held.sweep_residual("carol", ETH) == 0


def test_settling_funding_of_nobody_is_refused_by_name(held: Exchange) -> None:
    errors = [
        attempt(held, call).error
        for call in (
            lambda after: after.settle_funding("bob", "carol", ETH),
            lambda after: after.settle_funding("bob", "bob", 7),
            lambda after: after.update_funding("bob", 7),
        )
    ]
    assert errors == ["NoPosition", "UnknownMarket", "UnknownMarket"]
    held.now += 61
    assert attempt(held, lambda after: after.update_funding("bob", ETH)).error == "StalePrice"
    set_price(held, ETH, 2000 * WAD)
    assert attempt(held, lambda after: after.update_funding("bob", ETH)).error is None
