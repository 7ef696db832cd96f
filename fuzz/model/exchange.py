"""The whole system: every call a user, a keeper or the owner can make.

The caller comes first in each method. A method either completes or raises :class:`~fuzz.model.refusal.Refusal`; in the
second case the exchange it ran on is spoilt, which is why :func:`attempt` runs it on a copy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from fuzz.model.book import Book, RemovalReason
from fuzz.model.clearing import ClearingHouse
from fuzz.model.fees import FeeSink, FeeSplit
from fuzz.model.insurance import InsuranceFund
from fuzz.model.margin import withdrawable
from fuzz.model.markets import Market, check_listable
from fuzz.model.matching import Placement, Request, Tape, place, remove
from fuzz.model.oracle import Feed, MarksAt, Oracle, Source
from fuzz.model.refusal import Refusal
from fuzz.model.token import Token
from fuzz.model.units import to_assets_up, to_value
from fuzz.model.vault import Vault


@dataclass(frozen=True, slots=True)
class Addresses:
    """The contracts and roles that hold tokens or may do more than a user."""

    engine: str
    vault: str
    insurance: str
    treasury: str
    owner: str


@dataclass(slots=True)
class Exchange:
    """The system's state at ``now``, unix seconds of the call being made.

    ``tape`` is what the book announces in that call.
    """

    addresses: Addresses
    clearing: ClearingHouse
    oracle: Oracle
    vault: Vault
    book: Book = field(default_factory=Book)
    insurance: InsuranceFund = field(default_factory=InsuranceFund)
    token: Token = field(default_factory=Token)
    now: int = 0
    tape: Tape = field(default_factory=Tape)

    def copy(self) -> Exchange:
        """Return an independent copy with an empty tape."""
        return Exchange(
            self.addresses,
            self.clearing.copy(),
            self.oracle.copy(),
            self.vault.copy(),
            self.book.copy(),
            self.insurance.copy(),
            self.token.copy(),
            self.now,
        )

    @property
    def marks(self) -> MarksAt:
        """Mark prices now."""
        return MarksAt(self.oracle, self.now)

    # Users

    def deposit(self, caller: str, assets: int) -> None:
        """Move USDC units into collateral; refuses ``ZeroAmount`` and the token's errors."""
        _require_amount(assets)
        engine = self.addresses.engine
        self.token.transfer_from(engine, caller, engine, assets)
        self._credit(caller, assets)

    def withdraw(self, caller: str, assets: int) -> None:
        """Pay USDC units of free collateral out; refuses ``ZeroAmount``, ``StalePrice``, ``ExceedsWithdrawable``."""
        _require_amount(assets)
        if assets > withdrawable(self.clearing.account(caller), self.clearing.markets, self.marks):
            raise Refusal("ExceedsWithdrawable")
        self._credit(caller, -assets)
        self.token.transfer(self.addresses.engine, caller, assets)

    def place(self, caller: str, market_id: int, is_buy: bool, tick: int, lots: int) -> Placement:
        """Send a limit order; see :func:`fuzz.model.matching.place`."""
        request = Request(caller, market_id, is_buy, tick, lots)
        return place(self.book, self.clearing, request, self.marks, self.tape)

    def cancel(self, caller: str, order_id: int) -> None:
        """Take an order of one's own out of the book, in every state; refuses ``UnknownOrder``, ``NotOrderOwner``."""
        remove(self.book, self.clearing, self.book.owned(order_id, caller), RemovalReason.CANCELLED, self.tape)

    def liquidate(self, caller: str, account: str, market_id: int) -> None:
        """Take over a liquidatable account's position; see :meth:`ClearingHouse.liquidate`."""
        deficit = self.clearing.liquidate(caller, account, market_id, self.marks)
        if deficit > 0:
            paid = self.insurance.cover(to_assets_up(deficit))
            self.token.transfer(self.addresses.insurance, self.addresses.engine, paid)
            self.clearing.settle_deficit(deficit, to_value(paid))

    def pay_fees(self, caller: str, sink: FeeSink) -> int:
        """Pay a sink its whole USDC units, open to all; returns them."""
        del caller
        assets = self.clearing.pay_fees(sink)
        receiver = {
            FeeSink.VAULT: self.addresses.vault,
            FeeSink.INSURANCE: self.addresses.insurance,
            FeeSink.TREASURY: self.addresses.treasury,
        }[sink]
        self.token.transfer(self.addresses.engine, receiver, assets)
        if sink is FeeSink.VAULT:
            self.vault.receive_fees(assets)
        elif sink is FeeSink.INSURANCE:
            self.insurance.receive_fees(assets)
        return assets

    def update_price(self, caller: str, market_id: int) -> int:
        """Store a new mark, open to all; refuses ``UnknownMarket``, ``TooFewSources``."""
        del caller
        return self.oracle.update(market_id, self.now)

    def transfer(self, caller: str, receiver: str, assets: int) -> None:
        """Send tokens, to a contract as a donation that nobody may credit; refuses ``ERC20InsufficientBalance``."""
        self.token.transfer(caller, receiver, assets)

    # Vault

    def vault_deposit(self, caller: str, assets: int) -> int:
        """Pay USDC units for shares; returns the shares. Refuses the token's errors."""
        shares = self.vault.to_shares_down(assets)
        self._enter_vault(caller, assets, shares)
        return shares

    def vault_mint(self, caller: str, shares: int) -> int:
        """Buy shares for USDC units; returns the units. Refuses the token's errors."""
        assets = self.vault.to_assets_up(shares)
        self._enter_vault(caller, assets, shares)
        return assets

    def vault_withdraw(self, caller: str, assets: int, owner: str) -> int:
        """Take out USDC units for the owner's shares; returns the shares.

        Refuses ``ERC4626ExceededMaxWithdraw`` and, on another's shares, ``ERC20InsufficientAllowance``.
        """
        self.vault.check_withdraw(owner, assets)
        shares = self.vault.to_shares_up(assets)
        self._leave_vault(caller, owner, assets, shares)
        return shares

    def vault_redeem(self, caller: str, shares: int, owner: str) -> int:
        """Redeem the owner's shares for USDC units; returns the units.

        Refuses ``ERC4626ExceededMaxRedeem`` and, on another's shares, ``ERC20InsufficientAllowance``.
        """
        self.vault.check_redeem(owner, shares)
        assets = self.vault.to_assets_down(shares)
        self._leave_vault(caller, owner, assets, shares)
        return assets

    # Owner

    def list_market(self, caller: str, market: Market) -> int:
        """List a market and return its id; refuses what :func:`check_listable` refuses."""
        self._only_owner(caller)
        market_id = len(self.clearing.markets)
        check_listable(market, market_id)
        self.clearing.markets[market_id] = market
        return market_id

    def open_market(self, caller: str, market_id: int) -> None:
        """Open the book of a listed market; refuses ``UnknownMarket``, ``MarketAlreadyOpen``."""
        self._only_owner(caller)
        self.clearing.market(market_id)
        if market_id in self.book.open_markets:
            raise Refusal("MarketAlreadyOpen")
        self.book.open_markets.add(market_id)

    def configure_feed(self, caller: str, market_id: int, feed: Feed) -> None:
        """Set a market's sources and limits."""
        self._only_owner(caller)
        self.oracle.feeds[market_id] = feed

    def set_open_interest_cap(self, caller: str, market_id: int, cap: int) -> None:
        """Set the cap, WAD base units; one below what is open only stops growth. Refuses ``UnknownMarket``."""
        self._only_owner(caller)
        self.clearing.markets[market_id] = replace(self.clearing.market(market_id), open_interest_cap=cap)

    def set_fee_split(self, caller: str, split: FeeSplit) -> None:
        """Set how later fees are shared out; refuses ``InvalidFeeSplit``."""
        self._only_owner(caller)
        split.check()
        self.clearing.split = split

    # The world outside

    def set_source(self, address: str, source: Source) -> None:
        """Change a source's reading."""
        self.oracle.sources[address] = source

    def _only_owner(self, caller: str) -> None:
        if caller != self.addresses.owner:
            raise Refusal("OwnableUnauthorizedAccount")

    def _credit(self, owner: str, assets: int) -> None:
        self.clearing.accounts[owner] = self.clearing.account(owner).credit(to_value(assets))

    def _enter_vault(self, caller: str, assets: int, shares: int) -> None:
        vault = self.addresses.vault
        self.token.transfer_from(vault, caller, vault, assets)
        self.vault.enter(caller, assets, shares)

    def _leave_vault(self, caller: str, owner: str, assets: int, shares: int) -> None:
        # Shares are never approved to others in this model.
        if caller != owner and shares > 0:
            raise Refusal("ERC20InsufficientAllowance")
        self.vault.leave(owner, assets, shares)
        self.token.transfer(self.addresses.vault, caller, assets)


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
