"""Liquidation: how much of a position is taken over, and by whom."""

from __future__ import annotations

from fuzz.model.clearing import ClearingHouse
from fuzz.model.deficits import Insurance, check_bookable, cover
from fuzz.model.fees import liquidation_fee
from fuzz.model.margin import Marks, equity, initial_margin, maintenance_margin
from fuzz.model.markets import Market
from fuzz.model.positions import trade
from fuzz.model.refusal import Refusal
from fuzz.model.units import PPM, WAD, ceil_div, floor_div

SLACK = 12
"""WAD dollars (1e-18) beyond the target: fee and value are rounded by one, the margin by one times ten at most."""


def lots_taken(market: Market, held_lots: int, worth: int, maintenance: int, mark: int) -> int:
    """Return the fewest lots whose takeover restores the target, or all held where too few would remain.

    ``worth`` is the account's equity and ``maintenance`` its margin over all markets, WAD dollars. A bankrupt account
    is taken whole.
    """
    if worth <= 0:
        return held_lots
    target = ceil_div(market.liquidation_target_ppm * maintenance, PPM)
    # Each dollar taken frees target x mmPpm of what is required and costs the fee.
    relief = market.liquidation_target_ppm * market.maintenance_margin_ppm - market.liquidation_fee_ppm * PPM
    notional = ceil_div((target - worth + SLACK) * PPM * PPM, relief)
    lots = ceil_div(notional * WAD, mark * market.lot_size)
    return held_lots if held_lots - lots < max(1, market.min_position_lots) else lots


def liquidate(
    clearing: ClearingHouse,
    liquidator: str,
    owner: str,
    market_id: int,
    marks: Marks,
    insurance: Insurance,
    now: int,
) -> None:
    """Hand a position over at mark, as much of it as restores the target.

    Refuses ``SelfLiquidation``, ``UnknownMarket``, ``MarketIsSettling``, ``NotLiquidatable``, ``DeleverageFirst``,
    ``StalePrice``, ``NoPosition``, and ``InsufficientMargin`` where the liquidator ends below its own initial margin.
    """
    if liquidator == owner:
        raise Refusal("SelfLiquidation")
    market, account = clearing.live_market(market_id), clearing.account(owner)
    worth, maintenance = equity(account, marks), maintenance_margin(account, clearing.markets, marks)
    if worth >= maintenance:
        raise Refusal("NotLiquidatable")
    check_bookable(clearing, owner, marks, insurance, now)
    mark, index = marks[market_id].mark, marks[market_id].index
    clearing.accrue(market_id, marks, now)
    account, taker = clearing.touch(owner, market_id, marks), clearing.touch(liquidator, market_id, marks)
    position = account.position(market_id)
    if position.size == 0:
        raise Refusal("NoPosition")
    held = abs(position.size) // market.lot_size
    taken = market.size(lots_taken(market, held, worth, maintenance, mark)) * (1 if position.size > 0 else -1)
    value = floor_div(taken * mark, WAD)
    fee = liquidation_fee(taken, mark, market.liquidation_fee_ppm, worth)
    reward = floor_div(fee, 2)
    position, realised = trade(position, -taken, value, index)
    clearing.accounts[owner] = account.with_position(market_id, position).credit(realised - fee)
    clearing.charge_insurance(fee - reward)
    position, realised = trade(taker.position(market_id), taken, -value, index)
    clearing.accounts[liquidator] = taker.with_position(market_id, position).credit(realised + reward)
    cover(clearing, owner, insurance)
    taker = clearing.account(liquidator)
    if equity(taker, marks) < initial_margin(taker, clearing.markets, marks):
        raise Refusal("InsufficientMargin")
