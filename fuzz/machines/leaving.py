"""The way out, at the worst of times: prices are stale, and still everybody gets out with what is theirs.

Every order is cancelled by its owner, every market settles, every position is closed, what rounding left is swept,
every sink is paid, everybody withdraws, and what was asked of the vault is settled and taken. What is called is read
from the state as it is then: so the way out is one step, which can be made again after any other steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fuzz.machines.actions import ACTIONS
from fuzz.machines.calls import Call, Step
from fuzz.machines.scenario import ACCOUNTS, COOLDOWN, LISTINGS, OWNER, STRANGER, TRADERS
from fuzz.model.exchange import Exchange
from fuzz.model.fees import FeeSink
from fuzz.model.margin import withdrawable
from fuzz.model.markets import MarketState
from fuzz.model.refusal import Refusal

LEAVE = "leave"
"""The rule of the way out."""

LONGEST_WAIT = max(COOLDOWN, *(listing.max_age for listing in LISTINGS))
"""Seconds after which no price is fresh any more, and every request may be settled."""


def needed(model: Exchange) -> int:
    """Return the seconds after which every request there is matures, and no price is fresh any more."""
    return max(LONGEST_WAIT, *(request.matures_at - model.now for request in model.vault.requests.values()), 0)


def asking(model: Callable[[], Exchange]) -> Iterator[tuple[Step, Call]]:
    """Yield the requests for all shares of the vault, with the step that each would be: they must wait a while.

    Before them the token is made to work again: nobody gets out with a token that does not move.
    """
    for account in sorted(model().token.blocked):
        yield from _calls("block", account=account, blocked=False)
    if not model().token.honest:
        yield from _calls("misbehave", behaviour=0, fee=0)
    for name in TRADERS:
        shares = model().vault.shares_of(name)
        if shares > 0:
            yield from _calls("vault_request", actor=name, shares=shares, owner=name)


def leaving(model: Callable[[], Exchange]) -> Iterator[tuple[Step, Call]]:
    """Yield the calls of the way out with the step that each would be; ``model`` tells the state after those before."""
    for order_id, order in sorted(model().book.orders.items()):
        yield from _calls("cancel", actor=order.owner, order=order_id)
    for name in TRADERS:
        gathered = sorted(i for i, order in model().auctions.orders.items() if order.owner == name)
        if gathered:
            yield from _calls("cancel_in_auction", actor=name, orders=gathered)
        stops = sorted(stop_id for stop_id, stop in model().stops.waiting.items() if stop.owner == name)
        if stops:
            yield from _calls("cancel_stops", actor=name, stops=stops)
    for market_id in range(len(LISTINGS)):
        if not model().clearing.statuses[market_id].settling:
            yield from _calls("set_state", actor=OWNER, market=market_id, state=int(MarketState.SETTLING))
        for name in ACCOUNTS:
            if model().clearing.account(name).position(market_id).size != 0:
                yield from _calls("settle_position", actor=STRANGER, account=name, market=market_id)
        yield from _calls("sweep_residual", actor=STRANGER, market=market_id)
    # Insurance first: what it is owed repays bad debt, which others could not be paid out of.
    for sink in (FeeSink.INSURANCE, FeeSink.VAULT, FeeSink.TREASURY):
        yield from _calls("pay_fees", actor=STRANGER, sink=int(sink))
    for name in TRADERS:
        assets = _free(model(), name)
        if assets > 0:
            yield from _calls("withdraw", actor=name, assets=assets)
    yield from _calls("vault_settle", actor=STRANGER, count=len(model().vault.requests) + model().vault.following)
    for name in TRADERS:
        claimed = model().vault.claim_of(name).shares
        if claimed > 0:
            yield from _calls("vault_redeem", actor=name, shares=claimed, owner=name)


def _calls(rule: str, **arguments: object) -> Iterator[tuple[Step, Call]]:
    step = Step(rule, arguments)
    return ((step, call) for call in ACTIONS[rule](**arguments))


def _free(model: Exchange, name: str) -> int:
    try:
        return withdrawable(model.clearing.account(name), model.clearing.markets, model.marks)
    except Refusal:
        return 0
