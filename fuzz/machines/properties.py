"""The catalogue's properties, checked on what the chain itself says before and after a step.

Nothing here asks the model: a property that the model got wrong too is still found. Each check yields the texts of what
is broken; ``CHECKS`` says under which id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from fuzz.chain import Event
from fuzz.machines.calls import Call, Step
from fuzz.machines.scenario import LISTINGS
from fuzz.machines.state import AccountState, OrderState, SystemState
from fuzz.model.markets import Market, MarketState
from fuzz.model.units import PPM, USDC_UNIT, WAD

_PARAMS = tuple(field.name for field in fields(Market))
LOT_SIZE, TARGET, MIN_LOTS, NOTIONAL_CAP = (
    _PARAMS.index(name) for name in ("lot_size", "liquidation_target_ppm", "min_position_lots", "account_notional_cap")
)


@dataclass(frozen=True, slots=True)
class Done:
    """One call of a step: what it was and, unless it reverted, the events it made."""

    call: Call
    ok: bool
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Transition:
    """A step as the chain saw it. ``donated`` and ``repaid`` count USDC units and WAD dollars since the start.

    ``aged`` are the accounts before it, their equity and maintenance margin as time and funding alone left them.
    """

    step: Step
    done: Sequence[Done]
    before: SystemState
    after: SystemState
    aged: Mapping[str, AccountState]
    names: Mapping[str, str]
    donated: int
    repaid: int
    virtual_shares: int

    def events(self, name: str) -> list[Any]:
        """Return the arguments of all events of a name."""
        return [event.args for done in self.done for event in done.events if event.name == name]

    def name(self, address: str) -> str:
        """Return who an address in an event is."""
        return self.names.get(address, address)

    @property
    def moved_prices(self) -> bool:
        """Whether prices may have changed, or time alone passed."""
        return self.step.rule in ("move_price", "update_price", "wait")


Check = Callable[[Transition], Iterator[str]]


def headroom(account: AccountState) -> int | None:
    """Return equity less maintenance margin, WAD dollars; None where a mark is stale."""
    if isinstance(account.equity, str) or isinstance(account.maintenance_margin, str):
        return None
    return account.equity - account.maintenance_margin


def _margin_after_fill(t: Transition) -> Iterator[str]:
    if t.step.rule != "place":
        return
    market_id = t.step.arguments["market"]
    traders = {t.name(event.account) for event in t.events("PositionChanged")} | {t.step.arguments["actor"]}
    if not all(done.ok for done in t.done):
        return
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
        if name == t.step.arguments["actor"]:
            sound = sound and room >= room_before
        if not sound:
            yield (
                f"{name} went from size {size_before} to {size} with equity {after.equity} under initial margin "
                f"{after.initial_margin}, equity less maintenance margin from {room_before} to {room}"
            )


def _margin_after_withdrawal(t: Transition) -> Iterator[str]:
    if t.step.rule in ("withdraw", "withdraw_to") and all(done.ok for done in t.done):
        account = t.after.accounts[t.step.arguments["actor"]]
        if isinstance(account.equity, str) or isinstance(account.initial_margin, str):
            yield f"{t.step.arguments['actor']} withdrew while its margin could not be told"
        elif min(account.collateral, account.equity) < account.initial_margin:
            yield (
                f"{t.step.arguments['actor']} withdrew and is left with collateral {account.collateral} and equity "
                f"{account.equity} under initial margin {account.initial_margin}"
            )


def _liquidated_only_below_maintenance(t: Transition) -> Iterator[str]:
    for event in t.events("Liquidated"):
        name = t.name(event.account)
        room = headroom(t.aged[name])
        if room is not None and room >= 0:
            yield f"{name} was liquidated with {room} of equity over its maintenance margin"


def _liquidation_fee_is_bearable(t: Transition) -> Iterator[str]:
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
    yield from _missed_targets(t)


def _missed_targets(t: Transition) -> Iterator[str]:
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


def _healthy_stay_healthy(t: Transition) -> Iterator[str]:
    # The owner may raise margins; who is deleveraged gives up a profit that others needed.
    if t.moved_prices or t.step.rule in ("set_params", "set_state", "deleverage"):
        return
    for name, account in t.after.accounts.items():
        room_before, room = headroom(t.aged[name]), headroom(account)
        if room_before is not None and room is not None and room < 0 <= room_before:
            yield f"{name} fell from {room_before} over its maintenance margin to {room}"


def _interest_is_balanced(t: Transition) -> Iterator[str]:
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


def _cap_holds(t: Transition) -> Iterator[str]:
    for market_id, (before, after) in enumerate(zip(t.before.markets, t.after.markets, strict=True)):
        if after.longs > max(before.longs, after.cap):
            yield (
                f"open interest of {LISTINGS[market_id].symbol} rose from {before.longs} to {after.longs} over the "
                f"cap {after.cap}"
            )
    if t.step.rule == "place" and all(done.ok for done in t.done):
        yield from _exceeded_account_caps(t, t.step.arguments["market"])


def _exceeded_account_caps(t: Transition, market_id: int) -> Iterator[str]:
    """Whoever grew, or crossed zero, is within its caps afterwards."""
    market, cap = t.after.markets[market_id], t.after.caps[0]
    for name, account in t.after.accounts.items():
        size, size_before = account.positions[market_id].size, t.before.accounts[name].positions[market_id].size
        if abs(size) <= abs(size_before) and size * size_before >= 0:
            continue
        here = -(-abs(size) * market.last_price // WAD)
        if here > market.params[NOTIONAL_CAP] or (isinstance(account.notional, int) and account.notional > cap):
            caps = f"{market.params[NOTIONAL_CAP]} or {cap}"
            yield f"{name} grew to {here} here and {account.notional} in all, over {caps}"


def _reservations_match_orders(t: Transition) -> Iterator[str]:
    resting: dict[tuple[str, int, bool], int] = {}
    for order in t.after.orders().values():
        key = (order.owner, order.market_id, order.is_buy)
        resting[key] = resting.get(key, 0) + order.lots
    for name, account in t.after.accounts.items():
        for market_id, position in enumerate(account.positions):
            for is_buy, reserved in ((True, position.bid_lots), (False, position.ask_lots)):
                lots = resting.get((name, market_id, is_buy), 0)
                if reserved != lots:
                    yield f"{name} has {lots} lots on one side of {LISTINGS[market_id].symbol}, but {reserved} reserved"


def _fees_are_conserved(t: Transition) -> Iterator[str]:
    for name, sink in zip(("vault", "insurance", "treasury"), t.after.sinks, strict=True):
        repaid = t.repaid if name == "insurance" else 0
        if sink.charged != sink.paid + sink.accrued + repaid:
            yield f"{name} was charged {sink.charged}, paid {sink.paid}, accrues {sink.accrued} and repaid {repaid}"


def _split_is_exact(t: Transition) -> Iterator[str]:
    if t.step.rule != "place":
        return
    fees = sum(event.fee for event in t.events("PositionChanged"))
    shared = sum(event.vault + event.insurance + event.treasury for event in t.events("FeesCharged"))
    booked = sum(sink.charged for sink in t.after.sinks) - sum(sink.charged for sink in t.before.sinks)
    if not fees == shared == booked:
        yield f"traders paid {fees}, the split gave out {shared}, the sinks were charged {booked}"


def _engine_is_solvent(t: Transition) -> Iterator[str]:
    after = t.after
    collateral = sum(account.collateral for account in after.accounts.values())
    quote = sum(position.quote for account in after.accounts.values() for position in account.positions)
    residual = sum(market.residual for market in after.markets)
    held = collateral + quote + sum(sink.accrued for sink in after.sinks) + residual - after.bad_debt
    tokens = (after.holdings["engine"] - t.donated) * USDC_UNIT
    if tokens != held:
        yield f"the engine holds {tokens} dollars (WAD) beside donations and owes {held}"


def _assets_are_scaled_exactly(t: Transition) -> Iterator[str]:
    rules = ("deposit", "deposit_for", "withdraw", "withdraw_to")
    if t.step.rule not in rules or not all(done.ok for done in t.done):
        return
    actor = t.step.arguments["actor"]
    account, receiver = t.step.arguments.get("account", actor), t.step.arguments.get("receiver", actor)
    if receiver not in t.after.accounts:
        return  # A contract without an account: what it holds is compared with the model alone.
    credited = t.after.accounts[account].collateral - t.before.accounts[account].collateral
    paid = t.before.accounts[receiver].tokens - t.after.accounts[receiver].tokens
    if credited != paid * USDC_UNIT:
        yield f"{receiver} gave {paid} USDC units for {credited} of {account}'s collateral"


def _book_is_not_crossed(t: Transition) -> Iterator[str]:
    for market_id, market in enumerate(t.after.markets):
        if 0 < market.best_ask <= market.best_bid:
            yield f"the book of {LISTINGS[market_id].symbol} is crossed: bid {market.best_bid}, ask {market.best_ask}"


def _levels_are_consistent(t: Transition) -> Iterator[str]:
    for (market_id, is_buy, tick), level in t.after.levels():
        where = f"{LISTINGS[market_id].symbol} {'bid' if is_buy else 'ask'} {tick}"
        if not level.queue:
            yield f"{where} is marked and empty"
        if level.total_lots != sum(order.lots for order in level.queue) or level.order_count != len(level.queue):
            yield f"{where} says {level.total_lots} lots in {level.order_count} orders and queues {level.queue}"
        if [order.previous_id for order in level.queue] != [0, *(order.order_id for order in level.queue)][:-1]:
            yield f"the links of {where} do not lead back: {level.queue}"
        if any((order.market_id, order.is_buy, order.tick) != (market_id, is_buy, tick) for order in level.queue):
            yield f"{where} queues orders of another level: {level.queue}"
    marked = {tick for tick, _ in t.after.levels()}
    if t.after.marked != marked:
        yield f"the bitmap marks {sorted(t.after.marked)}, the queues are {sorted(marked)}"


def _orders_fill_in_turn(t: Transition) -> Iterator[str]:
    before, after = t.before.orders(), t.after.orders()
    filled: dict[int, int] = {}
    for event in t.events("OrderMatched"):
        filled[event.makerOrderId] = filled.get(event.makerOrderId, 0) + event.lots
    removed = {event.orderId for event in t.events("OrderRemoved")}
    for order_id, order in before.items():
        left = after[order_id].lots if order_id in after else 0
        lost = order.lots - left
        if order_id not in removed and lost != filled.get(order_id, 0):
            yield f"order {order_id} went from {order.lots} lots to {left} but filled {filled.get(order_id, 0)}"
        if filled.get(order_id, 0) > order.lots:
            yield f"order {order_id} filled {filled[order_id]} of its {order.lots} lots"
    if t.step.rule == "place":
        limit = t.step.arguments["tick"]
        for event in t.events("OrderMatched"):
            if event.tick > limit if t.step.arguments["is_buy"] else event.tick < limit:
                yield f"the taker's limit is {limit}, it was filled at {event.tick}"
    yield from _overtaken(before, after, filled)


def _overtaken(
    before: Mapping[int, OrderState], after: Mapping[int, OrderState], filled: Mapping[int, int]
) -> Iterator[str]:
    for order_id in filled:
        order = before.get(order_id)
        if order is None or order.previous_id == 0:
            continue
        ahead = before[order.previous_id]
        if ahead.order_id in after:
            yield f"order {order_id} filled while {ahead.order_id} waits before it in the queue"


def _prices_are_fresh(t: Transition) -> Iterator[str]:
    for listing, market in zip(LISTINGS, t.after.markets, strict=True):
        age = t.after.now - market.updated_at
        if isinstance(market.price, int) and age > listing.max_age:
            yield f"{listing.symbol} answers {market.price}, which is {age} seconds old of {listing.max_age} allowed"


def _prices_lie_within_sources(t: Transition) -> Iterator[str]:
    if t.step.rule != "move_price" or not t.done[-1].ok:
        return
    listing = LISTINGS[t.step.arguments["market"]]
    readings = [(price, age) for price, age, behaviour in t.step.arguments["readings"] if behaviour == 0 and price > 0]
    usable = [price for price, age in readings if 0 <= age <= listing.max_age]
    price = t.after.markets[t.step.arguments["market"]].last_price
    if not usable or not min(usable) <= price <= max(usable):
        yield f"{listing.symbol} was set to {price}; its usable sources read {sorted(usable)}"


def _share_price_never_falls(t: Transition) -> Iterator[str]:
    before, after = t.before, t.after
    worth_before = (before.vault_assets + 1) * (after.vault_supply + t.virtual_shares)
    worth = (after.vault_assets + 1) * (before.vault_supply + t.virtual_shares)
    if worth < worth_before:
        yield (
            f"a share was worth {before.vault_assets + 1}/{before.vault_supply + t.virtual_shares} USDC units and is "
            f"worth {after.vault_assets + 1}/{after.vault_supply + t.virtual_shares}"
        )


def _donations_change_nothing(t: Transition) -> Iterator[str]:
    before, after = t.before, t.after
    for name, tracked in (("vault", after.vault_assets), ("insurance", after.insurance_assets)):
        if tracked > after.holdings[name]:
            yield f"the {name} counts {tracked} USDC units and holds {after.holdings[name]}"
    if t.step.rule == "donate" and (before.vault_assets, before.vault_supply, before.insurance_assets) != (
        after.vault_assets,
        after.vault_supply,
        after.insurance_assets,
    ):
        yield f"a donation to the {t.step.arguments['receiver']} changed what vault or insurance fund count as theirs"


CHECKS: Sequence[tuple[str, Check]] = (
    ("MS-01", _margin_after_fill),
    ("MS-02", _margin_after_withdrawal),
    ("MS-03", _liquidated_only_below_maintenance),
    ("MS-04", _liquidation_fee_is_bearable),
    ("MS-05", _healthy_stay_healthy),
    ("OI-01", _interest_is_balanced),
    ("OI-02", _cap_holds),
    ("OI-03", _reservations_match_orders),
    ("FC-01", _fees_are_conserved),
    ("FC-02", _split_is_exact),
    ("FC-03", _engine_is_solvent),
    ("FC-04", _assets_are_scaled_exactly),
    ("NS-02", _book_is_not_crossed),
    ("NS-03", _levels_are_consistent),
    ("NS-04", _orders_fill_in_turn),
    ("OR-01", _prices_are_fresh),
    ("OR-02", _prices_lie_within_sources),
    ("SH-01", _share_price_never_falls),
    ("SH-02", _donations_change_nothing),
)
"""Checks by property id; NS-01, AC-01 and AC-02 are shown by the calls themselves."""
