from collections import Counter

from fuzz.machines.actions import ACTIONS
from fuzz.machines.reach import NEVER_SUCCEED, ONLY_AT_DEPLOYMENT, ONLY_OTHERWISE, refusals, unreached
from fuzz.machines.statistics import Statistics


def test_the_errors_to_reach_are_read_from_the_model() -> None:
    assert {"InsufficientMargin", "ERC20InsufficientBalance", "NotOrderOwner"} <= refusals()
    assert refusals() >= ONLY_AT_DEPLOYMENT | ONLY_OTHERWISE.keys()
    assert ONLY_AT_DEPLOYMENT.isdisjoint(ONLY_OTHERWISE)


def test_a_run_of_nothing_reaches_nothing() -> None:
    missed = unreached(Statistics())
    assert set(missed.rules) == ACTIONS.keys() - NEVER_SUCCEED
    assert set(missed.errors) == refusals() - ONLY_AT_DEPLOYMENT - ONLY_OTHERWISE.keys()


def test_what_succeeded_and_what_came_is_reached() -> None:
    statistics = Statistics(errors=Counter({"StalePrice": 1}))
    statistics.count("deposit", {}, "ok")
    statistics.count("withdraw", {}, "StalePrice")
    missed = unreached(statistics)
    assert "deposit" not in missed.rules
    assert "withdraw" in missed.rules
    assert "StalePrice" not in missed.errors
