"""Actions that others bring: what an account signed, and what is claimed that it signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fuzz.model.refusal import Refusal
from fuzz.model.state import State


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature says: who signed which action in whose domain, with its nonce and deadline, unix seconds.

    Both accounts with a key and contracts that answer for themselves sign so.
    """

    signer: str
    kind: str
    action: Any
    nonce: int
    deadline: int
    domain: str


class Authority(State):
    """Whether an account wants what somebody brings in its name."""

    def authorize(self, claimed: Signed, shown: Signed | None) -> None:
        """Use up the nonce of what is claimed, if just that was signed; None for what is no signature at all.

        Refuses, in this order, ``SignatureExpired``, ``NonceAlreadyUsed``, ``InvalidSignature``.
        """
        if self.now > claimed.deadline:
            raise Refusal("SignatureExpired")
        self.operators.use(claimed.signer, claimed.nonce)
        if shown != claimed:
            raise Refusal("InvalidSignature")

    def permit(self, claimed: Signed, shown: Signed | None) -> None:
        """Use up a permit for the token: its action is the spender and its allowance, USDC units.

        One that does not hold changes nothing and stops nobody: somebody else may have used it before.
        """
        spender, assets = claimed.action
        if self.now > claimed.deadline or shown != claimed or claimed.nonce != self.token.permits(claimed.signer):
            return
        self.token.used_permits[claimed.signer] = claimed.nonce + 1
        self.token.approve(claimed.signer, spender, assets)
