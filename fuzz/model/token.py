"""The collateral token: balances and allowances, in USDC base units."""

from __future__ import annotations

from dataclasses import dataclass, field

from fuzz.model.refusal import Refusal

UNLIMITED = 2**256 - 1
"""An allowance that transfers don't use up."""


@dataclass(slots=True)
class Token:
    """An ERC-20 with OpenZeppelin's errors."""

    balances: dict[str, int] = field(default_factory=dict)
    allowances: dict[tuple[str, str], int] = field(default_factory=dict)

    def copy(self) -> Token:
        """Return an independent copy."""
        return Token(dict(self.balances), dict(self.allowances))

    def balance(self, account: str) -> int:
        """USDC units held by an account."""
        return self.balances.get(account, 0)

    def allowance(self, owner: str, spender: str) -> int:
        """USDC units that ``spender`` may still move for ``owner``."""
        return self.allowances.get((owner, spender), 0)

    def mint(self, account: str, assets: int) -> None:
        """Create ``assets`` USDC units."""
        self.balances[account] = self.balance(account) + assets

    def approve(self, owner: str, spender: str, assets: int) -> None:
        """Let ``spender`` move ``assets`` USDC units of ``owner``."""
        self.allowances[(owner, spender)] = assets

    def transfer(self, sender: str, receiver: str, assets: int) -> None:
        """Move ``assets``; refuses ``ERC20InsufficientBalance``."""
        if self.balance(sender) < assets:
            raise Refusal("ERC20InsufficientBalance")
        self.balances[sender] = self.balance(sender) - assets
        self.balances[receiver] = self.balance(receiver) + assets

    def transfer_from(self, spender: str, sender: str, receiver: str, assets: int) -> None:
        """Move another's ``assets``; refuses ``ERC20InsufficientAllowance``, then ``ERC20InsufficientBalance``."""
        allowed = self.allowance(sender, spender)
        if allowed < assets:
            raise Refusal("ERC20InsufficientAllowance")
        self.transfer(sender, receiver, assets)
        if allowed != UNLIMITED:
            self.allowances[(sender, spender)] = allowed - assets
