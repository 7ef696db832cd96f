"""What a step does: each rule's concrete arguments become calls, with the model's prediction beside them.

Arguments are plain JSON values, so that a step can be stored and made again. Names stand for addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fuzz.machines.scenario import LISTINGS, OWNER, STRANGER
from fuzz.model.exchange import Exchange
from fuzz.model.fees import FeeSink, FeeSplit
from fuzz.model.oracle import Source
from fuzz.model.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Name:
    """An argument that stands for an address."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """One transaction: what is called, and ``predict``, which does the same to the model or raises its refusal."""

    contract: str
    function: str
    arguments: tuple[Any, ...]
    sender: str
    predict: Callable[[Exchange], object]


@dataclass(frozen=True, slots=True)
class Step:
    """A rule with the arguments it was made with."""

    rule: str
    arguments: Mapping[str, Any]


Action = Callable[..., list[Call]]
ACTIONS: dict[str, Action] = {}


def _action(function: Action) -> Action:
    ACTIONS[function.__name__] = function
    return function


def calls_of(step: Step, now: int) -> list[Call]:
    """Return a step's calls, the first of which will be mined at ``now`` and the rest one second apart.

    Raises KeyError for a rule that does not exist and TypeError for wrong arguments.
    """
    arguments = dict(step.arguments)
    if step.rule == "move_price":
        arguments["now"] = now
    return ACTIONS[step.rule](**arguments)


# Users


@_action
def deposit(actor: str, assets: int) -> list[Call]:
    """Deposit USDC units as collateral."""
    return [Call("engine", "deposit", (assets,), actor, lambda model: model.deposit(actor, assets))]


@_action
def withdraw(actor: str, assets: int) -> list[Call]:
    """Withdraw USDC units of collateral."""
    return [Call("engine", "withdraw", (assets,), actor, lambda model: model.withdraw(actor, assets))]


@_action
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


@_action
def ladder(actor: str, market: int, is_buy: bool, tick: int, count: int) -> list[Call]:
    """Place so many orders of one lot at one tick: more than one call passes."""
    return place(actor, market, is_buy, tick, 1) * count


@_action
def cancel(actor: str, order: int) -> list[Call]:
    """Cancel an order by its id."""
    return [Call("book", "cancel", (order,), actor, lambda model: model.cancel(actor, order))]


@_action
def liquidate(actor: str, account: str, market: int) -> list[Call]:
    """Take over an account's position in a market."""
    return [
        Call(
            "engine",
            "liquidate",
            (Name(account), market),
            actor,
            lambda model: model.liquidate(actor, account, market),
        )
    ]


@_action
def pay_fees(actor: str, sink: int) -> list[Call]:
    """Pay a sink what is accrued for it."""
    return [Call("engine", "payFees", (sink,), actor, lambda model: model.pay_fees(actor, FeeSink(sink)))]


@_action
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


# Vault


@_action
def vault_deposit(actor: str, assets: int) -> list[Call]:
    """Pay USDC units into the vault."""
    return [
        Call("vault", "deposit", (assets, Name(actor)), actor, lambda model: model.vault_deposit(actor, assets)),
    ]


@_action
def vault_mint(actor: str, shares: int) -> list[Call]:
    """Buy vault shares."""
    return [Call("vault", "mint", (shares, Name(actor)), actor, lambda model: model.vault_mint(actor, shares))]


@_action
def vault_withdraw(actor: str, assets: int, owner: str) -> list[Call]:
    """Take USDC units out of the vault for the owner's shares."""
    return [
        Call(
            "vault",
            "withdraw",
            (assets, Name(actor), Name(owner)),
            actor,
            lambda model: model.vault_withdraw(actor, assets, owner),
        )
    ]


@_action
def vault_redeem(actor: str, shares: int, owner: str) -> list[Call]:
    """Redeem the owner's vault shares."""
    return [
        Call(
            "vault",
            "redeem",
            (shares, Name(actor), Name(owner)),
            actor,
            lambda model: model.vault_redeem(actor, shares, owner),
        )
    ]


# Prices

ANSWER, REVERT, BURN_GAS = range(3)
"""How a source behaves; the mock's numbers."""


@_action
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


@_action
def update_price(actor: str, market: int) -> list[Call]:
    """Update a market's price from its sources as they are."""
    return [Call("oracle", "updatePrice", (market,), actor, lambda model: model.update_price(actor, market))]


# Owner


@_action
def set_cap(actor: str, market: int, cap: int) -> list[Call]:
    """Set a market's open interest cap, WAD base units."""
    return [
        Call(
            "engine",
            "setOpenInterestCap",
            (market, cap),
            actor,
            lambda model: model.set_open_interest_cap(actor, market, cap),
        )
    ]


@_action
def set_split(actor: str, vault: int, insurance: int, treasury: int) -> list[Call]:
    """Set the fee split, ppm."""
    split = FeeSplit(vault, insurance, treasury)
    return [
        Call(
            "engine",
            "setFeeSplit",
            ((vault, insurance, treasury),),
            actor,
            lambda model: model.set_fee_split(actor, split),
        )
    ]


def _refuse(error: str) -> Callable[[Exchange], object]:
    def refuse(_: Exchange) -> object:
        raise Refusal(error)

    return refuse


_NO_FILL = (False, 0, 0, 0)
INTRUSIONS: dict[str, tuple[str, str, tuple[Any, ...], str]] = {
    "wire the engine": (
        "engine",
        "setModules",
        tuple(Name(STRANGER) for _ in range(5)),
        "OwnableUnauthorizedAccount",
    ),
    "wire the vault": ("vault", "setEngine", (Name(STRANGER),), "OwnableUnauthorizedAccount"),
    "wire the insurance fund": ("insurance", "setEngine", (Name(STRANGER),), "OwnableUnauthorizedAccount"),
    "open a market": ("book", "openMarket", (0,), "OwnableUnauthorizedAccount"),
    "configure a feed": ("oracle", "configureMarket", (0, (1, 1), [Name(STRANGER)]), "OwnableUnauthorizedAccount"),
    "settle": ("engine", "settle", (0, Name(STRANGER), True, [], 5, _NO_FILL), "NotBook"),
    "release an order": ("engine", "releaseOrder", (0, Name(STRANGER), True, 1), "NotBook"),
    "take cover": ("insurance", "cover", (1,), "NotEngine"),
    "feign fees to the vault": ("vault", "onFeesReceived", (1,), "NotEngine"),
    "feign fees to the insurance fund": ("insurance", "onFeesReceived", (1,), "NotEngine"),
    "initialise again": ("engine", "initialize", (Name(STRANGER), Name("token")), "InvalidInitialization"),
    **{
        f"initialise the implementation of {name}": (
            f"implementation of {name}",
            "initialize",
            (Name(STRANGER), *arguments),
            "InvalidInitialization",
        )
        for name, arguments in {
            "engine": (Name("token"),),
            "book": (Name("engine"),),
            "oracle": (),
            "vault": (Name("token"),),
            "insurance": (Name("token"),),
        }.items()
    },
    "upgrade the engine": (
        "engine",
        "upgradeToAndCall",
        (Name("implementation of vault"), b""),
        "OwnableUnauthorizedAccount",
    ),
}
"""Calls that nobody but the owner or a module may make, with the error a stranger gets."""


@_action
def intrude(attempt: str) -> list[Call]:
    """Let a stranger try one of ``INTRUSIONS``."""
    contract, function, arguments, error = INTRUSIONS[attempt]
    return [Call(contract, function, arguments, STRANGER, _refuse(error))]
