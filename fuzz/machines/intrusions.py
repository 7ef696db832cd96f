"""Calls that nobody but the owner or a module may make, tried by a stranger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from typing import Any

from fuzz.machines.calls import Call, Name, action
from fuzz.machines.scenario import CONTRACTS, LISTINGS, STRANGER
from fuzz.model.exchange import Exchange
from fuzz.model.refusal import Refusal


def _refuse(error: str) -> Callable[[Exchange], object]:
    def refuse(_: Exchange) -> object:
        raise Refusal(error)

    return refuse


_PARAMS, _TERMS = astuple(LISTINGS[0].market), astuple(LISTINGS[0].funding)
_ORDER = (0, True, 1, 1, 0, 0, False, False, 0, 0, 0)
_NO_FILL = (False, 0, 0, 0)
INTRUSIONS: dict[str, tuple[str, str, tuple[Any, ...], str]] = {
    "wire the engine": (
        "engine",
        "setModules",
        tuple(Name(STRANGER) for _ in range(5)),
        "OwnableUnauthorizedAccount",
    ),
    "list a market": ("engine", "listMarket", (_PARAMS, _TERMS), "OwnableUnauthorizedAccount"),
    "list a market at the extension": (
        "extension of engine",
        "listMarket",
        (_PARAMS, _TERMS),
        "OwnableUnauthorizedAccount",
    ),
    "pause": ("engine", "pause", (), "NotGuardian"),
    "unpause": ("engine", "unpause", (), "OwnableUnauthorizedAccount"),
    "name a guardian": ("engine", "setGuardian", (Name(STRANGER),), "OwnableUnauthorizedAccount"),
    "liquidate in another's name": ("engine", "liquidateFor", (Name("alice"), Name("bob"), 0), "NotSelf"),
    "use a signature": (
        "engine",
        "useAuthorization",
        (Name("alice"), b"\0" * 32, b"\0" * 32, 0, 2**40, b""),
        "NotBook",
    ),
    "wire the vault": ("vault", "setEngine", (Name(STRANGER),), "OwnableUnauthorizedAccount"),
    "wire the insurance fund": ("insurance", "setEngine", (Name(STRANGER),), "OwnableUnauthorizedAccount"),
    "open a market": ("book", "openMarket", (0,), "OwnableUnauthorizedAccount"),
    "open a market at the extension": ("extension of book", "openMarket", (0,), "OwnableUnauthorizedAccount"),
    "configure a feed": ("oracle", "configureMarket", (0, (1, 1), [Name(STRANGER)]), "OwnableUnauthorizedAccount"),
    "loosen a feed's guards": ("oracle", "setGuards", (0, (1, 1, 1, 1)), "OwnableUnauthorizedAccount"),
    "accept a jump": ("oracle", "acceptPrice", (0, 0, 2**255), "OwnableUnauthorizedAccount"),
    "feign a sequencer": ("oracle", "setSequencerFeed", (Name(STRANGER), 60), "OwnableUnauthorizedAccount"),
    "settle": ("engine", "settle", (0, Name(STRANGER), True, [], 5, _NO_FILL), "NotBook"),
    "release an order": ("engine", "releaseOrder", (0, Name(STRANGER), True, 1), "NotBook"),
    "settle a pair": ("engine", "settlePair", (0, Name("alice"), Name("bob"), 1, 1), "NotBook"),
    "submit another's order": ("book", "submitFor", (Name("alice"), _ORDER), "NotSelf"),
    "place and take back another's order": ("book", "simulateFor", (Name("alice"), _ORDER), "NotSelf"),
    "initialise the book again": ("book", "initialize", (Name(STRANGER), Name("engine")), "InvalidInitialization"),
    "initialise the oracle again": ("oracle", "initialize", (Name(STRANGER),), "InvalidInitialization"),
    "initialise the vault again": ("vault", "initialize", (Name(STRANGER), Name("token")), "InvalidInitialization"),
    "initialise the insurance fund again": (
        "insurance",
        "initialize",
        (Name(STRANGER), Name("token")),
        "InvalidInitialization",
    ),
    "name the vault's guardian": ("vault", "setGuardian", (Name(STRANGER),), "OwnableUnauthorizedAccount"),
    "name the fund's guardian": ("insurance", "setGuardian", (Name(STRANGER),), "OwnableUnauthorizedAccount"),
    "name an allocator": ("vault", "setAllocator", (Name(STRANGER),), "OwnableUnauthorizedAccount"),
    **{
        f"leave the {contract} without an owner": (contract, "renounceOwnership", (), "OwnableUnauthorizedAccount")
        for contract in CONTRACTS
    },
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


@action
def intrude(attempt: str) -> list[Call]:
    """Let a stranger try one of ``INTRUSIONS``."""
    contract, function, arguments, error = INTRUSIONS[attempt]
    return [Call(contract, function, arguments, STRANGER, _refuse(error))]
