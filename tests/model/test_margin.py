from fuzz.model.margin import (
    Account,
    Standing,
    Valuation,
    equity,
    headroom,
    initial_margin,
    maintenance_margin,
    passes_margin_rule,
    withdrawable,
    worst_size,
)
from fuzz.model.positions import Position
from fuzz.model.units import WAD
from tests.model.figures import ETH, SOL, eth_market, sol_market

MARKETS = {ETH: eth_market(), SOL: sol_market()}
MARKS = {ETH: Valuation(2000 * WAD), SOL: Valuation(30 * WAD)}


def long_eth(collateral: int, size: int = WAD, cost: int = 1900 * WAD, **lots: int) -> Account:
    return Account(collateral, {ETH: Position(size, -cost, **lots)})


def test_equity_adds_unrealised_profit_over_markets() -> None:
    account = Account(500 * WAD, {ETH: Position(WAD, -1900 * WAD), SOL: Position(-10 * WAD, 290 * WAD)})
    # 500 + (2000 - 1900) + (-300 + 290)
    assert equity(account, MARKS) == 590 * WAD


def test_unrealised_profit_rounds_down_for_either_side() -> None:
    marks = {ETH: Valuation(WAD + 1)}
    assert equity(Account(0, {ETH: Position(size=10**15)}), marks) == 10**15
    assert equity(Account(0, {ETH: Position(size=-(10**15))}), marks) == -(10**15) - 1


def test_worst_size_is_the_larger_side_after_its_orders_fill() -> None:
    market = eth_market()
    assert worst_size(Position(size=WAD, bid_lots=500, ask_lots=3000), market) == 2 * WAD
    assert worst_size(Position(size=WAD, bid_lots=1500, ask_lots=3000), market) == 2500 * 10**15
    assert worst_size(Position(size=-WAD, ask_lots=200), market) == 1200 * 10**15


def test_margins_are_rates_of_notional_rounded_up_per_market() -> None:
    account = long_eth(0, ask_lots=3000)
    assert initial_margin(account, MARKETS, MARKS) == 400 * WAD
    assert maintenance_margin(account, MARKETS, MARKS) == 100 * WAD
    odd = Account(0, {ETH: Position(size=10**15)})
    # 0.001 x (1 + 1e-18) x 10 % = 1e14 and a bit
    assert initial_margin(odd, MARKETS, {ETH: Valuation(WAD + 1)}) == 10**14 + 1


def test_open_orders_reserve_initial_but_no_maintenance_margin() -> None:
    account = Account(0, {ETH: Position(bid_lots=1000)})
    assert initial_margin(account, MARKETS, MARKS) == 200 * WAD
    assert headroom(account, MARKETS, MARKS) == 0


def test_withdrawable_excludes_unrealised_profit_and_rounds_down_to_units() -> None:
    assert withdrawable(long_eth(250 * WAD + 10**12 - 1), MARKETS, MARKS) == 50 * 10**6
    assert withdrawable(long_eth(250 * WAD, cost=2040 * WAD), MARKETS, MARKS) == 10 * 10**6
    assert withdrawable(long_eth(199 * WAD), MARKETS, MARKS) == 0


def test_margin_rule_passes_on_initial_margin_exactly() -> None:
    assert passes_margin_rule(long_eth(100 * WAD), ETH, Standing(0, 0, 0), MARKETS, MARKS)
    assert not passes_margin_rule(long_eth(100 * WAD - 1), ETH, Standing(0, 0, 0), MARKETS, MARKS)


def test_margin_rule_lets_a_reducing_fill_through_when_headroom_does_not_fall() -> None:
    after = long_eth(0, cost=1950 * WAD)  # equity 50, maintenance 100, initial 200
    assert passes_margin_rule(after, ETH, Standing(2 * WAD, 0, -50 * WAD), MARKETS, MARKS)
    assert not passes_margin_rule(after, ETH, Standing(2 * WAD, 0, -50 * WAD + 1), MARKETS, MARKS)
    assert not passes_margin_rule(after, ETH, Standing(WAD - 1, 0, -50 * WAD), MARKETS, MARKS)
    assert not passes_margin_rule(after, ETH, Standing(-2 * WAD, 0, -50 * WAD), MARKETS, MARKS)


def test_margin_rule_refuses_a_bankrupt_account_that_reduces() -> None:
    after = long_eth(-1, cost=2000 * WAD)  # equity -1
    assert not passes_margin_rule(after, ETH, Standing(2 * WAD, 0, -1000 * WAD), MARKETS, MARKS)
