"""The clearing house: accounts, fills, fees, funding and the taker's check.

Every method checks and changes accounts only; tokens move in :mod:`fuzz.model.exchange`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum

from fuzz.model.fees import FeeSink, FeeSplit, SinkLedger, rate_fee
from fuzz.model.funding import Funding
from fuzz.model.margin import (
    Account,
    Marks,
    Standing,
    equity,
    initial_margin,
    notional,
    passes_margin_rule,
    standing,
    total_notional,
    worst_size,
)
from fuzz.model.markets import MAX_LOTS, UNCAPPED, Market, MarketState, Status
from fuzz.model.positions import only_reduced, trade
from fuzz.model.refusal import Refusal
from fuzz.model.units import PPM, ceil_div


class FillOutcome(IntEnum):
    """What became of a proposed fill; the numbers are the contracts'."""

    FILLED = 0
    MAKER_MARGIN = 1
    MAKER_CAP = 2
    MAKER_REDUCE_ONLY = 3
    OPEN_INTEREST_CAP = 4


@dataclass(frozen=True, slots=True)
class Fill:
    """A proposed trade of ``lots`` at ``tick`` between a taker and the owner of a resting order.

    ``maker_reduces_only`` says that by this fill the maker may not grow.
    """

    taker: str
    maker: str
    taker_buys: bool
    tick: int
    lots: int
    maker_reduces_only: bool = False


def _no_ledgers() -> dict[FeeSink, SinkLedger]:
    return {sink: SinkLedger() for sink in FeeSink}


@dataclass(slots=True)
class ClearingHouse:
    """All accounts and what is owed to whom; values and caps in WAD dollars, ``flagged`` deficits in unix seconds."""

    split: FeeSplit
    markets: dict[int, Market] = field(default_factory=dict)
    statuses: dict[int, Status] = field(default_factory=dict)
    funding: dict[int, Funding] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    ledgers: dict[FeeSink, SinkLedger] = field(default_factory=_no_ledgers)
    flagged: dict[str, int] = field(default_factory=dict)
    bad_debt: int = 0
    account_notional_cap: int = UNCAPPED
    backstop_notional_cap: int = 0
    paused: bool = False

    def copy(self) -> ClearingHouse:
        """Return an independent copy."""
        return replace(
            self,
            markets=dict(self.markets),
            statuses=dict(self.statuses),
            funding=dict(self.funding),
            accounts=dict(self.accounts),
            ledgers=dict(self.ledgers),
            flagged=dict(self.flagged),
        )

    def account(self, owner: str) -> Account:
        """Return an account, empty where it was never used."""
        return self.accounts.get(owner, Account())

    def market(self, market_id: int) -> Market:
        """Return a listed market; refuses ``UnknownMarket``."""
        if market_id not in self.markets:
            raise Refusal("UnknownMarket")
        return self.markets[market_id]

    def live_market(self, market_id: int) -> Market:
        """Return a market that is not settling; refuses ``UnknownMarket``, ``MarketIsSettling``."""
        market = self.market(market_id)
        if self.statuses[market_id].settling:
            raise Refusal("MarketIsSettling")
        return market

    def open_interest(self, market_id: int) -> tuple[int, int]:
        """Long and short open interest, WAD base units: the sums over accounts."""
        sizes = [account.position(market_id).size for account in self.accounts.values()]
        return sum(max(size, 0) for size in sizes), sum(max(-size, 0) for size in sizes)

    def held(self) -> int:
        """Return what the engine must hold, WAD dollars.

        Σ collateral + ΣΣ quote + Σ fees accrued + Σ funding residual less bad debt.
        """
        collateral = sum(account.collateral for account in self.accounts.values())
        quote = sum(p.quote for account in self.accounts.values() for p in account.positions.values())
        accrued = sum(ledger.accrued for ledger in self.ledgers.values())
        residual = sum(funding.residual for funding in self.funding.values())
        return collateral + quote + accrued + residual - self.bad_debt

    # Funding

    def accrue(self, market_id: int, marks: Marks, now: int) -> None:
        """Bring a live market's funding index to ``now``; refuses ``StalePrice``."""
        self.funding[market_id] = self.funding[market_id].accrued(marks[market_id].index, now)

    def touch(self, owner: str, market_id: int, marks: Marks) -> Account:
        """Settle an account's funding in a market into its quote, the rounding into the residual; returns it."""
        account = self.account(owner)
        position, paid = account.position(market_id).settled(marks[market_id].index)
        self.funding[market_id] = self.funding[market_id].keep(paid)
        self.accounts[owner] = account.with_position(market_id, position)
        return self.accounts[owner]

    def sweep_residual(self, market_id: int) -> int:
        """Move what rounding left to insurance, once nobody holds a position; returns it, WAD dollars.

        Refuses ``UnknownMarket``, ``OpenInterestRemains``.
        """
        self.market(market_id)
        if any(self.open_interest(market_id)):
            raise Refusal("OpenInterestRemains")
        amount = self.funding[market_id].residual
        assert amount >= 0, "payers round up and receivers down"
        self.funding[market_id] = self.funding[market_id].keep(-amount)
        self.charge_insurance(amount)
        return amount

    # Fills

    def reduces_only(self, market_id: int) -> bool:
        """Whether fills and orders may only reduce: the market says so, or everything is paused."""
        return self.paused or self.statuses[market_id].state is MarketState.REDUCE_ONLY

    def standing(self, owner: str, market_id: int, marks: Marks) -> Standing:
        """Return an account's standing before a fill."""
        return standing(self.account(owner), market_id, self.markets, marks)

    def reserve(self, owner: str, market_id: int, is_buy: bool, lots: int) -> None:
        """Reserve (release, where negative) open-order lots; refuses ``Panic`` for more than can be counted."""
        account = self.account(owner)
        position = account.position(market_id).reserve(is_buy, lots)
        if max(position.bid_lots, position.ask_lots) > MAX_LOTS:
            raise Refusal("Panic")
        self.accounts[owner] = account.with_position(market_id, position)

    def fill(self, market_id: int, fill: Fill, marks: Marks) -> FillOutcome:
        """Make one fill, fees included, or leave everything as it was and say why."""
        market = self.market(market_id)
        accounts, funding = dict(self.accounts), self.funding[market_id]
        interest_before, _ = self.open_interest(market_id)
        value = market.notional(fill.tick, fill.lots)
        maker_fee, taker_fee = rate_fee(value, market.maker_fee_ppm), rate_fee(value, market.taker_fee_ppm)
        self.reserve(fill.maker, market_id, not fill.taker_buys, -fill.lots)
        self._trade(market_id, fill.maker, not fill.taker_buys, fill, maker_fee, marks)
        self._trade(market_id, fill.taker, fill.taker_buys, fill, taker_fee, marks)
        interest, _ = self.open_interest(market_id)
        if interest > max(interest_before, market.open_interest_cap):
            # Where both forbid the fill, the cap comes before the maker's faults: its order stays.
            outcome = FillOutcome.OPEN_INTEREST_CAP
        else:
            outcome = self._judge_maker(market_id, fill.maker, accounts[fill.maker], fill.maker_reduces_only, marks)
        if outcome is not FillOutcome.FILLED:
            self.accounts, self.funding[market_id] = accounts, funding
            return outcome
        self._charge(taker_fee + maker_fee)
        return outcome

    def cross(
        self, market_id: int, pair: Fill, marks: Marks, now: int, vault: str | None = None
    ) -> tuple[FillOutcome, str]:
        """Have two waiting orders fill each other, each for half of both fees, rounded up, or leave all as it was.

        The ``vault`` has no order waiting, and nothing reserved.

        What is left as it was includes the market's funding. Returns what became of it and whose order is at fault;
        both are judged as makers are.
        """
        market = self.market(market_id)
        accounts, funding = dict(self.accounts), self.funding[market_id]
        self.accrue(market_id, marks, now)
        interest_before, _ = self.open_interest(market_id)
        rates = market.taker_fee_ppm + market.maker_fee_ppm
        fee = ceil_div(market.notional(pair.tick, pair.lots) * rates, 2 * PPM)
        sides = (pair.taker, pair.taker_buys), (pair.maker, not pair.taker_buys)
        for owner, is_buy in sides:
            if owner != vault:
                self.reserve(owner, market_id, is_buy, -pair.lots)
            self._trade(market_id, owner, is_buy, pair, fee, marks)
        interest, _ = self.open_interest(market_id)
        outcome, at_fault = FillOutcome.FILLED, pair.taker
        if interest > max(interest_before, market.open_interest_cap):
            outcome = FillOutcome.OPEN_INTEREST_CAP
        for owner, _ in sides:
            if outcome is FillOutcome.FILLED:
                at_fault = owner
                outcome = self._judge_maker(market_id, owner, accounts.get(owner, Account()), False, marks)
        if outcome is FillOutcome.FILLED:
            self._charge(2 * fee)
        else:
            self.accounts, self.funding[market_id] = accounts, funding
        return outcome, at_fault

    def _trade(self, market_id: int, owner: str, is_buy: bool, fill: Fill, fee: int, marks: Marks) -> None:
        market, account = self.market(market_id), self.touch(owner, market_id, marks)
        value, sign = market.notional(fill.tick, fill.lots), 1 if is_buy else -1
        index = marks[market_id].index
        position, realised = trade(account.position(market_id), sign * market.size(fill.lots), -sign * value, index)
        self.accounts[owner] = account.with_position(market_id, position).credit(realised - fee)

    def _judge_maker(
        self, market_id: int, maker: str, before: Account, reduces_only: bool, marks: Marks
    ) -> FillOutcome:
        """Say whether a maker may stand as it does after a fill; it never stops the taker.

        One whose margin can't be told, because a mark it needs is stale, can't take the fill.
        """
        account = self.account(maker)
        try:
            for other in before.active_markets:
                marks[other]
        except Refusal:
            return FillOutcome.MAKER_MARGIN
        stood = standing(before, market_id, self.markets, marks)
        grew = not only_reduced(stood.size, account.position(market_id).size)
        if grew and (reduces_only or self.reduces_only(market_id)):
            return FillOutcome.MAKER_REDUCE_ONLY
        if grew and self._exceeds_cap(account, market_id, marks):
            return FillOutcome.MAKER_CAP
        if not passes_margin_rule(account, market_id, stood, self.markets, marks):
            return FillOutcome.MAKER_MARGIN
        return FillOutcome.FILLED

    def _exceeds_cap(self, account: Account, market_id: int, marks: Marks) -> bool:
        here = notional(account.position(market_id), marks[market_id])
        cap = self.market(market_id).account_notional_cap
        return here > cap or total_notional(account, marks) > self.account_notional_cap

    def check_taker(self, taker: str, market_id: int, before: Standing, rested: bool, marks: Marks) -> None:
        """Judge the taker once, after all its fills and its resting rest.

        Refuses ``OnlyReducing``, ``StalePrice``, ``ExposureCapExceeded``, ``InsufficientMargin``. A rest that leaves
        the worst side larger than before the call is risk taken on: it needs the initial margin. Caps bind fills.
        """
        account = self.account(taker)
        rests_more = rested and worst_size(account.position(market_id), self.market(market_id)) > before.worst
        grew = not only_reduced(before.size, account.position(market_id).size)
        if self.reduces_only(market_id) and (rests_more or grew):
            raise Refusal("OnlyReducing")
        covered = equity(account, marks) >= initial_margin(account, self.markets, marks)
        if grew and self._exceeds_cap(account, market_id, marks):
            raise Refusal("ExposureCapExceeded")
        if covered:
            return
        if rests_more or not passes_margin_rule(account, market_id, before, self.markets, marks):
            raise Refusal("InsufficientMargin")

    # Fees

    def _charge(self, fee: int) -> None:
        for sink, part in self.split.parts(fee).items():
            self.ledgers[sink] = self.ledgers[sink].charge(part)

    def charge_insurance(self, value: int) -> None:
        """Book ``value`` WAD dollars to insurance alone."""
        self.ledgers[FeeSink.INSURANCE] = self.ledgers[FeeSink.INSURANCE].charge(value)

    def pay_fees(self, sink: FeeSink) -> int:
        """Take what a sink can be paid out of the ledger; insurance repays bad debt first. Returns USDC units."""
        if sink is FeeSink.INSURANCE:
            self.repay_bad_debt()
        self.ledgers[sink], assets = self.ledgers[sink].pay()
        return assets

    def repay_bad_debt(self) -> None:
        """Have what insurance has accrued repay bad debt."""
        self.ledgers[FeeSink.INSURANCE], repaid = self.ledgers[FeeSink.INSURANCE].repay(self.bad_debt)
        self.bad_debt -= repaid
