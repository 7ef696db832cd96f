"""The insurance fund: tracked USDC that pays deficits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class InsuranceFund:
    """USDC units held; unsolicited transfers are not among them."""

    assets: int = 0

    def copy(self) -> InsuranceFund:
        """Return an independent copy."""
        return InsuranceFund(self.assets)

    def receive_fees(self, assets: int) -> None:
        """Book fees the engine has transferred in."""
        self.assets += assets

    def cover(self, assets: int) -> int:
        """Pay up to ``assets`` USDC units; returns what was paid."""
        paid = min(assets, self.assets)
        self.assets -= paid
        return paid
