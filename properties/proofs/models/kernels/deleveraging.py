"""``EngineDeleveraging``: a bankrupt account closed whole against two counterparties."""

from __future__ import annotations

from random import Random

from properties.proofs.models.arithmetic import Arithmetic, Number, absolute, floor
from properties.proofs.models.inputs import drawn
from properties.proofs.models.kernels.margin import WAD, notional_up, value_floor
from properties.proofs.models.kernels.position import apply_trade
from properties.proofs.models.kernels.takeover import MOST_VALUE
from properties.proofs.models.registry import Model

_COLLATERAL = 10**24
_ASSET = 10**12


def _score(k: Arithmetic, size: Number, quote: Number, mark: Number) -> Number:
    """Profit times leverage of a counterparty, which must have one."""
    profit = value_floor(k, size, mark) + quote
    k.require(profit > 0)
    notional = notional_up(k, absolute(k, size) * mark)
    score = floor(k, profit * notional, _COLLATERAL + profit)
    k.require(score > 0)
    return score


def _leaves_zero(
    k: Arithmetic,
    lots: Number,
    first_lots: Number,
    lot_size: Number,
    mark: Number,
    collateral: Number,
    quote: Number,
    insured: Number,
    first_quote: Number,
    second_quote: Number,
) -> None:
    held_lots = absolute(k, lots)
    k.require(k.both(first_lots > 0, first_lots < held_lots, held_lots < 2**62))
    size, first = k.name(lots * lot_size), k.name(first_lots * lot_size)
    held = k.name(held_lots * lot_size)
    k.require(k.both(held > 0, held < 2**126, held * mark < MOST_VALUE * WAD))
    sign = 1 if k.split(size > 0) else -1
    k.claim(k.both(held == sign * size, first > 0, first < held), "the first takes a part")
    worth = k.name(collateral + value_floor(k, size, mark) + quote)
    available = _ASSET * insured
    k.require(k.both(worth < 0, available < -worth))
    loss = k.name(-worth - available)

    first_score = _score(k, -sign * first, first_quote, mark)
    first_value = k.name(value_floor(k, sign * first, mark))
    first_loss = k.name(floor(k, loss * first, held))
    k.claim(k.both(first_loss >= 0, first_loss <= loss), "a part of the loss")
    proceeds = first_value + first_loss
    middle_size, middle_quote, realised = apply_trade(k, size, quote, -sign * first, proceeds)
    middle_collateral = k.cast(collateral + realised, "int128")
    _, first_left, first_realised = apply_trade(k, -sign * first, first_quote, sign * first, -proceeds)
    k.require(first_realised >= 0)

    second = k.name(held - first)
    k.require(_score(k, -2 * sign * second, second_quote, mark) <= first_score)
    proceeds = k.name(value_floor(k, size, mark) - first_value + loss - first_loss)
    end_size, end_quote, realised = apply_trade(k, middle_size, middle_quote, -sign * second, proceeds)
    end_collateral = k.cast(middle_collateral + realised, "int128") + available
    _, second_left, second_realised = apply_trade(k, -2 * sign * second, second_quote, sign * second, -proceeds)
    k.require(second_realised >= 0)
    first_collateral, second_collateral = _COLLATERAL + first_realised, _COLLATERAL + second_realised
    k.observe(end_size, end_quote, end_collateral, first_left, first_collateral, second_left, second_collateral)

    k.claim(k.both(end_size == 0, end_quote == 0), "nothing of the position is left")
    k.claim(end_collateral == 0, "the account ends at exactly zero")
    k.claim(k.both(first_collateral >= _COLLATERAL, second_collateral >= _COLLATERAL), "only profit is taken")


def _bankrupts(random: Random) -> tuple[int, ...]:
    """A bankrupt account and two counterparties in profit, ranked mostly."""
    lot_size = 10 ** random.randrange(19)
    mark = random.randrange(1, 2 ** random.randint(1, 100))
    most = min(2**61, 2**124 // lot_size, (MOST_VALUE * WAD - 1) // (2 * lot_size * mark))
    lots = random.randrange(2, max(3, min(most, 2 ** random.randint(2, 60))))
    first = random.randrange(1, lots)
    sign = random.choice((1, -1))
    value = sign * lots * lot_size * mark // WAD
    deficit = random.randrange(1, 2 + random.choice((1000, max(1, abs(value)))))
    collateral = random.choice((0, drawn(random, "int80")))
    quote = -deficit - value - collateral
    insured = random.choice((0, random.randrange(deficit // _ASSET + 1)))
    loss = deficit - insured * _ASSET
    profits = [
        loss * part // lots + random.choice((0, 1, 2, random.randrange(1, 2 + deficit))) for part in (first, lots)
    ]
    first_quote = sign * first * lot_size * mark // WAD + 2 * profits[0] + random.randrange(3)
    second_quote = 2 * sign * (lots - first) * lot_size * mark // WAD + 2 * profits[1] // 2
    if random.random() < 0.5:
        second_quote -= profits[1] - 2 * (loss * (lots - first) // lots) - 2
    return sign * lots, first, lot_size, mark, collateral, quote, insured, first_quote, second_quote


MODELS = {("DeleveragingProofs", "check_deleveragingLeavesZero"): Model(_leaves_zero, _bankrupts, share=0.5)}
