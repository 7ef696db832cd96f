"""Waiting stops: what they are and which of them are due."""

from __future__ import annotations

from dataclasses import dataclass, field

from fuzz.model.orders import Request, TimeInForce

MAX_STOPS_PER_ACCOUNT = 64
MAX_SUBMITTED_FILLS = 8
"""Resting orders that what fires may pass."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A waiting order: fires at a mark at or above the trigger, or at or below it.

    What fires is a market order with a slippage limit, or a limit order that may rest.
    """

    owner: str
    market_id: int
    is_buy: bool
    above: bool
    trigger_tick: int
    limit_tick: int
    lots: int
    market: bool = False
    reduce_only: bool = False
    client_id: int = 0

    def due(self, price: int, mark: int) -> bool:
        """Whether a mark is at or beyond the trigger, which stands at ``price``; both WAD dollars."""
        return mark >= price if self.above else mark <= price

    def order(self) -> Request:
        """Return the order that it becomes."""
        return Request(
            owner=self.owner,
            market_id=self.market_id,
            is_buy=self.is_buy,
            tick=self.limit_tick,
            lots=self.lots,
            time_in_force=TimeInForce.MARKET if self.market else TimeInForce.GOOD_TILL_CANCELLED,
            reduce_only=self.reduce_only,
            max_fills=MAX_SUBMITTED_FILLS,
            client_id=self.client_id,
        )


@dataclass(slots=True)
class Stops:
    """All waiting stops by id; ids count up from one over all markets."""

    waiting: dict[int, Stop] = field(default_factory=dict)
    next_id: int = 1

    def copy(self) -> Stops:
        """Return an independent copy."""
        return Stops(dict(self.waiting), self.next_id)

    def count(self, owner: str) -> int:
        """Return how many an account has waiting."""
        return sum(stop.owner == owner for stop in self.waiting.values())
