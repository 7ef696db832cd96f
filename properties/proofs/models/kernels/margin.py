"""``MarginMath``: what positions are worth and require."""

from __future__ import annotations

from properties.proofs.models.arithmetic import Arithmetic, Number, ceiling, floor

WAD = 10**18
PPM = 10**6
REQUIREMENT_SCALE = WAD * PPM


def value_floor(k: Arithmetic, size: Number, mark: Number) -> Number:
    """``valueFloor``."""
    return floor(k, k.fits(size * mark, "int256"), WAD)


def requirement_up(k: Arithmetic, value: Number, rate_ppm: Number) -> Number:
    """``requirementUp``; ``value`` is size times mark."""
    return floor(k, k.fits(value * rate_ppm + REQUIREMENT_SCALE - 1, "uint256"), REQUIREMENT_SCALE)


def notional_up(k: Arithmetic, value: Number) -> Number:
    """``notionalUp``; ``value`` is size times mark."""
    return ceiling(k, value, WAD)
