from __future__ import annotations

from pathlib import Path

import pytest

from gate.earnings import MUTATION, earned, last_mutation
from gate.layers import LayerSpec
from gate.mutate.results import BugOutcome, BugResult, Cell, CellOutcome, Mutation, MutationStatus
from gate.results import Profile

LAYERS = [LayerSpec(name=name, target="t", weight=2) for name in ("machines", "foundry", "echidna")]


def mutation(*killers: str, tried: tuple[str, ...] = ("machines", "foundry", "echidna")) -> Mutation:
    """One bug for each word, killed by the layers whose initials it holds."""
    bugs = []
    for number, word in enumerate(killers):
        cells = [
            Cell(
                layer=name,
                outcome=CellOutcome.KILLED if name[0] in word else CellOutcome.SURVIVED,
                seconds=1,
                rules=[],
            )
            for name in tried
        ]
        bugs.append(
            BugResult(
                id=str(number),
                title="",
                family="FC",
                file="",
                breaks=[],
                outcome=BugOutcome.KILLED,
                seconds=1,
                cells=cells,
            )
        )
    return Mutation(
        status=MutationStatus.ALL_KILLED,
        sentence="",
        profile=Profile.QUICK,
        seed=1,
        seconds=1,
        interrupted=False,
        layers=list(tried),
        bugs=bugs,
    )


def weights(made: Mutation | None) -> list[float]:
    return [spec.weight for spec in earned(LAYERS, made)]


def test_earned_when_a_layer_alone_reports_a_bug_then_it_counts_three_times() -> None:
    assert weights(mutation("m", "mf")) == pytest.approx([3.0, 1.5, 1.0])


@pytest.mark.parametrize(
    "made",
    [None, mutation(), mutation("x"), mutation("m", tried=("machines",))],
    ids=["no round", "no bug", "no kill", "stopped at the first kill"],
)
def test_earned_when_a_round_can_not_tell_then_the_usual_shares_hold(made: Mutation | None) -> None:
    assert weights(made) == [2, 2, 2]


def test_last_mutation_when_there_is_none_or_it_is_of_another_version_then_none(tmp_path: Path) -> None:
    assert last_mutation(tmp_path) is None
    path = tmp_path / MUTATION
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    assert last_mutation(tmp_path) is None
    path.write_text(mutation("m").model_dump_json())
    assert last_mutation(tmp_path) == mutation("m")
