"""What the owner and the guardian do, and what accounts grant to operators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, replace

from fuzz.machines.calls import Call, Name, action
from fuzz.machines.scenario import LISTINGS, OWNER, STRANGER
from fuzz.model.fees import FeeSplit
from fuzz.model.markets import MarketState


@action
def set_params(actor: str, market: int, changes: Mapping[str, int]) -> list[Call]:
    """Set a market's parameters: those it was listed with, but for the changes."""
    params = replace(LISTINGS[min(market, len(LISTINGS) - 1)].market, **changes)
    return [
        Call(
            "engine",
            "setMarketParams",
            (market, astuple(params)),
            actor,
            lambda model: model.set_market_params(actor, market, params),
        )
    ]


@action
def set_funding(actor: str, market: int, changes: Mapping[str, int]) -> list[Call]:
    """Set a market's funding parameters: those it was listed with, but for the changes."""
    terms = replace(LISTINGS[min(market, len(LISTINGS) - 1)].funding, **changes)
    return [
        Call(
            "engine",
            "setFundingParams",
            (market, astuple(terms)),
            actor,
            lambda model: model.set_funding_terms(actor, market, terms),
        )
    ]


@action
def set_state(actor: str, market: int, state: int) -> list[Call]:
    """Set a market's state."""
    return [
        Call(
            "engine",
            "setMarketState",
            (market, state),
            actor,
            lambda model: model.set_market_state(actor, market, MarketState(state)),
        )
    ]


@action
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


@action
def set_caps(actor: str, account: int, backstop: int) -> list[Call]:
    """Set the caps on notional over all markets, WAD dollars."""
    return [
        Call(
            "engine",
            "setExposureCaps",
            (account, backstop),
            actor,
            lambda model: model.set_exposure_caps(actor, account, backstop),
        )
    ]


@action
def upgrade(actor: str, contract: str, spare: bool) -> list[Call]:
    """Upgrade a contract to the same code at another address, or back."""
    target = Name(f"{'spare' if spare else 'implementation'} of {contract}")
    return [Call(contract, "upgradeToAndCall", (target, b""), actor, lambda model: model.upgrade(actor))]


@action
def hand_over(contract: str, successor: str) -> list[Call]:
    """Hand a contract over in two steps and take it back; who is not asked tries in between."""

    def transfer(actor: str, to: str) -> Call:
        return Call(
            contract,
            "transferOwnership",
            (Name(to),),
            actor,
            lambda model: model.transfer_ownership(actor, contract, to),
        )

    def accept(actor: str) -> Call:
        return Call(contract, "acceptOwnership", (), actor, lambda model: model.accept_ownership(actor, contract))

    return [
        transfer(STRANGER, STRANGER),
        transfer(OWNER, successor),
        accept(STRANGER),
        accept(OWNER),
        accept(successor),
        transfer(OWNER, OWNER),
        accept(successor),
        transfer(successor, OWNER),
        accept(OWNER),
    ]


@action
def pause(actor: str) -> list[Call]:
    """Stop what grows risk."""
    return [Call("engine", "pause", (), actor, lambda model: model.pause(actor))]


@action
def unpause(actor: str) -> list[Call]:
    """Let risk grow again."""
    return [Call("engine", "unpause", (), actor, lambda model: model.unpause(actor))]


@action
def set_operator(actor: str, operator: str, permissions: int, seconds: int, now: int) -> list[Call]:
    """Let somebody act for the actor for so many seconds."""
    expiry = now + seconds
    return [
        Call(
            "engine",
            "setOperator",
            (Name(operator), permissions, expiry),
            actor,
            lambda model: model.set_operator(actor, operator, permissions, expiry),
        )
    ]


@action
def cancel_nonce(actor: str, nonce: int) -> list[Call]:
    """Make a nonce unusable."""
    return [Call("engine", "cancelNonce", (nonce,), actor, lambda model: model.cancel_nonce(actor, nonce))]
