"""The ERC-4626 vault: shares over tracked USDC, every division in the vault's favour."""

from __future__ import annotations

from dataclasses import dataclass, field

from fuzz.model.refusal import Refusal
from fuzz.model.units import ceil_div, floor_div


@dataclass(slots=True)
class Vault:
    """Shares and tracked assets (USDC units); ``offset`` is the decimals of the virtual shares against inflation."""

    offset: int
    assets: int = 0
    shares: dict[str, int] = field(default_factory=dict)
    supply: int = 0

    def copy(self) -> Vault:
        """Return an independent copy."""
        return Vault(self.offset, self.assets, dict(self.shares), self.supply)

    def shares_of(self, account: str) -> int:
        """Shares held by an account."""
        return self.shares.get(account, 0)

    @property
    def _virtual_supply(self) -> int:
        return self.supply + int(10**self.offset)

    def to_shares_down(self, assets: int) -> int:
        """Shares for ``assets``, rounded down: what a depositor gets."""
        return floor_div(assets * self._virtual_supply, self.assets + 1)

    def to_shares_up(self, assets: int) -> int:
        """Shares for ``assets``, rounded up: what a withdrawal burns."""
        return ceil_div(assets * self._virtual_supply, self.assets + 1)

    def to_assets_down(self, shares: int) -> int:
        """Assets for ``shares``, rounded down: what a redemption pays."""
        return floor_div(shares * (self.assets + 1), self._virtual_supply)

    def to_assets_up(self, shares: int) -> int:
        """Assets for ``shares``, rounded up: what a mint costs."""
        return ceil_div(shares * (self.assets + 1), self._virtual_supply)

    def enter(self, account: str, assets: int, shares: int) -> None:
        """Book a deposit or mint."""
        self.assets += assets
        self.supply += shares
        self.shares[account] = self.shares_of(account) + shares

    def check_withdraw(self, account: str, assets: int) -> None:
        """Refuse ``ERC4626ExceededMaxWithdraw`` where ``assets`` is more than the account's shares are worth."""
        if assets > self.to_assets_down(self.shares_of(account)):
            raise Refusal("ERC4626ExceededMaxWithdraw")

    def check_redeem(self, account: str, shares: int) -> None:
        """Refuse ``ERC4626ExceededMaxRedeem`` where the account holds fewer ``shares``."""
        if shares > self.shares_of(account):
            raise Refusal("ERC4626ExceededMaxRedeem")

    def leave(self, account: str, assets: int, shares: int) -> None:
        """Book a withdrawal or redemption."""
        self.assets -= assets
        self.supply -= shares
        self.shares[account] = self.shares_of(account) - shares

    def receive_fees(self, assets: int) -> None:
        """Book fees the engine has transferred in: the share price rises."""
        self.assets += assets
