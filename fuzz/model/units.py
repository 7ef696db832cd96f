"""Units and the two directions of rounding.

Values are WAD dollars, prices WAD dollars per whole base unit, sizes WAD base units, ``assets`` USDC base units, rates
parts per million.
"""

from __future__ import annotations

WAD = 10**18
PPM = 10**6

USDC_UNIT = 10**12
"""WAD dollars in one USDC base unit."""

EXACT_TICK_LOT = 10**30
"""``tickSize * lotSize`` must be a multiple of this: then a notional at a tick is whole in WAD and in USDC units."""


def floor_div(numerator: int, denominator: int) -> int:
    """Quotient rounded towards minus infinity, for either sign of the numerator."""
    return numerator // denominator


def ceil_div(numerator: int, denominator: int) -> int:
    """Quotient rounded towards plus infinity, for either sign of the numerator."""
    return -(-numerator // denominator)


def to_value(assets: int) -> int:
    """WAD dollars of whole USDC units; exact."""
    return assets * USDC_UNIT


def to_assets_down(value: int) -> int:
    """Whole USDC units contained in ``value`` WAD dollars."""
    return floor_div(value, USDC_UNIT)


def to_assets_up(value: int) -> int:
    """Whole USDC units that cover ``value`` WAD dollars."""
    return ceil_div(value, USDC_UNIT)
