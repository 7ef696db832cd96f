"""What markets are valued at, now."""

from __future__ import annotations

from dataclasses import dataclass

from fuzz.model.clearing import ClearingHouse
from fuzz.model.margin import Valuation
from fuzz.model.oracle import Oracle


@dataclass(frozen=True, slots=True)
class ValuationsAt:
    """Oracle prices and funding as of ``now``; a stale price refuses when it is asked for.

    A settling market stands still at its final price.
    """

    clearing: ClearingHouse
    oracle: Oracle
    now: int

    def __getitem__(self, market_id: int, /) -> Valuation:
        status, funding = self.clearing.statuses[market_id], self.clearing.funding[market_id]
        if status.settling:
            return Valuation(status.settlement_price, funding.index)
        mark = self.oracle.price(market_id, self.now)
        return Valuation(mark, funding.index_at(mark, self.now))
