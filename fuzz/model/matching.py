"""Placing an order: matching by price and time, then resting what is left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from fuzz.model.book import MAX_FILLS, MAX_ORDER_LOTS, MAX_TICK, Book, Order, RemovalReason
from fuzz.model.clearing import ClearingHouse, Fill, FillOutcome
from fuzz.model.margin import Marks
from fuzz.model.refusal import Refusal


class Placement(NamedTuple):
    """What an order did: the id of its resting rest (zero for none) and the lots filled at once."""

    order_id: int
    filled_lots: int


@dataclass(slots=True)
class Tape:
    """What was announced: the book's fills ``(order id, lots)``, removals ``(order id, lots, reason)``, dropped rests.

    ``skipped`` are the liquidations ``(account, market, error)`` that a batch passed over.
    """

    matched: list[tuple[int, int]] = field(default_factory=list)
    removed: list[tuple[int, int, RemovalReason]] = field(default_factory=list)
    dropped: list[tuple[int, RemovalReason]] = field(default_factory=list)
    skipped: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Request:
    """A good-till-cancelled limit order as it arrives."""

    owner: str
    market_id: int
    is_buy: bool
    tick: int
    lots: int


_REASONS = {
    FillOutcome.MAKER_MARGIN: RemovalReason.MAKER_MARGIN,
    FillOutcome.MAKER_CAP: RemovalReason.MAKER_CAP,
    FillOutcome.MAKER_REDUCE_ONLY: RemovalReason.MAKER_REDUCE_ONLY,
}


def place(book: Book, clearing: ClearingHouse, request: Request, marks: Marks, tape: Tape) -> Placement:
    """Match, rest, check the taker once.

    Refuses ``UnknownMarket``, ``ZeroLots``, ``TooManyLots``, ``InvalidTick``, ``MarketIsSettling``, ``StalePrice`` (the
    market's own mark is needed in any case, so that nobody strips a book while it can't be told who is sound) and what
    :meth:`ClearingHouse.check_taker` refuses.
    """
    book.check_open(request.market_id)
    if request.lots == 0:
        raise Refusal("ZeroLots")
    if request.lots > MAX_ORDER_LOTS:
        raise Refusal("TooManyLots")
    if not 0 < request.tick <= MAX_TICK:
        raise Refusal("InvalidTick")
    clearing.live_market(request.market_id)
    marks[request.market_id]
    before = clearing.standing(request.owner, request.market_id, marks)
    left, dropped = _match(book, clearing, request, marks, tape)
    resting = 0 if dropped else left
    clearing.reserve(request.owner, request.market_id, request.is_buy, resting)
    clearing.check_taker(request.owner, request.market_id, before, resting > 0, marks)
    order_id = 0
    if resting > 0:
        order_id = book.rest(request.owner, request.market_id, request.is_buy, request.tick, resting).order_id
    return Placement(order_id, request.lots - left)


def _match(book: Book, clearing: ClearingHouse, request: Request, marks: Marks, tape: Tape) -> tuple[int, bool]:
    """Meet the crossing orders one by one; returns the lots left and whether they must be dropped."""
    left, passed = request.lots, 0
    while left > 0 and (head := book.head_crossing(request.market_id, request.is_buy, request.tick)):
        if passed == MAX_FILLS:
            tape.dropped.append((left, RemovalReason.MAX_FILLS))
            return left, True
        passed += 1
        clearing.accrue(request.market_id, marks, book.now)
        if head.owner == request.owner:
            remove(book, clearing, head, RemovalReason.SELF_TRADE, tape)
            continue
        lots = min(left, head.lots)
        fill = Fill(request.owner, head.owner, request.is_buy, head.tick, lots)
        outcome = clearing.fill(request.market_id, fill, marks)
        if outcome is FillOutcome.OPEN_INTEREST_CAP:
            tape.dropped.append((left, RemovalReason.OPEN_INTEREST_CAP))
            return left, True
        if outcome in _REASONS:
            remove(book, clearing, head, _REASONS[outcome], tape)
            continue
        book.reduce(head, lots)
        tape.matched.append((head.order_id, lots))
        left -= lots
    return left, False


def remove(book: Book, clearing: ClearingHouse, order: Order, reason: RemovalReason, tape: Tape) -> None:
    """Take an order out of the book and release what it reserved."""
    book.remove(order)
    clearing.reserve(order.owner, order.market_id, order.is_buy, -order.lots)
    tape.removed.append((order.order_id, order.lots, reason))
