"""The vault's way in and out, and the insurance fund's, in figures worked by hand."""

import pytest

from fuzz.model.exchange import Exchange
from fuzz.model.fees import FeeSink
from fuzz.model.insurance import DAY
from fuzz.model.refusal import Refusal
from fuzz.model.vault import Claim, Vault
from tests.model.figures import NOW, USDC


def test_first_deposit_gets_shares_at_the_virtual_offset() -> None:
    vault = Vault(offset=6)
    assert vault.to_shares_down(5, 0) == 5_000_000
    vault.enter("alice", 5, 5_000_000)
    assert vault.to_assets_down(5_000_000, 5) == 5


def test_fees_raise_the_share_price_and_every_conversion_favours_the_vault() -> None:
    vault = Vault(offset=0, assets=9, supply=9, shares={"alice": 9})
    vault.receive_fees(5)
    # (14 + 1) assets over (9 + 1) shares: 1.5 a share
    assert vault.to_shares_down(4, 14) == 2
    assert vault.to_shares_up(4, 14) == 3
    assert vault.to_assets_down(3, 14) == 4
    assert vault.to_assets_up(3, 14) == 5


def test_fees_owed_are_paid_before_a_deposit_buys_into_them(exchange: Exchange) -> None:
    exchange.vault_deposit("alice", 100 * USDC)
    exchange.token.mint("engine", 50 * USDC)
    exchange.clearing.ledgers[FeeSink.VAULT] = exchange.clearing.ledgers[FeeSink.VAULT].charge(50 * 10**18 + 7)
    assert exchange.pending_rewards() == 50 * USDC
    # 150e6 units at 150e6 + 1 units over 100e12 + 1e6 shares
    assert exchange.vault_deposit("bob", 150 * USDC) == 100_000_000_333_333
    assert exchange.vault_total() == 300 * USDC
    assert exchange.clearing.ledgers[FeeSink.VAULT].accrued == 7


def test_a_request_is_settled_after_the_cooldown_and_then_taken(exchange: Exchange) -> None:
    shares = exchange.vault_deposit("alice", 10 * USDC)
    with pytest.raises(Refusal, match="ERC20InsufficientAllowance"):
        exchange.vault_request("bob", shares, "alice")
    with pytest.raises(Refusal, match="ERC20InsufficientBalance"):
        exchange.vault_request("alice", shares + 1, "alice")
    assert exchange.vault_request("alice", shares, "alice") == 1
    exchange.now = NOW + DAY - 1
    assert exchange.vault_settle("bob", 5) == 0
    exchange.now += 1
    assert exchange.vault_settle("bob", 5) == 1
    assert exchange.vault.claim_of("alice") == Claim(10 * USDC, shares)
    with pytest.raises(Refusal, match="ERC4626ExceededMaxRedeem"):
        exchange.vault_redeem("alice", shares + 1, "alice")
    with pytest.raises(Refusal, match="ERC4626ExceededMaxWithdraw"):
        exchange.vault_withdraw("alice", 10 * USDC + 1, "alice")
    with pytest.raises(Refusal, match="NotController"):
        exchange.vault_redeem("bob", shares, "alice")
    assert exchange.vault_redeem("alice", shares, "alice") == 10 * USDC
    assert exchange.token.balance("alice") == 100_000 * USDC


def test_requests_are_settled_in_order_and_an_empty_place_is_passed(exchange: Exchange) -> None:
    for name in ("alice", "bob", "carol"):
        exchange.vault_request(name, exchange.vault_deposit(name, 10 * USDC), name)
    with pytest.raises(Refusal, match="NotController"):
        exchange.vault_cancel("alice", 2)
    assert exchange.vault_cancel("bob", 2) == 10 * 10**12
    with pytest.raises(Refusal, match="UnknownRequest"):
        exchange.vault_cancel("bob", 2)
    exchange.now = NOW + DAY
    assert exchange.vault_settle("bob", 1) == 1
    assert (exchange.vault.claim_of("alice").assets, exchange.vault.claim_of("carol").assets) == (10 * USDC, 0)
    assert exchange.vault_settle("bob", 2) == 2
    assert exchange.vault.claim_of("carol").assets == 10 * USDC


def test_what_must_stay_is_the_least_share_and_what_was_asked_for(exchange: Exchange) -> None:
    exchange.vault.allocation_cap, exchange.vault.min_idle_ppm = 70 * USDC, 100_000
    shares = exchange.vault_deposit("alice", 100 * USDC)
    exchange.vault_request("alice", shares // 2, "alice")
    for assets, error in ((0, "ZeroAmount"), (71 * USDC, "AllocationCapExceeded"), (40 * USDC + 1, "IdleTooLow")):
        with pytest.raises(Refusal, match=error):
            exchange.vault_allocate("allocator", assets)
    exchange.vault_allocate("allocator", 40 * USDC)
    assert (exchange.vault.assets, exchange.engine_assets()) == (60 * USDC, 40 * USDC)
    exchange.vault_request("alice", shares // 2, "alice")
    exchange.now = NOW + DAY
    assert exchange.vault_settle("bob", 5) == 2
    assert exchange.clearing.account("vault").collateral == 0


def test_a_donation_moves_no_share_price(exchange: Exchange) -> None:
    exchange.vault_deposit("alice", 10 * USDC)
    exchange.transfer("bob", "vault", 1000 * USDC)
    assert exchange.vault.assets == 10 * USDC
    assert exchange.token.balance("vault") == 1010 * USDC
    with pytest.raises(Refusal, match="NotVault"):
        exchange.deposit("bob", 1000 * USDC, "vault")


def test_a_contribution_repays_bad_debt_by_whole_units_first(exchange: Exchange) -> None:
    exchange.clearing.bad_debt = 3 * 10**18 - 1
    exchange.fund_contribute("alice", 5 * USDC)
    assert exchange.clearing.bad_debt == 0
    assert exchange.insurance.assets == 2 * USDC
    assert exchange.clearing.ledgers[FeeSink.INSURANCE].accrued == 1


def test_the_owner_leaves_the_fund_slowly_and_above_its_floor(exchange: Exchange) -> None:
    exchange.fund_contribute("alice", 10 * USDC)
    exchange.set_fund_floor("owner", 4 * USDC)
    exchange.fund_announce("owner", 6 * USDC + 1)
    exchange.now = NOW + 2 * DAY - 1
    with pytest.raises(Refusal, match="WithdrawalNotDue"):
        exchange.fund_execute("owner")
    exchange.now += 1
    exchange.set_fund_floor("owner", 0)
    with pytest.raises(Refusal, match="BelowFloor"):
        exchange.fund_execute("owner")
    exchange.fund_cancel("guardian")
    exchange.fund_announce("owner", 10 * USDC)
    exchange.now += 9 * DAY
    with pytest.raises(Refusal, match="WithdrawalExpired"):
        exchange.fund_execute("owner")
    exchange.fund_cancel("guardian")
    exchange.fund_announce("owner", 10 * USDC)
    exchange.now += 2 * DAY
    exchange.fund_execute("owner")
    assert exchange.token.balance("treasury") == 10 * USDC


def test_shares_pass_from_hand_to_hand_and_as_far_as_somebody_lets_another(exchange: Exchange) -> None:
    exchange.vault_deposit("alice", 100 * USDC)
    shares = exchange.vault.shares_of("alice")
    exchange.share_transfer("alice", "bob", 40)
    assert (exchange.vault.shares_of("alice"), exchange.vault.shares_of("bob")) == (shares - 40, 40)
    exchange.share_approve("bob", "carol", 30)
    with pytest.raises(Refusal, match="ERC20InsufficientAllowance"):
        exchange.share_transfer_from("carol", "bob", "carol", 31)
    exchange.share_transfer_from("carol", "bob", "carol", 10)
    # What is let to another may be asked back by it, for itself.
    request = exchange.vault_request("carol", 20, "bob")
    assert exchange.vault.requests[request].controller == "carol"
    assert exchange.vault.shares_of("bob") == 10
    with pytest.raises(Refusal, match="ERC20InsufficientAllowance"):
        exchange.vault_request("carol", 1, "bob")


def test_fees_owed_to_the_vault_are_claimed_in_whole_units(exchange: Exchange) -> None:
    exchange.token.mint("engine", 50 * USDC)
    exchange.clearing.ledgers[FeeSink.VAULT] = exchange.clearing.ledgers[FeeSink.VAULT].charge(50 * 10**18 + 7)
    assert exchange.vault_claim("mallory") == 50 * USDC
    assert exchange.vault_claim("mallory") == 0


@pytest.mark.parametrize(
    ("call", "good", "bad", "error"),
    [
        ("set_cooldown", [(3_600,), (30 * DAY,)], [(3_599,), (30 * DAY + 1,)], "CooldownOutOfBounds"),
        ("set_slippage", [(0,), (50_000,)], [(50_001,)], "SlippageOutOfBounds"),
        ("set_fund_delay", [(DAY,), (30 * DAY,)], [(DAY - 1,), (30 * DAY + 1,)], "DelayOutOfBounds"),
        (
            "set_allocation_limits",
            [(0, 50_000), (10**15, 10**6)],
            [(10**15 + 1, 50_000), (0, 49_999), (0, 10**6 + 1)],
            "AllocationLimitsOutOfBounds",
        ),
    ],
)
def test_parameters_stay_within_their_bounds_and_are_the_owners(
    exchange: Exchange, call: str, good: list[tuple[int, ...]], bad: list[tuple[int, ...]], error: str
) -> None:
    for arguments in good:
        getattr(exchange, call)("owner", *arguments)
        with pytest.raises(Refusal, match="OwnableUnauthorizedAccount"):
            getattr(exchange, call)("guardian", *arguments)
    for arguments in bad:
        with pytest.raises(Refusal, match=error):
            getattr(exchange, call)("owner", *arguments)
