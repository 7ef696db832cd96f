from __future__ import annotations

from pathlib import Path

import pytest

from gate.output import Output, OutputUnusable
from gate.results import Finding, LayerResult, LayerStatus


def finding(counterexample: Path | None, rule: str = "FC-01") -> Finding:
    return Finding(
        layer="echidna",
        rule=rule,
        title="",
        severity="high",
        contract="C",
        function="f",
        message="",
        counterexample=counterexample,
        replay="as the layer said",
    )


def with_findings(*findings: Finding) -> LayerResult:
    return LayerResult(
        layer="echidna", status=LayerStatus.FINDINGS, executed={"calls": 1}, seconds=1, findings=list(findings)
    )


def test_output_when_the_folder_holds_an_earlier_run_then_only_that_runs_files_go(tmp_path: Path) -> None:
    first = Output(tmp_path)
    (first.folder / "verdict.json").write_text("{}")
    first.log("echidna").write_text("old")
    (tmp_path / "notes.txt").write_text("the user's own")
    first.close()
    second = Output(tmp_path)
    assert not (second.folder / "verdict.json").exists()
    assert not second.log("echidna").exists()
    assert (tmp_path / "notes.txt").read_text() == "the user's own"


def test_output_when_another_run_holds_the_folder_then_it_is_refused_until_that_one_ends(tmp_path: Path) -> None:
    first = Output(tmp_path)
    with pytest.raises(OutputUnusable, match="another run"):
        Output(tmp_path)
    first.close()
    Output(tmp_path).close()


def test_keep_when_there_is_no_counterexample_then_the_layers_own_command_stays(tmp_path: Path) -> None:
    [kept] = Output(tmp_path / "out").keep_counterexamples(tmp_path, with_findings(finding(None))).findings
    assert kept.replay == "as the layer said"


def test_keep_when_two_ways_lead_to_one_finding_then_both_files_are_kept(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(name)
    both = with_findings(finding(tmp_path / "a.json"), finding(tmp_path / "b.json"))
    kept = Output(tmp_path / "out").keep_counterexamples(tmp_path, both).findings
    files = [f.counterexample for f in kept]
    assert [(tmp_path / file).read_text() for file in files if file] == ["a.json", "b.json"]
    assert all(str(file) in f.replay for file, f in zip(files, kept, strict=True))


def test_keep_when_the_folder_is_outside_the_tree_then_paths_are_absolute_and_quoted(tmp_path: Path) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    (root / "a.json").write_text("{}")
    output = Output(tmp_path / "my results")
    [kept] = output.keep_counterexamples(root, with_findings(finding(Path("a.json")))).findings
    assert kept.counterexample is not None
    assert kept.counterexample.parent == tmp_path / "my results" / "counterexamples"
    assert f"'{kept.counterexample}'" in kept.replay


def test_keep_when_the_environment_lies_in_the_tree_then_the_command_works_without_activating_it(
    tmp_path: Path,
) -> None:
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/proofbook").touch()
    (tmp_path / "a.json").write_text("{}")
    [kept] = Output(tmp_path / "out").keep_counterexamples(tmp_path, with_findings(finding(Path("a.json")))).findings
    assert kept.replay.startswith(".venv/bin/proofbook replay out/counterexamples/FC-01-echidna-")
