from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gate import processes
from gate.cli import app
from gate.layers import LayerSpec

Use = Callable[..., list[LayerSpec]]


@pytest.fixture
def invoke(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tree)
    return lambda *arguments: CliRunner().invoke(app, arguments, catch_exceptions=False)


def is_alive(pid: int) -> bool:
    return any(process.pid == pid for process in processes.tree(pid, {}))


def verdict(tree: Path) -> dict[str, object]:
    said: dict[str, object] = json.loads((tree / ".proofbook/last/verdict.json").read_text())
    return said


def test_gate_when_all_layers_are_clean_then_exit_0_and_the_verdict_says_clean(
    invoke: Callable[..., Result], tree: Path, use_layers: Use
) -> None:
    use_layers("clean", "context")
    done = invoke("gate")
    assert done.exit_code == 0
    assert done.output.rstrip().endswith("Clean: compile, clean and context ran and nothing broke.")
    assert verdict(tree)["status"] == "clean"


def test_gate_when_a_property_breaks_then_exit_1_with_steps_and_a_command_to_replay(
    invoke: Callable[..., Result], tree: Path, use_layers: Use
) -> None:
    use_layers("finds", "clean")
    done = invoke("gate")
    assert done.exit_code == 1
    assert "FC-01 PerpEngineV2.payFees" in done.output
    assert "1. deposit(10)" in done.output
    assert "replay: proofbook replay .proofbook/last/counterexamples/FC-01-finds-" in done.output
    assert verdict(tree)["status"] == "findings"


@pytest.mark.parametrize("layer", ["nothing", "missed", "toolless", "crashes"])
def test_gate_when_a_layer_could_not_run_then_exit_2_and_never_clean(
    layer: str, invoke: Callable[..., Result], tree: Path, use_layers: Use
) -> None:
    use_layers(layer, "clean")
    done = invoke("gate")
    assert done.exit_code == 2
    assert f"Could not run: {layer} (" in done.output
    assert verdict(tree)["status"] == "could-not-run"


def test_gate_when_a_contract_does_not_compile_then_exit_2_with_the_compilers_message(
    invoke: Callable[..., Result], tree: Path, use_layers: Use
) -> None:
    use_layers("clean", compile_class="Broken")
    done = invoke("gate")
    assert done.exit_code == 2
    assert "Error (2314): Expected ';'" in done.output
    assert "the whole message\nof the compiler" in done.output


def test_gate_when_layers_are_chosen_then_only_they_run_and_the_rest_is_named(
    invoke: Callable[..., Result], tree: Path, use_layers: Use
) -> None:
    use_layers("clean", "finds", "context")
    done = invoke("gate", "--only", "clean", "--only", "context", "--skip", "context")
    assert done.exit_code == 0
    assert "Left out: finds, context." in done.output


def test_gate_when_started_in_a_folder_below_the_root_then_the_root_is_found(
    invoke: Callable[..., Result], tree: Path, use_layers: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_layers("clean")
    monkeypatch.chdir(tree / "contracts")
    assert invoke("gate").exit_code == 0
    assert verdict(tree)["status"] == "clean"


def test_gate_when_out_is_given_then_it_is_meant_from_where_the_user_stands(
    invoke: Callable[..., Result], tree: Path, use_layers: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_layers("clean")
    monkeypatch.chdir(tree / "contracts")
    assert invoke("gate", "--out", "results").exit_code == 0
    assert (tree / "contracts" / "results" / "verdict.json").is_file()


def test_gate_when_interrupted_then_exit_2_and_a_partial_verdict_says_so(
    invoke: Callable[..., Result], tree: Path, use_layers: Use
) -> None:
    use_layers("interrupts-user")
    done = invoke("gate")
    assert done.exit_code == 2
    assert "Interrupted: no verdict" in done.output
    said = verdict(tree)
    assert (said["status"], said["interrupted"]) == ("could-not-run", True)
    engine = tree / ".proofbook/last/work/interrupts-user/engine.pid"
    assert not engine.is_file() or not is_alive(int(engine.read_text() or "0"))


def test_gate_when_an_earlier_verdict_is_there_then_it_does_not_outlive_a_run_that_fails(
    invoke: Callable[..., Result], tree: Path, use_layers: Use
) -> None:
    use_layers("clean")
    assert invoke("gate").exit_code == 0
    use_layers("nothing")
    assert invoke("gate").exit_code == 2
    assert verdict(tree)["status"] == "could-not-run"


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (("gate", "--only", "ehcidna"), "there is no layer 'ehcidna'; the layers are compile, clean"),
        (("gate", "--skip", "compile"), "compile can't be skipped"),
        (("gate", "--root", "nowhere"), "nowhere is no folder"),
        (("gate", "--root", "contracts"), "lacks foundry.toml"),
        (("gate", "--out", "foundry.toml"), "give another folder with --out"),
        (("gate", "--profile", "slow"), "'slow' is not one of"),
        (("gate", "--budget", "0"), "--budget"),
        (("gate", "--changed-since", "nowhere"), "'nowhere' is no commit here"),
        (("campaign", "--engine", "nowhere"), "'nowhere' is not one of"),
        (("campaign", "--out", "foundry.toml"), "give another folder with --out"),
        (("explain", "nothing"), "run `proofbook gate`, or give --out"),
        (("mutate", "--bugs", "nowhere"), "nowhere is no folder"),
        (("mutate", "--bugs", "contracts"), "holds no .toml file"),
    ],
)
def test_command_when_an_option_is_wrong_then_exit_2_and_one_error_that_names_it(
    arguments: tuple[str, ...], cause: str, invoke: Callable[..., Result], use_layers: Use
) -> None:
    use_layers("clean")
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert cause in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.output


def test_gate_when_outside_any_tree_then_exit_2_and_says_where_to_go(
    invoke: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = invoke("gate")
    assert done.exit_code == 2
    assert "run it there or give --root" in done.stderr


def test_gate_when_another_run_holds_the_folder_then_exit_2_and_its_files_are_untouched(
    invoke: Callable[..., Result], tree: Path, use_layers: Use
) -> None:
    from gate.output import Output

    use_layers("clean")
    held = Output(tree / ".proofbook/last")
    (held.folder / "verdict.json").write_text("{}")
    done = invoke("gate")
    held.close()
    assert done.exit_code == 2
    assert "another run is writing" in done.stderr
    assert (held.folder / "verdict.json").read_text() == "{}"


def test_catalogue_when_asked_for_json_then_every_property_has_id_sentence_and_layers(
    invoke: Callable[..., Result],
) -> None:
    entries = json.loads(invoke("catalogue", "--json").output)["properties"]
    assert {"MS", "OI", "FC", "NS"} <= {entry["id"][:2] for entry in entries}
    assert all(entry["sentence"].endswith(".") and entry["layers"] for entry in entries)


def test_catalogue_then_it_prints_the_sentence_of_each_property(invoke: Callable[..., Result]) -> None:
    assert "MS-03 An account is liquidated only while" in invoke("catalogue").output


def test_gate_when_a_key_of_the_configuration_is_mistyped_then_exit_2_with_a_suggestion(
    invoke: Callable[..., Result], tree: Path, use_layers: Use
) -> None:
    use_layers("clean")
    (tree / "pyproject.toml").write_text("[tool.proofbook]\nskipp = []\n")
    done = invoke("gate")
    assert done.exit_code == 2
    assert "there is no key 'skipp': did you mean 'skip'?" in done.stderr


def test_gate_when_the_configuration_leaves_a_layer_out_then_only_does_not(
    invoke: Callable[..., Result], tree: Path, use_layers: Use
) -> None:
    use_layers("clean", "toolless")
    (tree / "pyproject.toml").write_text('[tool.proofbook]\nskip = ["toolless"]\n')
    assert invoke("gate").exit_code == 0
    assert invoke("gate", "--only", "toolless").exit_code == 2


def test_gate_then_all_forms_of_the_verdict_are_there_and_an_earlier_runs_are_not_kept(
    invoke: Callable[..., Result], tree: Path, use_layers: Use
) -> None:
    use_layers("finds")
    invoke("gate")
    folder = tree / ".proofbook/last"
    for name in ("report.html", "report.sarif", "junit.xml"):
        assert "FC-01" in (folder / name).read_text(), name
    use_layers("clean")
    invoke("gate")
    assert "FC-01 broken" not in (folder / "report.html").read_text()
    assert json.loads((folder / "report.sarif").read_text())["runs"][0]["results"] == []
    assert len((tree / ".proofbook/history.jsonl").read_text().splitlines()) == 2


def test_completion_then_layers_are_offered_by_their_beginning(invoke: Callable[..., Result], use_layers: Use) -> None:
    from gate.cli_options import _layer_names

    assert _layer_names("ma") == ["machines", "manticore"]


@pytest.mark.parametrize("command", ["gate", "campaign"])
def test_help_then_it_teaches_with_examples(command: str, invoke: Callable[..., Result]) -> None:
    said = " ".join(invoke(command, "--help").output.split())
    assert f"{command} --" in said
