"""The clearing house: accounts, fills, fees, liquidation and deficits.

Every method checks and changes accounts only; tokens move in :mod:`fuzz.model.exchange`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum

from fuzz.model.fees import FeeSink, FeeSplit, SinkLedger, liquidation_fee, rate_fee
from fuzz.model.margin import (
    Account,
    Marks,
    Standing,
    equity,
    initial_margin,
    maintenance_margin,
    passes_margin_rule,
    standing,
    worst_size,
)
from fuzz.model.markets import MAX_LOTS, Market
from fuzz.model.positions import trade
from fuzz.model.refusal import Refusal
from fuzz.model.units import WAD, floor_div


class FillOutcome(IntEnum):
    """What became of a proposed fill; the numbers are the contracts'."""

    FILLED = 0
    MAKER_MARGIN = 1
    OPEN_INTEREST_CAP = 2


@dataclass(frozen=True, slots=True)
class Fill:
    """A proposed trade of ``lots`` at ``tick`` between a taker and the owner of a resting order."""

    taker: str
    maker: str
    taker_buys: bool
    tick: int
    lots: int


def _no_ledgers() -> dict[FeeSink, SinkLedger]:
    return {sink: SinkLedger() for sink in FeeSink}


@dataclass(slots=True)
class ClearingHouse:
    """All accounts and what is owed to whom; values in WAD dollars."""

    split: FeeSplit
    markets: dict[int, Market] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    ledgers: dict[FeeSink, SinkLedger] = field(default_factory=_no_ledgers)
    bad_debt: int = 0

    def copy(self) -> ClearingHouse:
        """Return an independent copy."""
        return ClearingHouse(self.split, dict(self.markets), dict(self.accounts), dict(self.ledgers), self.bad_debt)

    def account(self, owner: str) -> Account:
        """Return an account, empty where it was never used."""
        return self.accounts.get(owner, Account())

    def market(self, market_id: int) -> Market:
        """Return a listed market; refuses ``UnknownMarket``."""
        if market_id not in self.markets:
            raise Refusal("UnknownMarket")
        return self.markets[market_id]

    def open_interest(self, market_id: int) -> tuple[int, int]:
        """Long and short open interest, WAD base units: the sums over accounts."""
        sizes = [account.position(market_id).size for account in self.accounts.values()]
        return sum(max(size, 0) for size in sizes), sum(max(-size, 0) for size in sizes)

    def held(self) -> int:
        """Return what the engine must hold: Σ collateral + ΣΣ quote + Σ fees accrued less bad debt, WAD dollars."""
        collateral = sum(account.collateral for account in self.accounts.values())
        quote = sum(p.quote for account in self.accounts.values() for p in account.positions.values())
        accrued = sum(ledger.accrued for ledger in self.ledgers.values())
        return collateral + quote + accrued - self.bad_debt

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
        """Make one fill, fees included, or leave everything as it was and say why.

        The cap comes before the maker's margin: where both forbid the fill, the maker's order stays. A maker whose
        margin can't be told, because a mark it needs is stale, can't take the fill either; it never stops the taker.
        """
        market = self.market(market_id)
        saved = dict(self.accounts)
        interest_before, _ = self.open_interest(market_id)
        self._trade(market_id, fill.maker, not fill.taker_buys, fill, market.maker_fee_ppm)
        self._trade(market_id, fill.taker, fill.taker_buys, fill, market.taker_fee_ppm)
        interest, _ = self.open_interest(market_id)
        outcome = FillOutcome.FILLED
        if interest > max(interest_before, market.open_interest_cap):
            outcome = FillOutcome.OPEN_INTEREST_CAP
        elif not self._maker_passes(market_id, fill.maker, saved[fill.maker], marks):
            outcome = FillOutcome.MAKER_MARGIN
        if outcome is not FillOutcome.FILLED:
            self.accounts = saved
            return outcome
        notional = market.notional(fill.tick, fill.lots)
        self._charge(rate_fee(notional, market.taker_fee_ppm) + rate_fee(notional, market.maker_fee_ppm))
        return outcome

    def _trade(self, market_id: int, owner: str, is_buy: bool, fill: Fill, fee_ppm: int) -> None:
        market, account = self.market(market_id), self.account(owner)
        notional, sign = market.notional(fill.tick, fill.lots), 1 if is_buy else -1
        position = account.position(market_id)
        if owner == fill.maker:
            position = position.reserve(is_buy, -fill.lots)
        position, realised = trade(position, sign * market.size(fill.lots), -sign * notional)
        account = account.with_position(market_id, position)
        self.accounts[owner] = account.credit(realised - rate_fee(notional, fee_ppm))

    def _maker_passes(self, market_id: int, maker: str, before: Account, marks: Marks) -> bool:
        try:
            stood = standing(before, market_id, self.markets, marks)
            return passes_margin_rule(self.account(maker), market_id, stood, self.markets, marks)
        except Refusal:
            return False

    def _charge(self, fee: int) -> None:
        for sink, part in self.split.parts(fee).items():
            self.ledgers[sink] = self.ledgers[sink].charge(part)

    def check_taker(self, taker: str, market_id: int, before: Standing, rested: bool, marks: Marks) -> None:
        """Refuse ``InsufficientMargin``: the taker's one check, after all its fills and its resting rest.

        A rest that leaves the worst side larger than before the call is risk taken on: it needs the initial margin.
        """
        account = self.account(taker)
        if equity(account, marks) >= initial_margin(account, self.markets, marks):
            return
        grew = rested and worst_size(account.position(market_id), self.market(market_id)) > before.worst
        if grew or not passes_margin_rule(account, market_id, before, self.markets, marks):
            raise Refusal("InsufficientMargin")

    def liquidate(self, liquidator: str, owner: str, market_id: int, marks: Marks) -> int:
        """Hand the whole position over at mark; returns the deficit left, WAD dollars, its collateral set to zero.

        Refuses ``SelfLiquidation``, ``UnknownMarket``, ``NotLiquidatable``, ``NoPosition``, and ``InsufficientMargin``
        where the liquidator ends below its own initial margin.
        """
        if liquidator == owner:
            raise Refusal("SelfLiquidation")
        market, account = self.market(market_id), self.account(owner)
        if equity(account, marks) >= maintenance_margin(account, self.markets, marks):
            raise Refusal("NotLiquidatable")
        mark, position = marks[market_id], account.position(market_id)
        if position.size == 0:
            raise Refusal("NoPosition")
        proceeds = floor_div(position.size * mark, WAD)
        closed = replace(position, size=0, quote=0)
        account = account.with_position(market_id, closed).credit(position.quote + proceeds)
        fee = liquidation_fee(position.size, mark, market.liquidation_fee_ppm, equity(account, marks))
        reward = floor_div(fee, 2)
        account = account.credit(-fee)
        self._charge_insurance(fee - reward)
        deficit = max(0, -account.collateral) if not account.held_markets else 0
        self.accounts[owner] = account.credit(deficit)

        taker = self.account(liquidator)
        taken, realised = trade(taker.position(market_id), position.size, -proceeds)
        taker = taker.with_position(market_id, taken).credit(realised + reward)
        if equity(taker, marks) < initial_margin(taker, self.markets, marks):
            raise Refusal("InsufficientMargin")
        self.accounts[liquidator] = taker
        return deficit

    def settle_deficit(self, deficit: int, covered: int) -> None:
        """Book what insurance paid for a deficit: the surplus accrues to insurance, the shortfall is bad debt."""
        self._charge_insurance(max(0, covered - deficit))
        self.bad_debt += max(0, deficit - covered)

    def _charge_insurance(self, value: int) -> None:
        self.ledgers[FeeSink.INSURANCE] = self.ledgers[FeeSink.INSURANCE].charge(value)

    def pay_fees(self, sink: FeeSink) -> int:
        """Take what a sink can be paid out of the ledger; insurance repays bad debt first. Returns USDC units."""
        ledger = self.ledgers[sink]
        if sink is FeeSink.INSURANCE:
            ledger, repaid = ledger.repay(self.bad_debt)
            self.bad_debt -= repaid
        ledger, assets = ledger.pay()
        self.ledgers[sink] = ledger
        return assets
