"""The state that the model expects, in the form in which the chain's is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from functools import lru_cache
from typing import Any

from fuzz.machines.observation import HOLDERS, carried, windows
from fuzz.machines.scenario import ACCOUNTS, DELEGATORS, LISTINGS, NONCES, SIGNERS, STRANGER, TRADERS
from fuzz.machines.scope import EVERYTHING, Scope
from fuzz.machines.state import (
    AUCTIONS,
    LEDGER,
    SETTINGS,
    STOPS,
    AccountState,
    Answer,
    LevelState,
    MarketState,
    OrderState,
    PositionState,
    SinkState,
    SystemState,
)
from fuzz.model import deficits, margin
from fuzz.model.exchange import Exchange
from fuzz.model.fees import FeeSink
from fuzz.model.funding import FundingTerms
from fuzz.model.markets import Market
from fuzz.model.refusal import Refusal


def expect(model: Exchange, scope: Scope = EVERYTHING, before: SystemState | None = None) -> SystemState:
    """Return what the contracts' views must answer at ``model.now``.

    What is not in ``scope`` was not read either, and is carried over from ``before``, the chain's last state.
    """
    return SystemState(
        now=model.now,
        accounts={
            name: _account(model, name) if before is None or name in scope.accounts else before.accounts[name]
            for name in ACCOUNTS
        },
        markets=tuple(
            _market(model, market_id) if before is None or market_id in scope.markets else before.markets[market_id]
            for market_id in range(len(LISTINGS))
        ),
        **(_ledger(model) if before is None or scope.ledger else carried(before, LEDGER)),
        **(_settings(model) if before is None or scope.settings else carried(before, SETTINGS)),
        **(_auctions(model) if before is None or scope.auctions else carried(before, AUCTIONS)),
        **(_stops(model) if before is None or scope.stops else carried(before, STOPS)),
        marked=frozenset(model.book.levels),
    )


def _ledger(model: Exchange) -> dict[str, Any]:
    clearing, vault = model.clearing, model.vault
    return {
        "sinks": tuple(_sink(model, sink) for sink in FeeSink),
        "bad_debt": clearing.bad_debt,
        "bad_debt_repaid": clearing.ledgers[FeeSink.INSURANCE].repaid,
        "vault_assets": answer(model.vault_total),
        "vault_idle": vault.assets,
        "vault_supply": vault.supply,
        "vault_queue": (vault.head, vault.following, vault.waiting, vault.reserved),
        "requests": tuple((key, *astuple(request)) for key, request in sorted(vault.requests.items())),
        "rewards": model.pending_rewards(),
        "insurance_assets": model.insurance.assets,
        "insurance_withdrawal": _withdrawal(model),
        "holdings": {name: model.token.balance(name) for name in HOLDERS},
    }


def _withdrawal(model: Exchange) -> tuple[int, int, int, int]:
    pending = model.insurance.withdrawal
    return (
        (0, 0, 0, 0) if pending is None else (pending.assets, pending.executable_at, pending.expires_at, pending.floor)
    )


def _auctions(model: Exchange) -> dict[str, Any]:
    auctions, markets = model.auctions, range(len(LISTINGS))
    return {
        "auctions": {order_id: astuple(order) for order_id, order in sorted(auctions.orders.items())},
        "epochs": tuple(
            tuple(astuple(epoch)[:6] for _, epoch in sorted(auctions.epochs.get(market_id, {}).items()))
            for market_id in markets
        ),
        "auction_lengths": tuple(
            (auctions.lengths.get(market_id, 0), auctions.bands.get(market_id, 0)) for market_id in markets
        ),
    }


def _stops(model: Exchange) -> dict[str, Any]:
    return {
        "stops": {stop_id: astuple(stop) for stop_id, stop in sorted(model.stops.waiting.items())},
        "next_stop_id": model.stops.next_id,
        "stop_counts": tuple(model.stops.count(name) for name in TRADERS),
    }


def _settings(model: Exchange) -> dict[str, Any]:
    split, clearing, vault, watch = model.clearing.split, model.clearing, model.vault, model.oracle.watch
    return {
        "split": (split.vault_ppm, split.insurance_ppm, split.treasury_ppm),
        "caps": (clearing.account_notional_cap, clearing.backstop_notional_cap),
        "paused": clearing.paused,
        "vault_paused": model.vault.paused,
        "insurance_floor": model.insurance.floor,
        "insurance_delay": model.insurance.delay,
        "vault_limits": (vault.cooldown, vault.allocation_cap, vault.min_idle_ppm, vault.slippage_ppm),
        "operators": {name: _permissions(model, name) for name in DELEGATORS},
        "nonces": tuple(_nonces(model, name) for name in SIGNERS),
        "sequencer": (watch.feed, watch.grace) if watch else ("", 0),
    }


def answer(view: Callable[[], int]) -> Answer:
    """Return what a view answers, or the name of the error it refuses with."""
    try:
        return view()
    except Refusal as refusal:
        return refusal.error


def _permissions(model: Exchange, name: str) -> int:
    return sum(bit for bit in (1, 2) if model.operators.may(name, STRANGER, bit, model.now))


def _nonces(model: Exchange, name: str) -> int:
    return sum(1 << place for place, nonce in enumerate(NONCES) if (name, nonce) in model.operators.used)


def _position(model: Exchange, name: str, market_id: int) -> PositionState:
    position, marks = model.clearing.account(name).position(market_id), model.marks
    if position.size == 0:
        return PositionState(position.size, position.quote, position.bid_lots, position.ask_lots, 0, 0, 0)
    return PositionState(
        size=position.size,
        quote=position.quote,
        bid_lots=position.bid_lots,
        ask_lots=position.ask_lots,
        owed=answer(lambda: position.owed(marks[market_id].index)),
        entry=answer(lambda: (marks[market_id], position.entry)[1]),
        adl_score=answer(lambda: deficits.adl_score(model.clearing, name, market_id, marks)),
    )


def _flag(model: Exchange, name: str) -> int:
    margin.equity(model.clearing.account(name), model.marks)
    return model.clearing.flagged.get(name, 0)


def _notional(model: Exchange, name: str) -> int:
    account, marks = model.clearing.account(name), model.marks
    margin.initial_margin(account, model.clearing.markets, marks)
    return margin.total_notional(account, marks)


def _account(model: Exchange, name: str) -> AccountState:
    account, markets, marks = model.clearing.account(name), model.clearing.markets, model.marks
    active = sum(1 << market_id for market_id in account.active_markets)
    return AccountState(
        collateral=account.collateral,
        active_markets=active,
        positions=tuple(_position(model, name, market_id) for market_id in range(len(LISTINGS))),
        equity=answer(lambda: margin.equity(account, marks)),
        initial_margin=answer(lambda: margin.initial_margin(account, markets, marks)),
        maintenance_margin=answer(lambda: margin.maintenance_margin(account, markets, marks)),
        withdrawable=answer(lambda: margin.withdrawable(account, markets, marks)),
        notional=answer(lambda: _notional(model, name)),
        deficit=answer(lambda: deficits.deficit(model.clearing, name, marks)) if active else 0,
        flagged_at=answer(lambda: _flag(model, name)) if active else 0,
        liquidatable=answer(lambda: int(margin.headroom(account, markets, marks) < 0)) if active else 0,
        tokens=model.token.balance(name),
        shares=model.vault.shares_of(name),
        claimed=astuple(model.vault.claim_of(name)),
    )


def _sink(model: Exchange, sink: FeeSink) -> SinkState:
    ledger = model.clearing.ledgers[sink]
    return SinkState(charged=ledger.charged, paid=ledger.paid, accrued=ledger.accrued)


def _market(model: Exchange, market_id: int) -> MarketState:
    longs, shorts = model.clearing.open_interest(market_id)
    feed, market = model.oracle.feeds[market_id], model.clearing.markets[market_id]
    status, funding = model.clearing.statuses[market_id], model.clearing.funding[market_id]
    notional = funding.terms.impact_notional
    index = answer(lambda: model.marks[market_id].index)
    longest = feed.history.longest_window(model.now)
    return MarketState(
        longs=longs,
        shorts=shorts,
        cap=market.open_interest_cap,
        params=_params(market),
        terms=_terms(funding.terms),
        limits=astuple(model.book.config(market_id)),
        state=status.state,
        settlement_price=status.settlement_price,
        # Without a fresh mark, as it is stored.
        funding_index=funding.index if isinstance(index, str) else index,
        funding_rate=funding.rate,
        accrued_at=funding.since,
        residual=funding.residual,
        impact_bid=model.impact_price(market_id, True, notional),
        impact_ask=model.impact_price(market_id, False, notional),
        changed_at=model.impact_changed_at(market_id, notional),
        price=answer(lambda: model.oracle.price(market_id, model.now)),
        last_price=feed.price,
        updated_at=feed.updated_at,
        guards=astuple(feed.guards),
        pending=(feed.pending.price, feed.pending.since) if feed.pending else (0, 0),
        longest_window=longest,
        averages=tuple(_average(model, market_id, window) for window in windows(longest)),
        best_bid=model.book.best(market_id, True),
        best_ask=model.book.best(market_id, False),
        bids=_side(model, market_id, True),
        asks=_side(model, market_id, False),
    )


def _average(model: Exchange, market_id: int, window: int) -> Answer:
    return answer(lambda: model.oracle.twap(market_id, window, model.now))


@lru_cache
def _params(market: Market) -> tuple[int, ...]:
    return astuple(market)


@lru_cache
def _terms(terms: FundingTerms) -> tuple[int, ...]:
    return astuple(terms)


def _side(model: Exchange, market_id: int, is_buy: bool) -> tuple[LevelState, ...]:
    return tuple(_level(model, market_id, is_buy, tick) for tick in model.book.ticks(market_id, is_buy))


def _level(model: Exchange, market_id: int, is_buy: bool, tick: int) -> LevelState:
    key = (market_id, is_buy, tick)
    ids = model.book.levels[key]
    before, behind = (0, *ids[:-1]), (*ids[1:], 0)
    queue = []
    for order_id, previous_id, next_id in zip(ids, before, behind, strict=True):
        order = model.book.orders[order_id]
        terms = (order.expiry, order.post_only, order.reduce_only, int(order.self_trade))
        state = (order_id, order.owner, market_id, is_buy, tick, order.lots, previous_id, next_id)
        queue.append(OrderState(*state, *terms))
    return LevelState(tick, model.book.total_lots(key), len(ids), tuple(queue))
