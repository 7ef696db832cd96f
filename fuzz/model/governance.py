"""What the owner and the guardian may do."""

from __future__ import annotations

from dataclasses import replace

from fuzz.model.fees import FeeSplit
from fuzz.model.funding import Funding, FundingTerms
from fuzz.model.markets import Market, MarketState, Status, check_listable, check_rates
from fuzz.model.oracle import Feed, Guards
from fuzz.model.refusal import Refusal
from fuzz.model.system import System


class Governance(System):
    """Calls that only the owner, or the guardian, may make; the others get ``OwnableUnauthorizedAccount``."""

    def list_market(self, caller: str, market: Market, terms: FundingTerms | None = None) -> int:
        """List a market and return its id; refuses what is outside the bounds of listing."""
        self._only_owner(caller)
        terms = terms or FundingTerms()
        market_id = len(self.clearing.markets)
        check_listable(market, market_id)
        terms.check()
        self.clearing.markets[market_id] = market
        self.clearing.statuses[market_id] = Status()
        self.clearing.funding[market_id] = Funding(terms, since=self.now)
        return market_id

    def open_market(self, caller: str, market_id: int) -> None:
        """Open the book of a listed market; refuses ``UnknownMarket``, ``MarketAlreadyOpen``."""
        self._only_owner(caller)
        self.clearing.market(market_id)
        if market_id in self.book.open_markets:
            raise Refusal("MarketAlreadyOpen")
        self.book.open_markets.add(market_id)

    def configure_feed(self, caller: str, market_id: int, feed: Feed) -> None:
        """Set a market's sources and limits."""
        self._only_owner(caller)
        self.oracle.feeds[market_id] = feed

    def watch_sequencer(self, caller: str, feed: str | None, grace: int) -> None:
        """Ask an uptime feed before storing a price, or none; see :meth:`Oracle.watch_sequencer`."""
        self._only_owner(caller)
        self.oracle.watch_sequencer(feed, grace, self.now)

    def set_guards(self, caller: str, market_id: int, guards: Guards) -> None:
        """Set what a market's price is held to; refuses ``InvalidGuards``, ``UnknownMarket``."""
        self._only_owner(caller)
        self.oracle.set_guards(market_id, guards, self.now)

    def accept_price(self, caller: str, market_id: int, lowest: int, highest: int) -> int:
        """Store what the sources say within the owner's bounds, however far it jumps; see :meth:`Oracle.accept`.

        Refuses as :meth:`Oracle.require_sequencer` does, too.
        """
        self._only_owner(caller)
        self.oracle.require_sequencer(self.now)
        return self.oracle.accept(market_id, lowest, highest, self.now)

    def set_market_params(self, caller: str, market_id: int, market: Market) -> None:
        """Change a market's parameters; a cap below what is open only stops growth.

        Refuses ``UnknownMarket``, ``MarketIsSettling``, ``GeometryFixed`` and rates outside their bounds.
        """
        self._only_owner(caller)
        old = self.clearing.live_market(market_id)
        if (market.tick_size, market.lot_size) != (old.tick_size, old.lot_size):
            raise Refusal("GeometryFixed")
        check_rates(market)
        self.clearing.markets[market_id] = market

    def set_open_interest_cap(self, caller: str, market_id: int, cap: int) -> None:
        """Set the open interest cap, WAD base units, by :meth:`set_market_params`."""
        self._only_owner(caller)
        market = replace(self.clearing.live_market(market_id), open_interest_cap=cap)
        self.set_market_params(caller, market_id, market)

    def set_funding_terms(self, caller: str, market_id: int, terms: FundingTerms) -> None:
        """Change how funding is made; what has passed accrues under the old terms first.

        Refuses ``UnknownMarket``, ``MarketIsSettling``, ``StalePrice``, ``InvalidFundingParams``.
        """
        self._only_owner(caller)
        self.clearing.live_market(market_id)
        self.clearing.accrue(market_id, self.marks, self.now)
        terms.check()
        self.clearing.funding[market_id] = replace(self.clearing.funding[market_id], terms=terms)

    def set_market_state(self, caller: str, market_id: int, state: MarketState) -> None:
        """Set a market active or reduce-only, or start settling it at the oracle's last price, which is final.

        Funding runs up to that price's own time at most. Refuses ``UnknownMarket``, ``MarketIsSettling``, and
        ``InvalidMarketState`` where no price was ever stored.
        """
        self._only_owner(caller)
        self.clearing.live_market(market_id)
        price = 0
        if state is MarketState.SETTLING:
            feed, funding = self.oracle.feeds[market_id], self.clearing.funding[market_id]
            price = feed.price
            if price == 0:
                raise Refusal("InvalidMarketState")
            self.clearing.funding[market_id] = funding.accrued(funding.index_at(price, feed.updated_at), self.now)
        self.clearing.statuses[market_id] = Status(state, price)

    def set_fee_split(self, caller: str, split: FeeSplit) -> None:
        """Set how later fees are shared out; refuses ``InvalidFeeSplit``."""
        self._only_owner(caller)
        split.check()
        self.clearing.split = split

    def set_exposure_caps(self, caller: str, account_cap: int, backstop_cap: int) -> None:
        """Cap what an account, and the vault as liquidator, may hold over all markets, WAD dollars."""
        self._only_owner(caller)
        self.clearing.account_notional_cap, self.clearing.backstop_notional_cap = account_cap, backstop_cap

    def upgrade(self, caller: str) -> None:
        """Replace a contract's code by the same: nothing else changes."""
        self._only_owner(caller)

    def pause(self, caller: str) -> None:
        """Stop what grows risk; refuses ``NotGuardian``."""
        self._only_guardian(caller)
        self.clearing.paused = True

    def unpause(self, caller: str) -> None:
        """Let risk grow again; the owner alone, not the guardian."""
        self._only_owner(caller)
        self.clearing.paused = False
