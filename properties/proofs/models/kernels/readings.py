"""``Readings`` and the router's update: the median of the sources that agree."""

from __future__ import annotations

from random import Random

from properties.proofs.models.arithmetic import Arithmetic, Formula, Number, floor
from properties.proofs.models.kernels.margin import PPM
from properties.proofs.models.registry import Model

_MOST = 8
_MOST_PRICE = 10**30
_MOST_DEVIATION = 200_000


def _median(k: Arithmetic, prices: list[Number]) -> Number:
    """``median`` of sorted prices."""
    upper = prices[len(prices) // 2]
    return upper if len(prices) % 2 else floor(k, prices[len(prices) // 2 - 1] + upper, 2)


def _near(k: Arithmetic, price: Number, middle: Number, ppm: Number) -> Formula:
    """``near``."""
    return k.both((price - middle) * PPM <= ppm * middle, (middle - price) * PPM <= ppm * middle)


def _survivors(
    k: Arithmetic, count: Number, least: Number, ppm: Number, prices: tuple[Number, ...]
) -> tuple[list[Number], int, int, Number]:
    """The sorted prices, which of them survived, and the median of all."""
    k.require(k.both(count > 0, count <= _MOST, least > 0, least <= count, ppm > 0, ppm <= _MOST_DEVIATION))
    number = next((n for n in range(1, _MOST) if k.split(count == n)), _MOST)
    for price in prices[:number]:
        k.require(k.both(price > 0, price <= _MOST_PRICE))
    ordered = k.ascending(prices[:number], 1, _MOST_PRICE)
    middle = k.name(_median(k, ordered))
    # Each product of the comparison fits: prices have 100 bits.
    k.claim(k.both(middle >= ordered[0], middle <= ordered[-1]), "the median lies between the least and the greatest")
    k.fits(ordered[-1] * PPM, "uint256")
    k.fits(ppm * middle, "uint256")
    first, last = 0, number
    while first < last and not k.split(_near(k, ordered[first], middle, ppm)):
        first += 1
    while last > first and not k.split(_near(k, ordered[last - 1], middle, ppm)):
        last -= 1
    k.require(first < last)
    k.require(least <= last - first)
    return ordered, first, last, middle


def _inside(k: Arithmetic, count: Number, least: Number, ppm: Number, *prices: Number) -> None:
    ordered, first, last, _ = _survivors(k, count, least, ppm, prices)
    stored = _median(k, ordered[first:last])
    k.observe(stored)
    k.claim(k.both(ordered[first] <= stored, stored <= ordered[last - 1]), "the price is inside the survivors' range")


def _only_near(k: Arithmetic, count: Number, least: Number, ppm: Number, *prices: Number) -> None:
    ordered, first, last, middle = _survivors(k, count, least, ppm, prices)
    k.observe(_median(k, ordered[first:last]))
    for place, price in enumerate(ordered):
        near = _near(k, price, middle, ppm)
        if first <= place < last:
            k.claim(near, "who survived is near the median of all")
        else:
            high, low = (price - middle) * PPM > ppm * middle, (middle - price) * PPM > ppm * middle
            k.claim(k.either(high, low), "who did not is not")


def _feeds(random: Random) -> tuple[int, ...]:
    """Sources that agree, or nearly, or not."""
    count = random.randint(1, _MOST)
    ppm = random.choice((1, 1000, 50_000, _MOST_DEVIATION, random.randint(1, _MOST_DEVIATION)))
    centre = max(2, 10 ** random.randrange(31) - random.randrange(10))
    width = max(1, centre * ppm * random.choice((0, 1, 1, 2, 5)) // PPM)
    prices = [max(1, min(_MOST_PRICE, centre + random.randint(-width, width))) for _ in range(_MOST)]
    return count, random.choice((1, 1, count, random.randint(1, count))), ppm, *prices


MODELS = {
    ("MedianProofs", "check_storedPriceIsInside"): Model(_inside, _feeds),
    ("MedianProofs", "check_onlyNearOnesCount"): Model(_only_near, _feeds),
}
