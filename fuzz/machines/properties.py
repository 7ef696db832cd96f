"""The catalogue's properties, checked on what the chain itself says before and after a step.

Nothing here asks the model, but for what time and funding alone did to an account: a property that the model got wrong
too is still found. Each check yields the texts of what
is broken; ``CHECKS`` says under which id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fuzz.machines.calls import FILLS
from fuzz.machines.margin_properties import (
    account_caps_hold,
    caps_hold,
    healthy_stay_healthy,
    interest_is_balanced,
    liquidated_only_below_maintenance,
    liquidation_is_bearable,
    liquidation_restores_the_target,
    margin_after_fill,
    margin_after_withdrawal,
    reservations_match_orders,
)
from fuzz.machines.price_properties import (
    jumps_are_confirmed,
    prices_are_fresh,
    prices_come_from_agreeing_sources,
    prices_lie_within_sources,
)
from fuzz.machines.scenario import LISTINGS, TRADERS
from fuzz.machines.share_properties import (
    allocation_stays_within_limits,
    assets_are_idle_and_equity,
    donations_change_nothing,
    fund_is_left_slowly,
    promises_are_held,
    share_price_never_falls,
    withdrawals_are_settled_in_turn,
)
from fuzz.machines.state import OrderState
from fuzz.machines.takeover_properties import (
    counterparties_only_reduce,
    flags_in_force_stand,
    liquidators_carry_what_they_take,
    only_uninsured_deficits_are_passed_on,
    takeovers_are_at_mark_for_half_the_fee,
    the_deleveraged_end_at_zero,
    the_vault_takes_over_up_to_its_cap,
)
from fuzz.machines.trading_properties import (
    nobody_grows_while_only_reducing,
    stops_fire_at_their_trigger,
    the_vault_fills_the_imbalance_near_the_mark,
)
from fuzz.machines.transition import Check, Done, Transition
from fuzz.model.units import USDC_UNIT, WAD

__all__ = ["CHECKS", "Check", "Done", "Transition"]


def _fees_are_conserved(t: Transition) -> Iterator[str]:
    for name, sink in zip(("vault", "insurance", "treasury"), t.after.sinks, strict=True):
        repaid = t.repaid if name == "insurance" else 0
        if sink.charged != sink.paid + sink.accrued + repaid:
            yield f"{name} was charged {sink.charged}, paid {sink.paid}, accrues {sink.accrued} and repaid {repaid}"


def _split_is_exact(t: Transition) -> Iterator[str]:
    if t.step.rule not in FILLS:
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


def _events_tell_everything(t: Transition) -> Iterator[str]:
    """Positions and collateral can be rebuilt from the events alone."""
    told: dict[str, int] = dict.fromkeys(t.after.accounts, 0)
    last: dict[tuple[str, int], Any] = {}
    for event in t.events("PositionChanged"):
        name = t.name(event.account)
        last[(name, event.marketId)] = event
        told[name] += event.realised - event.fee
    for event in t.events("Deposited"):
        told[t.name(event.account)] += event.assets * USDC_UNIT
    for event in t.events("Withdrawn"):
        told[t.name(event.account)] -= event.assets * USDC_UNIT
    for event in t.events("DeficitCovered"):
        told[t.name(event.account)] += event.paid + event.booked
    for name, after in t.after.accounts.items():
        before = t.before.accounts[name]
        if after.collateral - before.collateral != told[name]:
            moved = after.collateral - before.collateral
            yield f"{name}'s collateral moved by {moved}; the events tell {told[name]}"
        for market_id, position in enumerate(after.positions):
            changed = last.get((name, market_id), before.positions[market_id])
            if (position.size, position.quote) != (changed.size, changed.quote):
                where = f"{name} in {LISTINGS[market_id].symbol}"
                yield f"{where} is {position.size} for {position.quote}; told was {changed.size} for {changed.quote}"


def _assets_are_scaled_exactly(t: Transition) -> Iterator[str]:
    rules = ("deposit", "deposit_for", "deposit_with_permit", "withdraw", "withdraw_to")
    if t.step.rule not in rules or not all(done.ok for done in t.done):
        return
    actor = t.step.arguments["actor"]
    account, receiver = t.step.arguments.get("account", actor), t.step.arguments.get("receiver", actor)
    if receiver not in t.after.accounts:
        return  # A contract without an account: what it holds is compared with the model alone.
    credited = t.after.accounts[account].collateral - t.before.accounts[account].collateral
    kept = min(t.kept, t.step.arguments["assets"]) if credited < 0 else 0
    paid = t.before.accounts[receiver].tokens - t.after.accounts[receiver].tokens - kept
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
    # Of several calls only the time before the first is known to be no later than the fill.
    filled_after = t.after.now if len(t.done) == 1 else t.before.now
    for event in t.events("OrderMatched"):
        filled[event.makerOrderId] = filled.get(event.makerOrderId, 0) + event.lots
    removed = {event.orderId for name in ("OrderRemoved", "OrderReduced") for event in t.events(name)}
    for order_id, order in before.items():
        left = after[order_id].lots if order_id in after else 0
        lost = order.lots - left
        if order_id not in removed and lost != filled.get(order_id, 0):
            yield f"order {order_id} went from {order.lots} lots to {left} but filled {filled.get(order_id, 0)}"
        if filled.get(order_id, 0) > order.lots:
            yield f"order {order_id} filled {filled[order_id]} of its {order.lots} lots"
        if filled.get(order_id, 0) and 0 < order.expiry <= filled_after:
            yield f"order {order_id} filled after {filled_after}, when it had expired at {order.expiry}"
    if t.step.rule in ("place", "order", "signed_order"):
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


def _settled_at_the_final_price(t: Transition) -> Iterator[str]:
    """A position of a settling market closes whole, at the price that was fixed when settling began."""
    for event in t.events("PositionSettled"):
        market, name = t.after.markets[event.marketId], t.name(event.account)
        size = t.before.accounts[name].positions[event.marketId].size
        value = size * market.settlement_price // WAD
        if (event.size, event.value) != (size, value):
            yield f"{name}'s {size} was closed as {event.size} for {event.value}; at the final price it is {value}"


def _every_order_is_gone(t: Transition) -> Iterator[str]:
    if t.step.rule == "leave":
        for order in t.after.orders().values():
            yield f"order {order.order_id} of {order.owner} still rests after everybody left"
        for order_id, (owner, *_) in (*t.after.auctions.items(), *t.after.stops.items()):
            yield f"order {order_id} of {owner} still waits after everybody left"


def _only_residuals_are_left(t: Transition) -> Iterator[str]:
    """Who left took all but what is below a USDC unit; bad debt is what may be missing to others."""
    if t.step.rule != "leave":
        return
    for market_id, market in enumerate(t.after.markets):
        left = (market.longs, market.shorts, market.residual)
        if any(left):
            yield f"{LISTINGS[market_id].symbol} is left with long, short and residual {left} after everybody left"
    if t.after.bad_debt:
        return
    for name in TRADERS:
        left_over = t.after.accounts[name].collateral
        if not 0 <= left_over < USDC_UNIT:
            yield f"{name} left and leaves {left_over} of collateral (WAD dollars)"
    if t.after.vault_supply:
        yield f"{t.after.vault_supply} shares of the vault are left after everybody left"
    for sink_name, sink in zip(("vault", "insurance", "treasury"), t.after.sinks, strict=True):
        if sink.accrued >= USDC_UNIT:
            yield f"{sink.accrued} accrue to the {sink_name} after it was paid"


CHECKS: Sequence[tuple[str, Check]] = (
    ("MS-01", margin_after_fill),
    ("MS-02", margin_after_withdrawal),
    ("MS-03", liquidated_only_below_maintenance),
    ("MS-04", liquidation_is_bearable),
    ("MS-05", healthy_stay_healthy),
    ("MS-07", liquidators_carry_what_they_take),
    ("MS-08", liquidation_restores_the_target),
    ("MS-09", only_uninsured_deficits_are_passed_on),
    ("MS-10", counterparties_only_reduce),
    ("MS-11", the_deleveraged_end_at_zero),
    ("MS-13", flags_in_force_stand),
    ("OI-01", interest_is_balanced),
    ("OI-02", caps_hold),
    ("OI-04", account_caps_hold),
    ("OI-03", reservations_match_orders),
    ("OI-05", nobody_grows_while_only_reducing),
    ("OI-06", the_vault_takes_over_up_to_its_cap),
    ("FC-01", _fees_are_conserved),
    ("FC-02", _split_is_exact),
    ("FC-03", _engine_is_solvent),
    ("FC-12", takeovers_are_at_mark_for_half_the_fee),
    ("FC-13", _events_tell_everything),
    ("FC-04", _assets_are_scaled_exactly),
    ("FC-10", _settled_at_the_final_price),
    ("NS-01", _every_order_is_gone),
    ("FC-14", _only_residuals_are_left),
    ("NS-02", _book_is_not_crossed),
    ("NS-03", _levels_are_consistent),
    ("NS-04", _orders_fill_in_turn),
    ("NS-06", the_vault_fills_the_imbalance_near_the_mark),
    ("NS-08", stops_fire_at_their_trigger),
    ("OR-01", prices_are_fresh),
    ("OR-02", prices_lie_within_sources),
    ("OR-03", prices_come_from_agreeing_sources),
    ("OR-04", jumps_are_confirmed),
    ("SH-01", share_price_never_falls),
    ("SH-02", donations_change_nothing),
    ("SH-03", withdrawals_are_settled_in_turn),
    ("SH-04", promises_are_held),
    ("SH-05", assets_are_idle_and_equity),
    ("SH-06", allocation_stays_within_limits),
    ("AC-04", fund_is_left_slowly),
)
"""Checks by property id; AC-01 and AC-02 are shown by the calls themselves."""
