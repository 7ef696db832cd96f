"""Where behaviour changes: the prices, times and sizes worth trying, found in the model's state."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fuzz.machines.scenario import ACCOUNTS, LISTINGS, TRADERS
from fuzz.model.book import MAX_TICK
from fuzz.model.deficits import adl_score
from fuzz.model.exchange import Exchange, attempt
from fuzz.model.margin import Account, Valuation, equity, headroom, initial_margin
from fuzz.model.units import PPM, USDC_UNIT, WAD


def last_marks(model: Exchange) -> dict[int, Valuation]:
    """Return each market's value at its last stored price, stale or not, with its funding as of now."""
    return {market_id: _valuation(model, market_id, feed.price) for market_id, feed in model.oracle.feeds.items()}


def _valuation(model: Exchange, market_id: int, mark: int) -> Valuation:
    status, funding = model.clearing.statuses[market_id], model.clearing.funding[market_id]
    if status.settling:
        return Valuation(status.settlement_price, funding.index)
    return Valuation(mark, funding.index_at(mark, model.now))


def mark_tick(model: Exchange, market_id: int) -> int:
    """Return the tick at or below a market's last price, within the ticks there are."""
    return tick_of(model, market_id, model.oracle.feeds[market_id].price)


def tick_of(model: Exchange, market_id: int, price: int) -> int:
    """Return the tick at or below a price, within the ticks there are."""
    return nearest_tick(price // model.clearing.markets[market_id].tick_size)


def nearest_tick(tick: int) -> int:
    """Return the tick nearest to a number that may be none."""
    return min(max(1, tick), MAX_TICK)


def lots_for_margin(model: Exchange, actor: str, market_id: int) -> int:
    """Return about how many lots the actor's free margin carries at the last price."""
    account, market, marks = model.clearing.account(actor), model.clearing.markets[market_id], last_marks(model)
    free = equity(account, marks) - initial_margin(account, model.clearing.markets, marks)
    per_lot = market.lot_size * marks[market_id].mark * market.initial_margin_ppm // (WAD * PPM)
    return max(0, free // max(1, per_lot))


def liquidatable(model: Exchange) -> list[tuple[str, int]]:
    """Return accounts below their maintenance margin at the last prices, with each market they hold."""
    marks, markets = last_marks(model), model.clearing.markets
    return [
        (name, market_id)
        for name in TRADERS
        for market_id in sorted(model.clearing.account(name).held_markets)
        if headroom(model.clearing.account(name), markets, marks) < 0
    ]


def bankrupt(model: Exchange) -> list[tuple[str, int]]:
    """Return accounts whose equity is below zero at the last prices, with each market they hold."""
    marks = last_marks(model)
    return [(name, m) for name, m in liquidatable(model) if equity(model.clearing.account(name), marks) < 0]


def ranked(model: Exchange, account: str, market_id: int) -> list[tuple[str, int]]:
    """Return who stands in profit on the other side of a position, by falling score, with the lots each holds."""
    size = model.clearing.account(account).position(market_id).size
    lot_size, marks = model.clearing.markets[market_id].lot_size, last_marks(model)
    scores = {name: adl_score(model.clearing, name, market_id, marks) for name in ACCOUNTS}
    sizes = {name: model.clearing.account(name).position(market_id).size for name in ACCOUNTS}
    found = [name for name in ACCOUNTS if scores[name] > 0 and sizes[name] * size < 0]
    return [(name, abs(sizes[name]) // lot_size) for name in sorted(found, key=lambda name: -scores[name])]


def holders(model: Exchange) -> list[tuple[str, int]]:
    """Return every position: who and in which market."""
    return [(name, m) for name in TRADERS for m in sorted(model.clearing.account(name).held_markets)]


def liquidation_price(model: Exchange, actor: str, market_id: int) -> int:
    """Return the last price at which the holder is still safe, all other prices as they are."""
    return _last_price(model, actor, market_id, lambda account, marks: headroom(account, model.clearing.markets, marks))


def bankruptcy_price(model: Exchange, actor: str, market_id: int) -> int:
    """Return the last price at which the holder's equity is not negative, all other prices as they are."""
    return _last_price(model, actor, market_id, equity)


Room = Callable[[Account, Mapping[int, Valuation]], int]


def _last_price(model: Exchange, actor: str, market_id: int, room: Room) -> int:
    """Search the price next to which ``room`` changes sign; it is monotone in the price of a position held."""
    account, marks = model.clearing.account(actor), last_marks(model)
    is_long = account.position(market_id).size > 0
    low, high = 1, 10 * LISTINGS[market_id].price
    while low < high:
        middle = (low + high) // 2
        marks[market_id] = _valuation(model, market_id, middle)
        if (room(account, marks) >= 0) == is_long:
            high = middle
        else:
            low = middle + 1
    return low if is_long else max(1, low - 1)


def spared_by_takeover(model: Exchange, actor: str, account: str, market_id: int) -> tuple[int, int] | None:
    """Return what a liquidator has beyond its initial margin afterwards, and what the takeover adds to that margin.

    Both in USDC units, rounded down; None where the takeover is refused.
    """
    taken = attempt(model, lambda copy: copy.liquidate(actor, account, market_id))
    if taken.error is not None:
        return None
    before, after = (
        initial_margin(side.clearing.account(actor), side.clearing.markets, last_marks(side))
        for side in (model, taken.exchange)
    )
    worth = equity(taken.exchange.clearing.account(actor), last_marks(taken.exchange))
    return (worth - after) // USDC_UNIT, (after - before) // USDC_UNIT


def seconds_to_stale(model: Exchange, market_id: int) -> int:
    """Return after how many seconds the market's stored price is at its age limit; at least 0."""
    feed = model.oracle.feeds[market_id]
    return max(0, feed.updated_at + feed.max_age - model.now)
