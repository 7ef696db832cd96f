"""A market's geometry and risk parameters, and the bounds they must keep."""

from __future__ import annotations

from dataclasses import dataclass

from fuzz.model.refusal import Refusal
from fuzz.model.units import EXACT_TICK_LOT, PPM, WAD

MAX_MARKETS = 128

MAX_LOTS = 2**64 - 1
"""The most lots that an order, or one account's orders on one side together, may have: they are counted in 64 bits."""


@dataclass(frozen=True, slots=True)
class Market:
    """Parameters of one market; ``open_interest_cap`` alone may change after listing.

    ``tick_size`` WAD dollars, ``lot_size`` and ``open_interest_cap`` WAD base units, the rest ppm of a notional; a
    negative maker fee is a rebate.
    """

    tick_size: int
    lot_size: int
    initial_margin_ppm: int
    maintenance_margin_ppm: int
    taker_fee_ppm: int
    maker_fee_ppm: int
    liquidation_fee_ppm: int
    open_interest_cap: int

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

    Raises ``TooManyMarkets``, ``InvalidTickLot``, ``InvalidMarginRates`` or ``InvalidFees``.
    """
    if listed >= MAX_MARKETS:
        raise Refusal("TooManyMarkets")
    grain = market.tick_size * market.lot_size
    if grain == 0 or grain % EXACT_TICK_LOT != 0:
        raise Refusal("InvalidTickLot")
    if not market.maintenance_margin_ppm < market.initial_margin_ppm <= PPM:
        raise Refusal("InvalidMarginRates")
    closing_fees = market.taker_fee_ppm + market.liquidation_fee_ppm
    if not 0 < closing_fees < market.maintenance_margin_ppm or market.taker_fee_ppm + market.maker_fee_ppm < 0:
        raise Refusal("InvalidFees")
