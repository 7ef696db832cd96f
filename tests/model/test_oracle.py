import pytest

from fuzz.model.oracle import Feed, Oracle, Source, median, usable
from fuzz.model.refusal import Refusal
from tests.model.figures import NOW


def oracle_of(*sources: Source, min_sources: int = 1) -> Oracle:
    names = tuple(f"s{i}" for i in range(len(sources)))
    return Oracle(10**30, {0: Feed(60, min_sources, names)}, dict(zip(names, sources, strict=True)))


def test_median_of_an_even_count_is_the_floored_mean_of_the_middle_two() -> None:
    assert median([9, 1, 5]) == 5
    assert median([9, 1, 4, 7]) == 5
    assert median([-3 + 6]) == 3


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Source(1, NOW), True),
        (Source(1, NOW - 60), True),
        (Source(1, NOW - 61), False),
        (Source(1, NOW + 1), False),
        (Source(0, NOW), False),
        (Source(10**30, NOW), True),
        (Source(10**30 + 1, NOW), False),
        (Source(1, NOW, broken=True), False),
    ],
)
def test_a_reading_is_usable_iff_sound_and_fresh(source: Source, expected: bool) -> None:
    assert usable(source, max_age=60, max_price=10**30, now=NOW) is expected


def test_update_stores_the_median_and_the_oldest_survivors_time() -> None:
    oracle = oracle_of(Source(10, NOW - 7), Source(21, NOW), Source(99, NOW, broken=True))
    assert oracle.update(0, NOW) == 15
    assert (oracle.feeds[0].price, oracle.feeds[0].updated_at) == (15, NOW - 7)


def test_update_with_too_few_survivors_is_refused_and_keeps_the_price() -> None:
    oracle = oracle_of(Source(10, NOW), Source(20, NOW), min_sources=2)
    oracle.update(0, NOW)
    oracle.sources["s1"] = Source(0, NOW)
    with pytest.raises(Refusal, match="TooFewSources"):
        oracle.update(0, NOW + 1)
    assert oracle.feeds[0].price == 15


def test_price_is_stale_one_second_after_its_age_limit() -> None:
    oracle = oracle_of(Source(10, NOW - 5))
    oracle.update(0, NOW)
    assert oracle.price(0, NOW + 55) == 10
    with pytest.raises(Refusal, match="StalePrice"):
        oracle.price(0, NOW + 56)


def test_price_before_the_first_update_is_stale_and_of_no_market_unknown() -> None:
    oracle = oracle_of(Source(10, NOW))
    with pytest.raises(Refusal, match="StalePrice"):
        oracle.price(0, NOW)
    with pytest.raises(Refusal, match="UnknownMarket"):
        oracle.price(1, NOW)
