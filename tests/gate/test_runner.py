from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gate import processes
from gate.budget import Budget
from gate.display import Silent
from gate.layers import LayerSpec
from gate.output import Output
from gate.results import LayerResult, LayerStatus, Profile
from gate.runner import Runner

Use = Callable[..., list[LayerSpec]]


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output(tmp_path / "out")


def run(tree: Path, output: Output, specs: list[LayerSpec], **changes: object) -> dict[str, LayerResult]:
    settings: dict[str, object] = {"budget": Budget(60), **changes}
    runner = Runner(root=tree, output=output, profile=Profile.QUICK, seed=7, display=Silent(), **settings)  # type: ignore[arg-type]
    return {result.layer: result for result in runner.run(specs)}


def is_alive(pid: int) -> bool:
    return any(process.pid == pid for process in processes.tree(pid, {}))


def engine_of(output: Output, layer: str) -> int:
    return int((output.work(layer) / "engine.pid").read_text())


def test_run_when_all_is_well_then_results_come_in_the_order_asked_for(
    tree: Path, output: Output, use_layers: Use
) -> None:
    results = run(tree, output, use_layers("finds", "clean"))
    assert list(results) == ["compile", "finds", "clean"]
    assert results["clean"].status is LayerStatus.CLEAN
    assert results["finds"].status is LayerStatus.FINDINGS


def test_run_when_a_layer_prints_then_it_goes_to_its_log(tree: Path, output: Output, use_layers: Use) -> None:
    run(tree, output, use_layers("clean"))
    assert output.log("clean").read_text() == "what the engine printed\n"


def test_run_then_a_layer_gets_profile_seed_and_the_tree_as_root_and_working_folder(
    tree: Path, output: Output, use_layers: Use
) -> None:
    run(tree, output, use_layers("context"))
    assert output.log("context").read_text() == f"profile=quick seed=7 root={tree} cwd={tree}\n"


def test_run_when_a_counterexample_was_written_then_it_is_kept_and_replayable(tree: Path, use_layers: Use) -> None:
    output = Output(tree / ".proofbook" / "last")
    [found] = run(tree, output, use_layers("finds"))["finds"].findings
    assert found.counterexample is not None
    assert not found.counterexample.is_absolute()
    assert (tree / found.counterexample).read_text() == '{"kind": "calls"}'
    assert found.counterexample.parent == Path(".proofbook/last/counterexamples")
    assert found.replay.endswith(f"proofbook replay {found.counterexample}")


@pytest.mark.parametrize(
    ("layer", "cause"),
    [
        ("nothing", "executed nothing"),
        ("missed", "canary"),
        ("toolless", "Echidna is missing: run `make setup`"),
        ("crashes", "crashed: ValueError: an unforeseen value; see "),
        ("killed", "was killed by signal 9"),
        ("misnamed", "answered for 'another'"),
        ("finds-without-file", "never-written.json"),
        ("unheard-of", "fake_layers"),
    ],
)
def test_run_when_a_layer_fails_then_it_could_not_run_and_the_others_still_do(
    layer: str, cause: str, tree: Path, output: Output, use_layers: Use
) -> None:
    results = run(tree, output, use_layers(layer, "clean"))
    assert results[layer].status is LayerStatus.COULD_NOT_RUN
    assert cause in (results[layer].reason or "")
    assert results["clean"].status is LayerStatus.CLEAN


def test_run_when_a_layer_crashes_then_its_log_holds_the_traceback(tree: Path, output: Output, use_layers: Use) -> None:
    run(tree, output, use_layers("crashes"))
    log = output.log("crashes").read_text()
    assert "Traceback (most recent call last)" in log
    assert 'raise ValueError("an unforeseen value")' in log


def test_run_when_a_canary_was_missed_then_its_findings_are_kept(tree: Path, output: Output, use_layers: Use) -> None:
    assert [f.rule for f in run(tree, output, use_layers("missed"))["missed"].findings] == ["FC-01"]


def test_run_when_compile_could_not_run_then_no_layer_is_started_and_the_message_is_kept(
    tree: Path, output: Output, use_layers: Use
) -> None:
    results = run(tree, output, use_layers("clean", compile_class="Broken"))
    assert results["compile"].reason == "contracts/Fees.sol:1:1: Error (2314): Expected ';'"
    assert results["compile"].detail == "the whole message\nof the compiler"
    assert results["clean"].status is LayerStatus.COULD_NOT_RUN
    assert not output.log("clean").exists()


def test_run_when_the_time_is_used_up_then_the_layer_and_its_engine_are_ended(
    tree: Path, output: Output, use_layers: Use
) -> None:
    specs = use_layers("hangs", "clean")
    results = run(tree, output, specs, workers=1, budget=Budget(4))
    for name in ("hangs", "clean"):
        assert results[name].status is LayerStatus.COULD_NOT_RUN
        assert "raise --budget" in (results[name].reason or "")
    assert not is_alive(engine_of(output, "hangs"))


def test_run_when_interrupted_then_engines_are_ended_and_what_had_ended_is_kept(
    tree: Path, output: Output, use_layers: Use
) -> None:
    specs = use_layers("clean", "hangs")
    pid = output.work("hangs") / "engine.pid"
    results = run(tree, output, specs, workers=1, cancelled=lambda: pid.is_file() and pid.read_text() != "")
    assert results["clean"].status is LayerStatus.CLEAN
    assert (results["hangs"].status, results["hangs"].reason) == (LayerStatus.COULD_NOT_RUN, "interrupted")
    assert not is_alive(engine_of(output, "hangs"))


def test_run_when_a_layer_forgets_an_engine_then_it_is_ended_with_the_layer(
    tree: Path, output: Output, use_layers: Use
) -> None:
    results = run(tree, output, use_layers("leaves-child"))
    assert results["leaves-child"].status is LayerStatus.CLEAN
    assert not is_alive(engine_of(output, "leaves-child"))


def test_run_when_told_to_stop_after_a_finding_then_later_layers_are_left_out(
    tree: Path, output: Output, use_layers: Use
) -> None:
    specs = use_layers("finds", "clean")
    results = run(tree, output, specs, workers=1, stop_when=lambda result: bool(result.findings))
    assert list(results) == ["compile", "finds"]
