"""What a check looks at: one step as the chain saw it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fuzz.chain import Event
from fuzz.machines.calls import PLACES, Call, Step
from fuzz.machines.scenario import ACCOUNTS, LISTINGS
from fuzz.machines.state import AccountState, SystemState
from fuzz.model.book import market_of


@dataclass(frozen=True, slots=True)
class Done:
    """One call of a step: what it was and, unless it reverted, the events it made; ``whole`` unless it left a rest."""

    call: Call
    ok: bool
    events: Sequence[Event]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Transition:
    """A step as the chain saw it. ``donated`` and ``repaid`` count USDC units and WAD dollars since the start.

    ``aged`` are the accounts before it, their equity and maintenance margin as time and funding alone left them.
    ``kept`` are the USDC units that the token's issuer keeps of a transfer, at most.
    ``accounts`` and ``markets`` say whose state was read afterwards; what nobody touched is carried over, and of that
    only what time does not change can be judged.
    """

    step: Step
    done: Sequence[Done]
    before: SystemState
    after: SystemState
    aged: Mapping[str, AccountState]
    names: Mapping[str, str]
    donated: int
    repaid: int
    virtual_shares: int
    kept: int = 0
    accounts: Collection[str] = ACCOUNTS
    markets: Collection[int] = range(len(LISTINGS))

    def events(self, name: str) -> list[Any]:
        """Return the arguments of all events of a name."""
        return [event.args for done in self.done for event in done.events if event.name == name]

    def name(self, address: str) -> str:
        """Return who an address in an event is."""
        return self.names.get(address, address)

    @property
    def rules(self) -> frozenset[str]:
        """What was done: the step's rule, or those of a payment and of what intruded on it."""
        if self.step.rule != "conspire":
            return frozenset((self.step.rule,))
        return frozenset(self.step.arguments[part]["rule"] for part in ("inner", "outer"))

    @property
    def placed(self) -> tuple[str, int] | None:
        """Whose order was placed and in which market; None where the step placed no single order, or it was refused."""
        if self.step.rule not in PLACES or not all(done.ok for done in self.done):
            return None
        arguments = self.step.arguments
        if self.step.rule in ("amend", "amend_for"):
            return self.before.orders()[arguments["order"]].owner, market_of(arguments["order"])
        return arguments.get("owner", arguments["actor"]), arguments["market"]

    @property
    def moved_prices(self) -> bool:
        """Whether prices may have changed, or time alone passed."""
        return not self.rules.isdisjoint(("move_price", "update_price", "update_prices", "accept_price", "wait"))


Check = Callable[[Transition], Iterator[str]]


def headroom(account: AccountState) -> int | None:
    """Return equity less maintenance margin, WAD dollars; None where a mark is stale."""
    if isinstance(account.equity, str) or isinstance(account.maintenance_margin, str):
        return None
    return account.equity - account.maintenance_margin
