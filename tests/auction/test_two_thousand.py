"""Two thousand orders: executed by repeated calls that each stay below eight million gas, on a node that counts it."""

from __future__ import annotations

from random import Random

from fuzz.chain import Artifacts, open_chain
from gate.bench.stage import TICK, build
from gate.toolchain.paths import ANVIL
from tests.auction.hall import Hall
from tests.auction.naive import Unfilled

ORDERS = 2_000
PEOPLE = 100
MOST_GAS = 8_000_000
STEPS = 70
"""Steps of a call; a keeper that sends a gas limit may as well ask for all and let the call stop by itself."""


def test_auction_when_of_two_thousand_orders_then_every_call_stays_below_eight_million_gas(
    artifacts: Artifacts,
) -> None:
    with open_chain("anvil", binary=ANVIL.find()) as chain:
        stage = build(chain, artifacts)
        hall = Hall.open(stage, seed=1, number=0, people=PEOPLE, length=86_400)
        draw = Random(2)
        for number in range(ORDERS):
            is_buy = number % 2 == 0
            tick = TICK + (draw.randint(-5, 25) if is_buy else draw.randint(-25, 5))
            hall.send(hall.people[number // 2 % PEOPLE - number % 2], is_buy, tick, draw.randint(1, 9), Unfilled.CANCEL)
        hall.end_epoch()
        expected, calls = hall.expected(), []
        while not calls or not calls[-1].value:
            calls.append(stage.send("book", "executeAuction", hall.market, STEPS, sender=hall.people[0]))
        gas = [call.receipt.gas_used or 0 for call in calls]
        print(f"{len(calls)} calls, {sum(gas):,} gas, {sum(gas) / ORDERS:,.0f} an order, at most {max(gas):,} a call")
        assert max(gas) < MOST_GAS
        executed = next(event for event in calls[-1].events if event.name == "AuctionExecuted")
        assert ("AuctionExecuted", *executed.args) == expected[-1], "and the result is that of brute force"
