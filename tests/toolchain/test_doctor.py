"""The doctor: every tool is started, and what is missing says how to mend it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from gate.toolchain import doctor
from gate.toolchain.doctor import Row, examine, exit_status, render
from tests.toolchain.conftest import MakeScript

FORGE = Path("node_modules/@foundry-rs/forge-linux-amd64/bin/forge")


def row_of(rows: list[Row], tool: str) -> Row:
    [row] = [row for row in rows if row.tool == tool]
    return row


@pytest.fixture
def bare_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No tool on PATH but the shell's own."""
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))


def shown(rows: list[Row]) -> str:
    console = Console(width=200, record=True, file=None, quiet=False, color_system=None)
    with console.capture() as capture:
        console.print(render(rows))
    return capture.get()


def test_examine_when_the_repository_is_set_up_then_every_tool_works() -> None:
    rows = examine()

    assert [row.tool for row in rows if not row.ok] == []
    assert all(row.version and row.path for row in rows)
    assert exit_status(rows) == 0


@pytest.mark.usefixtures("bare_path")
def test_examine_when_nothing_is_installed_then_each_row_names_its_mend(tmp_path: Path) -> None:
    rows = examine(root=tmp_path)

    assert [row.tool for row in rows if row.ok] == []
    assert all(": run `make setup`" in row.mend or ": install " in row.mend for row in rows)
    assert exit_status(rows) == 2


@pytest.mark.usefixtures("bare_path")
def test_examine_when_one_tool_is_missing_then_only_its_row_fails_and_the_table_says_what_to_do(
    tmp_path: Path, script: MakeScript
) -> None:
    script(tmp_path / FORGE, "echo 'forge Version: 1.2.3'")

    rows = examine(root=tmp_path)

    assert row_of(rows, "forge") == Row("forge", "1.2.3", tmp_path / FORGE, ok=True)
    assert row_of(rows, "anvil").mend.startswith("anvil is missing (node_modules/@foundry-rs/anvil-linux-amd64")
    assert "missing anvil" in " ".join(shown(rows).split())
    assert "run `make setup`" in shown(rows)


@pytest.mark.usefixtures("bare_path")
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("echo 'cannot open shared object' >&2; exit 3", "exit status 3 (cannot open shared object)"),
        ("exit 1", "exit status 1 (it said nothing)"),
        ("echo hello", "names no version (hello)"),
        ("while :; do :; done", "gave no answer in 0.5 s"),
    ],
)
def test_examine_when_a_tool_is_there_but_broken_then_its_row_says_how(
    tmp_path: Path, script: MakeScript, body: str, fault: str
) -> None:
    path = script(tmp_path / FORGE, body)

    row = row_of(examine(timeout_seconds=0.5, root=tmp_path), "forge")

    assert (row.ok, row.path, row.version) == (False, path, None)
    assert row.mend == f"{fault}: run `make setup`"
    assert "broken" in shown([row])


@pytest.mark.usefixtures("bare_path")
@pytest.mark.parametrize(("version", "ok"), [("v18.20.4", False), ("v20.0.0", True), ("v24.1.0", True)])
def test_examine_when_node_is_too_old_then_it_is_refused(
    tmp_path: Path, script: MakeScript, version: str, ok: bool
) -> None:
    script(tmp_path / "empty" / "node", f"echo {version}")

    row = row_of(examine(root=tmp_path), "node")

    assert row.ok is ok
    assert row.mend == ("" if ok else "is 18.20.4: install Node 20 or later")


@pytest.mark.usefixtures("bare_path")
def test_examine_when_solc_answers_its_version_but_compiles_nothing_then_it_is_broken(
    tmp_path: Path, script: MakeScript
) -> None:
    script(
        tmp_path / "gate/toolchain/bin/solc",
        """case "$1" in --version) echo 'Version: 0.8.28+commit.7893614a' ;; *) echo '{"errors": []}' ;; esac""",
    )
    soljson = tmp_path / "node_modules/solc/soljson.js"
    soljson.parent.mkdir(parents=True)
    soljson.write_text("")

    row = row_of(examine(root=tmp_path), "solc")

    assert not row.ok
    assert row.mend.startswith("compiles nothing")


@pytest.mark.usefixtures("bare_path")
def test_examine_when_slither_does_not_list_our_detectors_then_the_plugin_is_broken(
    tmp_path: Path, script: MakeScript
) -> None:
    script(tmp_path / ".venv/bin/slither", """case "$1" in --version) echo 0.11.6 ;; *) echo '[]' ;; esac""")

    rows = examine(root=tmp_path)

    assert row_of(rows, "slither").ok
    assert row_of(rows, "our slither plugin").mend.startswith("Slither does not list ")


@pytest.mark.usefixtures("bare_path")
def test_examine_when_the_two_openzeppelin_packages_differ_then_it_is_broken(tmp_path: Path) -> None:
    for package, version in {"contracts": "5.4.0", "contracts-upgradeable": "5.3.0"}.items():
        file = tmp_path / "node_modules" / "@openzeppelin" / package / "package.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps({"version": version}))

    row = row_of(examine(root=tmp_path), "openzeppelin")

    assert "contracts is 5.4.0 but contracts-upgradeable is 5.3.0" in row.mend


def test_timeout_when_not_given_then_a_slow_machine_has_time() -> None:
    assert doctor.TIMEOUT_SECONDS >= 30
