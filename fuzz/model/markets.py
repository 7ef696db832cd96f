"""A market's geometry and risk parameters, and the bounds they must keep."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from fuzz.model.refusal import Refusal
from fuzz.model.units import EXACT_TICK_LOT, PPM, WAD

MAX_MARKETS = 128

MAX_LOTS = 2**64 - 1
"""The most lots that an order, or one account's orders on one side together, may have: they are counted in 64 bits."""

UNCAPPED = 2**128 - 1
"""A cap that nothing reaches."""

MAX_TAKER_FEE_PPM = 10_000
MAX_TARGET_PPM = 10 * PPM


class MarketState(IntEnum):
    """What a market lets its users do; the numbers are the contracts'."""

    ACTIVE = 0
    REDUCE_ONLY = 1
    SETTLING = 2


@dataclass(frozen=True, slots=True)
class Status:
    """A market's state, and its final price, WAD dollars, once it settles."""

    state: MarketState = MarketState.ACTIVE
    settlement_price: int = 0

    @property
    def settling(self) -> bool:
        """Whether only cancels and closing at the final price are left."""
        return self.state is MarketState.SETTLING


@dataclass(frozen=True, slots=True)
class Market:
    """Parameters of one market; ``tick_size`` and ``lot_size`` are fixed once listed.

    ``tick_size`` WAD dollars, ``lot_size`` and ``open_interest_cap`` WAD base units, ``account_notional_cap`` WAD
    dollars, ``min_position_lots`` lots, the rest ppm: of a notional, but the liquidation target of maintenance margin.
    A negative maker fee is a rebate.
    """

    tick_size: int
    lot_size: int
    initial_margin_ppm: int
    maintenance_margin_ppm: int
    taker_fee_ppm: int
    maker_fee_ppm: int
    liquidation_fee_ppm: int
    liquidation_target_ppm: int
    min_position_lots: int
    open_interest_cap: int
    account_notional_cap: int = UNCAPPED

    def price(self, tick: int) -> int:
        """WAD dollars per whole base unit at a tick."""
        return tick * self.tick_size

    def size(self, lots: int) -> int:
        """WAD base units in a number of lots."""
        return lots * self.lot_size

    def notional(self, tick: int, lots: int) -> int:
        """WAD dollars of ``lots`` at ``tick``; exact for every listed market."""
        exact, remainder = divmod(tick * lots * self.tick_size * self.lot_size, WAD)
        assert remainder == 0, "a listed market never rounds at a tick"
        return exact


def check_listable(market: Market, listed: int) -> None:
    """Refuse parameters outside the bounds of listing.

    Raises ``TooManyMarkets``, ``InvalidTickLot`` or what :func:`check_rates` raises.
    """
    if listed >= MAX_MARKETS:
        raise Refusal("TooManyMarkets")
    grain = market.tick_size * market.lot_size
    if grain == 0 or grain % EXACT_TICK_LOT != 0:
        raise Refusal("InvalidTickLot")
    check_rates(market)


def check_rates(market: Market) -> None:
    """Refuse rates outside their bounds: ``InvalidFees``, ``InvalidMarginRates``, ``InvalidLiquidationTarget``."""
    taker, maker = market.taker_fee_ppm, market.maker_fee_ppm
    if taker > MAX_TAKER_FEE_PPM or not -taker <= maker <= taker:
        raise Refusal("InvalidFees")
    if not 0 < taker + market.liquidation_fee_ppm < market.maintenance_margin_ppm:
        raise Refusal("InvalidFees")
    if not market.maintenance_margin_ppm < market.initial_margin_ppm <= PPM:
        raise Refusal("InvalidMarginRates")
    if not PPM <= market.liquidation_target_ppm <= MAX_TARGET_PPM:
        raise Refusal("InvalidLiquidationTarget")
