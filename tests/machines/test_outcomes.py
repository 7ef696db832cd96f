"""Which property an unexpected outcome of a call shows."""

from __future__ import annotations

import pytest

from fuzz.machines.outcomes import property_of


@pytest.mark.parametrize(
    ("rule", "predicted", "actual", "shown"),
    [
        ("cancel", None, "StalePrice", "NS-01"),
        ("liquidate_many", None, "NotLiquidatable", "MS-12"),
        ("trigger_stops", None, "Panic", "NS-08"),
        ("place", "InsufficientMargin", None, "MS-01"),
        ("liquidate", "InsufficientMargin", None, "MS-07"),
        ("liquidate_many", "InsufficientMargin", None, "MS-07"),
        ("liquidate_to_vault", "ExposureCapExceeded", None, "OI-06"),
        ("place", "ExposureCapExceeded", None, "OI-02"),
        ("order", "OnlyReducing", None, "OI-05"),
        ("amend", "NotOperator", None, "AC-05"),
        ("flag_deficit", "InsuranceSuffices", None, "MS-09"),
        ("deleverage", "InvalidCounterparty", None, "MS-10"),
        ("liquidate", "NotLiquidatable", None, "MS-03"),
        ("deposit", None, "SomethingNew", "FC-04"),
    ],
)
def test_property_of_then_the_prediction_says_it_before_the_outcome_and_both_before_the_rule(
    rule: str, predicted: str | None, actual: str | None, shown: str
) -> None:
    assert property_of(rule, predicted, actual) == shown


def test_property_of_when_another_error_comes_than_predicted_then_the_predicted_one_says_more() -> None:
    assert property_of("deleverage", "InvalidCounterparty", "StalePrice") == "MS-10"
