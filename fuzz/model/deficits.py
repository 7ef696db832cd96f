"""What an account can't pay: insurance first, then counterparties in profit, then bad debt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from fuzz.model.clearing import ClearingHouse
from fuzz.model.margin import Marks, equity, notional, worth
from fuzz.model.positions import trade
from fuzz.model.refusal import Refusal
from fuzz.model.units import WAD, floor_div

WINDOW = 3600
"""Seconds a flagged account may only be deleveraged before its deficit may be booked; the flag lasts as long again."""


class Insurance(Protocol):
    """Who pays first; WAD dollars."""

    @property
    def available(self) -> int:
        """What can be paid now."""

    def draw(self, amount: int) -> int:
        """Pay up to ``amount`` and return what was paid."""


@dataclass(frozen=True, slots=True)
class Counterparty:
    """Somebody in profit on the other side, and how many lots of its position to close."""

    account: str
    lots: int


def deficit(clearing: ClearingHouse, owner: str, marks: Marks) -> int:
    """Return how far an account's equity is below zero, WAD dollars."""
    return max(0, -equity(clearing.account(owner), marks))


def _uninsured(clearing: ClearingHouse, owner: str, marks: Marks, insurance: Insurance) -> int:
    """Return the part of a deficit that insurance can't pay; refuses ``NotBankrupt``, ``InsuranceSuffices``."""
    missing = deficit(clearing, owner, marks)
    if missing == 0:
        raise Refusal("NotBankrupt")
    if insurance.available >= missing:
        raise Refusal("InsuranceSuffices")
    return missing - insurance.available


def flag(clearing: ClearingHouse, owner: str, marks: Marks, insurance: Insurance, now: int) -> None:
    """Open the deleveraging window; a flag in force stays as it is. Refuses as :func:`deleverage` does."""
    _uninsured(clearing, owner, marks, insurance)
    flagged = clearing.flagged.get(owner, 0)
    if flagged == 0 or now > flagged + 2 * WINDOW:
        clearing.flagged[owner] = now


def check_bookable(clearing: ClearingHouse, owner: str, marks: Marks, insurance: Insurance, now: int) -> None:
    """Refuse ``DeleverageFirst`` where a deficit beyond insurance may not be booked yet, or not any more."""
    if deficit(clearing, owner, marks) <= insurance.available:
        return
    flagged = clearing.flagged.get(owner, 0)
    if flagged == 0 or not flagged + WINDOW <= now <= flagged + 2 * WINDOW:
        raise Refusal("DeleverageFirst")


def cover(clearing: ClearingHouse, owner: str, insurance: Insurance) -> None:
    """Clear the debt of an account without positions: insurance pays what it can, the rest is booked."""
    account = clearing.account(owner)
    if account.held_markets or account.collateral >= 0:
        return
    missing = -account.collateral
    clearing.accounts[owner] = account.credit(missing)
    clearing.flagged.pop(owner, None)
    clearing.bad_debt += missing - insurance.draw(missing)


def adl_score(clearing: ClearingHouse, owner: str, market_id: int, marks: Marks) -> int:
    """Return profit x leverage of a position, rounded down, WAD; equity counts as at least one wei."""
    account = clearing.account(owner)
    position, at = account.position(market_id), marks[market_id]
    profit = worth(position, at)
    if profit <= 0:
        return 0
    return floor_div(profit * notional(position, at), max(1, equity(account, marks)))


def deleverage(
    clearing: ClearingHouse,
    owner: str,
    market_id: int,
    counterparties: list[Counterparty],
    marks: Marks,
    insurance: Insurance,
    now: int,
) -> None:
    """Close a bankrupt position against others in profit, so that what is closed ends at zero.

    What is closed takes along its share of the loss that insurance can't pay; insurance pays the same share of what it
    holds. Shares are differences of running totals: they add up exactly. Refuses ``UnknownMarket``,
    ``MarketIsSettling``, ``NotBankrupt``, ``InsuranceSuffices``, ``NoPosition``, ``InvalidCounterparty``,
    ``OutOfOrder``, ``ZeroAmount`` where nothing is closed.
    """
    market = clearing.live_market(market_id)
    loss, available = _uninsured(clearing, owner, marks, insurance), insurance.available
    at = marks[market_id]
    clearing.accrue(market_id, marks, now)
    bankrupt = clearing.touch(owner, market_id, marks)
    size = bankrupt.position(market_id).size
    if size == 0:
        raise Refusal("NoPosition")
    sign, closed, last = (1 if size > 0 else -1), 0, None
    for counterparty in counterparties:
        lots = market.size(counterparty.lots)
        other = clearing.account(counterparty.account).position(market_id).size
        if other * size >= 0 or not 0 < lots <= min(abs(other), abs(size) - closed):
            raise Refusal("InvalidCounterparty")
        score = adl_score(clearing, counterparty.account, market_id, marks)
        if score == 0:
            raise Refusal("InvalidCounterparty")
        if last is not None and score > last:
            raise Refusal("OutOfOrder")
        last = score
        price = _part(sign, closed + lots, at.mark, loss, abs(size)) - _part(sign, closed, at.mark, loss, abs(size))
        closed += lots
        _move(clearing, owner, market_id, -sign * lots, price, marks)
        if _move(clearing, counterparty.account, market_id, sign * lots, -price, marks) < 0:
            raise Refusal("InvalidCounterparty")
    if closed == 0:
        raise Refusal("ZeroAmount")
    paid = insurance.draw(available * closed // abs(size))
    clearing.accounts[owner] = clearing.account(owner).credit(paid)
    if closed == abs(size):
        clearing.flagged.pop(owner, None)


def _part(sign: int, closed: int, mark: int, loss: int, whole: int) -> int:
    """Return what the bankrupt gets for the first ``closed`` base units: their value and their share of the loss."""
    return floor_div(sign * closed * mark, WAD) + loss * closed // whole


def _move(clearing: ClearingHouse, owner: str, market_id: int, size: int, quote: int, marks: Marks) -> int:
    """Trade with nobody in between; returns what it realised."""
    account = clearing.touch(owner, market_id, marks)
    position, realised = trade(account.position(market_id), size, quote, marks[market_id].index)
    clearing.accounts[owner] = account.with_position(market_id, position).credit(realised)
    return realised


def settle_position(clearing: ClearingHouse, owner: str, market_id: int, marks: Marks, insurance: Insurance) -> None:
    """Close a position at the final price, the market's residual on the other side.

    Refuses ``UnknownMarket``, ``MarketNotSettling``, ``NoPosition``. What the account then owes is booked at once.
    """
    clearing.market(market_id)
    if not clearing.statuses[market_id].settling:
        raise Refusal("MarketNotSettling")
    size = clearing.account(owner).position(market_id).size
    if size == 0:
        raise Refusal("NoPosition")
    value = floor_div(size * marks[market_id].mark, WAD)
    _move(clearing, owner, market_id, -size, value, marks)
    clearing.funding[market_id] = clearing.funding[market_id].keep(-value)
    cover(clearing, owner, insurance)
