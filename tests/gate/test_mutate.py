from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gate.cli import app
from gate.layers import LAYERS, LayerSpec
from gate.mutate.bugs import Bug, BugError, check, load_bugs, planted
from gate.mutate.copies import copy_tree
from gate.mutate.trial import promising
from properties.catalogue import Catalogue, load_catalogue

Use = Callable[..., list[LayerSpec]]
SOURCE = "contracts/Fees.sol"


def write_bug(folder: Path, name: str, **changes: object) -> Path:
    fields = {
        "id": name,
        "title": "A share of the fee is lost",
        "family": "FC",
        "file": SOURCE,
        "find": "rest kept",
        "replace": "rest dropped",
        "breaks": ["FC-02"],
        "why": "The treasury is paid less than was charged.",
        **changes,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text("\n".join(f"{key} = {json.dumps(value)}" for key, value in fields.items() if value is not None))
    return path


@pytest.fixture
def bugs(tree: Path) -> Path:
    return tree / "properties" / "bugs"


@pytest.fixture
def mutate(tree: Path, monkeypatch: pytest.MonkeyPatch, use_layers: Use) -> Callable[..., Result]:
    monkeypatch.chdir(tree)
    use_layers("reads", "reads-deeper")
    return lambda *arguments: CliRunner().invoke(app, ["mutate", "--jobs", "1", *arguments], catch_exceptions=False)


def rows(tree: Path) -> dict[str, dict[str, object]]:
    said = json.loads((tree / ".proofbook/mutate/mutate.json").read_text())
    return {row["id"]: row for row in said["bugs"]}


def test_mutate_when_every_bug_is_reported_then_exit_0_and_the_killer_is_named(
    mutate: Callable[..., Result], bugs: Path, tree: Path
) -> None:
    write_bug(bugs, "rest-dropped")
    write_bug(bugs, "no-cancel", find="/* cancel */", replace="/* no cancel */", breaks=["NS-01"], family="NS")
    done = mutate()
    assert done.exit_code == 0, done.output
    assert "All killed: 2 of 2 planted bugs killed; seconds to the first kill: median" in done.output
    found = rows(tree)
    assert (found["rest-dropped"]["outcome"], found["rest-dropped"]["killed_by"]) == ("killed", "reads")
    assert (found["no-cancel"]["outcome"], found["no-cancel"]["killed_by"]) == ("killed", "reads-deeper")


def test_mutate_when_a_bug_is_killed_then_later_layers_are_not_run_unless_asked_for(
    mutate: Callable[..., Result], bugs: Path, tree: Path
) -> None:
    write_bug(bugs, "rest-dropped")
    mutate()
    assert [cell["layer"] for cell in rows(tree)["rest-dropped"]["cells"]] == ["reads"]  # type: ignore[attr-defined]
    mutate("--all-layers")
    cells = rows(tree)["rest-dropped"]["cells"]
    assert [(cell["layer"], cell["outcome"]) for cell in cells] == [  # type: ignore[attr-defined]
        ("reads", "killed"),
        ("reads-deeper", "survived"),
    ]


def catalogue_of(**layers: tuple[str, ...]) -> Catalogue:
    """Properties by id, each with the layers that check it."""
    stated = {"sentence": "Nothing is lost.", "formula": "a = b", "severity": "high"}
    return Catalogue.model_validate(
        {"property": [{"id": id_, "layers": names, **stated} for id_, names in layers.items()]}
    )


def promises(*layers: str, breaks: str = "FC-02", refuting: tuple[str, ...] = ()) -> list[str]:
    catalogue = catalogue_of(**{"FC-02": layers, "FC-03": ("z3",)})
    bug = Bug(id="b", title="b", file=Path("f"), find="a", replace="b", breaks=(breaks,))
    return [spec.name for spec in promising(LAYERS, bug, catalogue, refuting)]


def test_promising_then_it_is_the_layers_that_check_what_the_bug_breaks_and_no_others() -> None:
    assert promises("halmos") == ["halmos"]
    assert promises("halmos", breaks="FC-03") == ["z3"]


def test_promising_then_fuzzers_that_end_with_their_first_finding_come_before_others() -> None:
    assert promises("static", "machines", "foundry", "echidna") == ["foundry", "machines", "static", "echidna"]


def test_promising_when_a_proof_names_the_bug_then_its_prover_comes_before_all() -> None:
    assert promises("machines", "z3", refuting=("z3",)) == ["z3", "machines"]


def cells(tree: Path, bug: str) -> list[tuple[str, str]]:
    found = rows(tree)[bug]["cells"]
    assert isinstance(found, list)
    return [(cell["layer"], cell["outcome"]) for cell in found]


def test_mutate_when_two_kills_are_asked_for_then_only_layers_that_promise_one_are_asked_for_the_second(
    mutate: Callable[..., Result], bugs: Path, tree: Path, use_layers: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_layers("reads", "reads-deeper", "clean")
    write_bug(bugs, "rest-dropped")
    done = mutate("--kills", "2")
    assert done.exit_code == 0
    assert cells(tree, "rest-dropped") == [("reads", "killed")]
    assert "0 of them by two layers or more" in done.output
    checked = catalogue_of(**{"FC-02": ("reads", "reads-deeper")})
    monkeypatch.setattr("gate.cli.load_catalogue", lambda: checked)
    assert mutate("--kills", "2", "--fresh").exit_code == 0
    assert cells(tree, "rest-dropped") == [("reads", "killed"), ("reads-deeper", "survived")]


def test_mutate_when_done_again_on_the_same_tree_then_nothing_is_run_and_it_says_the_same(
    mutate: Callable[..., Result], bugs: Path, tree: Path, use_layers: Use
) -> None:
    write_bug(bugs, "rest-dropped")
    mutate()
    before = rows(tree)
    use_layers("interrupts-user", "reads-deeper")
    # The layers' names are part of what is asked: with others it is another round.
    assert mutate().exit_code == 2
    use_layers("reads", "reads-deeper")
    again = mutate()
    assert again.exit_code == 0
    assert "1/1 known from earlier rounds" in again.output
    assert rows(tree) == before


def test_mutate_when_a_round_was_cut_off_then_the_next_one_tries_what_is_left(
    mutate: Callable[..., Result], bugs: Path, tree: Path
) -> None:
    write_bug(bugs, "first")
    mutate()
    write_bug(bugs, "second")
    again = mutate()
    assert "1/2 known from earlier rounds" in again.output
    assert "before any bug is planted" not in again.output
    assert list(rows(tree)) == ["first", "second"]


@pytest.mark.parametrize("change", ["tree", "bug", "seed"])
def test_mutate_when_tree_bug_or_manner_has_changed_then_it_is_tried_again(
    change: str, mutate: Callable[..., Result], bugs: Path, tree: Path
) -> None:
    write_bug(bugs, "rest-dropped")
    mutate()
    if change == "tree":
        (tree / "contracts" / "New.sol").write_text("contract New {}")
    if change == "bug":
        write_bug(bugs, "rest-dropped", why="Another reason.")
    assert "known from earlier rounds" not in mutate(*(["--seed", "5"] if change == "seed" else [])).output


def test_mutate_when_asked_to_start_afresh_then_nothing_is_known(mutate: Callable[..., Result], bugs: Path) -> None:
    write_bug(bugs, "rest-dropped")
    mutate()
    assert "known from earlier rounds" not in mutate("--fresh").output


def test_mutate_when_only_another_property_is_reported_then_the_bug_survives_and_exit_1(
    mutate: Callable[..., Result], bugs: Path, tree: Path
) -> None:
    write_bug(bugs, "wrongly-declared", breaks=["MS-01"], family="MS")
    done = mutate()
    assert done.exit_code == 1
    assert "not killed: wrongly-declared" in done.output
    first = rows(tree)["wrongly-declared"]["cells"][0]  # type: ignore[index]
    assert (first["outcome"], first["rules"]) == ("other finding", ["FC-02"])


def test_mutate_when_a_bug_does_not_compile_then_exit_2_and_says_so(
    mutate: Callable[..., Result], bugs: Path, tree: Path
) -> None:
    write_bug(bugs, "typo", replace="syntax error")
    done = mutate()
    assert done.exit_code == 2
    assert rows(tree)["typo"]["outcome"] == "does not compile"
    assert "the whole message" in done.output


def test_mutate_when_no_layer_kills_and_one_could_not_run_then_exit_2_not_survived(
    mutate: Callable[..., Result], bugs: Path, tree: Path
) -> None:
    write_bug(bugs, "undeployable", replace="does not deploy")
    assert mutate().exit_code == 2
    assert rows(tree)["undeployable"]["outcome"] == "unclear"


@pytest.mark.parametrize(("find", "count"), [("/*", "3 times"), ("not there", "is not there")])
def test_mutate_when_the_text_is_not_found_exactly_once_then_exit_2_before_anything_runs(
    find: str, count: str, mutate: Callable[..., Result], bugs: Path, tree: Path
) -> None:
    write_bug(bugs, "good")
    write_bug(bugs, "misplaced", find=find)
    done = mutate()
    assert done.exit_code == 2
    assert "misplaced" in done.stderr
    assert count in done.stderr
    assert not (tree / ".proofbook").exists()


def test_mutate_when_the_tree_itself_is_not_clean_then_exit_2_and_no_bug_is_planted(
    mutate: Callable[..., Result], bugs: Path, tree: Path
) -> None:
    (tree / SOURCE).write_text("rest kept, side forgotten")
    write_bug(bugs, "rest-dropped")
    done = mutate()
    assert done.exit_code == 2
    assert "not clean before any bug is planted" in done.stderr
    assert not (tree / ".proofbook/mutate/mutate.json").exists()


def test_mutate_then_the_tree_is_untouched_and_no_copy_is_left(
    mutate: Callable[..., Result], bugs: Path, tree: Path
) -> None:
    before = (tree / SOURCE).read_text()
    write_bug(bugs, "rest-dropped")
    mutate()
    assert (tree / SOURCE).read_text() == before
    assert not (tree / ".proofbook/mutate/trees").exists()


def test_mutate_when_a_folder_from_outside_is_given_then_its_bugs_are_planted_instead(
    mutate: Callable[..., Result], bugs: Path, tree: Path, tmp_path: Path
) -> None:
    write_bug(bugs, "inside")
    write_bug(tmp_path / "outside", "from-outside", family=None, why=None)
    done = mutate("--bugs", str(tmp_path / "outside"))
    assert done.exit_code == 0, done.output
    assert list(rows(tree)) == ["from-outside"]


def test_mutate_when_one_bug_is_named_then_only_it_is_planted(
    mutate: Callable[..., Result], bugs: Path, tree: Path
) -> None:
    write_bug(bugs, "first")
    write_bug(bugs, "second")
    assert mutate("--only", "second").exit_code == 0
    assert list(rows(tree)) == ["second"]
    refused = mutate("--only", "third")
    assert refused.exit_code == 2
    assert "there is no bug 'third'" in refused.stderr


def test_mutate_when_interrupted_then_exit_2_and_no_copy_is_left(
    mutate: Callable[..., Result], bugs: Path, tree: Path, use_layers: Use
) -> None:
    write_bug(bugs, "first")
    write_bug(bugs, "second")
    use_layers("interrupts-user")
    done = mutate("--no-baseline")
    assert done.exit_code == 2
    assert "Interrupted" in done.output
    assert {row["outcome"] for row in rows(tree).values()} == {"interrupted"}
    assert (tree / ".proofbook/mutate/kept.jsonl").read_text() == ""
    assert not (tree / ".proofbook/mutate/trees").exists()


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"breaks": ["FC-99"]}, "no property 'FC-99'"),
        ({"breaks": []}, "breaks"),
        ({"family": "XX"}, "no family 'XX'"),
        ({"find": ""}, "find"),
        ({"file": "../outside.sol"}, "inside the tree"),
        ({"file": "/etc/passwd"}, "inside the tree"),
        ({"severity": "high"}, "severity"),
        ({"title": None}, "title"),
    ],
)
def test_load_bugs_when_a_field_is_wrong_then_the_error_names_file_and_field(
    changes: dict[str, object], cause: str, bugs: Path
) -> None:
    path = write_bug(bugs, "bad", **changes)
    with pytest.raises(BugError) as caught:
        load_bugs(bugs, load_catalogue())
    assert str(path) in str(caught.value)
    assert cause in str(caught.value)


def test_load_bugs_when_two_files_share_an_id_then_error(bugs: Path) -> None:
    write_bug(bugs, "one")
    write_bug(bugs, "two", id="one")
    with pytest.raises(BugError, match="the id 'one' is taken"):
        load_bugs(bugs, load_catalogue())


def test_check_when_the_replacement_changes_nothing_then_error(tree: Path, bugs: Path) -> None:
    write_bug(bugs, "idle", replace="rest kept")
    [bug] = load_bugs(bugs, load_catalogue())
    with pytest.raises(BugError, match="nothing would change"):
        check(tree, bug)


def test_planted_when_the_block_fails_then_the_file_is_as_before(tree: Path, bugs: Path) -> None:
    write_bug(bugs, "rest-dropped")
    [bug] = load_bugs(bugs, load_catalogue())
    before = (tree / SOURCE).read_bytes()
    with pytest.raises(RuntimeError, match="rest dropped"), planted(tree, bug):
        raise RuntimeError((tree / SOURCE).read_text())
    assert (tree / SOURCE).read_bytes() == before


def test_copy_tree_then_new_files_come_along_ignored_ones_do_not_and_set_up_is_linked(
    tree: Path, tmp_path: Path
) -> None:
    (tree / "contracts" / "New.sol").write_text("contract New {}")
    (tree / "build").mkdir()
    (tree / "build" / "old.json").write_text("{}")
    (tree / "node_modules" / "solc").mkdir(parents=True)
    copy_tree(tree, tmp_path / "copy")
    assert (tmp_path / "copy" / "contracts" / "New.sol").is_file()
    assert not (tmp_path / "copy" / "build").exists()
    assert (tmp_path / "copy" / "node_modules").resolve() == tree / "node_modules"
