"""The state that the model expects, in the form in which the chain's is read."""

from __future__ import annotations

from collections.abc import Callable

from fuzz.machines.observation import HOLDERS
from fuzz.machines.scenario import LISTINGS, PEOPLE
from fuzz.machines.state import (
    AccountState,
    Answer,
    LevelState,
    MarketState,
    OrderState,
    PositionState,
    SinkState,
    SystemState,
)
from fuzz.model import margin
from fuzz.model.exchange import Exchange
from fuzz.model.fees import FeeSink
from fuzz.model.refusal import Refusal


def expect(model: Exchange) -> SystemState:
    """Return what the contracts' views must answer at ``model.now``."""
    split, clearing = model.clearing.split, model.clearing
    return SystemState(
        now=model.now,
        accounts={name: _account(model, name) for name in PEOPLE},
        markets=tuple(_market(model, market_id) for market_id in range(len(LISTINGS))),
        sinks=tuple(_sink(model, sink) for sink in FeeSink),
        split=(split.vault_ppm, split.insurance_ppm, split.treasury_ppm),
        bad_debt=clearing.bad_debt,
        vault_assets=model.vault.assets,
        vault_supply=model.vault.supply,
        insurance_assets=model.insurance.assets,
        holdings={name: model.token.balance(name) for name in HOLDERS},
        next_order_id=model.book.next_order_id,
        marked=frozenset(model.book.levels),
    )


def _answer(view: Callable[[], int]) -> Answer:
    try:
        return view()
    except Refusal as refusal:
        return refusal.error


def _account(model: Exchange, name: str) -> AccountState:
    account, markets, marks = model.clearing.account(name), model.clearing.markets, model.marks
    positions = [account.position(market_id) for market_id in range(len(LISTINGS))]
    return AccountState(
        collateral=account.collateral,
        active_markets=sum(1 << market_id for market_id in account.active_markets),
        positions=tuple(PositionState(p.size, p.quote, p.bid_lots, p.ask_lots) for p in positions),
        equity=_answer(lambda: margin.equity(account, marks)),
        initial_margin=_answer(lambda: margin.initial_margin(account, markets, marks)),
        maintenance_margin=_answer(lambda: margin.maintenance_margin(account, markets, marks)),
        withdrawable=_answer(lambda: margin.withdrawable(account, markets, marks)),
        tokens=model.token.balance(name),
        shares=model.vault.shares_of(name),
    )


def _sink(model: Exchange, sink: FeeSink) -> SinkState:
    ledger = model.clearing.ledgers[sink]
    return SinkState(charged=ledger.charged, paid=ledger.paid, accrued=ledger.accrued)


def _market(model: Exchange, market_id: int) -> MarketState:
    longs, shorts = model.clearing.open_interest(market_id)
    feed = model.oracle.feeds[market_id]
    return MarketState(
        longs=longs,
        shorts=shorts,
        cap=model.clearing.markets[market_id].open_interest_cap,
        price=_answer(lambda: model.marks[market_id]),
        last_price=feed.price,
        updated_at=feed.updated_at,
        best_bid=model.book.best(market_id, True),
        best_ask=model.book.best(market_id, False),
        bids=_side(model, market_id, True),
        asks=_side(model, market_id, False),
    )


def _side(model: Exchange, market_id: int, is_buy: bool) -> tuple[LevelState, ...]:
    return tuple(_level(model, market_id, is_buy, tick) for tick in model.book.ticks(market_id, is_buy))


def _level(model: Exchange, market_id: int, is_buy: bool, tick: int) -> LevelState:
    key = (market_id, is_buy, tick)
    ids = model.book.levels[key]
    before, behind = (0, *ids[:-1]), (*ids[1:], 0)
    queue = []
    for order_id, previous_id, next_id in zip(ids, before, behind, strict=True):
        order = model.book.orders[order_id]
        queue.append(OrderState(order_id, order.owner, market_id, is_buy, tick, order.lots, previous_id, next_id))
    return LevelState(tick, model.book.total_lots(key), len(ids), tuple(queue))
