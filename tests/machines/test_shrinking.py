from collections.abc import Sequence

from fuzz.machines.actions import Step
from fuzz.machines.shrinking import Shrinker
from fuzz.machines.verdict import Broken, Violation
from fuzz.model.book import id_at


def broken(property_id: str = "FC-03") -> Broken:
    return Broken([Violation(property_id, "engine", "deposit", "")])


def deposit(assets: int) -> Step:
    return Step("deposit", {"actor": "alice", "assets": assets})


def cancel(number: int) -> Step:
    return Step("cancel", {"actor": "alice", "order": id_at((0, True, 5), number)})


PLACE = Step("place", {"actor": "alice", "market": 0, "is_buy": True, "tick": 5, "lots": 1})
WAIT = Step("wait", {"seconds": 1})


def test_steps_that_do_not_matter_are_left_out_and_numbers_rounded() -> None:
    def attempt(steps: Sequence[Step]) -> Broken | None:
        total = sum(step.arguments["assets"] for step in steps if step.rule == "deposit")
        return broken() if total > 100_000 and steps[-1] == WAIT else None

    steps = [deposit(3), WAIT, deposit(123_456), *[WAIT] * 20]
    assert Shrinker(attempt, steps, broken(), seconds=10).run().steps == (deposit(120_000), WAIT)


def test_a_ladder_becomes_one_order_where_that_does() -> None:
    def attempt(steps: Sequence[Step]) -> Broken | None:
        return broken() if any(step.rule in ("place", "ladder") for step in steps) else None

    ladder = Step("ladder", {"actor": "alice", "market": 0, "is_buy": True, "tick": 5, "count": 64})
    assert Shrinker(attempt, [ladder], broken(), seconds=10).run().steps == (PLACE,)


def test_a_run_that_breaks_something_else_is_not_taken() -> None:
    def attempt(steps: Sequence[Step]) -> Broken | None:
        return broken() if deposit(3) in steps else broken("MS-01")

    shrunk = Shrinker(attempt, [WAIT, deposit(3), WAIT], broken(), seconds=10).run()
    assert shrunk.steps == (deposit(3), WAIT)
    assert shrunk.broken.property == "FC-03"


def test_leaving_out_a_place_renumbers_the_orders_cancelled_later() -> None:
    def attempt(steps: Sequence[Step]) -> Broken | None:
        placed = sum(step.rule == "place" for step in steps)
        return broken() if placed and cancel(placed) in steps else None

    steps = [PLACE, PLACE, PLACE, cancel(3), WAIT]
    assert Shrinker(attempt, steps, broken(), seconds=10).run().steps == (PLACE, cancel(1), WAIT)


def test_without_time_the_run_stays_as_it_was_found() -> None:
    steps = [WAIT, WAIT, WAIT]
    assert Shrinker(lambda _: broken(), steps, broken(), seconds=0).run().steps == tuple(steps)
