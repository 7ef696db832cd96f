from __future__ import annotations

import time

import pytest

from gate.budget import MINUTES, Budget
from gate.results import Profile


def budget(planned: float, limit: float, elapsed: float = 0) -> Budget:
    return Budget(planned=planned, limit=limit, asked=True, start=time.monotonic() - elapsed)


def test_of_when_minutes_are_asked_for_then_plan_and_limit_are_exactly_that() -> None:
    made = Budget.of(Profile.QUICK, 2)
    assert (made.planned, made.limit, made.asked) == (120, 120, True)


@pytest.mark.parametrize("profile", list(Profile))
def test_of_when_nothing_is_asked_for_then_a_slow_machine_has_more_than_the_plan(profile: Profile) -> None:
    made = Budget.of(profile, None)
    assert made.planned == MINUTES[profile] * 60
    assert made.limit > made.planned


def test_share_when_one_layer_is_left_then_it_gets_all_the_time_but_not_that_of_two_workers() -> None:
    assert budget(100, 100).share(3, [3], [], workers=2) == pytest.approx(100, abs=0.1)


def test_share_when_several_wait_then_time_goes_by_weight() -> None:
    assert budget(100, 100).share(1, [1, 3], [], workers=1) == pytest.approx(25, abs=0.1)


def test_share_when_others_run_then_their_rest_is_not_given_out_twice() -> None:
    assert budget(100, 100, elapsed=20).share(1, [1, 1], [80], workers=2) == pytest.approx(50, abs=0.1)


def test_share_when_a_layer_ended_early_then_its_time_is_shared_out_again() -> None:
    early = budget(100, 100, elapsed=10).share(1, [1], [], workers=1)
    assert early == pytest.approx(90, abs=0.1)


def test_share_when_the_plan_is_used_up_but_not_the_limit_then_a_layer_still_gets_time() -> None:
    assert budget(100, 400, elapsed=120).share(1, [1], [], workers=1) == pytest.approx(100, abs=0.1)


def test_share_never_ends_after_the_limit() -> None:
    assert budget(100, 400, elapsed=370).share(1, [1], [], workers=2) == pytest.approx(30, abs=0.1)


@pytest.mark.parametrize(("elapsed", "used_up"), [(99, False), (101, True)])
def test_used_up_then_only_the_limit_counts(elapsed: float, used_up: bool) -> None:
    assert budget(50, 100, elapsed).used_up() is used_up
