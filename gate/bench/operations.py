"""What is measured: each operation arranges its scene and returns the gas of one transaction.

Every transaction is alone: whatever it touches is cold. Of a cheap and a dear case it is the dear one: accounts that
are new to the market where the name says "open", orders that are taken whole, levels that are left empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from fuzz.machines.scenario import OWNER
from gate.bench.stage import ETH, MARKETS, PRICE, TICK, USDC, WAD, Stage

_RICH = 1_000_000
_ONE_PERCENT = TICK // 100
_EPOCH = 86_400
_DONE = 6
_ALL_STEPS = 2**256 - 1


def oracle_price(stage: Stage) -> int:
    """What a contract pays for a fresh price, the router and its proxy being cold: the call alone, no transaction."""
    return int(stage.meter.call("measure", stage.system.addresses["oracle"], stage.market()))


def update_price(stage: Stage) -> int:
    """An update of a market with one source, whose price moves."""
    source = stage.system.contract("ETH source 0")
    source.transact("set", 2_001 * WAD, stage.chain.timestamp, sender=None).expect()
    return stage.gas("oracle", "updatePrice", stage.market(), sender=stage.person())


def deposit_first(stage: Stage) -> int:
    """An account's first deposit."""
    return stage.gas("engine", "deposit", 1_000 * USDC, sender=stage.person())


def deposit(stage: Stage) -> int:
    """A deposit into an account that has collateral."""
    return stage.gas("engine", "deposit", 1_000 * USDC, sender=stage.person(1_000))


def withdraw(stage: Stage) -> int:
    """A withdrawal with two positions."""
    return _withdraw(stage, 2)


def liquidate(stage: Stage) -> int:
    """A partial takeover of the account's one position by a liquidator who is new to the market."""
    account, other, liquidator = stage.person(2_500), stage.person(_RICH), stage.person(_RICH)
    stage.trade(account, other, lots=10 * ETH)
    stage.set_price(1_840 * WAD)
    used = stage.gas("engine", "liquidate", account, stage.market(), sender=liquidator)
    if stage.system.contract("engine").call("position", account, stage.market()).size == 0:
        raise RuntimeError("the liquidation was to be partial")
    return used


def settle_funding(stage: Stage) -> int:
    """What a running funding rate adds to a fill between two accounts that have positions."""
    return _take_with_funding(stage, True) - _take_with_funding(stage, False)


def settle_funding_call(stage: Stage) -> int:
    """A funding touch as a transaction of its own."""
    trader = stage.trader()
    stage.run_funding()
    return stage.gas("engine", "settleFunding", trader, stage.market(), sender=trader)


def per_market(stage: Stage) -> int:
    """The most that one more position adds to the margin check of a withdrawal, from one position to all markets."""
    return max(market_steps(stage))


def market_steps(stage: Stage) -> list[int]:
    """Return what the second, third, … position adds to a withdrawal."""
    costs = [_withdraw(stage, markets) for markets in range(1, MARKETS + 1)]
    return [after - before for before, after in pairwise(costs)]


def place_first(stage: Stage) -> int:
    """An account's first order in a market, at a new level."""
    _quote_nearby(stage)
    return _place(stage, stage.person(_RICH), TICK - 2)


def place_new_word(stage: Stage) -> int:
    """A resting order at the first level within 256 ticks, by an account with a position."""
    return _place(stage, stage.trader(), TICK - 10 * _ONE_PERCENT)


def place_new_level(stage: Stage) -> int:
    """A resting order at a new level, by an account with a position."""
    _quote_nearby(stage)
    return _place(stage, stage.trader(), TICK - 2)


def place_existing_level(stage: Stage) -> int:
    """A resting order behind another one, by an account with a position."""
    _quote_nearby(stage)
    return _place(stage, stage.trader(), TICK - 1)


def cancel(stage: Stage) -> int:
    """A cancel that leaves its level in place."""
    trader = stage.trader()
    order = stage.place(trader, True, TICK - 1)
    _quote_nearby(stage)
    return stage.gas("book", "cancel", order, sender=trader)


def cancel_last(stage: Stage) -> int:
    """A cancel of its level's only order."""
    trader = stage.trader()
    _quote_nearby(stage)
    order = stage.place(trader, True, TICK - 2)
    return stage.gas("book", "cancel", order, sender=trader)


def cancel_between(stage: Stage) -> int:
    """A cancel of an order that stands between two others."""
    trader = stage.trader()
    _quote_nearby(stage)
    order = stage.place(trader, True, TICK - 1)
    _quote_nearby(stage)
    return stage.gas("book", "cancel", order, sender=trader)


def place_within_band(stage: Stage) -> int:
    """As `place_existing_level`, in a market with minima and a price band."""
    owner = stage.system.addresses[OWNER]
    stage.send("book", "setBookConfig", stage.market(), (10, 10 * WAD, 100_000), sender=owner)
    return place_existing_level(stage)


def requote(stage: Stage) -> int:
    """A market maker's bid and ask cancelled and placed anew a tick away, in one call."""
    trader = stage.trader()
    orders = [stage.place(trader, is_buy, TICK + (-2 if is_buy else 2)) for is_buy in (True, False)]
    quotes = [
        (stage.market(), is_buy, TICK + (-1 if is_buy else 1), ETH, 0, 0, False, False, 0, 0, 0)
        for is_buy in (True, False)
    ]
    return stage.gas("book", "replace", orders, quotes, sender=trader)


def take_1_both_open(stage: Stage) -> int:
    """One resting order taken whole; both sides are new to the market."""
    stage.place(stage.person(_RICH), False)
    return _take(stage, stage.person(_RICH), ETH)


def take_1_both_have(stage: Stage) -> int:
    """One resting order taken whole; both sides have positions that grow."""
    return _take_with_funding(stage, False)


def take_10_makers_open(stage: Stage) -> int:
    """Ten makers of one level and their taker, all new to the market."""
    for _ in range(10):
        stage.place(stage.person(_RICH), False)
    return _take(stage, stage.person(_RICH), 10 * ETH)


def take_10_levels(stage: Stage) -> int:
    """Ten orders at ten levels; all eleven accounts have positions that grow."""
    for level in range(10):
        stage.place(stage.trader(), False, TICK + level)
    return _take(stage, stage.trader(), 10 * ETH, TICK + 10)


def place_in_auction(stage: Stage) -> int:
    """An order sent to an auction, behind another one, by an account with a position."""
    _open_auctions(stage)
    _send_to_auction(stage, stage.trader(), True)
    return _send_to_auction(stage, stage.trader(), True)


def auction_per_order(stage: Stage) -> int:
    """What executing an auction costs for each of forty orders at twenty ticks, all by accounts new to the market."""
    _open_auctions(stage)
    for level in range(10):
        for _ in range(2):
            _send_to_auction(stage, stage.person(_RICH), True, TICK + level)
            _send_to_auction(stage, stage.person(_RICH), False, TICK - level)
    stage.chain.advance(_EPOCH)
    # A price may be used for a day at most.
    stage.set_price(PRICE)
    sender = stage.person()
    used = stage.gas("book", "executeAuction", stage.market(), _ALL_STEPS, sender=sender)
    done = stage.system.contract("book").call("auctionEpoch", stage.market(), 1)
    if (done.phase, done.filledLots) != (_DONE, 20 * ETH):
        raise RuntimeError("all forty orders were to be filled in one call")
    return used // 40


OPERATIONS: Mapping[str, Callable[[Stage], int]] = {
    function.__name__: function
    for function in (
        oracle_price,
        update_price,
        deposit,
        deposit_first,
        withdraw,
        liquidate,
        settle_funding,
        settle_funding_call,
        per_market,
        place_new_level,
        place_new_word,
        place_first,
        place_existing_level,
        cancel,
        cancel_last,
        cancel_between,
        place_within_band,
        requote,
        take_1_both_open,
        take_1_both_have,
        take_10_makers_open,
        take_10_levels,
        place_in_auction,
        auction_per_order,
    )
}


def _withdraw(stage: Stage, positions: int) -> int:
    return stage.gas("engine", "withdraw", 1_000 * USDC, sender=stage.trader(positions))


def _place(stage: Stage, sender: str, tick: int) -> int:
    return stage.gas("book", "place", stage.market(), True, tick, ETH, sender=sender)


def _take(stage: Stage, taker: str, lots: int, tick: int = TICK) -> int:
    filled = stage.system.contract("book").call("place", stage.market(), True, tick, lots, sender=taker)
    if (filled.orderId, filled.filledLots) != (0, lots):
        raise RuntimeError(f"{filled.filledLots} of {lots} lots would be taken")
    return stage.gas("book", "place", stage.market(), True, tick, lots, sender=taker)


def _quote_nearby(stage: Stage) -> None:
    stage.place(stage.trader(), True, TICK - 1)


def _take_with_funding(stage: Stage, running: bool) -> int:
    buyer, seller = stage.person(_RICH), stage.person(_RICH)
    stage.trade(buyer, seller)
    if running:
        stage.run_funding()
    else:
        stage.stop_funding()
    stage.place(seller, False)
    stage.chain.advance(60)
    return _take(stage, buyer, ETH)


def _open_auctions(stage: Stage) -> None:
    owner = stage.system.addresses[OWNER]
    stage.send("book", "setAuctionConfig", stage.market(), (_EPOCH, 0), sender=owner)


def _send_to_auction(stage: Stage, sender: str, is_buy: bool, tick: int = TICK) -> int:
    """Send an order of one unit that ends with the auction; returns the gas."""
    return stage.gas("book", "placeInAuction", (stage.market(), is_buy, tick, ETH, 0, 0), sender=sender)
