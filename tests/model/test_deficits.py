import pytest

from fuzz.model.deficits import WINDOW
from fuzz.model.exchange import Exchange, attempt
from fuzz.model.fees import FeeSink
from fuzz.model.markets import MarketState
from fuzz.model.units import WAD
from tests.model.figures import ETH, SOL, USDC, set_price


@pytest.fixture
def exchange(exchange: Exchange) -> Exchange:
    """Bob is long 40 ETH at 2000 on 8,000 dollars; Alice is short 30 of them, Dave 10 on 2,500."""
    exchange.token.mint("dave", 100_000 * USDC)
    exchange.token.approve("dave", "engine", 100_000 * USDC)
    for user, dollars in (("alice", 50_000), ("bob", 8_040), ("carol", 90_000), ("dave", 2_504)):
        exchange.deposit(user, dollars * USDC)
    exchange.place("alice", ETH, False, 20_000, 30_000)
    exchange.place("dave", ETH, False, 20_000, 10_000)
    exchange.place("bob", ETH, True, 20_000, 40_000)
    assert exchange.clearing.account("bob").collateral == 8_000 * WAD
    assert exchange.clearing.account("dave").collateral == 2_500 * WAD
    return exchange


def error_of(exchange: Exchange, call: str, *arguments: object) -> str | None:
    return attempt(exchange, lambda after: getattr(after, call)("carol", *arguments)).error


def test_a_deficit_beyond_insurance_is_booked_only_within_its_window(exchange: Exchange) -> None:
    set_price(exchange, ETH, 1799 * WAD)
    assert error_of(exchange, "liquidate", "bob", ETH) == "DeleverageFirst"
    exchange.flag_deficit("carol", "bob")
    flagged = exchange.now
    for seconds, error in ((WINDOW - 1, "DeleverageFirst"), (WINDOW, None), (2 * WINDOW, None)):
        exchange.now = flagged + seconds
        set_price(exchange, ETH, 1799 * WAD)
        assert error_of(exchange, "liquidate", "bob", ETH) == error
    exchange.now = flagged + 2 * WINDOW + 1
    set_price(exchange, ETH, 1799 * WAD)
    assert error_of(exchange, "liquidate", "bob", ETH) == "DeleverageFirst"


def test_a_flag_in_force_is_not_moved_and_an_old_one_is_renewed(exchange: Exchange) -> None:
    set_price(exchange, ETH, 1799 * WAD)
    exchange.flag_deficit("carol", "bob")
    flagged = exchange.now
    for seconds, expected in ((2 * WINDOW, flagged), (2 * WINDOW + 1, flagged + 2 * WINDOW + 1)):
        exchange.now = flagged + seconds
        set_price(exchange, ETH, 1799 * WAD)
        exchange.flag_deficit("carol", "bob")
        assert exchange.clearing.flagged["bob"] == expected


def test_nobody_is_flagged_who_is_solvent_or_insured(exchange: Exchange) -> None:
    assert error_of(exchange, "flag_deficit", "bob") == "NotBankrupt"
    exchange.pay_fees("carol", FeeSink.INSURANCE)
    set_price(exchange, ETH, 1800 * WAD - 1)
    assert error_of(exchange, "flag_deficit", "bob") == "InsuranceSuffices"
    assert error_of(exchange, "deleverage", "bob", ETH, [("alice", 1)]) == "InsuranceSuffices"


def test_deleveraging_closes_the_bankrupt_at_zero_and_conserves_all(exchange: Exchange) -> None:
    exchange.pay_fees("carol", FeeSink.INSURANCE)
    fund = exchange.insurance.assets
    set_price(exchange, ETH, 1750 * WAD)  # bob: 2,000 short
    exchange.flag_deficit("carol", "bob")
    exchange.deleverage("carol", "bob", ETH, [("dave", 10_000), ("alice", 30_000)])
    bob = exchange.clearing.account("bob")
    assert (bob.collateral, bob.positions, exchange.insurance.assets) == (0, {}, 0)
    assert "bob" not in exchange.clearing.flagged
    uninsured = 2_000 * WAD - fund * 10**12
    # Dave was up 2,500 and bears a quarter of what insurance can't pay.
    assert exchange.clearing.account("dave").collateral == 5_000 * WAD - uninsured // 4
    assert exchange.clearing.bad_debt == 0
    assert exchange.clearing.held() == exchange.token.balance("engine") * 10**12


def test_counterparties_are_ranked_opposite_and_in_profit(exchange: Exchange) -> None:
    set_price(exchange, ETH, 1750 * WAD)
    for others, error in (
        ([("alice", 30_000), ("dave", 10_000)], "OutOfOrder"),
        ([("carol", 1)], "InvalidCounterparty"),
        ([("bob", 1)], "InvalidCounterparty"),
        ([("dave", 10_001)], "InvalidCounterparty"),
        ([("dave", 0)], "InvalidCounterparty"),
        ([], "ZeroAmount"),
        ([("dave", 10_000)], None),
    ):
        assert error_of(exchange, "deleverage", "bob", ETH, others) == error
    assert error_of(exchange, "deleverage", "bob", SOL, [("dave", 1)]) == "NoPosition"
    assert error_of(exchange, "deleverage", "carol", ETH, [("dave", 1)]) == "NotBankrupt"


def test_no_counterparty_loses_more_than_its_profit(exchange: Exchange) -> None:
    # The price where Bob ends at zero is 1800; Alice, who entered at 1799.9, would lose by it.
    exchange.place("alice", ETH, True, 17_999, 30_000)
    exchange.place("carol", ETH, False, 17_999, 30_000)
    set_price(exchange, ETH, 1750 * WAD)
    assert error_of(exchange, "deleverage", "bob", ETH, [("carol", 1)]) == "InvalidCounterparty"


def test_a_settling_market_closes_everybody_at_the_final_price(exchange: Exchange) -> None:
    set_price(exchange, ETH, 1750 * WAD)
    exchange.set_market_state("owner", ETH, MarketState.SETTLING)
    exchange.now += 100_000
    for name in ("bob", "alice", "dave"):
        exchange.settle_position("carol", name, ETH)
    assert exchange.clearing.account("dave").collateral == 5_000 * WAD
    assert exchange.clearing.account("bob").collateral == 0
    assert exchange.clearing.bad_debt == 2_000 * WAD
    assert exchange.clearing.funding[ETH].residual == 0
    assert exchange.clearing.held() == exchange.token.balance("engine") * 10**12


def test_a_settling_market_refuses_everything_else_by_name(exchange: Exchange) -> None:
    assert error_of(exchange, "settle_position", "bob", ETH) == "MarketNotSettling"
    exchange.place("alice", ETH, False, 20_000, 10)
    exchange.set_market_state("owner", ETH, MarketState.SETTLING)
    assert error_of(exchange, "settle_position", "carol", ETH) == "NoPosition"
    for call, *arguments in (
        ("place", ETH, True, 20_000, 1),
        ("liquidate", "bob", ETH),
        ("update_funding", ETH),
        ("deleverage", "bob", ETH, [("dave", 1)]),
    ):
        assert error_of(exchange, str(call), *arguments) == "MarketIsSettling"
    exchange.cancel("alice", max(exchange.book.orders))


def test_bad_debt_is_repaid_by_anybody_up_to_a_unit_and_by_the_fund(exchange: Exchange) -> None:
    assert error_of(exchange, "repay_bad_debt", 5) == "ZeroAmount"
    exchange.clearing.bad_debt = 3 * 10**12 + 1
    assert error_of(exchange, "repay_bad_debt", 0) == "ZeroAmount"
    before = exchange.clearing.ledgers[FeeSink.INSURANCE].accrued
    assert exchange.repay_bad_debt("carol", 1) == 1
    # What insurance had accrued repays as well: it comes first.
    assert exchange.clearing.bad_debt == max(0, 2 * 10**12 + 1 - before)
    exchange.clearing.bad_debt = 3 * 10**12 + 1
    exchange.insurance.assets = 9
    exchange.token.mint("insurance", 9)
    assert exchange.fund_repay("mallory") == 4
    assert (exchange.clearing.bad_debt, exchange.insurance.assets) == (0, 5)
