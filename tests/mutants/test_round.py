"""A round from end to end on a small tree: killed, surviving, invalid and explained mutants."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gate.cli import app
from gate.mutants import campaign
from gate.mutants.campaign import MutantsOptions, run_mutants
from gate.mutants.results import Outcome, Status
from gate.mutants.workshop import DoesNotCompile, Ran, TookTooLong, Workshop
from gate.results import CouldNotRun

SMALL = "contracts/libraries/Small.sol"
TEST = "tests/solidity/Small.t.sol"
pytestmark = pytest.mark.slow


@pytest.fixture
def mutants(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tree)
    return lambda *arguments: CliRunner().invoke(app, ["mutants", *arguments], catch_exceptions=False)


def said(tree: Path) -> dict[str, Any]:
    return dict(json.loads((tree / ".proofbook/mutants/mutants.json").read_text()))


def outcomes(tree: Path) -> dict[str, str]:
    return {row["added"]: row["outcome"] for row in said(tree)["mutants"]}


def test_mutants_when_some_survive_then_each_is_shown_and_a_second_round_runs_nothing(
    mutants: Callable[..., Result], tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    operators = [
        "--operator",
        "relational-boundary",
        "--operator",
        "arithmetic-swap",
        "--operator",
        "literal-off-by-one",
    ]
    done = mutants(*operators)
    assert done.exit_code == 1, done.output
    assert outcomes(tree) == {
        "uint8 internal constant MOST = 256;": "invalid",
        "uint8 internal constant MOST = 254;": "killed",
        "return a - b;": "killed",
        "return a >= b ? a : b;": "survived",
        "return a <= MOST;": "survived",
    }
    killers = {row["added"]: row["killed_by"] for row in said(tree)["mutants"]}
    assert killers["return a - b;"] == "SmallTest.test_sum_thenBoth"
    assert "2 of 4 mutants killed, 50.0 %: less than 85 %, 1 survivor not explained" in done.output
    assert "equivalent: Of two that are equal either is the larger." in done.output
    assert "-        return a < MOST;\n+        return a <= MOST;" in done.output
    assert done.output.count("survived, and nobody has said why") == 1

    def fails(*_: object) -> None:
        raise AssertionError("forge was started")

    monkeypatch.setattr(Workshop, "_forge", fails)
    again = mutants(*operators, "--json")
    assert again.exit_code == 1
    assert json.loads(again.stdout)["mutants"] == said(tree)["mutants"]
    assert "kept from before" in again.stderr


def test_mutants_when_the_test_is_written_then_the_score_holds(mutants: Callable[..., Result], tree: Path) -> None:
    path = tree / TEST
    path.write_text(path.read_text().replace("Small.few(1)", "Small.few(254) && !Small.few(255)"))
    (tree / "pyproject.toml").write_text("[tool.proofbook.mutants]\nthreshold = 50\n")
    done = mutants("--operator", "relational-boundary", "--operator", "rounding-flip")
    assert done.exit_code == 0, done.output
    assert "Holds: 1 of 2 mutants killed, 50.0 %, every survivor explained." in done.output


def test_mutants_when_the_tests_fail_without_any_then_exit_2(mutants: Callable[..., Result], tree: Path) -> None:
    path = tree / TEST
    path.write_text(path.read_text().replace("== 5", "== 6"))
    done = mutants("--operator", "arithmetic-swap")
    assert done.exit_code == 2
    assert "SmallTest.test_sum_thenBoth fails without any mutant" in done.stderr


def test_mutants_when_no_test_reaches_the_library_then_exit_2(mutants: Callable[..., Result], tree: Path) -> None:
    (tree / TEST).unlink()
    done = mutants()
    assert done.exit_code == 2
    assert "no test imports it" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["--file", "Large"], "there is no library 'Large'"),
        (["--operator", "vandalism"], "there is no operator 'vandalism'"),
        (["--operator", "min-max-swap"], "no mutant to try"),
    ],
)
def test_mutants_when_nothing_is_meant_then_exit_2(
    arguments: list[str], cause: str, mutants: Callable[..., Result]
) -> None:
    done = mutants(*arguments)
    assert done.exit_code == 2
    assert cause in done.stderr


class FakeWorkshop:
    """Answers by what the library says; a mutant of ``sum`` never ends."""

    runs = 0

    def __init__(self, folder: Path, layout: object, cancelled: Callable[[], bool]) -> None:
        pass

    def run(self, trees: Sequence[Mapping[str, str]], seconds: float) -> list[Ran | DoesNotCompile]:
        type(self).runs += 1
        if any("return a + b;" not in tree[SMALL] for tree in trees):
            raise TookTooLong
        return [Ran(frozenset({"SmallTest.test"}), None) for _ in trees]


def options_for(tree: Path, **changes: Any) -> MutantsOptions:
    return MutantsOptions(
        **{
            "root": tree,
            "libraries": ["contracts/libraries/*.sol"],
            "tests": "tests/solidity",
            "explanations": Path("properties/survivors.toml"),
            "threshold": 85.0,
            "out": Path("out"),
            **changes,
        }
    )


def test_round_when_one_mutant_never_ends_then_it_alone_is_a_timeout(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign, "Workshop", FakeWorkshop)
    operators = ["arithmetic-swap", "relational-boundary"]
    round_ = run_mutants(options_for(tree, operators=operators), lambda *_: None, lambda: False)
    assert {row.added: row.outcome for row in round_.mutants} == {
        "return a - b;": Outcome.TIMEOUT,
        "return a >= b ? a : b;": Outcome.SURVIVED,
        "return a <= MOST;": Outcome.SURVIVED,
    }
    assert round_.libraries[0].timeouts == 1
    assert round_.score == pytest.approx(100 / 3)


def test_round_when_interrupted_then_what_is_found_out_is_kept_and_the_next_goes_on(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign, "Workshop", FakeWorkshop)
    monkeypatch.setattr(campaign, "_BATCH", 1)
    monkeypatch.setattr(FakeWorkshop, "runs", 0)
    batches: list[int] = []
    options = options_for(tree, operators=["relational-boundary"])
    # The library as it is, and one mutant.
    cut = run_mutants(options, lambda _, progress: batches.append(progress.done), lambda: FakeWorkshop.runs == 2)
    assert cut.status is Status.COULD_NOT_RUN
    assert cut.sentence.startswith("Interrupted: 0 of 1 mutants killed")
    assert "1 not tried" in cut.sentence
    assert not (tree / "out/projects").exists()
    whole = run_mutants(options, lambda _, progress: batches.append(progress.done), lambda: False)
    assert len(whole.mutants) == 2
    assert batches == [1, 1, 2]


def test_round_when_sampled_then_the_seed_alone_decides_which(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign, "Workshop", FakeWorkshop)

    def drawn(seed: int) -> list[str]:
        options = options_for(tree, sample=4, seed=seed)
        return [row.id for row in run_mutants(options, lambda *_: None, lambda: False).mutants]

    assert len(drawn(1)) == 4
    assert drawn(1) == drawn(1) != drawn(2)


def test_round_when_an_explanation_has_no_survivor_then_it_is_named(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign, "Workshop", FakeWorkshop)
    path = tree / "properties/survivors.toml"
    path.write_text(path.read_text().replace("a >= b", "a > b + 0"))
    round_ = run_mutants(options_for(tree), lambda *_: None, lambda: False)
    assert round_.unused == [f"{SMALL}, larger: return a > b + 0 ? a : b;"]
    assert round_.status is Status.BELOW
    assert "1 explanation without a survivor" in round_.sentence


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("[[survivor]]\nfile = 'x'", "before"),
        ("[[survivor", "not TOML"),
        ("2 * ", "explained twice"),
    ],
)
def test_explanations_when_wrong_then_could_not_run(text: str, cause: str, tree: Path) -> None:
    path = tree / "properties/survivors.toml"
    path.write_text(2 * path.read_text() if text == "2 * " else text)
    with pytest.raises(CouldNotRun, match=cause):
        run_mutants(options_for(tree), lambda *_: None, lambda: False)
