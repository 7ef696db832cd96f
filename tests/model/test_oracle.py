from dataclasses import replace

import pytest

from fuzz.model.oracle import Feed, Guards, Jump, Oracle, Source, median, usable
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
    oracle = oracle_of(Source(100, NOW - 7), Source(105, NOW), Source(99, NOW, broken=True))
    assert oracle.update(0, NOW) == 102
    assert (oracle.feeds[0].price, oracle.feeds[0].updated_at) == (102, NOW - 7)


def test_update_with_too_few_survivors_is_refused_and_keeps_the_price() -> None:
    oracle = oracle_of(Source(100, NOW), Source(102, NOW), min_sources=2)
    oracle.update(0, NOW)
    oracle.sources["s1"] = Source(0, NOW)
    with pytest.raises(Refusal, match="TooFewSources"):
        oracle.update(0, NOW + 1)
    assert oracle.feeds[0].price == 101


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


def test_a_source_beyond_the_deviation_from_the_median_is_dropped_with_its_time() -> None:
    oracle = oracle_of(Source(1000, NOW), Source(1001, NOW - 3), Source(1051, NOW - 9), Source(1053, NOW - 9))
    # The median of all is 1026: 5 % of it are 51.
    assert oracle.update(0, NOW) == 1026
    oracle.sources["s3"] = Source(1100, NOW - 9)
    assert oracle.update(0, NOW) == 1001
    assert oracle.feeds[0].updated_at == NOW - 9
    with pytest.raises(Refusal, match="TooFewSources"):
        oracle_of(Source(1000, NOW), Source(1200, NOW)).update(0, NOW)


def jumped() -> Oracle:
    """A price of 1000, and one of 1201 seen at NOW: one more than a fifth."""
    oracle = oracle_of(Source(1000, NOW))
    oracle.update(0, NOW)
    see(oracle, 1200, NOW)
    assert oracle.feeds[0].price == 1200
    see(oracle, 1000, NOW)
    see(oracle, 1201, NOW)
    assert oracle.feeds[0].price == 1000
    return oracle


def see(oracle: Oracle, price: int, now: int) -> None:
    oracle.sources["s0"] = Source(price, now)
    oracle.update(0, now)


def test_a_jump_is_stored_by_an_agreeing_update_after_its_delay_and_not_before() -> None:
    oracle = jumped()
    see(oracle, 1201, NOW + 59)
    assert oracle.feeds[0].price == 1000
    see(oracle, 1300, NOW + 60)
    assert (oracle.feeds[0].price, oracle.feeds[0].pending) == (1300, None)


def test_a_jump_is_forgotten_when_the_sources_come_back() -> None:
    oracle = jumped()
    see(oracle, 1001, NOW + 30)
    see(oracle, 1202, NOW + 60)
    assert oracle.feeds[0].price == 1001
    assert oracle.feeds[0].pending == Jump(1202, NOW + 60)


@pytest.mark.parametrize(("price", "now"), [(1500, NOW + 60), (1201, NOW + 121)])
def test_a_jump_that_differs_or_comes_too_late_waits_anew(price: int, now: int) -> None:
    oracle = jumped()
    see(oracle, price, now)
    assert oracle.feeds[0].price == 1000
    assert oracle.feeds[0].pending == Jump(price, now)


def test_a_jump_is_accepted_within_the_owners_bounds_alone() -> None:
    oracle = jumped()
    for lowest, highest in ((1202, 2000), (0, 1200)):
        with pytest.raises(Refusal, match="PriceNotAccepted"):
            oracle.accept(0, lowest, highest, NOW)
    assert oracle.accept(0, 1201, 1201, NOW) == 1201
    assert oracle.feeds[0].pending is None


@pytest.mark.parametrize("name", ["max_deviation_ppm", "max_jump_ppm", "confirm_delay", "history_size"])
def test_guards_of_zero_or_beyond_their_bounds_are_refused(name: str) -> None:
    oracle = jumped()
    for value in (0, 500_001):
        with pytest.raises(Refusal, match="InvalidGuards"):
            oracle.set_guards(0, replace(Guards(), **{name: value}), NOW)


def test_an_average_is_as_fresh_as_the_price() -> None:
    oracle = jumped()
    assert oracle.twap(0, 60, NOW + 60) == 1000
    with pytest.raises(Refusal, match="StalePrice"):
        oracle.twap(0, 60, NOW + 61)
