"""What is announced in one call."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Self

from fuzz.model.auctions import AuctionRemoval
from fuzz.model.book import RemovalReason


@dataclass(slots=True)
class Tape:
    """The book's fills ``(order id, lots)``, removals and reductions ``(order id, lots left, reason)``, dropped rests.

    ``skipped`` are the liquidations ``(account, market, error)`` that a batch passed over, ``refused`` the orders of a
    batch ``(place in it, error)``. Stops that fired are ``triggered`` ``(stop id, order id, lots filled)`` or
    ``stops_refused`` ``(stop id, error)``. Of auctions: pairs ``(bid, ask, lots)`` that filled each other or were kept
    from it, orders that ended ``(id, lots, reason)``, went on ``(id, new id, lots)``, went to the book ``(id, resting
    id, lots, lots filled)`` or could not ``(id, lots, error)``. ``intruded`` are calls from within a transfer: their
    error, None for those that went through.
    """

    matched: list[tuple[int, int]] = field(default_factory=list)
    removed: list[tuple[int, int, RemovalReason]] = field(default_factory=list)
    reduced: list[tuple[int, int, RemovalReason]] = field(default_factory=list)
    dropped: list[tuple[int, RemovalReason]] = field(default_factory=list)
    skipped: list[tuple[str, int, str]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    triggered: list[tuple[int, int, int]] = field(default_factory=list)
    stops_refused: list[tuple[int, str]] = field(default_factory=list)
    auction_matched: list[tuple[int, int, int]] = field(default_factory=list)
    auction_prevented: list[tuple[int, int, int]] = field(default_factory=list)
    auction_removed: list[tuple[int, int, AuctionRemoval]] = field(default_factory=list)
    auction_carried: list[tuple[int, int, int]] = field(default_factory=list)
    auction_moved: list[tuple[int, int, int, int]] = field(default_factory=list)
    auction_refused: list[tuple[int, int, str]] = field(default_factory=list)
    intruded: list[str | None] = field(default_factory=list)

    @property
    def auction_announced(self) -> int:
        """How many things were announced of auctions."""
        fills = len(self.auction_matched) + len(self.auction_prevented)
        ends = len(self.auction_removed) + len(self.auction_carried) + len(self.auction_moved)
        return fills + ends + len(self.auction_refused)

    def copy(self) -> Self:
        """Return an independent copy."""
        return type(self)(*(list(getattr(self, name.name)) for name in fields(self)))
