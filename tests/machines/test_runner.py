from pathlib import Path

import pytest

from fuzz.chain import Artifacts, open_chain
from fuzz.counterexample import MachineCounterexample, Step, load_counterexample, save_counterexample
from fuzz.machines.canary import PROPERTY
from fuzz.machines.runner import MachineFault, Report, replay, run
from fuzz.model import clearing
from fuzz.model.fees import rate_fee


@pytest.fixture(scope="module")
def canary(artifacts: Artifacts) -> Report:
    return run("canary", artifacts, examples=20, steps=20, seed=1)


def test_trading_on_the_contracts_breaks_nothing_and_reaches_every_core_rule(artifacts: Artifacts) -> None:
    report = run("trading", artifacts, examples=50, steps=40, seed=5)
    assert report.failure is None
    assert report.examples >= 50
    for rule in ("deposit", "withdraw", "place", "cancel", "move_price", "pay_fees", "vault_deposit", "liquidate"):
        assert report.statistics.succeeded(rule) > 0, rule


def test_the_same_seed_makes_the_same_run(artifacts: Artifacts) -> None:
    first, second = (run("trading", artifacts, examples=3, steps=20, seed=9).statistics.table() for _ in range(2))
    assert first == second
    assert first != run("trading", artifacts, examples=3, steps=20, seed=10).statistics.table()


def test_a_run_ends_in_time(artifacts: Artifacts) -> None:
    report = run("trading", artifacts, examples=10**6, steps=20, seed=1, seconds=1)
    assert report.failure is None
    assert report.examples > 0
    assert report.seconds < 20


def test_the_canary_is_found_and_shrunk_to_the_shortest_trade(canary: Report) -> None:
    assert canary.failure is not None
    assert canary.failure.counterexample.property == PROPERTY
    # Two who can pay, an order to meet and one that meets it; a ladder of orders is one step as well.
    rules = [step.rule for step in canary.failure.counterexample.steps]
    assert len(rules) == 4
    assert rules[:2] == ["deposit", "deposit"]
    assert rules[2] in {"place", "ladder"}
    assert rules[3] == "place"


def test_a_wrong_fee_in_the_model_is_found_and_shrunk(artifacts: Artifacts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clearing, "rate_fee", lambda notional, ppm: rate_fee(notional, ppm) + 1)
    report = run("trading", artifacts, examples=30, steps=30, seed=1)
    assert report.failure is not None
    assert {violation.property for violation in report.failure.violations} >= {"FC-02"}
    assert len(report.failure.steps) <= 4


def test_a_failing_example_is_tried_first_the_next_time(artifacts: Artifacts, tmp_path: Path) -> None:
    run("canary", artifacts, examples=20, steps=20, seed=1, database_dir=tmp_path, shrink_seconds=0)
    again = run("canary", artifacts, examples=20, steps=20, seed=77, database_dir=tmp_path, shrink_seconds=0)
    # Once from the database and once more to confirm it.
    assert again.examples <= 2
    assert again.failure is not None


@pytest.mark.parametrize("backend", ["revm", pytest.param("anvil", marks=pytest.mark.slow)])
def test_a_stored_counterexample_replays(canary: Report, artifacts: Artifacts, tmp_path: Path, backend: str) -> None:
    assert canary.failure is not None
    path = save_counterexample(tmp_path / "canary.json", canary.failure.counterexample)
    stored = load_counterexample(path)
    assert isinstance(stored, MachineCounterexample)
    with open_chain(backend) as chain:
        result = replay(stored, chain, artifacts)
    assert result.shown
    assert result.message == stored.message
    assert [line.split(" -> ")[0] for line in result.steps] == list(canary.failure.steps)


def test_replaying_what_is_mended_says_that_the_property_holds(canary: Report, artifacts: Artifacts) -> None:
    assert canary.failure is not None
    mended = canary.failure.counterexample.model_copy(update={"machine": "trading"})
    with open_chain() as chain:
        result = replay(mended, chain, artifacts)
    assert not result.shown
    assert result.violations == ()
    assert "holds" in result.message


@pytest.mark.parametrize(
    ("machine", "rule", "arguments"),
    [
        ("sailing", "deposit", {"actor": "bob", "assets": 1}),
        ("trading", "sail", {}),
        ("trading", "deposit", {"actor": "bob"}),
        ("trading", "deposit", {"actor": "nobody", "assets": 1}),
        ("trading", "deposit", {"actor": "bob", "assets": -1}),
    ],
)
def test_a_counterexample_that_does_not_fit_is_a_fault(
    artifacts: Artifacts, machine: str, rule: str, arguments: dict[str, object]
) -> None:
    counterexample = MachineCounterexample(
        property="FC-03", machine=machine, steps=(Step(rule=rule, arguments=arguments),), message=""
    )
    with open_chain() as chain, pytest.raises(MachineFault):
        replay(counterexample, chain, artifacts)
