from fuzz.machines import edges
from fuzz.machines.scenario import ANSWER
from fuzz.machines.session import Session


def reach(session: Session, price: int) -> None:
    session.perform("move_price", market=0, readings=[[price, 0, ANSWER], [price, 0, ANSWER]])
    session.perform("accept_price", actor="owner", market=0, lowest=price, highest=price)


def test_liquidation_price_is_the_last_one_at_which_the_holder_is_safe(traded: Session) -> None:
    # With all of his money Bob could not be liquidated at any price.
    traded.perform("withdraw", actor="bob", assets=9_000 * 10**6)
    for name, beyond in (("bob", -1), ("alice", 1)):
        last = edges.liquidation_price(traded.model, name, 0)
        reach(traded, last)
        assert (name, 0) not in edges.liquidatable(traded.model)
        reach(traded, last + beyond)
        assert (name, 0) in edges.liquidatable(traded.model)
        reach(traded, 2000 * 10**18)


def test_bankruptcy_price_is_the_last_one_at_which_equity_is_not_negative(traded: Session) -> None:
    last = edges.bankruptcy_price(traded.model, "alice", 0)
    reach(traded, last)
    equity = traded.state.accounts["alice"].equity
    assert isinstance(equity, int)
    assert 0 <= equity < 2
    reach(traded, last + 1)
    assert traded.state.accounts["alice"].equity == -1


def test_seconds_to_stale_end_where_the_price_does(traded: Session) -> None:
    traded.perform("wait", seconds=edges.seconds_to_stale(traded.model, 0))
    assert traded.state.markets[0].price == 2000 * 10**18
    traded.perform("wait", seconds=1)
    assert traded.state.markets[0].price == "StalePrice"


def test_lots_for_margin_is_what_margin_carries(traded: Session) -> None:
    lots = edges.lots_for_margin(traded.model, "alice", 1)
    for extra, allowed in ((1, False), (0, True)):
        made = traded.perform("place", actor="alice", market=1, is_buy=True, tick=3000, lots=lots + extra)
        assert made is allowed
