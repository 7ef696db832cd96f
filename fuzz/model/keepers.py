"""What anybody may do for the system's sake: funding, liquidation, deficits, payments, prices."""

from __future__ import annotations

from collections.abc import Sequence

from fuzz.model import deficits, liquidation
from fuzz.model.deficits import Counterparty
from fuzz.model.fees import FeeSink
from fuzz.model.funding import MAX_IMPACT_ORDERS, impact_price, levels_read, premium
from fuzz.model.margin import total_notional
from fuzz.model.refusal import Refusal
from fuzz.model.system import System


class Keepers(System):
    """Calls open to all that keep the exchange going."""

    # Liquidation and deficits

    def liquidate(self, caller: str, account: str, market_id: int) -> None:
        """Take over a liquidatable account's position; see :func:`fuzz.model.liquidation.liquidate`."""
        liquidation.liquidate(self.clearing, caller, account, market_id, self.marks, self, self.now)

    def liquidate_to_vault(self, caller: str, account: str, market_id: int) -> None:
        """Have the vault take over, up to its cap: refuses ``ExposureCapExceeded`` besides what ``liquidate`` does.

        What shrinks the vault's exposure is never blocked.
        """
        del caller
        vault = self.addresses.vault
        before = total_notional(self.clearing.account(vault), self.marks)
        self.liquidate(vault, account, market_id)
        after = total_notional(self.clearing.account(vault), self.marks)
        if after > max(before, self.clearing.backstop_notional_cap):
            raise Refusal("ExposureCapExceeded")

    def liquidate_many(self, caller: str, targets: Sequence[tuple[str, int]]) -> int:
        """Liquidate one after the other, skipping who can't be; returns how many were."""
        done = 0
        for account, market_id in targets:
            before = self.copy()
            try:
                self.liquidate(caller, account, market_id)
                done += 1
            except Refusal as refusal:
                before.tape = self.tape
                self.__dict__.update(before.__dict__)
                self.tape.skipped.append((account, market_id, refusal.error))
        return done

    def flag_deficit(self, caller: str, account: str) -> None:
        """Open the deleveraging window; see :func:`fuzz.model.deficits.flag`."""
        del caller
        deficits.flag(self.clearing, account, self.marks, self, self.now)

    def deleverage(self, caller: str, account: str, market_id: int, others: Sequence[tuple[str, int]]) -> None:
        """Close a bankrupt position against others in profit; see :func:`fuzz.model.deficits.deleverage`."""
        del caller
        counterparties = [Counterparty(name, lots) for name, lots in others]
        deficits.deleverage(self.clearing, account, market_id, counterparties, self.marks, self, self.now)

    def settle_position(self, caller: str, account: str, market_id: int) -> None:
        """Close a position at the final price; see :func:`fuzz.model.deficits.settle_position`."""
        del caller
        deficits.settle_position(self.clearing, account, market_id, self.marks, self)

    # Funding

    def impact_price(self, market_id: int, is_buy: bool, notional: int) -> int:
        """Average price of selling ``notional`` dollars into the bids, or buying them from the asks; zero if thin."""
        return impact_price(self._levels(market_id, is_buy), notional, buying=not is_buy)

    def impact_changed_at(self, market_id: int, notional: int) -> int:
        """When a level behind the impact prices last changed, or any was last emptied; unix seconds, zero for never."""
        times = [self.book.emptied_at.get(market_id, 0)]
        for is_buy in (True, False):
            read = levels_read(self._levels(market_id, is_buy), notional)
            ticks = self.book.ticks(market_id, is_buy)[:read]
            times += [self.book.changed_at[(market_id, is_buy, tick)] for tick in ticks]
        return max(times)

    def _levels(self, market_id: int, is_buy: bool) -> list[tuple[int, int]]:
        """Price and size of each level, best first, as far as it counts: what has expired does not.

        Where any order of a level has an expiry, its orders are looked at one by one, the oldest first: so many of a
        side, and none behind them.
        """
        market = self.clearing.market(market_id)
        room = MAX_IMPACT_ORDERS
        found = []
        for tick in self.book.ticks(market_id, is_buy):
            queue = self.book.queue((market_id, is_buy, tick))
            if any(order.expiry for order in queue):
                queue = queue[:room]
                room -= len(queue)
            lots = sum(order.lots for order in queue if not order.expired(self.now))
            found.append((market.price(tick), market.size(lots)))
        return found

    def update_funding(self, caller: str, market_id: int) -> None:
        """Accrue, then sample the premium unless the depth behind it changed within this block.

        Refuses ``UnknownMarket``, ``MarketIsSettling``, ``StalePrice``.
        """
        del caller
        self.clearing.live_market(market_id)
        mark = self.marks[market_id].mark
        self.clearing.accrue(market_id, self.marks, self.now)
        funding = self.clearing.funding[market_id]
        notional = funding.terms.impact_notional
        if self.impact_changed_at(market_id, notional) == self.now:
            return
        bid, ask = (self.impact_price(market_id, is_buy, notional) for is_buy in (True, False))
        rate = funding.terms.rate(premium(bid, ask, mark))
        self.clearing.funding[market_id] = funding.sampled(rate, self.now)

    def settle_funding(self, caller: str, account: str, market_id: int) -> None:
        """Settle an account's funding into its quote; refuses ``UnknownMarket``, ``StalePrice``, ``NoPosition``."""
        del caller
        self.clearing.market(market_id)
        marks = self.marks
        if self.clearing.account(account).position(market_id).size == 0:
            marks[market_id]
            raise Refusal("NoPosition")
        if not self.clearing.statuses[market_id].settling:
            self.clearing.accrue(market_id, marks, self.now)
        self.clearing.touch(account, market_id, marks)

    def sweep_residual(self, caller: str, market_id: int) -> int:
        """Move what rounding left to insurance; see :meth:`ClearingHouse.sweep_residual`."""
        del caller
        return self.clearing.sweep_residual(market_id)

    # Payments and prices

    def pay_fees(self, caller: str, sink: FeeSink) -> int:
        """Pay a sink its whole USDC units, open to all; returns them."""
        del caller
        assets = self.clearing.pay_fees(sink)
        receiver = {
            FeeSink.VAULT: self.addresses.vault,
            FeeSink.INSURANCE: self.addresses.insurance,
            FeeSink.TREASURY: self.addresses.treasury,
        }[sink]
        if assets == 0:
            return 0
        # Booked before they are sent: whoever looks on the way finds no fees that nobody counts.
        if sink is FeeSink.TREASURY:
            self.send(self.addresses.engine, receiver, assets)
            return assets
        (self.vault if sink is FeeSink.VAULT else self.insurance).receive_fees(assets)
        self.hand_over(self.addresses.engine, receiver, assets)
        return assets

    def update_price(self, caller: str, market_id: int) -> int:
        """Store a new mark, open to all.

        Refuses ``SequencerDown``, ``GracePeriodNotOver``, ``UnknownMarket``, ``TooFewSources``.
        """
        del caller
        self.oracle.require_sequencer(self.now)
        return self.oracle.update(market_id, self.now)

    def update_prices(self, caller: str, market_ids: Sequence[int]) -> list[bool]:
        """Update each market that can be, open to all; returns which now have a new price.

        Refuses ``SequencerDown``, ``GracePeriodNotOver``.
        """
        del caller
        self.oracle.require_sequencer(self.now)
        return [self._updated(market_id) for market_id in market_ids]

    def _updated(self, market_id: int) -> bool:
        try:
            self.oracle.update(market_id, self.now)
        except Refusal:
            return False
        return self.oracle.feeds[market_id].pending is None
