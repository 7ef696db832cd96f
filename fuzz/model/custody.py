"""What is done with the insurance fund besides covering deficits, and the vault's pause."""

from __future__ import annotations

from fuzz.model.insurance import MAX_FLOOR
from fuzz.model.refusal import Refusal
from fuzz.model.system import System
from fuzz.model.units import to_assets_up, to_value


class Custody(System):
    """Contributions by anybody; withdrawals by the owner, cancelled by the guardian."""

    def fund_contribute(self, caller: str, assets: int) -> None:
        """Give USDC units to the fund, which repays booked bad debt first, by whole units.

        Refuses ``ZeroAmount`` and the token's errors.
        """
        if assets == 0:
            raise Refusal("ZeroAmount")
        fund = self.addresses.insurance
        self.take(fund, caller, assets)
        self.insurance.receive_fees(assets)
        paid = self.insurance.cover(to_assets_up(self.clearing.bad_debt))
        if paid > 0:
            self.hand_over(fund, self.addresses.engine, paid)
            self.clearing.charge_insurance(to_value(paid))
            self.clearing.repay_bad_debt()

    def fund_announce(self, caller: str, assets: int) -> None:
        """Announce a withdrawal to the treasury; see :meth:`fuzz.model.insurance.InsuranceFund.announce`."""
        self._only_owner(caller)
        self.insurance.announce(assets, self.now)

    def fund_execute(self, caller: str) -> None:
        """Pay what was announced; see :meth:`fuzz.model.insurance.InsuranceFund.execute`."""
        self._only_owner(caller)
        assets = self.insurance.execute(self.clearing.bad_debt, self.now)
        self.send(self.addresses.insurance, self.addresses.treasury, assets)

    def fund_cancel(self, caller: str) -> None:
        """Withdraw an announcement; refuses ``NotGuardian``, ``NoWithdrawal``."""
        self._only_guardian(caller)
        self.insurance.cancel()

    def set_fund_floor(self, caller: str, floor: int) -> None:
        """Set what withdrawals must leave, USDC units; refuses ``FloorOutOfBounds``."""
        self._only_owner(caller)
        if floor > MAX_FLOOR:
            raise Refusal("FloorOutOfBounds")
        self.insurance.floor = floor

    def vault_pause(self, caller: str) -> None:
        """Stop deposits into the vault and allocation; refuses ``NotGuardian``."""
        self._only_guardian(caller)
        self.vault.paused = True

    def vault_unpause(self, caller: str) -> None:
        """Let both go on: the owner alone."""
        self._only_owner(caller)
        self.vault.paused = False
