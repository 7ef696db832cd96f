"""The vault's books: shares, idle USDC, the queue of withdrawals; every division in the vault's favour.

What the shares are worth together (``total``, USDC units) is asked for where it is needed: part of it is at the
clearing house, and may not be told while a price is stale.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from fuzz.model.refusal import Refusal
from fuzz.model.token import UNLIMITED
from fuzz.model.units import PPM, ceil_div, floor_div

HOUR, DAY = 3600, 86_400
MIN_COOLDOWN, MAX_COOLDOWN = HOUR, 30 * DAY
"""Bounds of the cooldown, seconds."""
MAX_ALLOCATION_CAP = 10**15
"""USDC units."""
MIN_IDLE_PPM, MAX_SLIPPAGE_PPM = 50_000, 50_000


@dataclass(frozen=True, slots=True)
class Request:
    """Shares that wait to be settled for ``controller``, from ``matures_at`` on, unix seconds."""

    controller: str
    shares: int
    matures_at: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What was settled and not yet taken: USDC units, and the shares burnt for them."""

    assets: int = 0
    shares: int = 0


@dataclass(slots=True)
class Vault:
    """Shares, idle assets (USDC units), waiting requests by id and claims by account.

    ``busy`` while one of its calls is being made.
    ``offset`` is the decimals of the virtual shares against inflation. Shares that wait are held by ``address``.
    """

    offset: int
    address: str = "vault"
    assets: int = 0
    shares: dict[str, int] = field(default_factory=dict)
    allowances: dict[tuple[str, str], int] = field(default_factory=dict)
    supply: int = 0
    cooldown: int = DAY
    allocation_cap: int = 0
    min_idle_ppm: int = PPM
    slippage_ppm: int = 10_000
    paused: bool = False
    busy: bool = False
    head: int = 1
    following: int = 1
    requests: dict[int, Request] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)

    def copy(self) -> Vault:
        """Return an independent copy."""
        return replace(
            self,
            shares=dict(self.shares),
            allowances=dict(self.allowances),
            requests=dict(self.requests),
            claims=dict(self.claims),
        )

    def shares_of(self, account: str) -> int:
        """Shares held by an account."""
        return self.shares.get(account, 0)

    def claim_of(self, account: str) -> Claim:
        """What an account may take."""
        return self.claims.get(account, Claim())

    @property
    def waiting(self) -> int:
        """Shares of all requests in the queue."""
        return sum(request.shares for request in self.requests.values())

    @property
    def reserved(self) -> int:
        """USDC units set aside for claims."""
        return sum(claim.assets for claim in self.claims.values())

    @property
    def _virtual_supply(self) -> int:
        return self.supply + int(10**self.offset)

    def to_shares_down(self, assets: int, total: int) -> int:
        """Shares for ``assets``, rounded down: what a depositor gets."""
        return floor_div(assets * self._virtual_supply, total + 1)

    def to_shares_up(self, assets: int, total: int) -> int:
        """Shares for ``assets``, rounded up: what a payment in part burns."""
        return ceil_div(assets * self._virtual_supply, total + 1)

    def to_assets_down(self, shares: int, total: int) -> int:
        """Assets for ``shares``, rounded down: what a settlement pays."""
        return floor_div(shares * (total + 1), self._virtual_supply)

    def to_assets_up(self, shares: int, total: int) -> int:
        """Assets for ``shares``, rounded up: what a mint costs."""
        return ceil_div(shares * (total + 1), self._virtual_supply)

    def enter(self, account: str, assets: int, shares: int) -> None:
        """Book a deposit or mint."""
        self.assets += assets
        self.supply += shares
        self.shares[account] = self.shares_of(account) + shares

    def ask(self, owner: str, controller: str, shares: int, now: int) -> int:
        """Put shares into the queue; returns the request's id. Refuses ``ERC20InsufficientBalance``."""
        self.move(owner, self.address, shares)
        request_id = self.following
        self.requests[request_id] = Request(controller, shares, now + self.cooldown)
        self.following += 1
        return request_id

    def take_back(self, caller: str, request_id: int) -> int:
        """Give a request's shares to its controller; returns them. Refuses ``UnknownRequest``, ``NotController``."""
        request = self.requests.get(request_id)
        if request is None:
            raise Refusal("UnknownRequest")
        if caller != request.controller:
            raise Refusal("NotController")
        del self.requests[request_id]
        self.move(self.address, caller, request.shares)
        return request.shares

    def settle(self, request_id: int, assets: int, shares: int) -> None:
        """Burn shares of a request and set ``assets`` aside for its controller."""
        request = self.requests.pop(request_id)
        if request.shares > shares:
            self.requests[request_id] = replace(request, shares=request.shares - shares)
        claim = self.claim_of(request.controller)
        self.claims[request.controller] = Claim(claim.assets + assets, claim.shares + shares)
        self.assets -= assets
        self.supply -= shares
        self.shares[self.address] -= shares

    def pay(self, account: str, assets: int, shares: int) -> None:
        """Take from an account's claim."""
        claim = self.claim_of(account)
        self.claims[account] = Claim(claim.assets - assets, claim.shares - shares)

    def receive_fees(self, assets: int) -> None:
        """Book fees the engine pays: the share price rises."""
        self.assets += assets

    def must_stay(self, total: int) -> int:
        """Least USDC units that an allocation leaves idle: the minimum share, and what those who wait are worth."""
        return ceil_div(total * self.min_idle_ppm, PPM) + self.to_assets_up(self.waiting, total)

    def spend(self, owner: str, spender: str, shares: int) -> None:
        """Use an allowance of shares up; refuses ``ERC20InsufficientAllowance``."""
        allowed = self.allowances.get((owner, spender), 0)
        if allowed < shares:
            raise Refusal("ERC20InsufficientAllowance")
        if allowed != UNLIMITED:
            self.allowances[(owner, spender)] = allowed - shares

    def move(self, sender: str, receiver: str, shares: int) -> None:
        """Move shares; refuses ``ERC20InsufficientBalance``."""
        if self.shares_of(sender) < shares:
            raise Refusal("ERC20InsufficientBalance")
        self.shares[sender] = self.shares_of(sender) - shares
        self.shares[receiver] = self.shares_of(receiver) + shares
