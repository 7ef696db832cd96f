"""Who may act for whom, and until when."""

from __future__ import annotations

from dataclasses import dataclass, field

from fuzz.model.refusal import Refusal

PLACE, CANCEL = 1, 2
ALL_PERMISSIONS = PLACE | CANCEL


@dataclass(slots=True)
class Operators:
    """Permissions and expiry, unix seconds, by owner and operator; used nonces by owner."""

    granted: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    used: set[tuple[str, int]] = field(default_factory=set)

    def copy(self) -> Operators:
        """Return an independent copy."""
        return Operators(dict(self.granted), set(self.used))

    def grant(self, owner: str, operator: str, permissions: int, expiry: int, now: int) -> None:
        """Set what an operator may do; refuses ``ZeroAddress``, ``InvalidPermissions``, ``InvalidExpiry``."""
        if operator == owner:
            raise Refusal("ZeroAddress")
        if permissions & ~ALL_PERMISSIONS:
            raise Refusal("InvalidPermissions")
        if permissions and expiry <= now:
            raise Refusal("InvalidExpiry")
        self.granted[(owner, operator)] = permissions, expiry

    def may(self, owner: str, operator: str, permission: int, now: int) -> bool:
        """Whether an operator may do all of ``permission`` now."""
        permissions, expiry = self.granted.get((owner, operator), (0, 0))
        return permission != 0 and permissions & permission == permission and now < expiry

    def use(self, owner: str, nonce: int) -> None:
        """Use a nonce up; refuses ``NonceAlreadyUsed``."""
        if (owner, nonce) in self.used:
            raise Refusal("NonceAlreadyUsed")
        self.used.add((owner, nonce))
