"""Forged transitions: states changed by hand, events nobody made, and which checks fire on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from fuzz.chain import Event
from fuzz.machines.actions import Call, Step
from fuzz.machines.properties import CHECKS, Done, Transition
from fuzz.machines.session import Session
from fuzz.machines.state import SystemState
from fuzz.model.units import WAD

MARK = 2000 * WAD
"""Of the first market at the start."""

ChangeState = Callable[[SystemState], SystemState]


def account(name: str, **changes: Any) -> ChangeState:
    return lambda s: replace(s, accounts={**s.accounts, name: replace(s.accounts[name], **changes)})


def position(name: str, **changes: Any) -> ChangeState:
    def change(s: SystemState) -> SystemState:
        eth, *others = s.accounts[name].positions
        return account(name, positions=(replace(eth, **changes), *others))(s)

    return change


def market(**changes: Any) -> ChangeState:
    return lambda s: replace(s, markets=(replace(s.markets[0], **changes), *s.markets[1:]))


def bid(**changes: Any) -> ChangeState:
    return lambda s: market(bids=(replace(s.markets[0].bids[0], **changes),))(s)


def sinks(**changes: Any) -> ChangeState:
    return lambda s: replace(s, sinks=(replace(s.sinks[0], **changes), *s.sinks[1:]))


def fields(**changes: Any) -> ChangeState:
    return lambda s: replace(s, **changes)


def holdings(name: str, by: int) -> ChangeState:
    return lambda s: replace(s, holdings={**s.holdings, name: s.holdings[name] + by})


def same(s: SystemState) -> SystemState:
    return s


class Liquidated(NamedTuple):
    account: str
    fee: int
    bounty: int
    size: int = 0
    mark: int = MARK
    liquidator: str = "alice"
    marketId: int = 0  # noqa: N815 - the event's own name


def liquidated(account: str, fee: int, **changes: Any) -> Event:
    return Event("engine", "Liquidated", Liquidated(account, fee, fee // 2)._replace(**changes))


def broken_by(
    session: Session, step: Step, after: ChangeState, before: ChangeState = same, events: tuple[Event, ...] = ()
) -> set[str]:
    """Ids of the checks that fire on a forged transition."""
    call = Call("engine", "forged", (), "alice", lambda _: None)
    transition = Transition(
        step=step,
        done=[Done(call, True, events)],
        before=before(session.state),
        after=after(session.state),
        aged=before(session.state).accounts,
        names={},
        donated=0,
        repaid=0,
        virtual_shares=10**6,
    )
    return {property_id for property_id, check in CHECKS for _ in check(transition)}
