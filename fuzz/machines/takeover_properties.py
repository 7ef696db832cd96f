"""Liquidations, deficits and deleveraging: checks of single steps."""

from __future__ import annotations

from collections.abc import Iterator

from fuzz.machines.scenario import LISTINGS
from fuzz.machines.state import AccountState
from fuzz.machines.transition import Transition
from fuzz.model.units import USDC_UNIT

DELEVERAGING_WINDOW = 3600
"""Seconds after a flag in which nobody may be deleveraged yet, and as many in which somebody may."""
_VAULT = "vault"


def _ended(t: Transition, *rules: str) -> bool:
    return t.step.rule in rules and all(done.ok for done in t.done)


def liquidators_carry_what_they_take(t: Transition) -> Iterator[str]:
    """Whoever took a position over has its initial margin afterwards."""
    if not _ended(t, "liquidate", "liquidate_many"):
        return
    for name in sorted({t.name(event.liquidator) for event in t.events("Liquidated")}):
        account = t.after.accounts[name]
        if isinstance(account.equity, str) or isinstance(account.initial_margin, str):
            yield f"{name} took a position over while its margin could not be told"
        elif account.equity < account.initial_margin:
            yield f"{name} took over with equity {account.equity} under an initial margin of {account.initial_margin}"


def takeovers_are_at_mark_for_half_the_fee(t: Transition) -> Iterator[str]:
    """The liquidator gets the position at mark and half of the fee, rounded down."""
    for event in t.events("Liquidated"):
        if event.bounty != event.fee // 2:
            yield f"of a fee of {event.fee} the liquidator got {event.bounty}"
    if not _ended(t, "liquidate", "liquidate_to_vault"):
        return
    for event in t.events("Liquidated"):
        market_id, mark = event.marketId, t.before.markets[event.marketId].last_price
        if event.mark != mark:
            yield f"a position of {LISTINGS[market_id].symbol} went over at {event.mark}; the mark is {mark}"
        gave, took = (
            t.after.accounts[name].positions[market_id].size - t.before.accounts[name].positions[market_id].size
            for name in (t.name(event.account), t.name(event.liquidator))
        )
        if (gave, took) != (-event.size, event.size):
            yield f"{event.size} went over, by which one position moved by {gave} and the other by {took}"


def the_vault_takes_over_up_to_its_cap(t: Transition) -> Iterator[str]:
    """A takeover by the vault leaves it within its cap, unless it holds less than before."""
    if not _ended(t, "liquidate_to_vault"):
        return
    cap = t.after.caps[1]
    before, after = t.before.accounts[_VAULT].notional, t.after.accounts[_VAULT].notional
    held = before if isinstance(before, int) else 0
    if isinstance(after, int) and after > max(held, cap):
        yield f"the vault went from a notional of {held} to {after} over its cap of {cap}"


def only_uninsured_deficits_are_passed_on(t: Transition) -> Iterator[str]:
    """An account is flagged or deleveraged only while it lacks more than insurance holds."""
    if not _ended(t, "flag_deficit", "deleverage"):
        return
    name = t.step.arguments["account"]
    equity, insured = t.aged[name].equity, t.before.insurance_assets * USDC_UNIT
    if isinstance(equity, int) and -equity <= insured:
        yield f"{name} with equity {equity} was given up; insurance holds {insured}"


def counterparties_only_reduce(t: Transition) -> Iterator[str]:
    """Deleveraging makes nobody's position grow and takes nobody's collateral."""
    if not _ended(t, "deleverage"):
        return
    for event in t.events("Deleveraged"):
        name, market_id = t.name(event.counterparty), event.marketId
        before, after = t.before.accounts[name], t.after.accounts[name]
        size_before, size = before.positions[market_id].size, after.positions[market_id].size
        if abs(size) > abs(size_before) or size * size_before < 0:
            yield f"{name} was deleveraged from {size_before} to {size}"
        if after.collateral < before.collateral:
            yield f"deleveraging took {before.collateral - after.collateral} of {name}'s collateral"


def the_deleveraged_end_at_zero(t: Transition) -> Iterator[str]:
    """Whose last position deleveraging closed is worth exactly nothing."""
    if not _ended(t, "deleverage"):
        return
    name = t.step.arguments["account"]
    account = t.after.accounts[name]
    if not any(position.size for position in account.positions) and account.collateral + _quotes(account) != 0:
        yield f"{name} has no position left and is worth {account.collateral + _quotes(account)}"


def _quotes(account: AccountState) -> int:
    return sum(position.quote for position in account.positions)


def flags_in_force_stand(t: Transition) -> Iterator[str]:
    """A flag is not set anew as long as it is in force."""
    if not _ended(t, "flag_deficit"):
        return
    name = t.step.arguments["account"]
    was, is_ = t.before.accounts[name].flagged_at, t.after.accounts[name].flagged_at
    if isinstance(was, int) and was and t.after.now <= was + 2 * DELEVERAGING_WINDOW and is_ != was:
        yield f"{name}'s flag of {was} was in force at {t.after.now} and is {is_} now"
