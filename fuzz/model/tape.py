"""What is announced in one call."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Self

from fuzz.model.book import RemovalReason


@dataclass(slots=True)
class Tape:
    """The book's fills ``(order id, lots)``, removals and reductions ``(order id, lots left, reason)``, dropped rests.

    ``skipped`` are the liquidations ``(account, market, error)`` that a batch passed over, ``refused`` the orders of a
    batch ``(place in it, error)``.
    """

    matched: list[tuple[int, int]] = field(default_factory=list)
    removed: list[tuple[int, int, RemovalReason]] = field(default_factory=list)
    reduced: list[tuple[int, int, RemovalReason]] = field(default_factory=list)
    dropped: list[tuple[int, RemovalReason]] = field(default_factory=list)
    skipped: list[tuple[str, int, str]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def copy(self) -> Self:
        """Return an independent copy."""
        return type(self)(*(list(getattr(self, name.name)) for name in fields(self)))
