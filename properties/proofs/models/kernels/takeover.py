"""``EngineLiquidation``: what a liquidation leaves of the account that it takes from."""

from __future__ import annotations

from random import Random

from properties.proofs.models.arithmetic import Arithmetic, Number, absolute, least
from properties.proofs.models.kernels.liquidation import Held, taken_lots
from properties.proofs.models.kernels.margin import PPM, REQUIREMENT_SCALE, WAD, requirement_up, value_floor
from properties.proofs.models.kernels.position import apply_trade
from properties.proofs.models.registry import Model

MOST_VALUE = 2**120


def _never_lowers(
    k: Arithmetic,
    lots: Number,
    lot_size: Number,
    mark: Number,
    collateral: Number,
    quote: Number,
    min_lots: Number,
    margin_ppm: Number,
    fee_ppm: Number,
    target_ppm: Number,
) -> None:
    k.require(k.both(margin_ppm < PPM, fee_ppm < margin_ppm, target_ppm >= PPM, target_ppm <= 10 * PPM))
    lot_value = k.name(lot_size * mark)
    k.require(lot_value >= 2 * PPM * WAD)
    size = k.name(lots * lot_size)
    held_size = k.name(absolute(k, size))
    held_value = k.name(held_size * mark)
    k.require(k.both(held_size > 0, held_size < 2**126, held_value < MOST_VALUE * WAD))
    before = k.name(collateral + value_floor(k, size, mark) + quote)
    margin = k.name(requirement_up(k, held_value, margin_ppm))
    k.require(k.both(before > 0, before < margin))

    held_lots = k.name(absolute(k, lots))
    k.claim(held_lots * lot_value == held_value, "the lots are worth the position")
    k.claim(held_lots > 0, "there are lots")
    held = Held(before, held_lots, lot_value, held_value, margin, margin, margin_ppm, fee_ppm, target_ppm)
    taken = taken_lots(k, held, min_lots)
    k.claim(k.both(taken.lots > 0, taken.lots <= held_lots), "something is taken, and no more than there is")
    taken_size = k.name(taken.lots * lot_size)
    signed = taken_size if k.split(size > 0) else -taken_size
    taken_value = k.name(taken_size * mark)
    k.claim(taken_value == taken.lots * lot_value, "the lots taken are worth their size")
    k.lemma(
        taken_value >= lot_value,
        "a lot at least",
        taken_value == taken.lots * lot_value,
        taken.lots >= 1,
        lot_value > 0,
    )
    fee = k.name(least(k, requirement_up(k, taken_value, fee_ppm), before))
    value = value_floor(k, signed, mark)
    new_size, new_quote, realised = apply_trade(k, size, quote, -signed, value)
    new_collateral = k.cast(collateral + realised - fee, "int128")
    left_value = k.name(absolute(k, new_size) * mark)
    k.claim(left_value == held_value - taken_value, "what is left is worth the rest")
    after = new_collateral + (value_floor(k, new_size, mark) if k.split(new_size != 0) else 0) + new_quote
    new_margin = requirement_up(k, left_value, margin_ppm)
    k.observe(before, margin, new_size, new_quote, new_collateral, after, new_margin)

    k.claim(after >= before - fee - 1, "the account pays the fee, and a wei at most for rounding")
    scale = REQUIREMENT_SCALE
    k.claim(fee * scale < taken_value * fee_ppm + scale, "the fee")
    k.claim((margin - new_margin) * scale > taken_value * margin_ppm - scale, "the relief")
    k.lemma(
        taken_value * margin_ppm >= taken_value * fee_ppm + taken_value,
        "the relief is more than the fee",
        margin_ppm >= fee_ppm + 1,
        taken_value >= 0,
    )
    k.claim(after - new_margin >= before - margin, "equity less maintenance margin does not fall")
    k.claim(k.either(after >= 0, new_size != 0), "an account that is closed owes nothing")


def _accounts(random: Random) -> tuple[int, ...]:
    """A position of either sign just below its margin."""
    margin_ppm = random.choice((1, 2, 5_000, 50_000, 999_999, random.randrange(1, PPM)))
    fee_ppm = random.choice((0, margin_ppm - 1, random.randrange(margin_ppm)))
    target_ppm = random.choice((PPM, 1_500_000, 10 * PPM, random.randrange(PPM, 10 * PPM)))
    lot_size = 10 ** random.randrange(19)
    mark = max(random.randrange(1, 2 ** random.randint(1, 100)), -(-2 * PPM * WAD // lot_size))
    most = min(2**62, 2**125 // lot_size, (MOST_VALUE * WAD - 1) // (lot_size * mark))
    lots = random.randrange(1, max(2, min(most, 2 ** random.randint(1, 62)))) * random.choice((1, -1))
    value = lots * lot_size * mark // WAD
    margin = -(-abs(lots) * lot_size * mark * margin_ppm // REQUIREMENT_SCALE)
    equity = max(1, margin - random.choice((1, random.randrange(1, margin + 1), margin // 100 + 1)))
    collateral = random.choice((0, random.getrandbits(random.randint(1, 110)) * random.choice((1, -1))))
    quote = equity - value - collateral
    min_lots = random.choice((0, 1, abs(lots) // 2, abs(lots)))
    return lots, lot_size, mark, collateral, quote, min_lots, margin_ppm, fee_ppm, target_ppm


MODELS = {("TakeoverProofs", "check_liquidationNeverLowersHeadroom"): Model(_never_lowers, _accounts, share=0.5)}
