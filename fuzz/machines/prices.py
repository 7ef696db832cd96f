"""Drawing where a price goes and what its sources say."""

from __future__ import annotations

from fuzz.machines.chance import Chance
from fuzz.machines.scenario import ANSWER, BURN_GAS, LISTINGS, REVERT
from fuzz.model.exchange import Exchange
from fuzz.model.units import PPM

_MOVES_PPM = (1_000, 10_000, 60_000, 250_000)
_RANGE = 8
"""Prices stay within this factor of where they started, so that ticks and margins keep their meaning."""


def draw_target(chance: Chance, model: Exchange, market_id: int) -> int:
    """Draw a price up to a quarter away from the last one, WAD dollars; seldom at a tick."""
    last = model.oracle.feeds[market_id].price
    most = chance.pick(_MOVES_PPM)
    return within_reach(market_id, last * (PPM + chance.between(-most, most)) // PPM + chance.between(-3, 3))


def within_reach(market_id: int, price: int) -> int:
    """Return the nearest price that a market may go to."""
    start = LISTINGS[market_id].price
    return min(max(price, start // _RANGE), start * _RANGE)


def draw_readings(chance: Chance, model: Exchange, market_id: int, target: int) -> list[list[int]]:
    """Draw ``[price, age, behaviour]`` of each source: in agreement, apart, of different ages, or some of them bad."""
    listing = LISTINGS[market_id]
    readings = [[target, 0, ANSWER] for _ in listing.sources]
    match chance.pick(("agree", "agree", "apart", "ages", "one bad", "all bad")):
        case "apart":
            spread = chance.between(1, target // 50)
            readings[0][0], readings[-1][0] = target - spread, target + spread
        case "ages":
            for reading in readings:
                reading[1] = chance.pick((0, 1, listing.max_age, listing.max_age - 1))
        case "one bad":
            readings[chance.between(0, len(readings) - 1)] = _bad(chance, model, market_id, target)
        case "all bad":
            good = chance.between(0, 1)
            bad = [_bad(chance, model, market_id, target) for _ in readings[good:]]
            readings = [*readings[:good], *bad]
    return readings


def _bad(chance: Chance, model: Exchange, market_id: int, target: int) -> list[int]:
    """Draw a reading that must be dropped, or one that is just still good."""
    max_age, max_price = LISTINGS[market_id].max_age, model.oracle.max_price
    if any(model.clearing.open_interest(market_id)):
        # The highest price taken seriously would make everybody's fortune or ruin, and show nothing from then on.
        max_price *= 2
    return chance.pick(
        (
            [target, 0, REVERT],
            [target, 0, BURN_GAS],
            [0, 0, ANSWER],
            [max_price + 1, 0, ANSWER],
            [max_price, 0, ANSWER],
            [target, max_age + 1, ANSWER],
            [target, max_age, ANSWER],
            [target, -1, ANSWER],
        )
    )
