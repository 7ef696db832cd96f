"""What a step does: each rule's concrete arguments become calls, with the model's prediction beside them.

Arguments are plain JSON values, so that a step can be stored and made again. Names stand for addresses. Importing this
module knows all rules: those of keepers, the owner, the vault and intruders have modules of their own.
"""

from __future__ import annotations

from collections.abc import Callable

from fuzz.machines import (
    auction_actions,
    hostile_actions,
    intrusions,
    keeper_actions,
    operator_actions,
    oracle_actions,
    order_actions,
    owner_actions,
    signed_actions,
    stop_actions,
    vault_actions,
)
from fuzz.machines.calls import ACTIONS, Call, Calldata, Name, Step, action, calls_of
from fuzz.machines.intrusions import INTRUSIONS
from fuzz.machines.scenario import ANSWER, LISTINGS, OWNER, STRANGER
from fuzz.model.exchange import Exchange
from fuzz.model.fees import FeeSink
from fuzz.model.oracle import Source

__all__ = [
    "ACTIONS",
    "INTRUSIONS",
    "Call",
    "Calldata",
    "Name",
    "Step",
    "auction_actions",
    "calls_of",
    "hostile_actions",
    "intrusions",
    "keeper_actions",
    "operator_actions",
    "oracle_actions",
    "order_actions",
    "owner_actions",
    "signed_actions",
    "stop_actions",
    "vault_actions",
]

# Users


@action
def deposit(actor: str, assets: int) -> list[Call]:
    """Deposit USDC units as collateral."""
    return [Call("engine", "deposit", (assets,), actor, lambda model: model.deposit(actor, assets))]


@action
def withdraw(actor: str, assets: int) -> list[Call]:
    """Withdraw USDC units of collateral."""
    return [Call("engine", "withdraw", (assets,), actor, lambda model: model.withdraw(actor, assets))]


@action
def deposit_for(actor: str, account: str, assets: int) -> list[Call]:
    """Deposit USDC units as another's collateral."""
    return [
        Call(
            "engine",
            "depositFor",
            (Name(account), assets),
            actor,
            lambda model: model.deposit(actor, assets, account),
        )
    ]


@action
def withdraw_to(actor: str, receiver: str, assets: int) -> list[Call]:
    """Withdraw USDC units of collateral to somebody else."""
    return [
        Call(
            "engine",
            "withdrawTo",
            (Name(receiver), assets),
            actor,
            lambda model: model.withdraw(actor, assets, receiver),
        )
    ]


@action
def place(actor: str, market: int, is_buy: bool, tick: int, lots: int) -> list[Call]:
    """Place a limit order."""
    return [
        Call(
            "book",
            "place",
            (market, is_buy, tick, lots),
            actor,
            lambda model: model.place(actor, market, is_buy, tick, lots),
        )
    ]


@action
def ladder(actor: str, market: int, is_buy: bool, tick: int, count: int) -> list[Call]:
    """Place so many orders of one lot at one tick: more than one call passes."""
    return place(actor, market, is_buy, tick, 1) * count


@action
def cancel(actor: str, order: int) -> list[Call]:
    """Cancel an order by its id."""
    return [Call("book", "cancel", (order,), actor, lambda model: model.cancel(actor, order))]


@action
def pay_fees(actor: str, sink: int) -> list[Call]:
    """Pay a sink what is accrued for it."""
    return [Call("engine", "payFees", (sink,), actor, lambda model: model.pay_fees(actor, FeeSink(sink)))]


@action
def donate(actor: str, receiver: str, assets: int) -> list[Call]:
    """Send USDC units to a contract without asking it."""
    return [
        Call(
            "token",
            "transfer",
            (Name(receiver), assets),
            actor,
            lambda model: model.transfer(actor, receiver, assets),
        )
    ]


# Prices


@action
def move_price(market: int, readings: list[list[int]], now: int) -> list[Call]:
    """Set each source's ``[price, age in seconds, behaviour]``, then update the market's price.

    Ages count from the update, and a negative one lies in its future.
    """
    sources = LISTINGS[market].sources
    update_at = now + 2 * len(sources)
    calls: list[Call] = []
    for source, (price, age, behaviour) in zip(sources, readings, strict=True):
        reading = Source(price, update_at - age, broken=behaviour != ANSWER)
        calls.append(Call(source, "set", (price, update_at - age), OWNER, _set_source(source, reading)))
        calls.append(Call(source, "setBehaviour", (behaviour,), OWNER, _set_source(source, reading)))
    calls.append(update_price(STRANGER, market)[0])
    return calls


def _set_source(address: str, reading: Source) -> Callable[[Exchange], object]:
    return lambda model: model.set_source(address, reading)


@action
def update_price(actor: str, market: int) -> list[Call]:
    """Update a market's price from its sources as they are."""
    return [Call("oracle", "updatePrice", (market,), actor, lambda model: model.update_price(actor, market))]
