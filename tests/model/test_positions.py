import pytest

from fuzz.model.positions import Position, only_reduced, trade


def test_growing_adds_to_quote_and_realises_nothing() -> None:
    assert trade(Position(size=2, quote=-200), 3, -330) == (Position(size=5, quote=-530), 0)


def test_reducing_a_long_releases_its_share_of_quote_rounded_down() -> None:
    # A third of -100 is -33.3, down to -34; sold for 40.
    assert trade(Position(size=3, quote=-100), -1, 40) == (Position(size=2, quote=-66), 6)


def test_reducing_a_short_releases_its_share_of_quote_rounded_down() -> None:
    assert trade(Position(size=-3, quote=100), 1, -30) == (Position(size=-2, quote=67), 3)


def test_closing_releases_all_of_quote() -> None:
    assert trade(Position(size=-3, quote=100), 3, -110) == (Position(), -10)


def test_crossing_zero_reduces_then_grows_at_the_same_price() -> None:
    # Long 2 bought at 50; sells 5 at 60: realises 20, short 3 at 60.
    assert trade(Position(size=2, quote=-100), -5, 300) == (Position(size=-3, quote=180), 20)


def test_crossing_zero_where_the_price_is_no_tick_leaves_the_remainder_in_quote() -> None:
    # Two of three for 100: 66.7, down to 66; the third brings 34.
    assert trade(Position(size=2, quote=-50), -3, 100) == (Position(size=-1, quote=34), 16)


@pytest.mark.parametrize("delta", [-9, -4, -3, -1, 1, 5])
@pytest.mark.parametrize("quote", [-101, -7, 0, 13])
def test_a_trade_conserves_quote_and_collateral(delta: int, quote: int) -> None:
    after, realised = trade(Position(size=4, quote=quote), delta, -delta * 17)
    assert after.quote + realised == quote - delta * 17


def test_open_lots_survive_a_trade() -> None:
    after, _ = trade(Position(size=1, quote=-1, bid_lots=4, ask_lots=5), -1, 1)
    assert after == Position(bid_lots=4, ask_lots=5)
    assert after.active


def test_only_reduced_excludes_growing_and_crossing() -> None:
    assert only_reduced(5, 3)
    assert only_reduced(5, 0)
    assert only_reduced(-5, -5)
    assert not only_reduced(5, 6)
    assert not only_reduced(5, -1)
    assert not only_reduced(0, 1)
