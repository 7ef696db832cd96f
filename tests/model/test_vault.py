import pytest

from fuzz.model.exchange import Exchange
from fuzz.model.refusal import Refusal
from fuzz.model.vault import Vault
from tests.model.figures import USDC


def test_first_deposit_gets_shares_at_the_virtual_offset() -> None:
    vault = Vault(offset=6)
    assert vault.to_shares_down(5) == 5_000_000
    vault.enter("alice", 5, 5_000_000)
    assert vault.to_assets_down(5_000_000) == 5


def test_fees_raise_the_share_price_and_every_conversion_favours_the_vault() -> None:
    vault = Vault(offset=0, assets=9, supply=9, shares={"alice": 9})
    vault.receive_fees(5)
    # (14 + 1) assets over (9 + 1) shares: 1.5 a share
    assert vault.to_shares_down(4) == 2
    assert vault.to_shares_up(4) == 3
    assert vault.to_assets_down(3) == 4
    assert vault.to_assets_up(3) == 5


def test_redeeming_more_than_held_is_refused_by_the_standards_name(exchange: Exchange) -> None:
    shares = exchange.vault_deposit("alice", 10 * USDC)
    with pytest.raises(Refusal, match="ERC4626ExceededMaxRedeem"):
        exchange.vault_redeem("alice", shares + 1, "alice")
    with pytest.raises(Refusal, match="ERC4626ExceededMaxWithdraw"):
        exchange.vault_withdraw("alice", 10 * USDC + 1, "alice")
    with pytest.raises(Refusal, match="ERC20InsufficientAllowance"):
        exchange.vault_redeem("bob", shares, "alice")
    assert exchange.vault_redeem("alice", shares, "alice") == 10 * USDC
    assert exchange.token.balance("alice") == 100_000 * USDC


def test_a_donation_moves_no_share_price(exchange: Exchange) -> None:
    exchange.vault_deposit("alice", 10 * USDC)
    exchange.transfer("bob", "vault", 1000 * USDC)
    assert exchange.vault.assets == 10 * USDC
    assert exchange.token.balance("vault") == 1010 * USDC
