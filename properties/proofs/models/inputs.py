"""Inputs for comparing a model with the bytecode: boundaries of the types, round numbers, and all magnitudes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from random import Random

from properties.proofs.models.arithmetic import bounds
from properties.proofs.models.registry import Sampler

_MOST_CORNERS = 400
_NEARNESS = 3


def corners(type_: str) -> list[int]:
    """Values at which arithmetic of a type breaks, if it does."""
    low, high = bounds(type_)
    return sorted({value for value in (low, low + 1, -1, 0, 1, 2, high - 1, high) if low <= value <= high})


def clipped(value: int, type_: str) -> int:
    """The nearest value that the type has."""
    low, high = bounds(type_)
    return max(low, min(high, value))


def near(random: Random, centre: int, type_: str) -> int:
    """A value close to ``centre``, inside the type."""
    return clipped(centre + random.randint(-_NEARNESS, _NEARNESS), type_)


def drawn(random: Random, type_: str) -> int:
    """A value of the type: a corner, a round number or its neighbour, or any of a random magnitude."""
    low, high = bounds(type_)
    kind = random.randrange(4)
    if kind == 0:
        return random.choice(corners(type_))
    sign = random.choice((1, -1)) if low < 0 else 1
    if kind == 1:
        return near(random, sign * 10 ** random.randrange(len(str(high))), type_)
    return clipped(sign * random.getrandbits(random.randint(1, high.bit_length())), type_)


def inputs(types: Sequence[str], count: int, seed: int, sampler: Sampler | None) -> Iterator[tuple[int, ...]]:
    """``count`` tuples of arguments: corners combined, then drawn ones, by the sampler too where there is one."""
    random = Random(seed)
    combinations = list(product(*map(corners, types))) if len(types) <= 4 else []
    random.shuffle(combinations)
    combinations = combinations[: min(count // 4, _MOST_CORNERS)]
    yield from combinations
    for number in range(count - len(combinations)):
        if sampler is not None and number % 8:
            yield tuple(clipped(value, type_) for value, type_ in zip(sampler(random), types, strict=True))
        else:
            yield tuple(drawn(random, type_) for type_ in types)
