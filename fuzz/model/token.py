"""The collateral token: balances and allowances, in USDC base units, and an issuer who may turn hostile."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum

from fuzz.model.refusal import Refusal

UNLIMITED = 2**256 - 1
"""An allowance that transfers don't use up."""


class Behaviour(IntEnum):
    """How transfers fail: not at all, by answering false, by reverting."""

    HONEST = 0
    ANSWER_FALSE = 1
    REVERT = 2


@dataclass(slots=True)
class Token:
    """An ERC-20 with OpenZeppelin's errors.

    Its issuer may keep ``fee`` USDC units of each transfer, shut accounts out (``blocked``), or stop it.
    """

    balances: dict[str, int] = field(default_factory=dict)
    allowances: dict[tuple[str, str], int] = field(default_factory=dict)
    behaviour: Behaviour = Behaviour.HONEST
    fee: int = 0
    blocked: frozenset[str] = frozenset()
    address: str = "token"
    used_permits: dict[str, int] = field(default_factory=dict)

    def copy(self) -> Token:
        """Return an independent copy."""
        copied = replace(self, balances=dict(self.balances), allowances=dict(self.allowances))
        copied.used_permits = dict(self.used_permits)
        return copied

    def permits(self, owner: str) -> int:
        """Return how many permits an account has used: the nonce of its next one."""
        return self.used_permits.get(owner, 0)

    @property
    def honest(self) -> bool:
        """Whether the token does what an ERC-20 does, to everybody."""
        return self.behaviour is Behaviour.HONEST and not self.fee and not self.blocked

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

    def answer(self) -> bool:
        """Return what a transfer answers where nothing else is wrong; refuses ``Stopped``."""
        if self.behaviour is Behaviour.REVERT:
            raise Refusal("Stopped")
        return self.behaviour is not Behaviour.ANSWER_FALSE

    def admit(self, sender: str, receiver: str) -> None:
        """Refuse ``Blocked`` where one of the two is shut out."""
        if not self.blocked.isdisjoint((sender, receiver)):
            raise Refusal("Blocked")

    def move(self, sender: str, receiver: str, assets: int) -> None:
        """Move ``assets``, of which the issuer keeps its fee; refuses ``ERC20InsufficientBalance``."""
        if self.balance(sender) < assets:
            raise Refusal("ERC20InsufficientBalance")
        for payer, payee, amount in ((sender, receiver, assets), (receiver, self.address, min(assets, self.fee))):
            self.balances[payer] = self.balance(payer) - amount
            self.balances[payee] = self.balance(payee) + amount

    def spend(self, owner: str, spender: str, assets: int) -> None:
        """Use an allowance up; refuses ``ERC20InsufficientAllowance``."""
        allowed = self.allowance(owner, spender)
        if allowed < assets:
            raise Refusal("ERC20InsufficientAllowance")
        if allowed != UNLIMITED:
            self.allowances[(owner, spender)] = allowed - assets
