"""Who gets how much time: the quick first, and what is left to those who lacked it."""

from __future__ import annotations

import pytest

from properties.proofs.catalogue import Level, Proof, load_proofs
from properties.proofs.prove import attempt_all
from properties.proofs.results import Outcome, ProofResult


class Clock:
    """A prover that takes the seconds it is told to, or gives up when its share is over."""

    def __init__(self, total: float, needs: dict[str, float]) -> None:
        self.left = total
        self.needs = needs
        self.attempts: list[str] = []

    def one(self, proof: Proof, share: float) -> ProofResult:
        self.attempts.append(proof.id)
        need = self.needs[proof.id]
        self.left -= min(need, share)
        outcome = Outcome.PROVED if need <= share else Outcome.NOT_PROVED
        return ProofResult(id=proof.id, tool=proof.tool, outcome=outcome, seconds=min(need, share))


def proofs(*levels: Level) -> list[Proof]:
    example = load_proofs().proof[0]
    return [example.model_copy(update={"id": f"p{at}", "level": level}) for at, level in enumerate(levels)]


def run(clock: Clock, entries: list[Proof]) -> list[Outcome]:
    return [result.outcome for result in attempt_all(entries, lambda: clock.left, clock.one)]


def test_sharing_when_a_long_one_stands_first_then_the_quick_ones_leave_it_their_time() -> None:
    clock = Clock(30, {"p0": 25, "p1": 1, "p2": 1})
    assert run(clock, proofs(Level.NIGHTLY, Level.QUICK, Level.PR)) == [Outcome.PROVED] * 3
    assert clock.attempts == ["p1", "p2", "p0"]


def test_sharing_when_one_used_its_share_up_in_vain_then_it_has_what_is_left_at_the_end() -> None:
    clock = Clock(30, {"p0": 14, "p1": 1, "p2": 1})
    assert run(clock, proofs(*[Level.QUICK] * 3)) == [Outcome.PROVED] * 3
    assert clock.attempts == ["p0", "p1", "p2", "p0"]


def test_sharing_when_there_is_no_more_time_then_nothing_is_attempted_twice() -> None:
    clock = Clock(30, {"p0": 100, "p1": 100})
    assert run(clock, proofs(Level.QUICK, Level.QUICK)) == [Outcome.NOT_PROVED] * 2
    assert clock.attempts == ["p0", "p1"]


def test_sharing_when_one_fails_for_another_reason_then_more_time_is_not_spent_on_it() -> None:
    clock = Clock(30, {"p0": 1})

    def refused(proof: Proof, share: float) -> ProofResult:
        return clock.one(proof, share).model_copy(update={"outcome": Outcome.NOT_PROVED})

    [result] = attempt_all(proofs(Level.QUICK), lambda: clock.left, refused)
    assert result.outcome is Outcome.NOT_PROVED
    assert clock.attempts == ["p0"]


@pytest.mark.parametrize("level", list(Level))
def test_sharing_when_it_is_done_then_the_results_stand_in_the_proofs_order(level: Level) -> None:
    clock = Clock(30, {f"p{at}": 1 for at in range(3)})
    results = attempt_all(proofs(Level.NIGHTLY, level, Level.QUICK), lambda: clock.left, clock.one)
    assert [result.id for result in results] == ["p0", "p1", "p2"]
