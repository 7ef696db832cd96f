"""What the token's issuer does, and what is done from within a transfer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fuzz.machines.calls import Call, Calldata, Name, Step, action, calls_of
from fuzz.machines.scenario import ACCOMPLICE, OWNER
from fuzz.model.exchange import Exchange
from fuzz.model.state import Deed
from fuzz.model.token import Behaviour


@action
def misbehave(behaviour: int, fee: int) -> list[Call]:
    """Have transfers fail, or cost ``fee`` USDC units each; zeros have them work again."""
    arguments = (behaviour, fee)
    return [
        Call("token", "setBehaviour", arguments, OWNER, lambda model: model.misbehave(Behaviour(behaviour), fee)),
    ]


@action
def block(account: str, blocked: bool) -> list[Call]:
    """Shut an account out of the token, or let it in again."""
    arguments = (Name(account), blocked)
    return [Call("token", "setBlocked", arguments, OWNER, lambda model: model.block(account, blocked=blocked))]


@action
def conspire(deed: int, when_moved: bool, inner: Mapping[str, Any], outer: Mapping[str, Any], now: int) -> list[Call]:
    """Prepare something to happen within the transfer of tokens that the outer step makes, and make it.

    Both steps are ``{"rule", "arguments"}``, of one call each.
    """
    within, without = (_single(step, now + 1) for step in (inner, outer))
    arguments = (deed, when_moved, Name(within.contract), Calldata(within))
    prepare = Call(
        ACCOMPLICE,
        "prepare",
        arguments,
        OWNER,
        lambda model: model.lie_in_wait(Deed(deed), when_moved, within.predict),
    )
    return [prepare, without]


@action
def multicall(actor: str, parts: Sequence[Mapping[str, Any]], now: int) -> list[Call]:
    """Make several calls of the engine in one, of which all succeed or none; each part is ``{"rule", "arguments"}``."""
    calls = [_single(part, now) for part in parts]

    def predict(model: Exchange) -> None:
        for call in calls:
            call.predict(model)

    return [Call("engine", "multicall", ([Calldata(call) for call in calls],), actor, predict)]


def _single(step: Mapping[str, Any], now: int) -> Call:
    (call,) = calls_of(Step(step["rule"], step["arguments"]), now)
    return call
