"""``FundingMath``: what positions owe, and the rate."""

from __future__ import annotations

from properties.proofs.models.arithmetic import Arithmetic, Number, ceiling
from properties.proofs.models.registry import Model

_WAD = 10**18


def owed_up(k: Arithmetic, size: Number, change: Number) -> Number:
    """``owedUp``."""
    return ceiling(k, k.fits(size * change, "int256"), _WAD)


def _two(k: Arithmetic, size: Number, change: Number) -> None:
    first, second = owed_up(k, size, change), owed_up(k, -size, change)
    k.observe(first, second)
    k.claim(k.both(first + second >= 0, first + second < 2), "two accounts sum to nothing lost")


def _three(k: Arithmetic, first: Number, second: Number, change: Number) -> None:
    owed = [owed_up(k, size, change) for size in (first, second, -(first + second))]
    k.observe(*owed)
    k.claim(k.both(sum(owed) >= 0, sum(owed) < 3), "three accounts sum to nothing lost")


def _touches(k: Arithmetic, size: Number, start: Number, touched: Number, end: Number) -> None:
    at_once = owed_up(k, size, end - start)
    first, second = owed_up(k, size, touched - start), owed_up(k, size, end - touched)
    k.observe(at_once, first, second)
    k.claim(k.both(first + second >= at_once, first + second - at_once < 2), "touches round for the residual")


MODELS = {
    ("FundingProofs", "check_twoAccountsSumToNoLoss"): Model(_two),
    ("FundingProofs", "check_threeAccountsSumToNoLoss"): Model(_three),
    ("FundingProofs", "check_touchesRoundForTheResidual"): Model(_touches),
}
