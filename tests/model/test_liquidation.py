import pytest

from fuzz.model.deficits import WINDOW
from fuzz.model.exchange import Exchange, attempt
from fuzz.model.fees import FeeSink
from fuzz.model.liquidation import lots_taken
from fuzz.model.margin import equity, maintenance_margin
from fuzz.model.markets import UNCAPPED
from fuzz.model.positions import Position
from fuzz.model.units import WAD
from tests.model.figures import ETH, SOL, USDC, eth_market, set_price


@pytest.fixture
def exchange(exchange: Exchange) -> Exchange:
    """Bob is long 40 ETH at 2000 against Alice, on 5,000 dollars less 40 of fees; Carol is rich."""
    exchange.deposit("alice", 50_000 * USDC)
    exchange.deposit("bob", 10_000 * USDC)
    exchange.deposit("carol", 90_000 * USDC)
    exchange.place("alice", ETH, False, 20_000, 40_000)
    exchange.place("bob", ETH, True, 20_000, 40_000)
    exchange.withdraw("bob", 1_960 * USDC)
    assert exchange.clearing.account("bob").collateral == 8_000 * WAD
    return exchange


def liquidate_error(exchange: Exchange, liquidator: str, account: str, market_id: int) -> str | None:
    return attempt(exchange, lambda after: after.liquidate(liquidator, account, market_id)).error


def let_the_window_pass(exchange: Exchange, account: str, price: int) -> None:
    """Flag the account's deficit and wait until it may be booked, ETH then standing at ``price``."""
    exchange.flag_deficit("carol", account)
    exchange.now += WINDOW
    set_price(exchange, ETH, price)
    set_price(exchange, SOL, 30 * WAD)


def test_wrong_liquidations_are_refused_by_name(exchange: Exchange) -> None:
    assert liquidate_error(exchange, "bob", "bob", ETH) == "SelfLiquidation"
    assert liquidate_error(exchange, "carol", "bob", 7) == "UnknownMarket"
    assert liquidate_error(exchange, "carol", "bob", SOL) == "NotLiquidatable"
    assert liquidate_error(exchange, "carol", "bob", ETH) == "NotLiquidatable"
    set_price(exchange, ETH, 1850 * WAD)
    assert liquidate_error(exchange, "carol", "bob", SOL) == "NoPosition"
    exchange.now += 61
    assert liquidate_error(exchange, "carol", "bob", ETH) == "StalePrice"


def test_an_account_exactly_at_maintenance_margin_is_safe(exchange: Exchange) -> None:
    # 8,000 + 40 (mark - 2000) = 5 % of 40 mark  <=>  38 mark = 72,000
    exact = 72_000 * WAD // 38
    set_price(exchange, ETH, exact + 1)
    assert liquidate_error(exchange, "carol", "bob", ETH) == "NotLiquidatable"
    set_price(exchange, ETH, exact)
    assert liquidate_error(exchange, "carol", "bob", ETH) is None


def test_solvent_account_pays_the_fee_to_liquidator_and_insurance(exchange: Exchange) -> None:
    set_price(exchange, ETH, 1850 * WAD)
    insurance = exchange.clearing.ledgers[FeeSink.INSURANCE].accrued
    exchange.liquidate("carol", "bob", ETH)
    # 8,000 - 6,000 lost - 1 % of 74,000
    assert exchange.clearing.account("bob").collateral == 1_260 * WAD
    assert exchange.clearing.account("bob").positions == {}
    assert exchange.clearing.account("carol").position(ETH) == Position(size=40 * WAD, quote=-74_000 * WAD)
    assert exchange.clearing.account("carol").collateral == 90_370 * WAD
    assert exchange.clearing.ledgers[FeeSink.INSURANCE].accrued - insurance == 370 * WAD


def test_fee_takes_no_more_than_the_remaining_equity(exchange: Exchange) -> None:
    set_price(exchange, ETH, 1801 * WAD)
    exchange.liquidate("carol", "bob", ETH)
    assert exchange.clearing.account("bob").collateral == 0
    assert exchange.clearing.account("carol").collateral == 90_020 * WAD
    assert exchange.clearing.bad_debt == 0


def test_liquidator_with_the_opposite_position_reduces_it(exchange: Exchange) -> None:
    set_price(exchange, ETH, 1850 * WAD)
    exchange.liquidate("alice", "bob", ETH)
    # Alice: 49,984 after her maker fee, 6,000 profit, half of 740
    assert exchange.clearing.account("alice").positions == {}
    assert exchange.clearing.account("alice").collateral == 56_354 * WAD
    assert exchange.clearing.open_interest(ETH) == (0, 0)


def test_liquidator_below_its_initial_margin_is_refused(exchange: Exchange) -> None:
    set_price(exchange, ETH, 1850 * WAD)
    exchange.withdraw("carol", 82_971 * USDC)  # leaves 7,029; with the reward 7,399 of the 7,400 needed
    assert liquidate_error(exchange, "carol", "bob", ETH) == "InsufficientMargin"
    exchange.deposit("carol", USDC)
    assert liquidate_error(exchange, "carol", "bob", ETH) is None


def test_deficit_is_paid_by_insurance_first_and_the_shortfall_is_bad_debt(exchange: Exchange) -> None:
    accrued = exchange.clearing.ledgers[FeeSink.INSURANCE].accrued
    assert accrued == 16_800_000 * 10**12  # 56 dollars of fees: 28 vault, 16.80 insurance, 11.20 treasury
    assert exchange.pay_fees("carol", FeeSink.INSURANCE) == 16_800_000
    set_price(exchange, ETH, 1799 * WAD)  # bob's equity: -40
    let_the_window_pass(exchange, "bob", 1799 * WAD)
    exchange.liquidate("carol", "bob", ETH)
    assert exchange.insurance.assets == 0
    assert exchange.clearing.bad_debt == 40 * WAD - accrued
    assert exchange.clearing.account("bob").collateral == 0
    assert exchange.clearing.held() == exchange.token.balance("engine") * 10**12


def test_deficit_below_a_unit_is_rounded_up_and_the_surplus_accrues(exchange: Exchange) -> None:
    exchange.pay_fees("carol", FeeSink.INSURANCE)
    price = 1800 * WAD - 1  # 40 ETH cost 40e-18 dollars more than bob has
    set_price(exchange, ETH, price)
    exchange.liquidate("carol", "bob", ETH)
    assert exchange.insurance.assets == 16_800_000 - 1
    assert exchange.clearing.ledgers[FeeSink.INSURANCE].accrued == 10**12 - 40
    assert exchange.clearing.bad_debt == 0


def test_bad_debt_is_repaid_before_insurance_is_paid(exchange: Exchange) -> None:
    set_price(exchange, ETH, 1799 * WAD)
    let_the_window_pass(exchange, "bob", 1799 * WAD)
    exchange.liquidate("carol", "bob", ETH)
    assert exchange.clearing.bad_debt == 40 * WAD
    assert exchange.pay_fees("bob", FeeSink.INSURANCE) == 0
    assert exchange.clearing.bad_debt == 40 * WAD - 16_800_000 * 10**12
    ledger = exchange.clearing.ledgers[FeeSink.INSURANCE]
    assert (ledger.charged, ledger.paid, ledger.repaid) == (16_800_000 * 10**12, 0, 16_800_000 * 10**12)


def test_an_open_order_in_a_stale_market_does_not_shield_an_account(exchange: Exchange) -> None:
    exchange.deposit("bob", 100 * USDC)
    exchange.place("bob", SOL, True, 2000, 1)
    exchange.now += 61
    set_price(exchange, ETH, 1850 * WAD)
    assert liquidate_error(exchange, "carol", "bob", ETH) is None


def test_loss_in_another_market_stays_in_collateral_until_the_last_position_goes(exchange: Exchange) -> None:
    exchange.deposit("bob", 1000 * USDC)
    exchange.place("carol", SOL, False, 3000, 100)
    exchange.place("bob", SOL, True, 3000, 100)
    set_price(exchange, ETH, 1700 * WAD)  # 12,000 lost of some 9,000
    let_the_window_pass(exchange, "bob", 1700 * WAD)
    exchange.liquidate("carol", "bob", ETH)
    owed = -exchange.clearing.account("bob").collateral
    assert owed == 3000 * WAD + 135 * WAD // 1000
    assert exchange.clearing.bad_debt == 0
    exchange.liquidate("carol", "bob", SOL)
    assert exchange.clearing.account("bob").collateral == 0
    assert exchange.clearing.bad_debt == owed


@pytest.fixture
def partial(exchange: Exchange) -> Exchange:
    """ETH liquidates to 120 % of maintenance margin and leaves at least a tenth of an ETH."""
    exchange.set_market_params("owner", ETH, eth_market(min_position_lots=100))
    return exchange


def test_a_partial_liquidation_takes_the_fewest_lots_that_restore_the_target(partial: Exchange) -> None:
    # At 1850: equity 2,000, maintenance 3,700, target 4,440. Each lot frees 1.2 x 5 % of 1.85 dollars and costs 1 %.
    set_price(partial, ETH, 1850 * WAD)
    partial.liquidate("carol", "bob", ETH)
    lots = 2_440 * 1000 * 100 // (1850 * 5) + 1
    assert partial.clearing.account("carol").position(ETH).size == lots * 10**15
    bob, marks = partial.clearing.account("bob"), partial.marks
    assert equity(bob, marks) * 10 >= 12 * maintenance_margin(bob, partial.clearing.markets, marks)
    fewer = lots - 1
    short = 2_000 * WAD - 1850 * WAD * fewer // 100_000, 1850 * WAD * (40_000 - fewer) // 20_000
    assert short[0] * 10 < 12 * short[1]


def test_what_would_be_left_below_the_minimum_is_taken_too(partial: Exchange) -> None:
    set_price(partial, ETH, 1850 * WAD)
    taken = lots_taken(partial.clearing.markets[ETH], 40_000, 2_000 * WAD, 3_700 * WAD, 1850 * WAD)
    left = 40_000 - taken
    for minimum, expected in ((left, taken), (left + 1, 40_000)):
        market = eth_market(min_position_lots=minimum)
        assert lots_taken(market, 40_000, 2_000 * WAD, 3_700 * WAD, 1850 * WAD) == expected


def test_a_bankrupt_account_is_taken_whole(partial: Exchange) -> None:
    assert lots_taken(eth_market(min_position_lots=1), 40_000, 0, 3_700 * WAD, 1850 * WAD) == 40_000


def test_the_vault_takes_over_up_to_its_cap(exchange: Exchange) -> None:
    exchange.vault.allocation_cap, exchange.vault.min_idle_ppm = 10_000 * USDC, 50_000
    exchange.vault_deposit("carol", 10_000 * USDC)
    exchange.vault_allocate("allocator", 8_000 * USDC)
    set_price(exchange, ETH, 1850 * WAD)
    for cap, error in ((74_000 * WAD - 1, "ExposureCapExceeded"), (74_000 * WAD, None)):
        exchange.set_exposure_caps("owner", UNCAPPED, cap)
        assert attempt(exchange, lambda after: after.liquidate_to_vault("alice", "bob", ETH)).error == error


def test_a_batch_skips_who_can_not_be_liquidated(exchange: Exchange) -> None:
    set_price(exchange, ETH, 1850 * WAD)
    targets = [("alice", ETH), ("bob", SOL), ("bob", ETH), ("bob", ETH)]
    assert exchange.liquidate_many("carol", targets) == 1
    assert exchange.tape.skipped == [
        ("alice", ETH, "NotLiquidatable"),
        ("bob", SOL, "NoPosition"),
        ("bob", ETH, "NotLiquidatable"),
    ]
    assert exchange.clearing.account("bob").positions == {}
