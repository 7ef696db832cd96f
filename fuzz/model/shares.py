"""What users do with vault shares, and what the allocator does with the vault's assets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fuzz.model.fees import FeeSink
from fuzz.model.keepers import Keepers
from fuzz.model.margin import equity, initial_margin, withdrawable
from fuzz.model.refusal import Refusal
from fuzz.model.units import PPM, ceil_div, floor_div, to_assets_down, to_assets_up, to_value


class VaultDesk(Keepers):
    """Deposits into the vault, the way out of it, and allocation."""

    @contextmanager
    def entered(self) -> Iterator[None]:
        """One call of the vault at a time; refuses ``ReentrancyGuardReentrantCall`` from within another."""
        if self.vault.busy:
            raise Refusal("ReentrancyGuardReentrantCall")
        self.vault.busy = True
        try:
            yield
        finally:
            self.vault.busy = False

    # What the shares are worth

    def engine_assets(self) -> int:
        """USDC units that the vault's account is worth at mark, nothing when below zero; refuses ``StalePrice``."""
        return to_assets_down(max(0, equity(self.clearing.account(self.addresses.vault), self.marks)))

    def vault_total(self) -> int:
        """USDC units of all assets; refuses ``StalePrice``."""
        return self.vault.assets + self.engine_assets()

    def pending_rewards(self) -> int:
        """USDC units of fees that the engine owes the vault."""
        return to_assets_down(self.clearing.ledgers[FeeSink.VAULT].accrued)

    # In

    def vault_deposit(self, caller: str, assets: int) -> int:
        """Pay USDC units for shares; returns the shares.

        What the vault is owed in fees is paid first. Refuses ``VaultPaused``, ``StalePrice``, ``ZeroShares`` and the
        token's errors.
        """
        with self.entered():
            self._open_vault()
            shares = self.vault.to_shares_down(assets, self.vault_total())
            self._enter_vault(caller, assets, shares)
        return shares

    def vault_mint(self, caller: str, shares: int) -> int:
        """Buy shares for USDC units; returns the units. Refuses as :meth:`vault_deposit` does."""
        with self.entered():
            self._open_vault()
            assets = self.vault.to_assets_up(shares, self.vault_total())
            self._enter_vault(caller, assets, shares)
        return assets

    def _open_vault(self) -> None:
        if self.vault.paused:
            raise Refusal("VaultPaused")
        self.pay_fees(self.addresses.vault, FeeSink.VAULT)

    def _enter_vault(self, caller: str, assets: int, shares: int) -> None:
        if shares == 0:
            raise Refusal("ZeroShares")
        vault = self.addresses.vault
        self.take(vault, caller, assets)
        self.vault.enter(caller, assets, shares)

    def vault_claim(self, caller: str) -> int:
        """Have the engine pay what it owes the vault in fees, open to all; returns the USDC units."""
        del caller
        with self.entered():
            return self.pay_fees(self.addresses.vault, FeeSink.VAULT)

    # Shares from hand to hand

    def share_approve(self, caller: str, spender: str, shares: int) -> bool:
        """Let another move so many of the caller's shares."""
        self.vault.allowances[(caller, spender)] = shares
        return True

    def share_transfer(self, caller: str, receiver: str, shares: int) -> bool:
        """Give shares away; refuses ``ERC20InsufficientBalance``."""
        self.vault.move(caller, receiver, shares)
        return True

    def share_transfer_from(self, caller: str, owner: str, receiver: str, shares: int) -> bool:
        """Move another's shares; refuses ``ERC20InsufficientAllowance``, ``ERC20InsufficientBalance``."""
        self.vault.spend(owner, caller, shares)
        self.vault.move(owner, receiver, shares)
        return True

    # Out

    def vault_request(self, caller: str, shares: int, owner: str) -> int:
        """Ask for the owner's shares to be settled for the caller; returns the request's id.

        Refuses ``ZeroShares``, on another's shares ``ERC20InsufficientAllowance``, and ``ERC20InsufficientBalance``.
        """
        with self.entered():
            if shares == 0:
                raise Refusal("ZeroShares")
            if caller != owner:
                self.vault.spend(owner, caller, shares)
            return self.vault.ask(owner, caller, shares, self.now)

    def vault_cancel(self, caller: str, request_id: int) -> int:
        """Take a request back; see :meth:`fuzz.model.vault.Vault.take_back`."""
        with self.entered():
            return self.vault.take_back(caller, request_id)

    def vault_settle(self, caller: str, count: int) -> int:
        """Settle matured requests from the head, passing ``count`` places at most; returns those passed.

        Fees are paid first. The head is settled in part where not all can be paid. Refuses ``StalePrice``.
        """
        del caller
        with self.entered():
            self.pay_fees(self.addresses.vault, FeeSink.VAULT)
            return self._settle_queue(count)

    def _settle_queue(self, count: int) -> int:
        passed = 0
        while self.vault.head < self.vault.following and passed < count:
            request = self.vault.requests.get(self.vault.head)
            waits = request is not None and self.now < request.matures_at
            # A cancelled request has left its place empty.
            if waits or (request is not None and not self._settle_head(self.vault.head, request.shares)):
                break
            self.vault.head += 1
            passed += 1
        return passed

    def _settle_head(self, request_id: int, shares: int) -> bool:
        """Settle the head, out of idle assets and then of free collateral; returns whether it was settled whole."""
        vault = self.vault
        due = vault.to_assets_down(shares, self.vault_total())
        payable = vault.assets
        if payable < due:
            free = withdrawable(self.clearing.account(self.addresses.vault), self.clearing.markets, self.marks)
            recalled = min(due - payable, free)
            self._recall(recalled)
            # What comes in on the way, by no doing of the settlement, is for the next one.
            payable += recalled
        if payable >= due:
            vault.settle(request_id, due, shares)
            return True
        if payable == 0:
            return False
        burnt = min(shares, vault.to_shares_up(payable, self.vault_total()))
        vault.settle(request_id, payable, burnt)
        return burnt == shares

    def vault_withdraw(self, caller: str, assets: int, controller: str) -> int:
        """Take settled USDC units; returns the shares that were burnt for them, rounded up.

        Refuses ``NotController``, ``ERC4626ExceededMaxWithdraw``.
        """
        if caller != controller:
            raise Refusal("NotController")
        with self.entered():
            claim = self.vault.claim_of(controller)
            if assets > claim.assets:
                raise Refusal("ERC4626ExceededMaxWithdraw")
            shares = ceil_div(claim.shares * assets, claim.assets) if assets > 0 else 0
            self._pay(controller, assets, shares)
        return shares

    def vault_redeem(self, caller: str, shares: int, controller: str) -> int:
        """Take what was settled for so many shares; returns the USDC units, rounded down.

        Refuses ``NotController``, ``ERC4626ExceededMaxRedeem``.
        """
        if caller != controller:
            raise Refusal("NotController")
        with self.entered():
            claim = self.vault.claim_of(controller)
            if shares > claim.shares:
                raise Refusal("ERC4626ExceededMaxRedeem")
            assets = floor_div(claim.assets * shares, claim.shares) if shares > 0 else 0
            self._pay(controller, assets, shares)
        return assets

    def _pay(self, controller: str, assets: int, shares: int) -> None:
        self.vault.pay(controller, assets, shares)
        self.send(self.addresses.vault, controller, assets)

    # To the clearing house and back

    def vault_allocate(self, caller: str, assets: int) -> None:
        """Move idle assets into the vault's collateral.

        Refuses ``NotAllocator``, ``ZeroAmount``, ``StalePrice``, ``EngineDeficit``, ``VaultPaused`` beyond a margin
        call, ``AllocationCapExceeded``, ``IdleTooLow``.
        """
        self._only_allocator(caller)
        with self.entered():
            if assets == 0:
                raise Refusal("ZeroAmount")
            account, marks = self.clearing.account(self.addresses.vault), self.marks
            worth, required = equity(account, marks), initial_margin(account, self.clearing.markets, marks)
            if worth < 0:
                raise Refusal("EngineDeficit")
            called = to_assets_up(max(0, required - worth))
            if (self.clearing.paused or self.vault.paused) and assets > called:
                raise Refusal("VaultPaused")
            if self.engine_assets() + assets > self.vault.allocation_cap:
                raise Refusal("AllocationCapExceeded")
            if self.vault.assets - assets < self.vault.must_stay(self.vault_total()):
                raise Refusal("IdleTooLow")
            # Idle until the engine has it: whoever looks on the way sees the same sum.
            self.hand_over(self.addresses.vault, self.addresses.engine, assets)
            self._credit_vault(assets)
            self.vault.assets -= assets

    def vault_deallocate(self, caller: str, assets: int) -> None:
        """Move free collateral back.

        Refuses ``NotAllocator``, ``ZeroAmount``, ``StalePrice``, ``ExceedsWithdrawable``.
        """
        self._only_allocator(caller)
        if assets == 0:
            raise Refusal("ZeroAmount")
        account = self.clearing.account(self.addresses.vault)
        if assets > withdrawable(account, self.clearing.markets, self.marks):
            raise Refusal("ExceedsWithdrawable")
        with self.entered():
            self._recall(assets)

    def check_unwind(self, caller: str, market_id: int, tick: int, lots: int) -> bool:
        """Return the side on which the vault's position shrinks.

        Refuses ``NotAllocator``, ``UnknownMarket``, ``NothingToUnwind``, ``StalePrice``, ``UnwindPriceTooFar``.
        """
        self._only_allocator(caller)
        market = self.clearing.market(market_id)
        size = self.clearing.account(self.addresses.vault).position(market_id).size
        if lots == 0 or market.size(lots) > abs(size):
            raise Refusal("NothingToUnwind")
        mark, price, slippage = self.oracle.price(market_id, self.now), market.price(tick), self.vault.slippage_ppm
        is_buy = size < 0
        highest, lowest = floor_div(mark * (PPM + slippage), PPM), ceil_div(mark * (PPM - slippage), PPM)
        if price > highest if is_buy else price < lowest:
            raise Refusal("UnwindPriceTooFar")
        return is_buy

    def _recall(self, assets: int) -> None:
        if assets == 0:
            return
        self.vault.assets += assets
        self._credit_vault(-assets)
        self.hand_over(self.addresses.engine, self.addresses.vault, assets)

    def _credit_vault(self, assets: int) -> None:
        vault = self.addresses.vault
        self.clearing.accounts[vault] = self.clearing.account(vault).credit(to_value(assets))

    def _only_allocator(self, caller: str) -> None:
        if caller != self.addresses.allocator:
            raise Refusal("NotAllocator")
