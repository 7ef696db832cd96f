"""Reading the system's state from the chain, through public views only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from fuzz.chain import ChainError, Contract
from fuzz.machines.deployment import System
from fuzz.machines.scenario import (
    ACCOUNTS,
    CONTRACTS,
    DELEGATORS,
    LISTINGS,
    NONCES,
    SIGNERS,
    STRANGER,
    TRADERS,
    TREASURY,
)
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
    Tick,
)
from fuzz.model.fees import FeeSink

HOLDERS = (*CONTRACTS, TREASURY)
MAX_LEVELS = MAX_ORDERS = 10_000
"""A walk over more levels or orders than a machine can make goes in a circle."""


class BrokenBook(Exception):
    """The book's links lead in a circle, so that it can't be read."""


def observe(
    system: System,
    watched: Collection[Tick] = (),
    waiting: tuple[Collection[int], Collection[int]] = ((), ()),
    scope: Scope = EVERYTHING,
    before: SystemState | None = None,
) -> SystemState:
    """Read the state, or of it what is in ``scope``, carrying the rest over from ``before``.

    Besides the levels found, ``watched`` ticks are looked up in the bitmap, and of ``waiting`` stops and auction orders
    those that are there; orders that left their queue since
    ``before`` must answer no more. Raises BrokenBook where the book can't be walked.
    """
    if before is None:
        scope = EVERYTHING
    book = system.contract("book")
    markets = tuple(
        _market(system, market_id) if before is None or market_id in scope.markets else before.markets[market_id]
        for market_id in range(len(LISTINGS))
    )
    state = SystemState(
        now=system.chain.timestamp,
        accounts={
            name: _account(system, name) if before is None or name in scope.accounts else before.accounts[name]
            for name in ACCOUNTS
        },
        markets=markets,
        **(_ledger(system) if before is None or scope.ledger else carried(before, LEDGER)),
        **(_settings(system) if before is None or scope.settings else carried(before, SETTINGS)),
        **(_auctions(system, waiting[1]) if before is None or scope.auctions else carried(before, AUCTIONS)),
        **(_stops(system, waiting[0]) if before is None or scope.stops else carried(before, STOPS)),
        marked=frozenset(),
    )
    live = state.orders()
    ticks = {tick for tick in (*watched, *(tick for tick, _ in state.levels())) if tick[0] in scope.markets}
    marked = frozenset(tick for tick in ticks if book.call("tickMarked", *tick))
    gone: Collection[int] = () if before is None else before.orders().keys() - live.keys()
    if before is not None:
        marked |= {tick for tick in before.marked if tick[0] not in scope.markets}
    return replace(state, marked=marked, ghosts=tuple(order for order in sorted(gone) if _answers(book, order)))


def carried(before: SystemState, fields: Collection[str]) -> dict[str, Any]:
    """Return fields of an earlier state, for one that does not read them again."""
    return {field: getattr(before, field) for field in fields}


def _ledger(system: System) -> dict[str, Any]:
    """Read what is owed to and held by the contracts."""
    engine, vault, token = system.contract("engine"), system.contract("vault"), system.contract("token")
    insurance = system.contract("insurance")
    pending = insurance.call("pendingWithdrawal")
    return {
        "sinks": tuple(_sink(engine, sink) for sink in FeeSink),
        "bad_debt": engine.call("badDebt"),
        "bad_debt_repaid": engine.call("badDebtRepaid"),
        "vault_assets": _ask(vault, "totalAssets"),
        "vault_idle": vault.call("idleAssets"),
        "vault_supply": vault.call("totalSupply"),
        "vault_queue": tuple(vault.call("queue")),
        "requests": _requests(system),
        "rewards": vault.call("pendingRewards"),
        "insurance_assets": insurance.call("balance"),
        "insurance_withdrawal": (pending.assets, pending.executableAt, pending.expiresAt, pending.floor),
        "holdings": {name: token.call("balanceOf", system.addresses[name]) for name in HOLDERS},
    }


def _requests(system: System) -> tuple[tuple[int, str, int, int], ...]:
    """Return what waits in the vault's queue; places left empty are passed over."""
    vault = system.contract("vault")
    head, following, *_ = vault.call("queue")
    found = [(request_id, vault.call("request", request_id)) for request_id in range(head, following)]
    return tuple(
        (request_id, system.name(waiting.controller), waiting.shares, waiting.maturesAt)
        for request_id, waiting in found
        if waiting.shares
    )


def _auctions(system: System, order_ids: Collection[int]) -> dict[str, Any]:
    """Read those of the orders that wait for an auction, and every epoch."""
    book = system.contract("book")
    views = {order_id: book.call("auctionOrder", order_id) for order_id in sorted(order_ids)}
    states = [book.call("auctionState", market_id, 0) for market_id in range(len(LISTINGS))]
    return {
        "auctions": {order_id: (system.name(view.owner), *view[1:]) for order_id, view in views.items() if view.lots},
        "epochs": tuple(
            tuple(tuple(book.call("auctionEpoch", market_id, epoch)) for epoch in range(1, state.gathering + 1))
            for market_id, state in enumerate(states)
        ),
        "auction_lengths": tuple((state.config.epochLength, state.config.vaultBandPpm) for state in states),
    }


def _stops(system: System, stop_ids: Collection[int]) -> dict[str, Any]:
    """Read those of the stops that wait."""
    book = system.contract("book")
    views = [book.call("stop", stop_id) for stop_id in sorted(stop_ids)]
    return {
        "stops": {view.stopId: (system.name(view.owner), *view.params) for view in views if view.stopId},
        "next_stop_id": book.call("nextStopId"),
        "stop_counts": tuple(book.call("stopCount", system.addresses[name]) for name in TRADERS),
    }


def _settings(system: System) -> dict[str, Any]:
    """Read what the owner, the guardian and delegators set."""
    engine = system.contract("engine")
    split, fund = engine.call("feeSplit"), system.contract("insurance").call("limits")
    watched = system.contract("oracle").call("sequencerFeed")
    return {
        "split": (split.vaultPpm, split.insurancePpm, split.treasuryPpm),
        "caps": tuple(engine.call("exposureCaps")),
        "paused": engine.call("pauseState").paused,
        "vault_paused": system.contract("vault").call("roles").paused,
        "insurance_floor": fund.floor,
        "insurance_delay": fund.withdrawalDelay,
        "vault_limits": tuple(system.contract("vault").call("limits")),
        "operators": {name: _permissions(system, name) for name in DELEGATORS},
        "nonces": tuple(_nonces(system, name) for name in SIGNERS),
        "sequencer": (system.names.get(watched.feed, ""), watched.gracePeriod),
    }


def _answers(book: Contract, order_id: int) -> bool:
    return any(int(value, 16) if isinstance(value, str) else value for value in book.call("order", order_id))


def windows(longest: int) -> tuple[int, ...]:
    """Return the windows over which averages are compared, seconds; the last is too long."""
    return 1, longest // 2, longest, longest + 1


def _ask(contract: Contract, view: str, *arguments: Any) -> Answer:
    try:
        answer = contract.call(view, *arguments)
    except ChainError as error:
        return error.name
    return int(answer)


def _permissions(system: System, name: str) -> int:
    engine, pair = system.contract("engine"), (system.addresses[name], system.addresses[STRANGER])
    return sum(permission for permission in (1, 2) if engine.call("isOperator", *pair, permission))


def _nonces(system: System, name: str) -> int:
    engine, address = system.contract("engine"), system.addresses[name]
    return sum(1 << place for place, nonce in enumerate(NONCES) if engine.call("isNonceUsed", address, nonce))


def _ask_all(contract: Contract, count: int, view: str, *arguments: Any) -> tuple[Answer, ...]:
    """Ask a view of several answers; its error is given for each."""
    try:
        return tuple(int(answer) for answer in contract.call(view, *arguments))
    except ChainError as error:
        return (error.name,) * count


def _position(engine: Contract, address: str, market_id: int) -> PositionState:
    size, quote, bid_lots, ask_lots = engine.call("position", address, market_id)
    if size == 0:
        return PositionState(size, quote, bid_lots, ask_lots, 0, 0, 0)
    owed, entry = _ask_all(engine, 2, "fundingOwed", address, market_id)
    score = _ask(engine, "adlScore", address, market_id)
    return PositionState(size, quote, bid_lots, ask_lots, owed, entry, score)


def _risk(engine: Contract, address: str) -> tuple[Answer, Answer, Answer, Answer]:
    """Return the deficit, the notional, when the deficit was flagged, and whether the account is liquidatable."""
    deficit, _available, flagged_at = _ask_all(engine, 3, "deficitState", address)
    *_, notional = _ask_all(engine, 4, "accountHealth", address)
    return deficit, notional, flagged_at, _ask(engine, "isLiquidatable", address)


def _account(system: System, name: str) -> AccountState:
    engine, address = system.contract("engine"), system.addresses[name]
    vault = system.contract("vault")
    active = engine.call("activeMarkets", address)
    deficit, notional, flagged_at, liquidatable = _risk(engine, address) if active else (0, 0, 0, 0)
    return AccountState(
        collateral=engine.call("collateralOf", address),
        active_markets=active,
        positions=tuple(_position(engine, address, market_id) for market_id in range(len(LISTINGS))),
        equity=_ask(engine, "equity", address),
        initial_margin=_ask(engine, "initialMargin", address),
        maintenance_margin=_ask(engine, "maintenanceMargin", address),
        withdrawable=_ask(engine, "withdrawable", address),
        notional=notional,
        deficit=deficit,
        flagged_at=flagged_at,
        liquidatable=liquidatable,
        tokens=system.contract("token").call("balanceOf", address),
        shares=vault.call("balanceOf", address),
        claimed=(vault.call("maxWithdraw", address), vault.call("maxRedeem", address)),
    )


def _sink(engine: Contract, sink: FeeSink) -> SinkState:
    charged, paid = engine.call("feeTotals", sink)
    return SinkState(charged=charged, paid=paid, accrued=engine.call("feesAccrued", sink))


def _market(system: System, market_id: int) -> MarketState:
    engine, oracle = system.contract("engine"), system.contract("oracle")
    longs, shorts = engine.call("openInterest", market_id)
    last_price, updated_at = oracle.call("lastPrice", market_id)
    book = system.contract("book")
    best_bid, best_ask = book.call("best", market_id)
    params, terms = engine.call("marketParams", market_id), engine.call("fundingParams", market_id)
    state, settlement_price = engine.call("marketState", market_id)
    index, rate, accrued_at, residual = engine.call("fundingState", market_id)
    impact_bid, impact_ask, changed_at = book.call("impactPrices", market_id, terms.impactNotional)
    longest = oracle.call("longestWindow", market_id)
    return MarketState(
        longs=longs,
        shorts=shorts,
        cap=params.openInterestCap,
        params=tuple(params),
        terms=tuple(terms),
        limits=tuple(book.call("bookConfig", market_id)),
        state=state,
        settlement_price=settlement_price,
        funding_index=index,
        funding_rate=rate,
        accrued_at=accrued_at,
        residual=residual,
        impact_bid=impact_bid,
        impact_ask=impact_ask,
        changed_at=changed_at,
        price=_ask(oracle, "price", market_id),
        last_price=last_price,
        updated_at=updated_at,
        guards=tuple(oracle.call("marketGuards", market_id)),
        pending=tuple(oracle.call("pendingJump", market_id)),
        longest_window=longest,
        averages=tuple(_ask(oracle, "twap", market_id, window) for window in windows(longest)),
        best_bid=best_bid,
        best_ask=best_ask,
        bids=_side(system, market_id, True, best_bid),
        asks=_side(system, market_id, False, best_ask),
    )


def _side(system: System, market_id: int, is_buy: bool, best: int) -> tuple[LevelState, ...]:
    book, tick = system.contract("book"), best
    levels: list[LevelState] = []
    while tick != 0:
        if len(levels) == MAX_LEVELS:
            raise BrokenBook(f"the ticks behind {best} in market {market_id} lead in a circle")
        head, _tail, total, count = book.call("level", market_id, is_buy, tick)
        levels.append(LevelState(tick, total, count, _queue(system, head)))
        tick = book.call("nextTick", market_id, is_buy, tick)
    return tuple(levels)


def _queue(system: System, head: int) -> tuple[OrderState, ...]:
    book, order_id = system.contract("book"), head
    queue: list[OrderState] = []
    while order_id != 0:
        if len(queue) == MAX_ORDERS:
            raise BrokenBook(f"the queue of order {head} leads in a circle")
        view = book.call("order", order_id)
        owner = system.name(view.owner)
        queue.append(OrderState(order_id, owner, *view[1:]))
        order_id = view.nextId
    return tuple(queue)
