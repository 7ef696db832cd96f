from fuzz.model.exchange import Exchange, attempt
from fuzz.model.fees import FeeSink, FeeSplit
from fuzz.model.oracle import Feed
from fuzz.model.units import WAD
from tests.model.figures import ETH, USDC


def test_deposit_then_withdraw_returns_every_unit(exchange: Exchange) -> None:
    exchange.deposit("alice", 7)
    assert exchange.clearing.account("alice").collateral == 7 * 10**12
    exchange.withdraw("alice", 7)
    assert exchange.token.balance("alice") == 100_000 * USDC
    assert exchange.clearing.account("alice").collateral == 0


def test_wrong_amounts_are_refused_by_name(exchange: Exchange) -> None:
    exchange.deposit("alice", 5)
    exchange.token.approve("bob", "engine", 3)
    errors = [
        attempt(exchange, call).error
        for call in (
            lambda after: after.deposit("alice", 0),
            lambda after: after.deposit("alice", 100_000 * USDC),
            lambda after: after.deposit("bob", 4),
            lambda after: after.withdraw("alice", 0),
            lambda after: after.withdraw("alice", 6),
            lambda after: after.transfer("alice", "vault", 100_000 * USDC),
        )
    ]
    assert errors == [
        "ZeroAmount",
        "ERC20InsufficientBalance",
        "ERC20InsufficientAllowance",
        "ZeroAmount",
        "ExceedsWithdrawable",
        "ERC20InsufficientBalance",
    ]


def test_withdrawing_needs_fresh_marks_only_where_the_account_is_active(exchange: Exchange) -> None:
    exchange.deposit("alice", 10 * USDC)
    exchange.deposit("bob", 10 * USDC)
    exchange.place("bob", ETH, True, 10_000, 1)
    exchange.now += 61
    assert attempt(exchange, lambda after: after.withdraw("alice", 1)).error is None
    assert attempt(exchange, lambda after: after.withdraw("bob", 1)).error == "StalePrice"


def test_setters_are_the_owners_alone(exchange: Exchange) -> None:
    split = FeeSplit(0, 1_000_000, 0)
    calls = (
        lambda after, caller: after.set_fee_split(caller, split),
        lambda after, caller: after.set_open_interest_cap(caller, ETH, WAD),
        lambda after, caller: after.list_market(caller, exchange.clearing.markets[ETH]),
        lambda after, caller: after.configure_feed(caller, ETH, Feed(1, 1, ())),
    )
    for call in calls:
        assert attempt(exchange, lambda after, call=call: call(after, "alice")).error == "OwnableUnauthorizedAccount"
        assert attempt(exchange, lambda after, call=call: call(after, "owner")).error is None
    assert attempt(exchange, lambda after: after.open_market("alice", ETH)).error == "OwnableUnauthorizedAccount"
    assert attempt(exchange, lambda after: after.open_market("owner", ETH)).error == "MarketAlreadyOpen"
    assert attempt(exchange, lambda after: after.open_market("owner", 2)).error == "UnknownMarket"


def test_paid_fees_reach_their_sinks_in_whole_units(exchange: Exchange) -> None:
    for user in ("alice", "bob"):
        exchange.deposit(user, 1000 * USDC)
    exchange.place("alice", ETH, False, 20_000, 7)  # 14 dollars: 0.007 + 0.0028 of fees
    exchange.place("bob", ETH, True, 20_000, 7)
    assert exchange.pay_fees("carol", FeeSink.VAULT) == 4900
    assert exchange.pay_fees("carol", FeeSink.INSURANCE) == 2940
    assert exchange.pay_fees("carol", FeeSink.TREASURY) == 1960
    assert exchange.pay_fees("carol", FeeSink.TREASURY) == 0
    assert (exchange.vault.assets, exchange.insurance.assets) == (4900, 2940)
    assert exchange.token.balance("treasury") == 1960
    assert exchange.clearing.held() == exchange.token.balance("engine") * 10**12


def test_attempt_keeps_the_given_state_untouched(exchange: Exchange) -> None:
    before = exchange.copy()
    outcome = attempt(exchange, lambda after: after.deposit("alice", 5))
    assert exchange == before
    assert outcome.exchange != before
