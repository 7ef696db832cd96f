"""The whole system: every call a user, a keeper or the owner can make.

The caller comes first in each method. A method either completes or raises :class:`~fuzz.model.refusal.Refusal`; in the
second case the exchange it ran on is spoilt, which is why :func:`attempt` runs it on a copy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fuzz.model.auction_desk import AuctionDesk
from fuzz.model.auctions import Unfilled
from fuzz.model.custody import Custody
from fuzz.model.governance import Governance
from fuzz.model.margin import withdrawable
from fuzz.model.oracle import Source
from fuzz.model.orders import Placement, Request
from fuzz.model.ownership import Ownership
from fuzz.model.refusal import Refusal
from fuzz.model.shares import VaultDesk
from fuzz.model.signatures import Authority, Signed
from fuzz.model.stops import Stop
from fuzz.model.system import Addresses
from fuzz.model.units import to_value

__all__ = ["Addresses", "Exchange", "Outcome", "attempt"]


class Exchange(Governance, Ownership, Custody, AuctionDesk, VaultDesk, Authority):
    """The system's state and all that can be done to it."""

    def deposit(self, caller: str, assets: int, account: str | None = None) -> None:
        """Move the caller's USDC units into its own or another's collateral.

        Nobody gives the vault anything. Refuses ``ZeroAmount``, ``NotVault`` and the token's errors.
        """
        _require_amount(assets)
        if account == self.addresses.vault != caller:
            raise Refusal("NotVault")
        self.take(self.addresses.engine, caller, assets)
        self._credit(caller if account is None else account, assets)

    def withdraw(self, caller: str, assets: int, receiver: str | None = None) -> None:
        """Pay USDC units of the caller's free collateral to itself or another.

        Refuses ``ZeroAmount``, ``StalePrice``, ``ExceedsWithdrawable``.
        """
        _require_amount(assets)
        if assets > withdrawable(self.clearing.account(caller), self.clearing.markets, self.marks):
            raise Refusal("ExceedsWithdrawable")
        self._credit(caller, -assets)
        self.send(self.addresses.engine, caller if receiver is None else receiver, assets)

    def vault_unwind(self, caller: str, market_id: int, tick: int, lots: int) -> int:
        """Reduce the vault's position by an order of which nothing rests; returns the lots filled.

        Refuses as :meth:`check_unwind` and :meth:`place` do.
        """
        vault = self.addresses.vault
        is_buy = self.check_unwind(caller, market_id, tick, lots)
        placement = self.place(vault, market_id, is_buy, tick, lots)
        if placement.order_id:
            self.cancel(vault, placement.order_id)
        return placement.filled_lots

    def deposit_with_permit(
        self, caller: str, account: str, assets: int, nonce: int, deadline: int, shown: Signed | None
    ) -> None:
        """Deposit as :meth:`deposit` does, after using a permit of the caller's for the engine, if it holds."""
        claimed = Signed(caller, "Permit", (self.addresses.engine, assets), nonce, deadline, self.token.address)
        self.permit(claimed, shown)
        self.deposit(caller, assets, account)

    def approve(self, caller: str, spender: str, assets: int) -> None:
        """Let another move so many of the caller's USDC units."""
        self.token.approve(caller, spender, assets)

    # What anybody brings who has the owner's signature; refuses what authorize does before all else

    def place_signed(self, request: Request, nonce: int, deadline: int, shown: Signed | None) -> Placement:
        """Place an order of somebody who signed it."""
        self._authorize("PlaceOrder", request.owner, request, nonce, deadline, shown)
        return self.place_order(request.owner, request)

    def place_in_auction_signed(
        self, request: Request, unfilled: Unfilled, nonce: int, deadline: int, shown: Signed | None
    ) -> int:
        """Have an order of somebody who signed it wait for the auction."""
        self._authorize("PlaceInAuction", request.owner, (request, unfilled), nonce, deadline, shown)
        return self.place_in_auction(request.owner, request, unfilled)

    def place_stop_signed(self, stop: Stop, nonce: int, deadline: int, shown: Signed | None) -> int:
        """Have a stop of somebody who signed it wait."""
        self._authorize("PlaceStop", stop.owner, stop, nonce, deadline, shown)
        return self.place_stop(stop.owner, stop)

    def _authorize(
        self, kind: str, owner: str, action: object, nonce: int, deadline: int, shown: Signed | None
    ) -> None:
        self.authorize(Signed(owner, kind, action, nonce, deadline, self.addresses.engine), shown)

    def set_operator(self, caller: str, operator: str, permissions: int, expiry: int) -> None:
        """Let another act for the caller until ``expiry``; see :meth:`Operators.grant`."""
        self.operators.grant(caller, operator, permissions, expiry, self.now)

    def cancel_nonce(self, caller: str, nonce: int) -> None:
        """Make a nonce of the caller unusable; refuses ``NonceAlreadyUsed``."""
        self.operators.use(caller, nonce)

    # The world outside

    def set_source(self, address: str, source: Source) -> None:
        """Change a source's reading."""
        self.oracle.sources[address] = source

    def _credit(self, owner: str, assets: int) -> None:
        self.clearing.accounts[owner] = self.clearing.account(owner).credit(to_value(assets))


def _require_amount(assets: int) -> None:
    if assets == 0:
        raise Refusal("ZeroAmount")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call does: the state after it and its return value, or the name of the error it reverts with."""

    exchange: Exchange
    value: object = None
    error: str | None = None


def attempt(exchange: Exchange, call: Callable[[Exchange], object]) -> Outcome:
    """Predict a call without touching ``exchange``: a refused call leaves the state as it was."""
    after = exchange.copy()
    try:
        value = call(after)
    except Refusal as refusal:
        return Outcome(exchange, error=refusal.error)
    return Outcome(after, value)
