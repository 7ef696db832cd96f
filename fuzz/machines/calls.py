"""What a step is made of: calls with the model's prediction beside them, and the registry of all actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fuzz.model.auctions import Told
from fuzz.model.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Name:
    """An argument that stands for an address."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """One transaction: what is called, and ``predict``, which does the same to the model or raises its refusal.

    ``at_once`` has it mined at the time of the call before. Of calls ``in_parts`` each goes on with what the one before
    left, until one answers true: what is predicted is what all of them do together. Where
    there is ``follow`` the call is made first, and the model goes as far as it came. One that is ``relayed`` is made by
    the accomplice with so much gas and no more, which may be too little to do anything, but never to do it otherwise.
    """

    contract: str
    function: str
    arguments: tuple[Any, ...]
    sender: str
    predict: Callable[[Exchange], object]
    at_once: bool = False
    in_parts: bool = False
    follow: Callable[[Exchange, Told], object] | None = None
    relayed: bool = False


@dataclass(frozen=True, slots=True)
class Calldata:
    """An argument that stands for a call's encoding, to be made by somebody else."""

    call: Call


@dataclass(frozen=True, slots=True)
class Step:
    """A rule with the arguments it was made with."""

    rule: str
    arguments: Mapping[str, Any]


PLACES = ("place", "order", "amend", "amend_for", "signed_order")
"""Rules by which one account places one order."""
EXECUTES = ("execute_auction", "execute_in_parts", "execute_by_gas", "execute_part")
"""Rules by which auctions are executed."""
FILLS = (*PLACES, "requote", "requote_for", "trigger_stops", *EXECUTES)
"""Rules by which orders are filled."""
CANCELS = ("cancel", "cancel_for", "cancel_many", "cancel_all", "cancel_all_for")
"""Rules by which orders are cancelled."""

TIMED = (
    "move_price",
    "set_operator",
    "order",
    "quote_order",
    "requote",
    "requote_for",
    "signed_order",
    "signed_auction_order",
    "signed_stop",
    "deposit_with_permit",
    "multicall",
    "report_uptime",
    "conspire",
)
"""Rules whose arguments count seconds from when they are made."""

Action = Callable[..., list[Call]]
ACTIONS: dict[str, Action] = {}


def action(function: Action) -> Action:
    """Make a function known as the rule of its name."""
    ACTIONS[function.__name__] = function
    return function


def calls_of(step: Step, now: int) -> list[Call]:
    """Return a step's calls, the first of which will be mined at ``now`` and the rest one second apart.

    Raises KeyError for a rule that does not exist and TypeError for wrong arguments.
    """
    arguments = dict(step.arguments)
    if step.rule in TIMED:
        arguments["now"] = now
    return ACTIONS[step.rule](**arguments)
