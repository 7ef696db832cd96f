"""What users do with vault shares."""

from __future__ import annotations

from fuzz.model.refusal import Refusal
from fuzz.model.system import System


class VaultDesk(System):
    """Deposits into the vault and withdrawals from it."""

    def vault_deposit(self, caller: str, assets: int) -> int:
        """Pay USDC units for shares; returns the shares. Refuses the token's errors."""
        shares = self.vault.to_shares_down(assets)
        self._enter_vault(caller, assets, shares)
        return shares

    def vault_mint(self, caller: str, shares: int) -> int:
        """Buy shares for USDC units; returns the units. Refuses the token's errors."""
        assets = self.vault.to_assets_up(shares)
        self._enter_vault(caller, assets, shares)
        return assets

    def vault_withdraw(self, caller: str, assets: int, owner: str) -> int:
        """Take out USDC units for the owner's shares; returns the shares.

        Refuses ``ERC4626ExceededMaxWithdraw`` and, on another's shares, ``ERC20InsufficientAllowance``.
        """
        self.vault.check_withdraw(owner, assets)
        shares = self.vault.to_shares_up(assets)
        self._leave_vault(caller, owner, assets, shares)
        return shares

    def vault_redeem(self, caller: str, shares: int, owner: str) -> int:
        """Redeem the owner's shares for USDC units; returns the units.

        Refuses ``ERC4626ExceededMaxRedeem`` and, on another's shares, ``ERC20InsufficientAllowance``.
        """
        self.vault.check_redeem(owner, shares)
        assets = self.vault.to_assets_down(shares)
        self._leave_vault(caller, owner, assets, shares)
        return assets

    def _enter_vault(self, caller: str, assets: int, shares: int) -> None:
        vault = self.addresses.vault
        self.token.transfer_from(vault, caller, vault, assets)
        self.vault.enter(caller, assets, shares)

    def _leave_vault(self, caller: str, owner: str, assets: int, shares: int) -> None:
        # Shares are never approved to others in this model.
        if caller != owner and shares > 0:
            raise Refusal("ERC20InsufficientAllowance")
        self.vault.leave(owner, assets, shares)
        self.token.transfer(self.addresses.vault, caller, assets)
