import pytest

from fuzz.model.price_history import PriceHistory
from fuzz.model.refusal import Refusal


def history_of(size: int, *changes: tuple[int, int]) -> PriceHistory:
    history = PriceHistory(size)
    for now, price in changes:
        history = history.changed(price, now)
    return history


def test_average_weighs_each_price_by_its_seconds() -> None:
    history = history_of(9, (100, 10), (110, 40))
    assert history.average(15, 115) == (10 * 10 + 5 * 40) // 15
    assert history.average(5, 115) == 40
    assert history.average(6, 115) == (10 + 5 * 40) // 6


def test_a_price_replaced_within_its_second_counts_nothing() -> None:
    assert history_of(9, (100, 10), (110, 10**9), (110, 20)).average(12, 112) == (100 + 40) // 12


def test_the_same_price_again_takes_no_place() -> None:
    assert history_of(2, (100, 10), (110, 10), (120, 20)).longest_window(130) == 30


@pytest.mark.parametrize("window", [0, 21])
def test_a_window_of_nothing_or_beyond_what_is_kept_is_refused(window: int) -> None:
    history = history_of(2, (100, 10), (110, 20), (120, 30))
    assert history.average(20, 130) == (200 + 300) // 20
    with pytest.raises(Refusal, match="WindowOutOfRange"):
        history.average(window, 130)


def test_another_size_begins_anew_with_the_price_in_force() -> None:
    history = history_of(3, (100, 10), (110, 20))
    assert history.resized(3, 120) is history
    assert history.resized(5, 120) == PriceHistory(5, ((120, 20),))
    assert PriceHistory(3).resized(5, 120) == PriceHistory(5)
