import pytest

from fuzz.model.fees import FeeSink, FeeSplit, SinkLedger, liquidation_fee, rate_fee
from fuzz.model.refusal import Refusal
from fuzz.model.units import WAD


def test_a_fee_rounds_up_and_a_rebate_rounds_down() -> None:
    assert rate_fee(1_000_001, 500) == 501
    assert rate_fee(1_999_999, -500) == -999


def test_taker_fee_covers_the_rebate_at_every_notional() -> None:
    assert all(rate_fee(notional, 450) + rate_fee(notional, -450) >= 0 for notional in range(5000))


def test_liquidation_fee_is_capped_by_remaining_equity() -> None:
    size, mark = -3 * WAD, 333_334  # notional 1,000,002
    assert liquidation_fee(size, mark, 10_000, 99_999) == 10_001
    assert liquidation_fee(size, mark, 10_000, 7) == 7
    assert liquidation_fee(size, mark, 10_000, -7) == 0


def test_liquidation_fee_rounds_once_for_a_mark_between_ticks() -> None:
    # 0.001 x 1000.0000...01 dollars is a little over a dollar: 1 % of it is a little over a cent
    assert liquidation_fee(10**15, 1000 * WAD + 1, 10_000, WAD) == 10**16 + 1


def test_split_gives_insurance_what_rounding_leaves() -> None:
    split = FeeSplit(vault_ppm=333_333, insurance_ppm=333_334, treasury_ppm=333_333)
    parts = split.parts(1001)
    assert parts == {FeeSink.VAULT: 333, FeeSink.INSURANCE: 335, FeeSink.TREASURY: 333}


def test_split_that_does_not_add_up_is_refused() -> None:
    FeeSplit(0, 1_000_000, 0).check()
    with pytest.raises(Refusal, match="InvalidFeeSplit"):
        FeeSplit(1, 1_000_000, 0).check()


def test_paying_keeps_the_sub_unit_rest() -> None:
    ledger, assets = SinkLedger().charge(3 * 10**12 + 5).pay()
    assert assets == 3
    assert (ledger.charged, ledger.paid, ledger.accrued) == (3 * 10**12 + 5, 3 * 10**12, 5)


def test_repaying_bad_debt_is_limited_by_the_debt_and_by_what_is_accrued() -> None:
    ledger, given = SinkLedger().charge(10).repay(4)
    assert (given, ledger.accrued) == (4, 6)
    ledger, given = ledger.repay(100)
    assert (given, ledger.accrued, ledger.repaid) == (6, 0, 10)
