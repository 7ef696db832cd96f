"""Markets with round numbers, for figures that can be checked by hand."""

from fuzz.model.exchange import Exchange
from fuzz.model.markets import MAX_LOTS, Market
from fuzz.model.oracle import Source
from fuzz.model.units import WAD

NOW = 1_000_000
USDC = 10**6
"""USDC units in a dollar."""

ETH = 0
"""Ticks of 0.1 dollars, lots of 0.001; margins 10 % and 5 %, fees 500 and 200 ppm, liquidation 1 %, whole."""

SOL = 1
"""Ticks of 0.01 dollars, lots of 0.1; margins 20 % and 12 %, taker 450 ppm, maker rebate 200 ppm."""


def eth_market(**changes: int) -> Market:
    parameters = {
        "tick_size": 10**17,
        "lot_size": 10**15,
        "initial_margin_ppm": 100_000,
        "maintenance_margin_ppm": 50_000,
        "taker_fee_ppm": 500,
        "maker_fee_ppm": 200,
        "liquidation_fee_ppm": 10_000,
        "liquidation_target_ppm": 1_200_000,
        "min_position_lots": MAX_LOTS,
        "open_interest_cap": 100 * WAD,
    }
    return Market(**{**parameters, **changes})


def sol_market() -> Market:
    return Market(10**16, 10**17, 200_000, 120_000, 450, -200, 15_000, 1_200_000, MAX_LOTS, 10_000 * WAD)


def set_price(exchange: Exchange, market_id: int, price: int) -> None:
    """Move a market's mark to ``price`` WAD dollars."""
    exchange.set_source(f"source-{market_id}", Source(price, exchange.now))
    exchange.update_price("owner", market_id)
    if exchange.oracle.feeds[market_id].pending:
        exchange.accept_price("owner", market_id, price, price)
