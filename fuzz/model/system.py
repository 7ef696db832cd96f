"""What all parts of the system share: payments, insurance as deficits see it, and who may do what."""

from __future__ import annotations

from fuzz.model.payments import Payments
from fuzz.model.refusal import Refusal
from fuzz.model.state import Addresses
from fuzz.model.units import to_assets_up, to_value

__all__ = ["Addresses", "System"]


class System(Payments):
    """The system's state, without what can be done to it."""

    # Insurance, as deficits see it

    @property
    def available(self) -> int:
        """What insurance can pay now, WAD dollars."""
        return to_value(self.insurance.assets)

    def draw(self, amount: int) -> int:
        """Have insurance pay up to ``amount`` WAD dollars; what whole units pay too much accrues to it again."""
        assets = self.insurance.cover(to_assets_up(amount))
        if assets:
            self.hand_over(self.addresses.insurance, self.addresses.engine, assets)
        surplus = max(0, to_value(assets) - amount)
        self.clearing.charge_insurance(surplus)
        return to_value(assets) - surplus

    def _only_guardian(self, caller: str) -> None:
        if caller not in (self.addresses.owner, self.addresses.guardian):
            raise Refusal("NotGuardian")

    def _only_owner(self, caller: str) -> None:
        if caller != self.addresses.owner:
            raise Refusal("OwnableUnauthorizedAccount")
