"""What keepers and the owner do on the contracts, step by step beside the model: each step must end as predicted."""

import pytest

from fuzz.machines.scenario import ANSWER
from fuzz.machines.session import Session
from fuzz.model.deficits import WINDOW
from fuzz.model.markets import MarketState
from fuzz.model.units import WAD

USDC = 10**6


def move(session: Session, price: int, market: int = 0) -> None:
    sources = 2 if market == 0 else 3
    session.perform("move_price", market=market, readings=[[price, 0, ANSWER]] * sources)


@pytest.fixture
def leveraged(session: Session) -> Session:
    """Bob is long 10 ETH at 2000 on some 2,500 dollars; Alice is short 7 of them and Dave 3; Carol is rich."""
    for trader, dollars in (("alice", 14_000), ("bob", 2_510), ("carol", 14_000), ("dave", 900)):
        session.perform("deposit", actor=trader, assets=dollars * USDC)
    for trader, lots in (("alice", 7_000), ("dave", 3_000)):
        session.perform("place", actor=trader, market=0, is_buy=False, tick=20_000, lots=lots)
        session.perform("place", actor="bob", market=0, is_buy=True, tick=20_000, lots=lots)
    return session


def test_funding_is_sampled_from_the_book_and_settled_by_whoever_asks(leveraged: Session) -> None:
    for is_buy, tick in ((True, 20_390), (False, 20_410)):
        leveraged.perform("place", actor="carol", market=0, is_buy=is_buy, tick=tick, lots=3_000)
    assert leveraged.perform("update_funding", actor="mallory", market=0)
    rate = leveraged.state.markets[0].funding_rate
    assert rate == 2 * WAD // 100 - 500 * WAD // 10**6
    leveraged.perform("wait", seconds=500)
    equity = leveraged.state.accounts["bob"].equity
    for name in ("alice", "bob", "dave"):
        assert leveraged.perform("settle_funding", actor="mallory", account=name, market=0)
    assert leveraged.state.accounts["bob"].positions[0].entry > 0
    assert isinstance(equity, int)
    assert leveraged.state.accounts["bob"].positions[0].quote < -20_000 * WAD


def test_an_order_of_the_same_moment_is_not_sampled(leveraged: Session) -> None:
    leveraged.perform("place", actor="carol", market=0, is_buy=False, tick=20_410, lots=3_000)
    order = {"actor": "carol", "market": 0, "is_buy": True, "tick": 20_390, "lots": 3_000}
    assert leveraged.perform("sample_at_once", **order)
    assert leveraged.state.markets[0].funding_rate == 0
    assert leveraged.perform("update_funding", actor="mallory", market=0)
    assert leveraged.state.markets[0].funding_rate > 0


def test_a_liquidation_takes_what_restores_the_target(leveraged: Session) -> None:
    move(leveraged, 1835 * WAD)
    assert leveraged.perform("liquidate", actor="carol", account="bob", market=0)
    assert 0 < leveraged.state.accounts["bob"].positions[0].size < 10 * WAD
    assert not leveraged.perform("liquidate", actor="carol", account="bob", market=0)
    assert leveraged.last_outcome == "NotLiquidatable"


def test_the_vault_takes_over_with_what_it_has_allocated(leveraged: Session) -> None:
    move(leveraged, 1835 * WAD)
    assert not leveraged.perform("liquidate_to_vault", actor="mallory", account="bob", market=0)
    assert not leveraged.perform("deposit_for", actor="carol", account="vault", assets=5_000 * USDC)
    assert leveraged.last_outcome == "NotVault"
    leveraged.perform("vault_deposit", actor="carol", assets=6_000 * USDC)
    assert leveraged.perform("vault_allocate", actor="guardian", assets=5_000 * USDC)
    assert leveraged.perform("liquidate_to_vault", actor="mallory", account="bob", market=0)
    assert leveraged.state.accounts["vault"].positions[0].size > 0


def test_a_batch_passes_over_who_can_not_be_liquidated(leveraged: Session) -> None:
    move(leveraged, 1835 * WAD)
    targets = [["alice", 0], ["bob", 7], ["bob", 0], ["bob", 0]]
    assert leveraged.perform("liquidate_many", actor="carol", targets=targets)
    assert leveraged.statistics.events["LiquidationSkipped"] == 3
    assert leveraged.statistics.events["Liquidated"] == 1


def test_counterparties_close_the_bankrupt_in_the_order_of_their_rank(leveraged: Session) -> None:
    move(leveraged, 1720 * WAD)
    assert leveraged.perform("flag_deficit", actor="mallory", account="bob")
    wrong, right = [["alice", 7_000], ["dave", 3_000]], [["dave", 3_000], ["alice", 7_000]]
    assert not leveraged.perform("deleverage", actor="mallory", account="bob", market=0, others=wrong)
    assert leveraged.last_outcome == "OutOfOrder"
    assert leveraged.perform("deleverage", actor="mallory", account="bob", market=0, others=right)
    bob = leveraged.state.accounts["bob"]
    assert (bob.collateral, bob.active_markets, leveraged.state.bad_debt) == (0, 0, 0)


def test_a_deficit_is_booked_when_its_window_opens_and_repaid_from_fees(leveraged: Session) -> None:
    move(leveraged, 1720 * WAD)
    assert not leveraged.perform("liquidate", actor="carol", account="bob", market=0)
    assert leveraged.last_outcome == "DeleverageFirst"
    leveraged.perform("flag_deficit", actor="mallory", account="bob")
    leveraged.perform("wait", seconds=WINDOW)
    move(leveraged, 1720 * WAD)
    assert leveraged.perform("liquidate", actor="carol", account="bob", market=0)
    booked = leveraged.state.bad_debt
    assert booked > 0
    assert leveraged.perform("pay_fees", actor="mallory", sink=1)
    assert leveraged.state.bad_debt + leveraged.state.bad_debt_repaid == booked


def test_a_settled_market_pays_everybody_out(leveraged: Session) -> None:
    move(leveraged, 2010 * WAD + 1)
    leveraged.perform("set_state", actor="owner", market=0, state=int(MarketState.SETTLING))
    leveraged.perform("wait", seconds=10_000)
    assert not leveraged.perform("place", actor="carol", market=0, is_buy=True, tick=1, lots=1)
    assert not leveraged.perform("sweep_residual", actor="mallory", market=0)
    for name in ("bob", "alice", "dave"):
        assert leveraged.perform("settle_position", actor="mallory", account=name, market=0)
    assert leveraged.perform("sweep_residual", actor="mallory", market=0)
    for name in ("bob", "alice", "dave"):
        assets = leveraged.model.clearing.account(name).collateral // 10**12
        assert leveraged.perform("withdraw_to", actor=name, receiver="carol", assets=assets)


def test_a_pause_stops_growing_and_nothing_else(leveraged: Session) -> None:
    assert leveraged.perform("pause", actor="guardian")
    assert not leveraged.perform("place", actor="carol", market=0, is_buy=True, tick=19_000, lots=1)
    assert leveraged.last_outcome == "OnlyReducing"
    assert leveraged.perform("place", actor="bob", market=0, is_buy=False, tick=20_000, lots=1_000)
    assert leveraged.perform("place", actor="alice", market=0, is_buy=True, tick=20_000, lots=1_000)
    assert leveraged.perform("withdraw", actor="carol", assets=14_000 * USDC)
    assert not leveraged.perform("unpause", actor="guardian")
    assert leveraged.perform("unpause", actor="owner")


def test_funding_parameters_hold_from_now_on(leveraged: Session) -> None:
    leveraged.perform("place", actor="carol", market=0, is_buy=True, tick=20_390, lots=3_000)
    leveraged.perform("update_funding", actor="mallory", market=0)
    leveraged.perform("wait", seconds=400)
    before = leveraged.state.markets[0].funding_index
    assert leveraged.perform("set_funding", actor="owner", market=0, changes={"max_interval": 1, "cap_ppm": 0})
    assert leveraged.state.markets[0].funding_index >= before > 0
    leveraged.perform("wait", seconds=100)
    assert leveraged.perform("update_funding", actor="mallory", market=0)
    assert leveraged.state.markets[0].funding_rate == 0
