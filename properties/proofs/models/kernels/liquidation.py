"""``LiquidationMath``: how many lots a liquidation takes."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from properties.proofs.models.arithmetic import Arithmetic, Number, ceiling
from properties.proofs.models.kernels.margin import PPM, REQUIREMENT_SCALE, WAD, requirement_up
from properties.proofs.models.registry import Model

_SLACK = 12
_DUST = 40


@dataclass
class Held:
    """The check's arguments and what follows from them; ``lot_value`` is a lot at mark, times 1e18."""

    equity: Number
    lots: Number
    lot_value: Number
    value: Number
    margin: Number
    own_margin: Number
    margin_ppm: Number
    fee_ppm: Number
    target_ppm: Number

    def after(self, k: Arithmetic, taken: Number, value: Number) -> tuple[Number, Number]:
        """Equity and maintenance margin once so many lots, of that value, are taken, and what bounds them.

        The margin's relief is within one of its rate of the value, and so it is times the target; the fee too.
        """
        left = k.name((self.lots - taken) * self.lot_value)
        k.claim(left == self.value - value, "what is left is worth the rest")
        fee = k.name(requirement_up(k, value, self.fee_ppm))
        scale = REQUIREMENT_SCALE
        k.claim(k.both(fee * scale >= value * self.fee_ppm, fee * scale < value * self.fee_ppm + scale), "the fee")
        relief = k.name(self.own_margin - requirement_up(k, left, self.margin_ppm))
        above = relief * scale > value * self.margin_ppm - scale
        below = relief * scale < value * self.margin_ppm + scale
        k.claim(above, "the relief is no less than its rate, but for one")
        k.claim(below, "the relief is no more than its rate, but for one")
        target, positive = self.target_ppm, self.target_ppm > 0
        exact = target * value * self.margin_ppm
        k.lemma(target * relief * scale > exact - target * scale, "the same, times the target", above, positive)
        k.lemma(target * relief * scale < exact + target * scale, "the same, times the target", below, positive)
        return self.equity - fee, self.margin - relief


@dataclass
class Taken:
    """What ``lots`` gives, and what it is known to satisfy."""

    lots: Number
    whole: bool
    missing: Number
    notional: Number
    relief: Number


def taken_lots(k: Arithmetic, held: Held, min_lots: Number) -> Taken:
    """``lots``."""
    target = ceiling(k, k.fits(held.target_ppm * held.margin, "uint256"), PPM)
    missing = k.name(k.fits(target - held.equity, "uint256") + _SLACK)
    relief = k.name(held.target_ppm * held.margin_ppm - held.fee_ppm * PPM)
    k.claim(k.both(relief >= PPM, relief < 10 * PPM * PPM), "taking over helps")
    notional = k.name(ceiling(k, k.fits(missing * PPM * PPM, "uint256"), relief))
    k.claim(notional >= 0, "the notional to take is not negative")
    taken = k.name(ceiling(k, k.fits(notional * WAD, "uint256"), held.lot_value))
    if k.split(k.either(taken >= held.lots, held.lots - taken < min_lots)):
        return Taken(held.lots, True, missing, notional, relief)
    return Taken(taken, False, missing, notional, relief)


def _held(
    k: Arithmetic,
    equity: Number,
    other: Number,
    mark: Number,
    lot_size: Number,
    lots: Number,
    margin_ppm: Number,
    fee_ppm: Number,
    target_ppm: Number,
) -> Held:
    k.require(k.both(margin_ppm < PPM, fee_ppm < margin_ppm, target_ppm >= PPM, target_ppm <= 10 * PPM))
    k.require(k.both(mark > 0, lot_size > 0, lots > 0))
    k.require(lots * lot_size < 2**127)
    lot_value = k.name(mark * lot_size)
    held_value = k.name(lots * lot_value)
    k.require(held_value < WAD * 2**128)
    k.claim(lot_value > 0, "a lot is worth something")
    own = requirement_up(k, held_value, margin_ppm)
    k.claim(k.both(own >= 0, own <= 2**128), "the requirement is bounded")
    margin = k.name(other + own)
    k.require(k.both(equity > 0, equity < margin))
    return Held(equity, lots, lot_value, held_value, margin, own, margin_ppm, fee_ppm, target_ppm)


def _reaches(
    k: Arithmetic,
    equity: Number,
    other: Number,
    mark: Number,
    lot_size: Number,
    lots: Number,
    min_lots: Number,
    margin_ppm: Number,
    fee_ppm: Number,
    target_ppm: Number,
) -> None:
    held = _held(k, equity, other, mark, lot_size, lots, margin_ppm, fee_ppm, target_ppm)
    taken = taken_lots(k, held, min_lots)
    k.claim(k.both(taken.lots > 0, taken.lots <= lots), "something is taken, and no more than there is")
    value = k.name(taken.lots * held.lot_value)
    after, margin = held.after(k, taken.lots, value)
    k.observe(taken.lots, after, margin * target_ppm)
    if not taken.whole:
        k.claim(lots - taken.lots >= min_lots, "the least that may be left is left")
        k.lemma(
            value * taken.relief >= taken.missing * PPM * PPM * WAD,
            "what is taken relieves the account of what is missing",
            value >= taken.notional * WAD,
            taken.notional * taken.relief >= taken.missing * PPM * PPM,
            taken.relief >= PPM,
        )
        k.claim(PPM * (after - 1) >= target_ppm * margin, "the target is reached")


def _overshoots(
    k: Arithmetic,
    equity: Number,
    other: Number,
    mark: Number,
    lot_size: Number,
    lots: Number,
    min_lots: Number,
    margin_ppm: Number,
    fee_ppm: Number,
    target_ppm: Number,
) -> None:
    held = _held(k, equity, other, mark, lot_size, lots, margin_ppm, fee_ppm, target_ppm)
    taken = taken_lots(k, held, min_lots)
    k.claim(taken.lots > 0, "something is taken")
    value = k.name((taken.lots - 1) * held.lot_value)
    after, margin = held.after(k, taken.lots - 1, value)
    k.observe(taken.lots, after, margin * target_ppm)
    if not taken.whole:
        k.lemma(
            value * taken.relief < (taken.missing * PPM * PPM + taken.relief) * WAD,
            "a lot less does not relieve the account of more than is missing",
            value < taken.notional * WAD,
            (taken.notional - 1) * taken.relief < taken.missing * PPM * PPM,
            taken.relief >= PPM,
        )
        k.claim(PPM * after - target_ppm * margin < _DUST * PPM, "a lot less would not do")


def _positions(random: Random) -> tuple[int, ...]:
    """A position just below its margin: of any size, at any mark, alone or beside others."""
    margin_ppm = random.choice((1, 2, 5_000, 50_000, 999_999, random.randrange(1, PPM)))
    fee_ppm = random.choice((0, margin_ppm - 1, random.randrange(margin_ppm)))
    target_ppm = random.choice((PPM, 1_500_000, 10 * PPM, random.randrange(PPM, 10 * PPM)))
    lot_size = 10 ** random.randrange(19)
    lots = random.randrange(1, 2 ** random.randint(1, 60))
    mark = random.randrange(1, 2 ** random.randint(1, 104))
    while lots * lot_size >= 2**127 or lots * lot_size * mark >= WAD << 128:
        lots, mark = lots // 2 + 1, mark // 4 + 1
    other = random.choice((0, random.getrandbits(random.randint(1, 100))))
    margin = other + -(-lots * lot_size * mark * margin_ppm // REQUIREMENT_SCALE)
    equity = max(1, margin - random.choice((1, random.randrange(1, margin + 1), margin // 100 + 1)))
    min_lots = random.choice((0, 1, lots // 2, lots))
    return equity, other, mark, lot_size, lots, min_lots, margin_ppm, fee_ppm, target_ppm


MODELS = {
    ("LiquidationProofs", "check_sizeReachesTarget"): Model(_reaches, _positions),
    ("LiquidationProofs", "check_sizeOvershootsByNoMoreThanALot"): Model(_overshoots, _positions),
}
