"""``MarginMath``: what positions are worth and require."""

from __future__ import annotations

from random import Random

from properties.proofs.models.arithmetic import Arithmetic, Number, absolute, ceiling, floor
from properties.proofs.models.inputs import drawn
from properties.proofs.models.registry import Model

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


def _worst_covers(
    k: Arithmetic,
    size: Number,
    bids: Number,
    asks: Number,
    bought: Number,
    sold: Number,
    mark: Number,
    rate_ppm: Number,
) -> None:
    k.require(k.both(bought <= bids, sold <= asks, rate_ppm <= PPM))
    after_bids, after_asks = absolute(k, size + bids), absolute(k, size - asks)
    worst = k.name(after_bids if k.split(after_bids > after_asks) else after_asks)
    filled = k.name(absolute(k, size + bought - sold))
    k.claim(k.both(filled >= 0, filled <= worst, worst < 2**122), "the worst size is the largest")
    k.lemma(
        filled * mark * rate_ppm <= worst * mark * rate_ppm,
        "and its value too",
        filled <= worst,
        filled >= 0,
        mark >= 0,
        rate_ppm >= 0,
    )
    required = requirement_up(k, filled * mark, rate_ppm)
    covered = requirement_up(k, worst * mark, rate_ppm)
    k.observe(worst, covered, required)
    k.claim(required <= covered, "the worst size's margin covers what fills")


def _orders(random: Random) -> tuple[int, ...]:
    """Orders on both sides of which parts fill."""
    bids, asks = (random.getrandbits(random.randint(1, 120)) for _ in range(2))
    bought, sold = (random.choice((0, side, random.randrange(side + 1))) for side in (bids, asks))
    size = random.choice((drawn(random, "int120"), bids - asks, asks - bids))
    return size, bids, asks, bought, sold, drawn(random, "uint104"), random.randrange(PPM + 1)


MODELS = {("MarginProofs", "check_worstMarginCoversEveryFill"): Model(_worst_covers, _orders)}
