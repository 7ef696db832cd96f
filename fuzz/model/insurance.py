"""The insurance fund: tracked USDC that pays deficits, and its owner only slowly and above a floor."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fuzz.model.refusal import Refusal

DAY = 86_400
WINDOW = 7 * DAY
"""Seconds for which an announced withdrawal can be executed once it is due."""
MAX_FLOOR = 10**15
"""USDC units."""
MIN_DELAY, MAX_DELAY = DAY, 30 * DAY
"""Bounds of the delay, seconds."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An announced withdrawal: USDC units, when it may be executed (unix seconds), the floor when it was announced."""

    assets: int
    executable_at: int
    floor: int

    @property
    def expires_at(self) -> int:
        """Unix seconds from which it may not be executed any more."""
        return self.executable_at + WINDOW


@dataclass(slots=True)
class InsuranceFund:
    """USDC units held; unsolicited transfers are not among them. ``delay`` is in seconds."""

    assets: int = 0
    floor: int = 0
    delay: int = 2 * DAY
    withdrawal: Withdrawal | None = None

    def copy(self) -> InsuranceFund:
        """Return an independent copy."""
        return replace(self)

    def receive_fees(self, assets: int) -> None:
        """Book fees the engine pays, or a contribution."""
        self.assets += assets

    def cover(self, assets: int) -> int:
        """Pay up to ``assets`` USDC units; returns what was paid."""
        paid = min(assets, self.assets)
        self.assets -= paid
        return paid

    def announce(self, assets: int, now: int) -> None:
        """Announce a withdrawal; refuses ``ZeroAmount``, ``WithdrawalPending``."""
        if assets == 0:
            raise Refusal("ZeroAmount")
        if self.withdrawal is not None:
            raise Refusal("WithdrawalPending")
        self.withdrawal = Withdrawal(assets, now + self.delay, self.floor)

    def cancel(self) -> None:
        """Forget the announced withdrawal; refuses ``NoWithdrawal``."""
        if self.withdrawal is None:
            raise Refusal("NoWithdrawal")
        self.withdrawal = None

    def execute(self, bad_debt: int, now: int) -> int:
        """Take out what was announced, within its window, with no bad debt and above both floors; returns it.

        Refuses ``NoWithdrawal``, ``WithdrawalNotDue``, ``WithdrawalExpired``, ``BadDebtFirst``, ``BelowFloor``.
        """
        if self.withdrawal is None:
            raise Refusal("NoWithdrawal")
        if now < self.withdrawal.executable_at:
            raise Refusal("WithdrawalNotDue")
        if now >= self.withdrawal.expires_at:
            raise Refusal("WithdrawalExpired")
        if bad_debt > 0:
            raise Refusal("BadDebtFirst")
        paid = self.withdrawal.assets
        if self.assets - paid < max(self.floor, self.withdrawal.floor):
            raise Refusal("BelowFloor")
        self.assets -= paid
        self.withdrawal = None
        return paid
