"""How much of the state is read after a step: everything, or what the step may have touched.

Touched is what the model changes, what the step names and what the chain announces. All else is carried over from the
last reading, and read again with everything every few steps and at an example's end: a change that nobody predicts and
nothing announces is found there, and the shrinker, which reads everything after every step, finds where it happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fuzz.machines.calls import Step
from fuzz.machines.scenario import ACCOUNTS, CONTRACTS, GUARDIAN, LISTINGS, OWNER
from fuzz.machines.transition import Done
from fuzz.model.exchange import Exchange

MARKETS = tuple(range(len(LISTINGS)))


@dataclass(frozen=True, slots=True)
class Scope:
    """Parts of the state: accounts by name, markets by id, balances and fees (``ledger``), what is set, what waits."""

    accounts: frozenset[str] = frozenset(ACCOUNTS)
    markets: frozenset[int] = frozenset(MARKETS)
    ledger: bool = True
    settings: bool = True
    stops: bool = True
    auctions: bool = True


EVERYTHING = Scope()


def touched(step: Step, done: Sequence[Done], start: Exchange, end: Exchange, names: Mapping[str, str]) -> Scope:
    """Return what a step may have changed; ``start`` and ``end`` are the model's states before and after it."""
    values = [*_values(step.arguments), *(item for made in done for item in _values((made.call.sender, made.events)))]
    accounts = {names.get(value, value) for value in values if isinstance(value, str)}.intersection(ACCOUNTS)
    accounts |= _changed_accounts(start, end)
    valued = _valued(start) or _valued(end)
    if valued:
        # What the vault's assets are worth is read with the ledger, and must fit its account.
        accounts |= {start.addresses.vault}
    markets = _changed_markets(start, end) | {
        market_id
        for name in accounts
        for market_id in _changed(start.clearing.account(name).positions, end.clearing.account(name).positions)
    }
    markets |= {value for value in _named_markets(step, done) if value in MARKETS}
    # Sources of prices are set by the owner as well, and nothing of the system with them.
    senders = {made.call.sender for made in done if made.call.contract in CONTRACTS}
    return Scope(
        accounts=frozenset(accounts),
        markets=frozenset(markets),
        ledger=valued or _moved(start, end) or any(event.name not in _QUIET for made in done for event in made.events),
        settings=not senders.isdisjoint((OWNER, GUARDIAN)) or _set(start, end),
        auctions=start.auctions != end.auctions
        or any("Auction" in event.name for made in done for event in made.events),
        stops=start.stops != end.stops or any("Stop" in event.name for made in done for event in made.events),
    )


_QUIET = frozenset(("OrderPlaced", "OrderCancelled", "OrderRemoved"))
"""Events of a book in which nobody trades: no money moves."""


def _values(tree: object) -> Iterator[object]:
    """Yield the leaves of what a step or an event carries."""
    if isinstance(tree, Mapping):
        for item in tree.values():
            yield from _values(item)
    elif isinstance(tree, list | tuple):
        for item in tree:
            yield from _values(item)
    else:
        yield tree


def _named_markets(step: Step, done: Sequence[Done]) -> Iterator[object]:
    yield step.arguments.get("market")
    for made in done:
        for event in made.events:
            yield getattr(event.args, "marketId", None)


def _changed(before: Mapping[int, object], after: Mapping[int, object]) -> set[int]:
    """Return the keys under which something else stands; records are never changed in place."""
    return {key for key in before.keys() | after.keys() if before.get(key) is not after.get(key)}


def _changed_accounts(start: Exchange, end: Exchange) -> set[str]:
    before, after = start.clearing, end.clearing
    return {
        name
        for name in ACCOUNTS
        if before.accounts.get(name) is not after.accounts.get(name)
        or start.token.balance(name) != end.token.balance(name)
        or start.vault.shares_of(name) != end.vault.shares_of(name)
        or start.vault.claim_of(name) != end.vault.claim_of(name)
        or before.flagged.get(name) != after.flagged.get(name)
    }


def _changed_markets(start: Exchange, end: Exchange) -> set[int]:
    before, after = start.clearing, end.clearing
    found = (
        _changed(before.markets, after.markets)
        | _changed(before.statuses, after.statuses)
        | _changed(before.funding, after.funding)
        | _changed(start.oracle.feeds, end.oracle.feeds)
    )
    old, new = start.book.orders, end.book.orders
    orders: Iterable[int] = _changed(old, new)
    return found | {(new.get(order_id) or old[order_id]).market_id for order_id in orders}


def _valued(model: Exchange) -> bool:
    """Whether the vault has a position: what its assets are worth moves with time alone."""
    return bool(model.clearing.account(model.addresses.vault).positions)


def _moved(start: Exchange, end: Exchange) -> bool:
    return (
        start.token.balances != end.token.balances
        or start.clearing.ledgers != end.clearing.ledgers
        or start.clearing.bad_debt != end.clearing.bad_debt
        or start.insurance != end.insurance
        or start.vault != end.vault
    )


def _set(start: Exchange, end: Exchange) -> bool:
    before, after = start.clearing, end.clearing
    return (
        before.split is not after.split
        or start.vault.paused != end.vault.paused
        or start.insurance.floor != end.insurance.floor
        or before.paused != after.paused
        or before.account_notional_cap != after.account_notional_cap
        or before.backstop_notional_cap != after.backstop_notional_cap
        or start.operators != end.operators
    )
