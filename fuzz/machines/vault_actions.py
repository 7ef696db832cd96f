"""What depositors and the allocator do with the vault, and what is done with the insurance fund."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fuzz.machines.calls import Call, Name, action
from fuzz.machines.scenario import TREASURY
from fuzz.model.exchange import Exchange

Predict = Callable[[Exchange], object]


def _vault(function: str, arguments: tuple[Any, ...], actor: str, predict: Predict) -> list[Call]:
    return [Call("vault", function, arguments, actor, predict)]


def _fund(function: str, arguments: tuple[Any, ...], actor: str, predict: Predict) -> list[Call]:
    return [Call("insurance", function, arguments, actor, predict)]


@action
def vault_deposit(actor: str, assets: int) -> list[Call]:
    """Pay USDC units into the vault."""
    return _vault("deposit", (assets, Name(actor)), actor, lambda model: model.vault_deposit(actor, assets))


@action
def vault_mint(actor: str, shares: int) -> list[Call]:
    """Buy vault shares."""
    return _vault("mint", (shares, Name(actor)), actor, lambda model: model.vault_mint(actor, shares))


@action
def vault_request(actor: str, shares: int, owner: str) -> list[Call]:
    """Ask for the owner's shares to be settled for the actor."""
    arguments = (shares, Name(actor), Name(owner))
    return _vault("requestRedeem", arguments, actor, lambda model: model.vault_request(actor, shares, owner))


@action
def vault_cancel(actor: str, request: int) -> list[Call]:
    """Take a request back."""
    return _vault("cancelRequest", (request,), actor, lambda model: model.vault_cancel(actor, request))


@action
def vault_settle(actor: str, count: int) -> list[Call]:
    """Settle so many places of the queue at most."""
    return _vault("settleRequests", (count,), actor, lambda model: model.vault_settle(actor, count))


@action
def vault_withdraw(actor: str, assets: int, owner: str) -> list[Call]:
    """Take settled USDC units of the owner's."""
    arguments = (assets, Name(actor), Name(owner))
    return _vault("withdraw", arguments, actor, lambda model: model.vault_withdraw(actor, assets, owner))


@action
def vault_redeem(actor: str, shares: int, owner: str) -> list[Call]:
    """Take what was settled for so many of the owner's shares."""
    arguments = (shares, Name(actor), Name(owner))
    return _vault("redeem", arguments, actor, lambda model: model.vault_redeem(actor, shares, owner))


@action
def vault_allocate(actor: str, assets: int) -> list[Call]:
    """Move idle assets to the engine."""
    return _vault("allocate", (assets,), actor, lambda model: model.vault_allocate(actor, assets))


@action
def vault_deallocate(actor: str, assets: int) -> list[Call]:
    """Move collateral of the vault's back."""
    return _vault("deallocate", (assets,), actor, lambda model: model.vault_deallocate(actor, assets))


@action
def vault_unwind(actor: str, market: int, tick: int, lots: int) -> list[Call]:
    """Reduce a position of the vault's."""
    arguments = (market, tick, lots)
    return _vault("unwind", arguments, actor, lambda model: model.vault_unwind(actor, market, tick, lots))


@action
def vault_pause(actor: str) -> list[Call]:
    """Stop deposits into the vault and allocation."""
    return _vault("pause", (), actor, lambda model: model.vault_pause(actor))


@action
def vault_unpause(actor: str) -> list[Call]:
    """Let both go on."""
    return _vault("unpause", (), actor, lambda model: model.vault_unpause(actor))


@action
def fund_contribute(actor: str, assets: int) -> list[Call]:
    """Give USDC units to the insurance fund."""
    return _fund("contribute", (assets,), actor, lambda model: model.fund_contribute(actor, assets))


@action
def fund_announce(actor: str, assets: int) -> list[Call]:
    """Announce a withdrawal from the insurance fund."""
    arguments = (Name(TREASURY), assets)
    return _fund("announceWithdrawal", arguments, actor, lambda model: model.fund_announce(actor, assets))


@action
def fund_execute(actor: str) -> list[Call]:
    """Pay what was announced."""
    return _fund("executeWithdrawal", (), actor, lambda model: model.fund_execute(actor))


@action
def fund_cancel(actor: str) -> list[Call]:
    """Withdraw the announcement."""
    return _fund("cancelWithdrawal", (), actor, lambda model: model.fund_cancel(actor))


@action
def set_fund_floor(actor: str, floor: int) -> list[Call]:
    """Set what withdrawals must leave in the fund, USDC units."""
    return _fund("setFloor", (floor,), actor, lambda model: model.set_fund_floor(actor, floor))


@action
def fund_repay(actor: str) -> list[Call]:
    """Have the fund repay bad debt."""
    return _fund("repayBadDebt", (), actor, lambda model: model.fund_repay(actor))


@action
def repay_bad_debt(actor: str, assets: int) -> list[Call]:
    """Repay bad debt out of one's own pocket."""
    return [
        Call("engine", "repayBadDebt", (assets,), actor, lambda model: model.repay_bad_debt(actor, assets)),
    ]


@action
def set_fund_delay(actor: str, delay: int) -> list[Call]:
    """Set how long announced withdrawals wait, seconds."""
    return _fund("setWithdrawalDelay", (delay,), actor, lambda model: model.set_fund_delay(actor, delay))


@action
def set_cooldown(actor: str, cooldown: int) -> list[Call]:
    """Set how long requests wait for their settlement, seconds."""
    return _vault("setCooldown", (cooldown,), actor, lambda model: model.set_cooldown(actor, cooldown))


@action
def set_allocation(actor: str, cap: int, least_ppm: int) -> list[Call]:
    """Set the most that the vault may have at the engine, USDC units, and the least share to stay idle, ppm."""
    arguments = (cap, least_ppm)
    return _vault(
        "setAllocationLimits", arguments, actor, lambda model: model.set_allocation_limits(actor, cap, least_ppm)
    )


@action
def set_slippage(actor: str, slippage: int) -> list[Call]:
    """Set how far from the mark the vault's positions may be unwound, ppm."""
    return _vault("setUnwindSlippage", (slippage,), actor, lambda model: model.set_slippage(actor, slippage))


@action
def vault_claim(actor: str) -> list[Call]:
    """Have the vault paid its fees."""
    return _vault("claimRewards", (), actor, lambda model: model.vault_claim(actor))


@action
def share_transfer(actor: str, receiver: str, shares: int) -> list[Call]:
    """Give vault shares away."""
    arguments = (Name(receiver), shares)
    return _vault("transfer", arguments, actor, lambda model: model.share_transfer(actor, receiver, shares))


@action
def share_approve(actor: str, spender: str, shares: int) -> list[Call]:
    """Let somebody move so many of one's vault shares."""
    arguments = (Name(spender), shares)
    return _vault("approve", arguments, actor, lambda model: model.share_approve(actor, spender, shares))


@action
def share_transfer_from(actor: str, owner: str, receiver: str, shares: int) -> list[Call]:
    """Move vault shares of somebody who let one."""
    arguments = (Name(owner), Name(receiver), shares)
    return _vault(
        "transferFrom", arguments, actor, lambda model: model.share_transfer_from(actor, owner, receiver, shares)
    )
