"""The state of the whole system, without what can be done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any, Self

from fuzz.model.auctions import Auctions
from fuzz.model.book import Book
from fuzz.model.clearing import ClearingHouse
from fuzz.model.insurance import InsuranceFund
from fuzz.model.operators import Operators
from fuzz.model.oracle import Oracle
from fuzz.model.stops import Stops
from fuzz.model.tape import Tape
from fuzz.model.token import Token
from fuzz.model.valuations import ValuationsAt
from fuzz.model.vault import Vault


class Deed(IntEnum):
    """What somebody does who is called in the middle of a transfer; the numbers are the mock's."""

    CALL = 0
    REVERT = 1
    BURN_GAS = 2


@dataclass(frozen=True, slots=True)
class Ambush:
    """What will be done in the middle of a transfer, before or after balances move: once, and not after ``until``."""

    deed: Deed
    when_moved: bool
    call: Callable[[Any], object]
    until: int


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
class State:
    """Everything at ``now``, unix seconds of the call being made.

    ``owners`` are owner and named successor of the contracts that were ever handed over.
    ``tape`` is what is announced in that call, ``ambush`` what is prepared for the next transfer of tokens.
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
    owners: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    ambush: Ambush | None = None
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
