from __future__ import annotations

import time

import pytest

from gate.budget import Budget
from gate.config import Minutes
from gate.results import Profile


def budget(limit: float, elapsed: float = 0) -> Budget:
    return Budget(limit=limit, start=time.monotonic() - elapsed)


def test_of_when_minutes_are_asked_for_then_that_is_the_limit() -> None:
    assert Budget.of(Profile.QUICK, 2, Minutes()).limit == 120


@pytest.mark.parametrize("profile", list(Profile))
def test_of_when_nothing_is_asked_for_then_the_configuration_of_the_profile_decides(profile: Profile) -> None:
    minutes = Minutes(quick=1, pr=2, nightly=3)
    assert Budget.of(profile, None, minutes).limit == {"quick": 60, "pr": 120, "nightly": 180}[profile.value]


def test_share_when_one_layer_is_left_then_it_gets_all_the_time_but_not_that_of_two_workers() -> None:
    assert budget(100).share(3, [3], [], workers=2) == pytest.approx(100, abs=0.1)


def test_share_when_several_wait_then_time_goes_by_weight() -> None:
    assert budget(100).share(1, [1, 3], [], workers=1) == pytest.approx(25, abs=0.1)


def test_share_when_others_run_then_their_rest_is_not_given_out_twice() -> None:
    assert budget(100, elapsed=20).share(1, [1, 1], [80], workers=2) == pytest.approx(50, abs=0.1)


def test_share_when_a_layer_ended_early_then_its_time_is_shared_out_again() -> None:
    assert budget(100, elapsed=10).share(1, [1], [], workers=1) == pytest.approx(90, abs=0.1)


def test_share_when_the_time_is_over_then_nothing() -> None:
    assert budget(100, elapsed=120).share(1, [1], [], workers=2) == 0


@pytest.mark.parametrize(("elapsed", "used_up"), [(99, False), (101, True)])
def test_used_up_then_the_limit_decides(elapsed: float, used_up: bool) -> None:
    assert budget(100, elapsed).used_up() is used_up
