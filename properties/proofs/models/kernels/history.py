"""``PriceHistory``: the ring of price changes, and the average over a window."""

from __future__ import annotations

from random import Random

from properties.proofs.models.arithmetic import Arithmetic, Number, floor
from properties.proofs.models.registry import Model

_MOST = 4
_MOST_PLACES = 1024
_AGES = 2**30
_OLDEST_SUM = 2**139


def _count(k: Arithmetic, count: Number, most: int) -> int:
    """The number that it is, from one to ``most``."""
    for number in range(1, most):
        if k.split(count == number):
            return number
    return most


def _place(k: Arithmetic, size: Number, newest: Number, count: int, rank: int) -> None:
    """``_observation`` reads the change of a rank where it stands: so many places before the newest, round the ring."""
    back = count - 1 - rank
    stands = newest - back if k.split(newest >= back) else newest + size - back
    read = k.divide(newest + size + 1 + rank - count, size)[1]
    k.claim(read == stands, "the ring is read where it was written")


def _average(k: Arithmetic, size: Number, newest: Number, count: Number, window: Number, *held: Number) -> None:
    prices, gaps = held[:_MOST], held[_MOST:]
    k.require(k.both(count > 0, count <= _MOST, count <= size, size <= _MOST_PLACES, newest < size))
    changes = _count(k, count, _MOST)
    for gap in gaps[: changes - 1]:
        k.require(gap > 0)
    ages = [sum(gaps[rank:changes]) for rank in range(changes)]
    k.require(k.both(ages[0] < _AGES, window > 0, window <= ages[0]))
    for rank in range(changes):
        _place(k, size, newest, changes, rank)
    sums: list[Number] = [_OLDEST_SUM]
    for price, gap in zip(prices[: changes - 1], gaps, strict=False):
        sums.append(k.name(k.fits(sums[-1] + price * gap, "uint216")))
    low, high = 0, changes
    while high - low > 1:
        middle = (low + high) // 2
        if k.split(ages[middle] >= window):
            low = middle
        else:
            high = middle
    price = in_force = prices[changes - 1]
    if low != changes - 1:
        grown_by, gap = k.name(sums[low + 1] - sums[low]), gaps[low]
        in_force, rest = k.divide(grown_by, gap)
        k.lemma(
            in_force == prices[low],
            "the price in force is the one that the sum grew by",
            grown_by == gap * in_force + rest,
            grown_by == gap * prices[low],
            rest >= 0,
            rest < gap,
        )
    grown = sums[-1] + price * gaps[changes - 1] - (sums[low] + in_force * (ages[low] - window))
    average = floor(k, k.fits(grown, "uint256"), window)
    k.observe(average, ages[0])
    _claim_within(
        k, average, grown, window, prices[low:changes], [gaps[low] - (ages[low] - window), *gaps[low + 1 : changes]]
    )


def _claim_within(
    k: Arithmetic, average: Number, grown: Number, window: Number, prices: tuple[Number, ...], seconds: list[Number]
) -> None:
    """The average of prices, each in force for so many seconds of the window."""
    times = [k.name(time) for time in seconds]
    parts = [k.name(price * time) for price, time in zip(prices, times, strict=True)]
    k.claim(grown == sum(parts), "each price weighs its seconds in the window")
    k.claim(sum(times) == window, "these are the window")
    # Where the newest price came into force in this very second it is not in the average: its time is none.
    in_window = prices if k.split(times[-1] > 0) else prices[:-1]
    least, most = k.lowest(in_window), -k.lowest([-price for price in in_window])
    least, most = k.name(least), k.name(most)
    for price, time, part in zip(in_window, times, parts, strict=False):
        bounds = (price >= least, price <= most, time >= 0, part == price * time)
        k.lemma(k.both(part >= least * time, part <= most * time), "no price weighs more than the highest", *bounds)
    k.claim(k.both(grown >= least * window, grown <= most * window), "nor do all of them")
    rest = k.divide(grown, window)[1]
    for bound, kept in ((grown >= least * window, average >= least), (grown <= most * window, average <= most)):
        k.lemma(kept, "within the prices in force", bound, grown == window * average + rest, rest >= 0, rest < window)


def _observing(
    k: Arithmetic,
    size: Number,
    newest: Number,
    count: Number,
    age: Number,
    total: Number,
    stored: Number,
    price: Number,
) -> None:
    k.require(k.both(size > 0, size <= _MOST_PLACES, newest < size, count <= size, age < _AGES))
    if k.split(count == 0):
        k.observe(0, 1, 0, 0)
        return
    if k.split(k.either(age == 0, stored == price)):
        k.observe(newest, count, age, total)
        return
    grown = k.fits(total + stored * age, "uint216")
    place = k.divide(newest + 1, size)[1]
    counted = count + 1 if k.split(count < size) else count
    k.observe(place, counted, 0, grown)
    k.claim(k.either(place == newest + 1, k.both(place == 0, newest + 1 == size)), "the next place of the ring")
    k.claim(counted <= size, "no more are counted than there are places")
    k.claim(k.either(size == 1, place != newest), "the change before is kept")


def _rings(random: Random) -> tuple[int, ...]:
    """Small rings and large ones, full or not, and windows that end in each of their parts."""
    size = random.choice((1, 2, 3, 4, 5, 128, 1024))
    count = random.randint(1, min(size, _MOST))
    newest = random.choice((random.randrange(size), 0, size - 1))
    gaps = [random.choice((1, 2, random.randrange(1, 2**20), random.randrange(1, 2**27))) for _ in range(_MOST)]
    if random.randrange(3) == 0:
        gaps[count - 1] = 0
    age = sum(gaps[:count])
    edges = [sum(gaps[rank:count]) for rank in range(count)]
    window = max(1, min(age, random.choice((*edges, age, 1, random.randrange(age + 1))) + random.randint(-1, 1)))
    centre = 10 ** random.randrange(1, 31)
    prices = [max(1, centre + random.randint(-centre // 3 - 2, centre // 3 + 2)) for _ in range(_MOST)]
    return size, newest, count, window, *prices, *gaps


def _noted(random: Random) -> tuple[int, ...]:
    """Rings before an update."""
    size = random.choice((1, 2, 3, 128, 1024, random.randint(1, _MOST_PLACES)))
    count = random.choice((0, 1, size - 1, size, random.randint(0, size)))
    newest = random.choice((0, size - 1, random.randrange(size)))
    age = random.choice((0, 1, random.randrange(_AGES)))
    stored = random.getrandbits(random.randint(1, 104))
    price = random.choice((stored, stored + 1, random.getrandbits(100)))
    return size, newest, count, age, random.getrandbits(random.randint(1, 136)), stored, price


MODELS = {
    ("HistoryProofs", "check_averageIsExact"): Model(_average, _rings),
    ("HistoryProofs", "check_observingAddsThePriceInForce"): Model(_observing, _noted),
}
