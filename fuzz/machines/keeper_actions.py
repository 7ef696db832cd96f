"""What keepers do: liquidate, deleverage, settle, keep funding going."""

from __future__ import annotations

from dataclasses import replace

from fuzz.machines.calls import ACTIONS, Call, Name, action


@action
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


@action
def liquidate_to_vault(actor: str, account: str, market: int) -> list[Call]:
    """Have the vault take an account's position over."""
    return [
        Call(
            "engine",
            "liquidateToVault",
            (Name(account), market),
            actor,
            lambda model: model.liquidate_to_vault(actor, account, market),
        )
    ]


@action
def liquidate_many(actor: str, targets: list[tuple[str, int]]) -> list[Call]:
    """Take over several positions ``[account, market]``, skipping those that can't be."""
    return [
        Call(
            "engine",
            "liquidateMany",
            ([(Name(account), market) for account, market in targets],),
            actor,
            lambda model: model.liquidate_many(actor, [(account, market) for account, market in targets]),
        )
    ]


@action
def flag_deficit(actor: str, account: str) -> list[Call]:
    """Open the deleveraging window of a bankrupt account."""
    return [
        Call("engine", "flagDeficit", (Name(account),), actor, lambda model: model.flag_deficit(actor, account)),
    ]


@action
def deleverage(actor: str, account: str, market: int, others: list[tuple[str, int]]) -> list[Call]:
    """Close a bankrupt position against ``[account, lots]`` of others."""
    return [
        Call(
            "engine",
            "deleverage",
            (Name(account), market, [(Name(other), lots) for other, lots in others]),
            actor,
            lambda model: model.deleverage(actor, account, market, [(other, lots) for other, lots in others]),
        )
    ]


@action
def settle_position(actor: str, account: str, market: int) -> list[Call]:
    """Close a position at a settling market's final price."""
    return [
        Call(
            "engine",
            "settlePosition",
            (Name(account), market),
            actor,
            lambda model: model.settle_position(actor, account, market),
        )
    ]


@action
def update_funding(actor: str, market: int) -> list[Call]:
    """Accrue funding and sample the premium."""
    return [
        Call("engine", "updateFunding", (market,), actor, lambda model: model.update_funding(actor, market)),
    ]


@action
def sample_at_once(actor: str, market: int, is_buy: bool, tick: int, lots: int) -> list[Call]:
    """Place an order and update funding at the same time, so that the order must not be sampled."""
    (place,) = ACTIONS["place"](actor=actor, market=market, is_buy=is_buy, tick=tick, lots=lots)
    (sample,) = update_funding(actor, market)
    return [place, replace(sample, at_once=True)]


@action
def settle_funding(actor: str, account: str, market: int) -> list[Call]:
    """Settle an account's funding into its quote."""
    return [
        Call(
            "engine",
            "settleFunding",
            (Name(account), market),
            actor,
            lambda model: model.settle_funding(actor, account, market),
        )
    ]


@action
def sweep_residual(actor: str, market: int) -> list[Call]:
    """Move what rounding left in a market to insurance."""
    return [
        Call("engine", "sweepResidual", (market,), actor, lambda model: model.sweep_residual(actor, market)),
    ]
