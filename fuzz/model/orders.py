"""What an order asks for: how long it lives, what it may meet, what becomes of its rest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from fuzz.model.refusal import Refusal
from fuzz.model.units import PPM, WAD

MAX_TICK = 2**24 - 1
MAX_ORDER_LOTS = 2**60 - 1
MAX_EXPIRY = 2**32 - 1
MAX_FILLS = 64
MAX_MIN_LOTS = 10**6
MAX_MIN_NOTIONAL = 10_000 * WAD
MIN_BAND_PPM = 10_000


class TimeInForce(IntEnum):
    """How long an order lives; the numbers are the contracts'."""

    GOOD_TILL_CANCELLED = 0
    GOOD_TILL_TIME = 1
    IMMEDIATE_OR_CANCEL = 2
    FILL_OR_KILL = 3
    MARKET = 4


MAY_REST = (TimeInForce.GOOD_TILL_CANCELLED, TimeInForce.GOOD_TILL_TIME)


class SelfTrade(IntEnum):
    """What happens when an account's order would meet an older one of its own."""

    CANCEL_OLDER = 0
    CANCEL_NEWER = 1
    CANCEL_BOTH = 2


@dataclass(frozen=True, slots=True)
class BookConfig:
    """A market's limits on orders: lots, WAD dollars at the limit, distance from the mark in ppm (zero: no band)."""

    min_lots: int = 1
    min_notional: int = 0
    band_ppm: int = 0

    def check(self) -> None:
        """Refuse ``InvalidBookConfig`` outside the bounds."""
        sound = (
            1 <= self.min_lots <= MAX_MIN_LOTS
            and self.min_notional <= MAX_MIN_NOTIONAL
            and (self.band_ppm == 0 or MIN_BAND_PPM <= self.band_ppm <= PPM)
        )
        if not sound:
            raise Refusal("InvalidBookConfig")


@dataclass(frozen=True, slots=True)
class Request:
    """An order as it arrives; ``tick`` is the limit, of a market order the slippage limit."""

    owner: str
    market_id: int
    is_buy: bool
    tick: int
    lots: int
    time_in_force: TimeInForce = TimeInForce.GOOD_TILL_CANCELLED
    self_trade: SelfTrade = SelfTrade.CANCEL_OLDER
    post_only: bool = False
    reduce_only: bool = False
    expiry: int = 0
    max_fills: int = 0
    client_id: int = 0

    @property
    def may_rest(self) -> bool:
        """Whether what does not fill at once stays in the book."""
        return self.time_in_force in MAY_REST

    @property
    def bound(self) -> int:
        """The most resting orders this one may pass."""
        return self.max_fills if 0 < self.max_fills <= MAX_FILLS else MAX_FILLS

    def check_shape(self, now: int) -> None:
        """Refuse ``ZeroLots``, ``TooManyLots``, ``InvalidTick``, ``InvalidExpiry``, ``InvalidTerms``, in this order."""
        if self.lots == 0:
            raise Refusal("ZeroLots")
        if self.lots > MAX_ORDER_LOTS:
            raise Refusal("TooManyLots")
        if not 0 < self.tick <= MAX_TICK:
            raise Refusal("InvalidTick")
        if self.time_in_force is TimeInForce.GOOD_TILL_TIME:
            if not now < self.expiry <= MAX_EXPIRY:
                raise Refusal("InvalidExpiry")
        elif self.expiry != 0:
            raise Refusal("InvalidExpiry")
        if self.post_only and not self.may_rest:
            raise Refusal("InvalidTerms")


class Execution(NamedTuple):
    """What an order did: the id of its resting rest (zero for none), lots filled at once, orders it filled with.

    ``tick_lots`` is the sum of tick times lots over the fills.
    """

    order_id: int
    filled_lots: int
    fills: int = 0
    tick_lots: int = 0


class Placement(NamedTuple):
    """What placing answers: the id of the resting rest (zero for none) and the lots filled at once."""

    order_id: int
    filled_lots: int
