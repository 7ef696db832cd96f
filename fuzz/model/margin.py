"""Equity, margins and the margin rule.

All sums run over the markets an account is active in; marks are the oracle's prices, WAD dollars per whole base unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from fuzz.model.markets import Market
from fuzz.model.positions import Position, only_reduced
from fuzz.model.units import PPM, WAD, ceil_div, floor_div, to_assets_down


@dataclass(frozen=True, slots=True)
class Valuation:
    """What a market is valued at: its mark, WAD dollars per base unit, and its funding index as of now."""

    mark: int
    index: int = 0


class Marks(Protocol):
    """Valuations by market id; asking for one whose mark may not be used raises a refusal (``StalePrice``)."""

    def __getitem__(self, market_id: int, /) -> Valuation: ...


FLAT = Position()


@dataclass(frozen=True, slots=True)
class Account:
    """Cross-margined account: ``collateral`` WAD dollars (negative while losses exceed it), positions by market id."""

    collateral: int = 0
    positions: Mapping[int, Position] = field(default_factory=dict)

    def position(self, market_id: int) -> Position:
        """Return the position in a market, flat where there is none."""
        return self.positions.get(market_id, FLAT)

    def with_position(self, market_id: int, position: Position) -> Account:
        """Return the account with one position replaced; an idle one is forgotten."""
        positions = dict(self.positions)
        if position.active:
            positions[market_id] = position
        else:
            positions.pop(market_id, None)
        return replace(self, positions=positions)

    def credit(self, value: int) -> Account:
        """Return the account with ``value`` WAD dollars more collateral."""
        return replace(self, collateral=self.collateral + value)

    @property
    def active_markets(self) -> frozenset[int]:
        """Markets with a position or an open order."""
        return frozenset(self.positions)

    @property
    def held_markets(self) -> frozenset[int]:
        """Markets with a position."""
        return frozenset(market_id for market_id, position in self.positions.items() if position.size != 0)


def worth(position: Position, at: Valuation) -> int:
    """Profit that closing at mark would release, rounded down, less the funding owed, WAD dollars."""
    return floor_div(position.size * at.mark, WAD) + position.quote - position.owed(at.index)


def notional(position: Position, at: Valuation) -> int:
    """Return the position's size at mark, rounded up, WAD dollars."""
    return ceil_div(abs(position.size) * at.mark, WAD)


def worst_size(position: Position, market: Market) -> int:
    """Return the larger absolute position after either side's open orders fill, WAD base units."""
    return max(
        abs(position.size + market.size(position.bid_lots)),
        abs(position.size - market.size(position.ask_lots)),
    )


def equity(account: Account, marks: Marks) -> int:
    """Collateral plus unrealised profit less funding owed, WAD dollars; needs the marks of the markets held."""
    return account.collateral + sum(worth(account.position(m), marks[m]) for m in account.held_markets)


def total_notional(account: Account, marks: Marks) -> int:
    """Return the notional over all markets, WAD dollars; needs the marks of the markets held."""
    return sum(notional(account.position(m), marks[m]) for m in account.held_markets)


def initial_margin(account: Account, markets: Mapping[int, Market], marks: Marks) -> int:
    """Return Σ ceil(worst * mark * imPpm), WAD dollars; needs the marks of all active markets."""
    return sum(
        ceil_div(worst_size(position, markets[m]) * marks[m].mark * markets[m].initial_margin_ppm, WAD * PPM)
        for m, position in account.positions.items()
    )


def maintenance_margin(account: Account, markets: Mapping[int, Market], marks: Marks) -> int:
    """Return Σ ceil(|size| * mark * mmPpm), WAD dollars; needs the marks of the markets held."""
    return sum(
        ceil_div(abs(account.position(m).size) * marks[m].mark * markets[m].maintenance_margin_ppm, WAD * PPM)
        for m in account.held_markets
    )


def headroom(account: Account, markets: Mapping[int, Market], marks: Marks) -> int:
    """Equity over maintenance margin, WAD dollars; negative means liquidatable."""
    return equity(account, marks) - maintenance_margin(account, markets, marks)


def withdrawable(account: Account, markets: Mapping[int, Market], marks: Marks) -> int:
    """Whole USDC units that may leave: unrealised profit never does."""
    free = min(account.collateral, equity(account, marks)) - initial_margin(account, markets, marks)
    return to_assets_down(max(0, free))


@dataclass(frozen=True, slots=True)
class Standing:
    """An account before a fill: ``size`` and ``worst`` size in the market, WAD base units, ``headroom`` WAD dollars."""

    size: int
    worst: int
    headroom: int


def standing(account: Account, market_id: int, markets: Mapping[int, Market], marks: Marks) -> Standing:
    """Return what the margin rule compares a fill's outcome with.

    The headroom is that of the market alone: the others stand still during a call.
    """
    position, market = account.position(market_id), markets[market_id]
    alone = Account(account.collateral, {market_id: position})
    return Standing(position.size, worst_size(position, market), headroom(alone, markets, marks))


def passes_margin_rule(
    account: Account, market_id: int, before: Standing, markets: Mapping[int, Market], marks: Marks
) -> bool:
    """Whether a fill may leave the account like this.

    Either equity covers the initial margin, or the position only shrank, equity less maintenance margin did not fall,
    and equity is not negative.
    """
    value = equity(account, marks)
    if value >= initial_margin(account, markets, marks):
        return True
    after = standing(account, market_id, markets, marks)
    return only_reduced(before.size, after.size) and after.headroom >= before.headroom and value >= 0
