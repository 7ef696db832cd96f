"""``EngineAdmin.listMarket`` and ``EngineTrading._terms``: geometry of a market and the terms of a fill."""

from __future__ import annotations

from random import Random

from properties.proofs.models.arithmetic import Arithmetic, Number, floor
from properties.proofs.models.inputs import drawn
from properties.proofs.models.kernels.margin import WAD
from properties.proofs.models.registry import Model

_TICK_LOT_UNIT = 10**30
_ASSET = 10**12


def _exact(k: Arithmetic, tick_size: Number, lot_size: Number, tick: Number, lots: Number, is_buy: Number) -> None:
    unit = k.name(k.fits(tick_size * lot_size, "uint256"))
    units, rest = k.divide(unit, _TICK_LOT_UNIT)
    k.require(k.both(unit != 0, rest == 0))
    tick_notional = k.cast(floor(k, unit, WAD), "uint128")
    k.lemma(
        tick_notional == _ASSET * units, "a lot at tick 1 is whole in USDC units", tick_notional * WAD == 10**30 * units
    )
    notional = k.fits(lots * tick * tick_notional, "int256")
    size = k.fits(lots * lot_size, "int256")
    buys = k.split(is_buy == 1)
    k.observe(size if buys else -size, -notional if buys else notional)
    # In 1e36ths: price times size, without any division.
    k.claim(notional * WAD == lots * tick * unit, "the notional is price times size")
    k.claim(notional == _ASSET * (lots * tick * units), "it is whole in USDC units")


def _markets(random: Random) -> tuple[int, ...]:
    """Mostly admissible geometry: the unit's powers of two and five shared out."""
    twos, fives = random.randint(0, 30), random.randint(0, 30)
    tick_size = 2**twos * 5**fives * random.choice((1, random.randrange(1, 1000)))
    lot_size = 2 ** (30 - twos) * 5 ** (30 - fives) * random.choice((1, 7, random.randrange(1, 1000)))
    return (
        tick_size,
        lot_size,
        drawn(random, "uint24"),
        drawn(random, "uint64"),
        random.randrange(2),
    )


MODELS = {("NotionalProofs", "check_tickNotionalIsExact"): Model(_exact, _markets, share=0.5)}
