"""Trading and liquidation fees: how much, for whom, and what is still owed to each sink."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from fuzz.model.refusal import Refusal
from fuzz.model.units import PPM, WAD, ceil_div, floor_div, to_assets_down, to_value


class FeeSink(IntEnum):
    """Where a charged fee goes; the numbers are the contracts'."""

    VAULT = 0
    INSURANCE = 1
    TREASURY = 2


def rate_fee(notional: int, rate_ppm: int) -> int:
    """Return the fee on ``notional`` WAD dollars, rounded up; a rebate is negative and rounded down in size."""
    return ceil_div(notional * rate_ppm, PPM)


def liquidation_fee(size: int, mark: int, rate_ppm: int, equity: int) -> int:
    """Return the fee for taking over ``size``, rounded up once; never more than the equity there is."""
    return min(ceil_div(abs(size) * mark * rate_ppm, WAD * PPM), max(0, equity))


@dataclass(frozen=True, slots=True)
class FeeSplit:
    """Shares of a charged fee, ppm."""

    vault_ppm: int
    insurance_ppm: int
    treasury_ppm: int

    def check(self) -> None:
        """Refuse ``InvalidFeeSplit`` unless the shares add up to one million."""
        if self.vault_ppm + self.insurance_ppm + self.treasury_ppm != PPM:
            raise Refusal("InvalidFeeSplit")

    def parts(self, fee: int) -> dict[FeeSink, int]:
        """Return the parts of ``fee`` WAD dollars: vault and treasury rounded down, insurance gets the rest."""
        vault = floor_div(fee * self.vault_ppm, PPM)
        treasury = floor_div(fee * self.treasury_ppm, PPM)
        return {FeeSink.VAULT: vault, FeeSink.INSURANCE: fee - vault - treasury, FeeSink.TREASURY: treasury}


@dataclass(frozen=True, slots=True)
class SinkLedger:
    """What one sink was ever charged, was paid, and repaid of bad debt, WAD dollars."""

    charged: int = 0
    paid: int = 0
    repaid: int = 0

    @property
    def accrued(self) -> int:
        """What the engine still holds for the sink."""
        return self.charged - self.paid - self.repaid

    def charge(self, value: int) -> SinkLedger:
        """Book ``value`` WAD dollars to the sink."""
        return replace(self, charged=self.charged + value)

    def repay(self, debt: int) -> tuple[SinkLedger, int]:
        """Give up to ``debt`` WAD dollars of what is accrued to bad debt; returns what was given."""
        given = min(self.accrued, debt)
        return replace(self, repaid=self.repaid + given), given

    def pay(self) -> tuple[SinkLedger, int]:
        """Pay out the whole USDC units accrued; returns them and keeps the rest."""
        assets = to_assets_down(self.accrued)
        return replace(self, paid=self.paid + to_value(assets)), assets
