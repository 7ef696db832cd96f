"""Who owns the contracts: an owner names its successor, who becomes owner by accepting."""

from __future__ import annotations

from fuzz.model.refusal import Refusal
from fuzz.model.system import System


class Ownership(System):
    """Ownership in two steps, contract by contract.

    The rest of the model asks one owner: of all contracts, but within a handover.
    """

    def owner_of(self, contract: str) -> str:
        """Return who owns a contract."""
        return self.owners.get(contract, (self.addresses.owner, ""))[0]

    def transfer_ownership(self, caller: str, contract: str, successor: str) -> None:
        """Name a successor, who owns nothing yet; refuses ``OwnableUnauthorizedAccount``."""
        if caller != self.owner_of(contract):
            raise Refusal("OwnableUnauthorizedAccount")
        self.owners = {**self.owners, contract: (caller, successor)}

    def accept_ownership(self, caller: str, contract: str) -> None:
        """Become owner as the named successor; refuses ``OwnableUnauthorizedAccount``."""
        _, successor = self.owners.get(contract, ("", ""))
        if caller != successor:
            raise Refusal("OwnableUnauthorizedAccount")
        self.owners = {**self.owners, contract: (caller, "")}
