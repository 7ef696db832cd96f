"""The state of the whole system, without what can be done to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

from fuzz.model.auctions import Auctions
from fuzz.model.book import Book
from fuzz.model.clearing import ClearingHouse
from fuzz.model.insurance import InsuranceFund
from fuzz.model.operators import Operators
from fuzz.model.oracle import Oracle
from fuzz.model.refusal import Refusal
from fuzz.model.stops import Stops
from fuzz.model.tape import Tape
from fuzz.model.token import Token
from fuzz.model.units import to_assets_up, to_value
from fuzz.model.valuations import ValuationsAt
from fuzz.model.vault import Vault


@dataclass(frozen=True, slots=True)
class Addresses:
    """The contracts and roles that hold tokens or may do more than a user."""

    engine: str
    vault: str
    insurance: str
    treasury: str
    owner: str
    guardian: str = ""
    allocator: str = ""


@dataclass
class System:
    """The system's state at ``now``, unix seconds of the call being made.

    ``tape`` is what is announced in that call.
    """

    addresses: Addresses
    clearing: ClearingHouse
    oracle: Oracle
    vault: Vault
    book: Book = field(default_factory=Book)
    insurance: InsuranceFund = field(default_factory=InsuranceFund)
    token: Token = field(default_factory=Token)
    operators: Operators = field(default_factory=Operators)
    stops: Stops = field(default_factory=Stops)
    auctions: Auctions = field(default_factory=Auctions)
    now: int = 0
    tape: Tape = field(default_factory=Tape)

    def copy(self) -> Self:
        """Return an independent copy with an empty tape."""
        return replace(
            self,
            clearing=self.clearing.copy(),
            oracle=self.oracle.copy(),
            vault=self.vault.copy(),
            book=self.book.copy(),
            insurance=self.insurance.copy(),
            token=self.token.copy(),
            operators=self.operators.copy(),
            stops=self.stops.copy(),
            auctions=self.auctions.copy(),
            tape=Tape(),
        )

    @property
    def marks(self) -> ValuationsAt:
        """What markets are valued at now."""
        return ValuationsAt(self.clearing, self.oracle, self.now)

    # Insurance, as deficits see it

    @property
    def available(self) -> int:
        """What insurance can pay now, WAD dollars."""
        return to_value(self.insurance.assets)

    def draw(self, amount: int) -> int:
        """Have insurance pay up to ``amount`` WAD dollars; what whole units pay too much accrues to it again."""
        assets = self.insurance.cover(to_assets_up(amount))
        self.token.transfer(self.addresses.insurance, self.addresses.engine, assets)
        surplus = max(0, to_value(assets) - amount)
        self.clearing.charge_insurance(surplus)
        return to_value(assets) - surplus

    def _only_guardian(self, caller: str) -> None:
        if caller not in (self.addresses.owner, self.addresses.guardian):
            raise Refusal("NotGuardian")

    def _only_owner(self, caller: str) -> None:
        if caller != self.addresses.owner:
            raise Refusal("OwnableUnauthorizedAccount")
