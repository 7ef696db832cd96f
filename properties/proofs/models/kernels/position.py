"""``PositionMath``: what a trade does to a position."""

from __future__ import annotations

from random import Random

from properties.proofs.models.arithmetic import Arithmetic, Number, absolute, floor
from properties.proofs.models.inputs import drawn, near
from properties.proofs.models.registry import Model

Position = tuple[Number, Number, Number]
"""Size, quote, and what was realised on the way."""


def apply_trade(k: Arithmetic, size: Number, quote: Number, size_delta: Number, quote_delta: Number) -> Position:
    """``applyTrade``."""
    new_size = k.cast(k.fits(size + size_delta, "int256"), "int128")
    if k.split(k.either(size == 0, (size > 0) == (size_delta > 0))):
        return new_size, k.cast(k.fits(quote + quote_delta, "int256"), "int128"), 0
    held, traded = absolute(k, size), absolute(k, size_delta)
    if k.split(traded <= held):
        released = floor(k, k.fits(quote * traded, "int256"), held)
        return new_size, k.cast(k.fits(quote - released, "int256"), "int128"), released + quote_delta
    closing = floor(k, k.fits(quote_delta * held, "int256"), traded)
    return new_size, k.cast(k.fits(quote_delta - closing, "int256"), "int128"), quote + closing


def _closing(k: Arithmetic, size: Number, quote: Number, quote_delta: Number) -> None:
    k.require(size != 0)
    closed = apply_trade(k, size, quote, -size, quote_delta)
    k.observe(*closed)
    k.claim(k.both(closed[0] == 0, closed[1] == 0), "a closed position leaves nothing")
    k.claim(closed[2] == quote + quote_delta, "all of it is realised")


def _crossing(k: Arithmetic, size: Number, quote: Number, size_delta: Number, quote_delta: Number) -> None:
    k.require(k.either(k.both(size > 0, size_delta < -size), k.both(size < 0, size_delta > -size)))
    crossed = apply_trade(k, size, quote, size_delta, quote_delta)
    closing = floor(k, k.fits(quote_delta * absolute(k, size), "int256"), absolute(k, size_delta))
    closed = apply_trade(k, size, quote, -size, closing)
    k.claim(k.both(closed[0] == 0, closed[1] == 0), "the first leg leaves nothing")
    opened = apply_trade(k, 0, 0, size_delta + size, quote_delta - closing)
    k.observe(*crossed, *closed, *opened)
    k.claim(k.both(opened[0] == crossed[0], opened[1] == crossed[1]), "the position is the same")
    k.claim(closed[2] + opened[2] == crossed[2], "what is realised is the same")


def _crossings(random: Random) -> tuple[int, ...]:
    size = drawn(random, "int120") or 1
    beyond = near(random, random.choice((0, abs(drawn(random, "int120")))), "uint119") + 1
    delta = -size - beyond if size > 0 else -size + beyond
    return size, drawn(random, "int120"), delta, drawn(random, "int120")


MODELS = {
    ("PositionProofs", "check_closingLeavesNothing"): Model(_closing),
    ("PositionProofs", "check_crossingIsReduceThenGrow"): Model(_crossing, _crossings),
}
