"""What is done with the insurance fund besides covering deficits, and the vault's pause and parameters."""

from __future__ import annotations

from fuzz.model.insurance import MAX_DELAY, MAX_FLOOR, MIN_DELAY
from fuzz.model.refusal import Refusal
from fuzz.model.system import System
from fuzz.model.units import PPM, to_assets_up, to_value
from fuzz.model.vault import MAX_ALLOCATION_CAP, MAX_COOLDOWN, MAX_SLIPPAGE_PPM, MIN_COOLDOWN, MIN_IDLE_PPM


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
        self._repay()

    def fund_repay(self, caller: str) -> int:
        """Have the fund repay booked bad debt with what it holds, open to all; returns the USDC units paid."""
        del caller
        return self._repay()

    def _repay(self) -> int:
        paid = self.insurance.cover(to_assets_up(self.clearing.bad_debt))
        if paid > 0:
            self.hand_over(self.addresses.insurance, self.addresses.engine, paid)
            self.clearing.charge_insurance(to_value(paid))
            self.clearing.repay_bad_debt()
        return paid

    def repay_bad_debt(self, caller: str, assets: int) -> int:
        """Take no more of the caller's USDC units than are owed, rounded up; returns what was taken.

        It accrues to insurance and repays from there. Refuses ``ZeroAmount`` and the token's errors.
        """
        taken = min(assets, to_assets_up(self.clearing.bad_debt))
        if taken == 0:
            raise Refusal("ZeroAmount")
        self.take(self.addresses.engine, caller, taken)
        self.clearing.charge_insurance(to_value(taken))
        self.clearing.repay_bad_debt()
        return taken

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

    def set_fund_delay(self, caller: str, delay: int) -> None:
        """Set the seconds between an announcement and its execution; refuses ``DelayOutOfBounds``."""
        self._only_owner(caller)
        if not MIN_DELAY <= delay <= MAX_DELAY:
            raise Refusal("DelayOutOfBounds")
        self.insurance.delay = delay

    def set_cooldown(self, caller: str, cooldown: int) -> None:
        """Set the seconds between a request and its settlement; refuses ``CooldownOutOfBounds``."""
        self._only_owner(caller)
        if not MIN_COOLDOWN <= cooldown <= MAX_COOLDOWN:
            raise Refusal("CooldownOutOfBounds")
        self.vault.cooldown = cooldown

    def set_allocation_limits(self, caller: str, cap: int, min_idle_ppm: int) -> None:
        """Set the most that may be at the engine, USDC units, and the least share to stay idle, ppm.

        Refuses ``AllocationLimitsOutOfBounds``.
        """
        self._only_owner(caller)
        if cap > MAX_ALLOCATION_CAP or not MIN_IDLE_PPM <= min_idle_ppm <= PPM:
            raise Refusal("AllocationLimitsOutOfBounds")
        self.vault.allocation_cap, self.vault.min_idle_ppm = cap, min_idle_ppm

    def set_slippage(self, caller: str, slippage_ppm: int) -> None:
        """Set how far from the mark the vault's positions may be unwound; refuses ``SlippageOutOfBounds``."""
        self._only_owner(caller)
        if slippage_ppm > MAX_SLIPPAGE_PPM:
            raise Refusal("SlippageOutOfBounds")
        self.vault.slippage_ppm = slippage_ppm

    def vault_pause(self, caller: str) -> None:
        """Stop deposits into the vault and allocation; refuses ``NotGuardian``."""
        self._only_guardian(caller)
        self.vault.paused = True

    def vault_unpause(self, caller: str) -> None:
        """Let both go on: the owner alone."""
        self._only_owner(caller)
        self.vault.paused = False
