"""Placing an order: its checks, matching by price and time, then resting what is left.

Everything is checked in the order in which it is written here; the first that fails is the error.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from fuzz.model.book import Book, Order, RemovalReason
from fuzz.model.clearing import ClearingHouse, Fill, FillOutcome
from fuzz.model.margin import Marks
from fuzz.model.markets import Market
from fuzz.model.orders import MAX_FILLS, BookConfig, Execution, Placement, Request, SelfTrade, TimeInForce
from fuzz.model.refusal import Refusal
from fuzz.model.tape import Tape
from fuzz.model.units import PPM, ceil_div

__all__ = ["MAX_FILLS", "Execution", "Placement", "Request", "Tape", "place", "remove"]

_REASONS = {
    FillOutcome.MAKER_MARGIN: RemovalReason.MAKER_MARGIN,
    FillOutcome.MAKER_CAP: RemovalReason.MAKER_CAP,
    FillOutcome.MAKER_REDUCE_ONLY: RemovalReason.MAKER_REDUCE_ONLY,
}


@dataclass(slots=True)
class _Progress:
    """A taker on its way: the lots left and what ended the matching, if anything but the book did."""

    left: int
    passed: int = 0
    fills: int = 0
    tick_lots: int = 0
    stopped: RemovalReason | None = None


def place(book: Book, clearing: ClearingHouse, request: Request, marks: Marks, tape: Tape) -> Execution:
    """Match, rest, check the taker once.

    Refuses, in this order: what the order's shape lacks, ``NothingToReduce``, ``BelowMinimumLots``,
    ``BelowMinimumNotional``, ``StalePrice`` and ``OutsidePriceBand`` where there is a band, ``PostOnlyWouldCross``,
    ``NotFilledWhole`` where too little crosses, ``MarketIsSettling``, ``StalePrice`` (the market's own mark is needed
    in any case, so that nobody strips a book while it can't be told who is sound), ``NotFilledWhole``, and what
    :meth:`ClearingHouse.check_taker` refuses.
    """
    book.check_open(request.market_id)
    request.check_shape(book.now)
    market, config = clearing.market(request.market_id), book.config(request.market_id)
    request = _cut_to_position(clearing, request, market, tape)
    _check_minimum(book, request, market, config)
    request = _within_band(request, market, config, marks)
    if request.post_only and any(
        not order.expired(book.now) for order in islice(book.crossing(request), request.bound)
    ):
        raise Refusal("PostOnlyWouldCross")
    kill = request.time_in_force is TimeInForce.FILL_OR_KILL
    if kill and _most(book, request) < request.lots:
        raise Refusal("NotFilledWhole")
    clearing.live_market(request.market_id)
    marks[request.market_id]
    before = clearing.standing(request.owner, request.market_id, marks)
    progress = _match(book, clearing, request, marks, tape)
    if kill and progress.left > 0:
        raise Refusal("NotFilledWhole")
    dropped = _reason_to_drop(request, config, progress)
    resting = progress.left if dropped is None else 0
    clearing.reserve(request.owner, request.market_id, request.is_buy, resting)
    clearing.check_taker(request.owner, request.market_id, before, resting > 0, marks)
    order_id = book.rest(request, resting).order_id if resting > 0 else 0
    if dropped is not None:
        tape.dropped.append((progress.left, dropped))
    return Execution(order_id, request.lots - progress.left, progress.fills, progress.tick_lots)


def _cut_to_position(clearing: ClearingHouse, request: Request, market: Market, tape: Tape) -> Request:
    """Drop of a reduce-only order what is more than the position; refuses ``NothingToReduce``."""
    if not request.reduce_only:
        return request
    most = reducible(clearing, request.owner, request.market_id, request.is_buy, market)
    if most == 0:
        raise Refusal("NothingToReduce")
    if request.lots > most:
        tape.dropped.append((request.lots - most, RemovalReason.REDUCE_ONLY))
    return replace(request, lots=min(request.lots, most))


def reducible(clearing: ClearingHouse, owner: str, market_id: int, is_buy: bool, market: Market) -> int:
    """Return how many lots an order on this side can take off its owner's position."""
    size = clearing.account(owner).position(market_id).size
    return max(0, -size if is_buy else size) // market.lot_size


def _check_minimum(book: Book, request: Request, market: Market, config: BookConfig) -> None:
    """Refuse ``BelowMinimumLots``, ``BelowMinimumNotional``: the last lots of a position can always be closed."""
    if request.reduce_only and not request.may_rest:
        return
    tick = request.tick
    if request.time_in_force is TimeInForce.MARKET:
        # A market order is worth what it meets; where there is nothing its limit stands for it.
        tick = book.best(request.market_id, not request.is_buy) or tick
    check_minimum(market, config, tick, request.lots)


def check_minimum(market: Market, config: BookConfig, tick: int, lots: int) -> None:
    """Refuse ``BelowMinimumLots``, ``BelowMinimumNotional``; a tick of zero stands for no price."""
    if lots < config.min_lots:
        raise Refusal("BelowMinimumLots")
    if tick and market.notional(tick, lots) < config.min_notional:
        raise Refusal("BelowMinimumNotional")


def _within_band(request: Request, market: Market, config: BookConfig, marks: Marks) -> Request:
    """Refuse a limit ``OutsidePriceBand``; a market order's limit moves to the last tick within."""
    if config.band_ppm == 0:
        return request
    mark = marks[request.market_id].mark
    if request.time_in_force is not TimeInForce.MARKET:
        check_band(market, config, request.tick, mark)
        return request
    if request.is_buy:
        last = mark * (PPM + config.band_ppm) // (PPM * market.tick_size)
        return replace(request, tick=min(request.tick, last))
    last = ceil_div(mark * (PPM - config.band_ppm), PPM * market.tick_size)
    return replace(request, tick=max(request.tick, last))


def check_band(market: Market, config: BookConfig, tick: int, mark: int) -> None:
    """Refuse ``OutsidePriceBand`` for a price farther from the mark than the band."""
    if config.band_ppm and abs(market.price(tick) - mark) * PPM > config.band_ppm * mark:
        raise Refusal("OutsidePriceBand")


def _match(book: Book, clearing: ClearingHouse, request: Request, marks: Marks, tape: Tape) -> _Progress:
    """Meet the crossing orders one by one, best price first and oldest first."""
    progress = _Progress(request.lots)
    while progress.left > 0 and (head := next(book.crossing(request), None)):
        if progress.passed == request.bound:
            progress.stopped = RemovalReason.MAX_FILLS
            break
        progress.passed += 1
        mine = head.owner == request.owner and not head.expired(book.now)
        if mine and request.self_trade is SelfTrade.CANCEL_NEWER:
            progress.stopped = RemovalReason.SELF_TRADE
            break
        clearing.accrue(request.market_id, marks, book.now)
        if head.expired(book.now):
            remove(book, clearing, head, RemovalReason.EXPIRED, tape)
        elif mine:
            remove(book, clearing, head, RemovalReason.SELF_TRADE, tape)
            if request.self_trade is SelfTrade.CANCEL_BOTH:
                progress.stopped = RemovalReason.SELF_TRADE
                break
        elif _meet(book, clearing, request, head, progress, marks, tape) is FillOutcome.OPEN_INTEREST_CAP:
            progress.stopped = RemovalReason.OPEN_INTEREST_CAP
            break
    return progress


def _meet(
    book: Book,
    clearing: ClearingHouse,
    request: Request,
    head: Order,
    progress: _Progress,
    marks: Marks,
    tape: Tape,
) -> FillOutcome:
    """Fill with a resting order, or remove it with the engine's reason.

    A reduce-only one of which more is asked than its owner can reduce is cut to that, and met again.
    """
    lots = min(progress.left, head.lots)
    if head.reduce_only:
        market = clearing.market(request.market_id)
        most = reducible(clearing, head.owner, head.market_id, head.is_buy, market)
        if 0 < most < lots:
            cut(book, clearing, head, most, RemovalReason.MAKER_REDUCE_ONLY, tape)
            return FillOutcome.MAKER_REDUCE_ONLY
    fill = Fill(request.owner, head.owner, request.is_buy, head.tick, lots, head.reduce_only)
    outcome = clearing.fill(request.market_id, fill, marks)
    if outcome in _REASONS:
        remove(book, clearing, head, _REASONS[outcome], tape)
    elif outcome is FillOutcome.FILLED:
        book.reduce(head, lots)
        tape.matched.append((head.order_id, lots))
        progress.left -= lots
        progress.fills += 1
        progress.tick_lots += head.tick * lots
        if 0 < head.lots - lots < book.config(request.market_id).min_lots:
            remove(book, clearing, book.orders[head.order_id], RemovalReason.DUST, tape)
    return outcome


def _most(book: Book, request: Request) -> int:
    """Return how many lots the book alone would let an order fill, whatever the engine says of their owners."""
    lots = 0
    for order in islice(book.crossing(request), request.bound):
        if order.expired(book.now):
            continue
        if order.owner != request.owner:
            lots += order.lots
        elif request.self_trade is not SelfTrade.CANCEL_OLDER:
            break
    return lots


def _reason_to_drop(request: Request, config: BookConfig, progress: _Progress) -> RemovalReason | None:
    """Say why the rest may not stay in the book; None where there is none, or it may."""
    if progress.left == 0:
        return None
    if progress.stopped is not None:
        return progress.stopped
    if not request.may_rest:
        return RemovalReason.UNFILLED
    return RemovalReason.DUST if progress.left < config.min_lots else None


def remove(book: Book, clearing: ClearingHouse, order: Order, reason: RemovalReason, tape: Tape) -> None:
    """Take an order out of the book and release what it reserved."""
    book.remove(order)
    clearing.reserve(order.owner, order.market_id, order.is_buy, -order.lots)
    tape.removed.append((order.order_id, order.lots, reason))


def cut(book: Book, clearing: ClearingHouse, order: Order, lots: int, reason: RemovalReason, tape: Tape) -> None:
    """Leave an order ``lots``, which keep its place, and release the others' reservation."""
    book.reduce(order, order.lots - lots)
    clearing.reserve(order.owner, order.market_id, order.is_buy, lots - order.lots)
    tape.reduced.append((order.order_id, lots, reason))
