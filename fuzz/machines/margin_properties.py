"""Margin safety and caps: checks of single steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from fuzz.machines.scenario import LISTINGS
from fuzz.machines.transition import Transition, headroom
from fuzz.model.markets import Market, MarketState
from fuzz.model.units import PPM, WAD

_PARAMS = tuple(field.name for field in fields(Market))
TICK_SIZE, LOT_SIZE, TARGET, MIN_LOTS, NOTIONAL_CAP = (
    _PARAMS.index(name)
    for name in ("tick_size", "lot_size", "liquidation_target_ppm", "min_position_lots", "account_notional_cap")
)


def margin_after_fill(t: Transition) -> Iterator[str]:
    """Whoever traded covers its initial margin, or only reduced without being worse off."""
    if t.placed is None:
        return
    owner, market_id = t.placed
    traders = {t.name(event.account) for event in t.events("PositionChanged")}
    if t.step.rule not in ("amend", "amend_for") or t.events("OrderPlaced"):
        # An order made smaller takes no risk on: it may be, whatever its owner's margin is.
        traders.add(owner)
    for name in sorted(traders & t.after.accounts.keys()):
        before, after = t.aged[name], t.after.accounts[name]
        room, room_before = headroom(after), headroom(before)
        if isinstance(after.equity, str) or isinstance(after.initial_margin, str) or room is None:
            continue
        if after.equity >= after.initial_margin or room_before is None:
            continue
        size, size_before = after.positions[market_id].size, before.positions[market_id].size
        reduced = abs(size) <= abs(size_before) and size * size_before >= 0
        # A maker may have filled several times: what each fill must keep, all of them together keep in this form.
        sound = reduced and room >= min(room_before, 0) and after.equity >= 0
        if name == owner:
            sound = sound and room >= room_before
        if not sound:
            yield (
                f"{name} went from size {size_before} to {size} with equity {after.equity} under initial margin "
                f"{after.initial_margin}, equity less maintenance margin from {room_before} to {room}"
            )


def margin_after_withdrawal(t: Transition) -> Iterator[str]:
    """A withdrawal leaves the initial margin in collateral and in equity."""
    if t.step.rule in ("withdraw", "withdraw_to") and all(done.ok for done in t.done):
        account = t.after.accounts[t.step.arguments["actor"]]
        if isinstance(account.equity, str) or isinstance(account.initial_margin, str):
            yield f"{t.step.arguments['actor']} withdrew while its margin could not be told"
        elif min(account.collateral, account.equity) < account.initial_margin:
            yield (
                f"{t.step.arguments['actor']} withdrew and is left with collateral {account.collateral} and equity "
                f"{account.equity} under initial margin {account.initial_margin}"
            )


def liquidated_only_below_maintenance(t: Transition) -> Iterator[str]:
    """Nobody is liquidated who covers its maintenance margin."""
    for event in t.events("Liquidated"):
        name = t.name(event.account)
        room = headroom(t.aged[name])
        if room is not None and room >= 0:
            yield f"{name} was liquidated with {room} of equity over its maintenance margin"


def liquidation_is_bearable(t: Transition) -> Iterator[str]:
    """A liquidation costs no more than the equity and makes nobody worse off."""
    fees: dict[str, int] = {}
    for event in t.events("Liquidated"):
        fees[t.name(event.account)] = fees.get(t.name(event.account), 0) + event.fee
    for name, fee in fees.items():
        before, after = t.aged[name], t.after.accounts[name]
        room_before, room = headroom(before), headroom(after)
        if isinstance(before.equity, str) or room_before is None or room is None:
            continue
        if fee > max(0, before.equity):
            yield f"fee {fee} is more than the equity {before.equity} of {name}"
        if before.equity >= 0 and room < room_before:
            yield f"liquidation took {name} from {room_before} over maintenance margin to {room}"


def liquidation_restores_the_target(t: Transition) -> Iterator[str]:
    """What a liquidation leaves is worth the target and no less than the minimum."""
    if t.step.rule not in ("liquidate", "liquidate_to_vault"):
        return
    for event in t.events("Liquidated"):
        name, account = t.name(event.account), t.after.accounts[t.name(event.account)]
        left, params = account.positions[event.marketId].size, t.before.markets[event.marketId].params
        if left == 0 or isinstance(account.equity, str) or isinstance(account.maintenance_margin, str):
            continue
        if account.equity * PPM < params[TARGET] * account.maintenance_margin:
            yield f"{name} is left with {account.equity} over a maintenance margin of {account.maintenance_margin}"
        if abs(left) < params[MIN_LOTS] * params[LOT_SIZE]:
            yield f"{name} is left with {left}, less than the smallest position"


def healthy_stay_healthy(t: Transition) -> Iterator[str]:
    """No call makes somebody liquidatable; only prices, time and the owner do."""
    # The owner may raise margins; who is deleveraged gives up a profit that others needed.
    if t.moved_prices or t.step.rule in ("set_params", "set_state", "deleverage", "leave"):
        return
    for name in t.accounts:
        room_before, room = headroom(t.aged[name]), headroom(t.after.accounts[name])
        if room_before is not None and room is not None and room < 0 <= room_before:
            yield f"{name} fell from {room_before} over its maintenance margin to {room}"


def interest_is_balanced(t: Transition) -> Iterator[str]:
    """Open interest is what the accounts hold, as much long as short."""
    for market_id, market in enumerate(t.after.markets):
        sizes = [account.positions[market_id].size for account in t.after.accounts.values()]
        longs, shorts = sum(max(size, 0) for size in sizes), sum(max(-size, 0) for size in sizes)
        # While a market settles, one account after the other closes against it: the sides shrink one by one.
        settling = market.state == MarketState.SETTLING
        if (market.longs, market.shorts) != (longs, shorts) or (longs != shorts and not settling):
            yield (
                f"open interest of {LISTINGS[market_id].symbol} is {market.longs} long and {market.shorts} short; "
                f"the accounts hold {longs} and {shorts}"
            )


def caps_hold(t: Transition) -> Iterator[str]:
    """Open interest does not rise above its cap."""
    for market_id, (before, after) in enumerate(zip(t.before.markets, t.after.markets, strict=True)):
        if after.longs > max(before.longs, after.cap):
            yield (
                f"open interest of {LISTINGS[market_id].symbol} rose from {before.longs} to {after.longs} over the "
                f"cap {after.cap}"
            )


def account_caps_hold(t: Transition) -> Iterator[str]:
    """Whoever grew, or crossed zero, is within its caps afterwards."""
    if t.placed is None:
        return
    _, market_id = t.placed
    market, cap = t.after.markets[market_id], t.after.caps[0]
    for name, account in t.after.accounts.items():
        size, size_before = account.positions[market_id].size, t.before.accounts[name].positions[market_id].size
        if abs(size) <= abs(size_before) and size * size_before >= 0:
            continue
        here = -(-abs(size) * market.last_price // WAD)
        if here > market.params[NOTIONAL_CAP] or (isinstance(account.notional, int) and account.notional > cap):
            caps = f"{market.params[NOTIONAL_CAP]} or {cap}"
            yield f"{name} grew to {here} here and {account.notional} in all, over {caps}"


def reservations_match_orders(t: Transition) -> Iterator[str]:
    """What is reserved is what rests in the book."""
    resting: dict[tuple[str, int, bool], int] = {}
    for order in t.after.orders().values():
        key = (order.owner, order.market_id, order.is_buy)
        resting[key] = resting.get(key, 0) + order.lots
    for owner, market_id, _, is_buy, _, lots, _ in t.after.auctions.values():
        resting[owner, market_id, is_buy] = resting.get((owner, market_id, is_buy), 0) + lots
    for name, account in t.after.accounts.items():
        for market_id, position in enumerate(account.positions):
            for is_buy, reserved in ((True, position.bid_lots), (False, position.ask_lots)):
                lots = resting.get((name, market_id, is_buy), 0)
                if reserved != lots:
                    yield f"{name} has {lots} lots on one side of {LISTINGS[market_id].symbol}, but {reserved} reserved"
