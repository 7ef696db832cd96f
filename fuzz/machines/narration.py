"""Steps in words and human units, for whoever reads a counterexample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any

from fuzz.machines.calls import Step
from fuzz.machines.scenario import LISTINGS, symbol
from fuzz.model.auctions import Unfilled
from fuzz.model.book import level_of
from fuzz.model.fees import FeeSink
from fuzz.model.markets import MarketState
from fuzz.model.orders import MAX_TICK, SelfTrade, TimeInForce

_BEHAVIOURS = ("", ", reverts", ", burns its gas")


def scaled(value: int, decimals: int) -> str:
    """Write an integer of so many decimals exactly, without trailing zeros."""
    with localcontext() as context:
        context.prec = 100
        text = f"{Decimal(value).scaleb(-decimals):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def dollars(assets: int) -> str:
    """Write USDC units as dollars."""
    return f"{scaled(assets, 6)} USDC"


def price(value: int) -> str:
    """Write a WAD price."""
    return f"${scaled(value, 18)}"


_TRANSFERS = ("work", "answer false", "revert")
_DEEDS = (
    lambda inner: _told(inner),
    lambda _: "grace refuses it",
    lambda _: "grace burns all gas",
)


def tell(step: Step) -> str:
    """Write one step as a sentence."""
    return str(_SENTENCES[step.rule](**step.arguments))


def _told(step: Mapping[str, Any]) -> str:
    return tell(Step(step["rule"], step["arguments"]))


def _place(actor: str, market: int, is_buy: bool, tick: int, lots: int) -> str:
    what = f"{actor} {'bids for' if is_buy else 'offers'} {lots} lots of {symbol(market)} at tick {tick}"
    if market >= len(LISTINGS):
        return what
    parameters = LISTINGS[market].market
    return f"{what} ({scaled(parameters.size(lots), 18)} at {price(parameters.price(tick))})"


def _order(actor: str, owner: str, **terms: Any) -> str:
    placed = _place(actor, terms["market"], terms["is_buy"], terms["tick"], terms["lots"])
    kind = TimeInForce(terms.get("kind", 0))
    words = [kind.name.lower().replace("_", "-")] if kind else []
    if terms.get("seconds"):
        words.append(f"for {terms['seconds']} s")
    words += [word.replace("_", "-") for word in ("post_only", "reduce_only") if terms.get(word)]
    if terms.get("self_trade"):
        words.append(SelfTrade(terms["self_trade"]).name.lower().replace("_", "-"))
    if terms.get("max_fills"):
        words.append(f"at most {terms['max_fills']} fills")
    return ", ".join([placed, *words, *([f"for {owner}"] if owner != actor else [])])


def _stop(actor: str, owner: str, **terms: Any) -> str:
    placed = _place(actor, terms["market"], terms["is_buy"], terms["limit"], terms["lots"])
    words = [f"once the mark is at {'or above' if terms['above'] else 'or below'} tick {terms['trigger']}"]
    words += [word.replace("_", "-") for word in ("at_market", "reduce_only") if terms.get(word)]
    return ", ".join([placed, *words, *([f"for {owner}"] if owner != actor else [])])


def _signed(nonce: int, deadline: int, fault: str) -> str:
    wrong = "" if fault == "none" else f", wrong by its {fault}"
    return f", signed with nonce {nonce} for {deadline} s{wrong}"


def _resting(order_id: int) -> str:
    """Name a resting order by where it rests."""
    market_id, is_buy, tick = level_of(order_id)
    return (
        f"order {order_id & 0xFFFFFFFF} of the {'bids' if is_buy else 'offers'} at tick {tick} of {symbol(market_id)}"
    )


def _gathered(order_id: int) -> str:
    """Name an order that waits for an auction by where it waits."""
    side, tick = "bids" if order_id >> 56 & 1 else "offers", order_id >> 32 & MAX_TICK
    where = f"epoch {order_id >> 57 & 0xFFFFFFFF} of {symbol(order_id >> 89)}"
    return f"order {order_id & 0xFFFFFFFF} of the {side} at tick {tick} in {where}"


def _all_of(orders: Sequence[int]) -> str:
    return ", ".join(map(_resting, orders)) or "nothing"


def _quotes(owner: str, quotes: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(_order(owner, owner, **quote).removeprefix(f"{owner} ") for quote in quotes) or "places nothing"


def _move_price(market: int, readings: list[list[int]]) -> str:
    texts = [
        f"{price(value)} ({age} s old{_BEHAVIOURS[behaviour]})" if age >= 0 else f"{price(value)} ({-age} s ahead)"
        for value, age, behaviour in readings
    ]
    return f"{symbol(market)} sources say {', '.join(texts)}; the price is updated"


def _changes(changes: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {value}" for name, value in changes.items()) or "nothing new"


def _set_split(actor: str, vault: int, insurance: int, treasury: int) -> str:
    return f"{actor} splits fees {vault} / {insurance} / {treasury} ppm between vault, insurance and treasury"


_SENTENCES: dict[str, Any] = {
    "deposit": lambda actor, assets: f"{actor} deposits {dollars(assets)}",
    "withdraw": lambda actor, assets: f"{actor} withdraws {dollars(assets)}",
    "place": _place,
    "ladder": lambda actor, market, is_buy, tick, count: (
        f"{actor} places {count} {'bids' if is_buy else 'offers'} of one lot of {symbol(market)} at tick {tick}"
    ),
    "order": _order,
    "quote_order": lambda **order: f"{order['actor']} asks what it would do: {_order(**order)}",
    "signed_order": lambda actor, owner, nonce, deadline, fault, **order: (
        _order(actor, owner, **order) + _signed(nonce, deadline, fault)
    ),
    "signed_auction_order": lambda nonce, deadline, fault, **order: (
        _SENTENCES["auction_order"](**order) + _signed(nonce, deadline, fault)
    ),
    "signed_stop": lambda actor, owner, nonce, deadline, fault, **stop: (
        _stop(actor, owner, **stop) + _signed(nonce, deadline, fault)
    ),
    "deposit_with_permit": lambda actor, account, assets, nonce, deadline, fault: (
        f"{actor} deposits {dollars(assets)} for {account}{_signed(nonce, deadline, fault)}"
    ),
    "approve": lambda actor, spender, assets: f"{actor} lets the {spender} take {dollars(assets)}",
    "multicall": lambda actor, parts: f"{actor}, in one call: {'; '.join(map(_told, parts)) or 'nothing'}",
    "hand_over": lambda contract, successor: f"the {contract} goes to {successor} and back",
    "fund_repay": lambda actor: f"{actor} has the insurance fund repay bad debt",
    "repay_bad_debt": lambda actor, assets: f"{actor} repays up to {dollars(assets)} of bad debt",
    "set_fund_delay": lambda actor, delay: f"{actor} has withdrawals from the insurance fund wait {delay} s",
    "set_cooldown": lambda actor, cooldown: f"{actor} has requests to the vault wait {cooldown} s",
    "set_allocation": lambda actor, cap, least_ppm: (
        f"{actor} lets the vault allocate {dollars(cap)}, {least_ppm} ppm staying idle"
    ),
    "set_slippage": lambda actor, slippage: f"{actor} lets the vault unwind {slippage} ppm off the mark",
    "vault_claim": lambda actor: f"{actor} has the vault claim its fees",
    "share_transfer": lambda actor, receiver, shares: f"{actor} gives {scaled(shares, 12)} vault shares to {receiver}",
    "share_approve": lambda actor, spender, shares: f"{actor} lets {spender} move {scaled(shares, 12)} vault shares",
    "share_transfer_from": lambda actor, owner, receiver, shares: (
        f"{actor} moves {scaled(shares, 12)} vault shares of {owner} to {receiver}"
    ),
    "amend_for": lambda actor, order, tick, lots: (
        f"{actor} changes {_resting(order)} to {lots} lots at tick {tick} for its owner"
    ),
    "requote_for": lambda actor, owner, orders, quotes: (
        f"{actor} cancels {_all_of(orders)} and {_quotes(owner, quotes)} for {owner}"
    ),
    "cancel_all_for": lambda actor, owner, market: f"{actor} cancels all orders of {owner} in {symbol(market)}",
    "cancel_in_auction_for": lambda actor, owner, orders: (
        f"{actor} cancels {', '.join(map(_gathered, orders))} for {owner}"
    ),
    "cancel_stops_for": lambda actor, owner, stops: (
        f"{actor} cancels the stops {', '.join(map(str, stops))} for {owner}"
    ),
    "amend": lambda actor, order, tick, lots: f"{actor} changes {_resting(order)} to {lots} lots at tick {tick}",
    "cancel": lambda actor, order: f"{actor} cancels {_resting(order)}",
    "cancel_for": lambda actor, order: f"{actor} cancels {_resting(order)} for its owner",
    "cancel_many": lambda actor, orders: f"{actor} cancels {_all_of(orders)}",
    "cancel_all": lambda actor, market: f"{actor} cancels all its orders in {symbol(market)}",
    "remove_expired": lambda actor, orders: f"{actor} removes, if expired, {_all_of(orders)}",
    "requote": lambda actor, orders, quotes: f"{actor} cancels {_all_of(orders)} and {_quotes(actor, quotes)}",
    "stop": _stop,
    "stop_ladder": lambda actor, count, **terms: f"{count} times {_stop(actor, actor, **terms)}",
    "set_auction": lambda actor, market, length, band=0: (
        f"{actor} makes epochs of {symbol(market)} last {length} s"
        + (f", the vault filling the rest within {band} ppm of the mark" if band else "")
    ),
    "auction_order": lambda actor, owner, market, is_buy, tick, lots, unfilled: (
        f"{_place(actor, market, is_buy, tick, lots)} in the auction, "
        f"what is left {Unfilled(unfilled).name.lower().replace('_', '-')}{'' if owner == actor else f', for {owner}'}"
    ),
    "cancel_in_auction": lambda actor, orders: f"{actor} cancels {', '.join(map(_gathered, orders))}",
    "execute_auction": lambda actor, market: f"{actor} executes the auction of {symbol(market)}",
    "execute_in_parts": lambda actor, market, parts: (
        f"{actor} executes the auction of {symbol(market)} by calls of {', '.join(map(str, parts))} steps and the rest"
    ),
    "execute_part": lambda actor, market, steps: (
        f"{actor} executes the auction of {symbol(market)} by {steps} steps and no more"
    ),
    "execute_by_gas": lambda actor, market, gas: (
        f"{actor} executes the auction of {symbol(market)} step by step, "
        f"trying with {', '.join(map(str, gas))} gas before"
    ),
    "cancel_stops": lambda actor, stops: f"{actor} cancels the stops {', '.join(map(str, stops))}",
    "trigger_stops": lambda actor, stops: f"{actor} triggers the stops {', '.join(map(str, stops))}",
    "set_limits": lambda actor, market, min_lots, min_notional, band: (
        f"{actor} limits orders in {symbol(market)} to {min_lots} lots, {price(min_notional)}, {band} ppm off the mark"
    ),
    "liquidate": lambda actor, account, market: f"{actor} liquidates {account} in {symbol(market)}",
    "pay_fees": lambda actor, sink: f"{actor} has the {FeeSink(sink).name.lower()} paid its fees",
    "donate": lambda actor, receiver, assets: f"{actor} sends {dollars(assets)} to the {receiver}",
    "vault_deposit": lambda actor, assets: f"{actor} pays {dollars(assets)} into the vault",
    "vault_mint": lambda actor, shares: f"{actor} buys {scaled(shares, 12)} vault shares",
    "vault_request": lambda actor, shares, owner: (
        f"{actor} asks for {scaled(shares, 12)} of {owner}'s vault shares to be settled"
    ),
    "vault_cancel": lambda actor, request: f"{actor} takes request {request} back",
    "vault_settle": lambda actor, count: f"{actor} has up to {count} requests settled",
    "vault_withdraw": lambda actor, assets, owner: f"{actor} takes {dollars(assets)} settled for {owner}",
    "vault_redeem": lambda actor, shares, owner: (
        f"{actor} takes what was settled for {scaled(shares, 12)} of {owner}'s vault shares"
    ),
    "vault_allocate": lambda actor, assets: f"{actor} allocates {dollars(assets)} of the vault's to the engine",
    "vault_deallocate": lambda actor, assets: f"{actor} brings {dollars(assets)} of the vault's back",
    "vault_unwind": lambda actor, market, tick, lots: (
        f"{actor} unwinds {lots} lots of the vault's {symbol(market)} at tick {tick}"
    ),
    "vault_pause": lambda actor: f"{actor} pauses the vault",
    "vault_unpause": lambda actor: f"{actor} unpauses the vault",
    "fund_contribute": lambda actor, assets: f"{actor} gives {dollars(assets)} to the insurance fund",
    "fund_announce": lambda actor, assets: f"{actor} announces to take {dollars(assets)} out of the insurance fund",
    "fund_execute": lambda actor: f"{actor} takes out of the insurance fund what was announced",
    "fund_cancel": lambda actor: f"{actor} cancels the announced withdrawal from the insurance fund",
    "set_fund_floor": lambda actor, floor: f"{actor} sets the insurance fund's floor to {dollars(floor)}",
    "move_price": _move_price,
    "update_price": lambda actor, market: f"{actor} updates the price of {symbol(market)}",
    "update_prices": lambda actor, markets: f"{actor} updates the prices of {', '.join(map(symbol, markets))}",
    "accept_price": lambda actor, market, lowest, highest: (
        f"{actor} accepts any price of {symbol(market)} between {price(lowest)} and {price(highest)}"
    ),
    "watch_sequencer": lambda actor, feed, grace: (
        f"{actor} has the oracle ask the {feed} and wait {grace} s after an outage"
        if feed
        else f"{actor} has the oracle ask nobody about the sequencer"
    ),
    "report_uptime": lambda up, ago, behaviour: (
        f"the uptime feed says {'up' if up else 'down'} since {ago} s{_BEHAVIOURS[behaviour]}"
    ),
    "set_guards": lambda actor, market, changes: f"{actor} sets guards of {symbol(market)} to {_changes(changes)}",
    "deposit_for": lambda actor, account, assets: f"{actor} deposits {dollars(assets)} for {account}",
    "withdraw_to": lambda actor, receiver, assets: f"{actor} withdraws {dollars(assets)} to {receiver}",
    "liquidate_to_vault": lambda actor, account, market: (
        f"{actor} has the vault liquidate {account} in {symbol(market)}"
    ),
    "liquidate_many": lambda actor, targets: (
        f"{actor} liquidates {', '.join(f'{account} in {symbol(market)}' for account, market in targets)}"
    ),
    "flag_deficit": lambda actor, account: f"{actor} flags the deficit of {account}",
    "deleverage": lambda actor, account, market, others: (
        f"{actor} deleverages {account} in {symbol(market)} against "
        f"{', '.join(f'{lots} lots of {other}' for other, lots in others) or 'nobody'}"
    ),
    "settle_position": lambda actor, account, market: f"{actor} settles the position of {account} in {symbol(market)}",
    "update_funding": lambda actor, market: f"{actor} updates the funding of {symbol(market)}",
    "sample_at_once": lambda **order: f"{_place(**order)} and updates the funding at once",
    "settle_funding": lambda actor, account, market: f"{actor} settles the funding of {account} in {symbol(market)}",
    "sweep_residual": lambda actor, market: f"{actor} sweeps the residual of {symbol(market)}",
    "set_params": lambda actor, market, changes: f"{actor} sets {_changes(changes)} of {symbol(market)}",
    "set_funding": lambda actor, market, changes: f"{actor} sets funding of {symbol(market)} to {_changes(changes)}",
    "set_state": lambda actor, market, state: (
        f"{actor} sets {symbol(market)} {MarketState(state).name.lower().replace('_', '-')}"
    ),
    "set_caps": lambda actor, account, backstop: (
        f"{actor} caps the notional of an account at {price(account)} and of the vault at {price(backstop)}"
    ),
    "upgrade": lambda actor, contract, spare: (
        f"{actor} upgrades the {contract} to {'the same code elsewhere' if spare else 'its first code'}"
    ),
    "pause": lambda actor: f"{actor} pauses",
    "unpause": lambda actor: f"{actor} unpauses",
    "set_operator": lambda actor, operator, permissions, seconds: (
        f"{actor} lets {operator} do {permissions} for {seconds} s"
    ),
    "cancel_nonce": lambda actor, nonce: f"{actor} cancels nonce {nonce}",
    "set_split": _set_split,
    "intrude": lambda attempt: f"mallory tries to {attempt}",
    "misbehave": lambda behaviour, fee: (
        f"the token's transfers {_TRANSFERS[behaviour]}" + (f", and cost {dollars(fee)} each" if fee else "")
    ),
    "block": lambda account, blocked: (
        f"the token's issuer shuts {account} out" if blocked else f"the token's issuer lets {account} in again"
    ),
    "conspire": lambda deed, when_moved, inner, outer: (
        f"{_told(outer)}; at the {'end' if when_moved else 'beginning'} of its transfer {_DEEDS[deed](inner)}"
    ),
    "leave": lambda: "everybody leaves",
    "wait": lambda seconds: f"{seconds} s pass",
}
