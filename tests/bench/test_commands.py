"""The commands: figures alone on standard output, and an exit status that says whether they hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fuzz.chain import ChainFault, bench
from gate.bench import gas, layout, sizes
from gate.bench.gas import Row
from gate.bench.layout import Layout
from gate.bench.structs import Member, Struct
from gate.cli import app

WITHIN, OVER = Row("deposit", 74_999, 75_000, {}), Row("withdraw", 95_001, 95_000, {})


@pytest.fixture(autouse=True)
def _in_the_tree(root: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build is made before; only the command's own output is looked at."""
    monkeypatch.chdir(root)


def answering(value: Any) -> Any:
    return lambda *_arguments: value


@pytest.mark.parametrize(("rows", "status"), [([WITHIN], 0), ([WITHIN, OVER], 1)])
def test_gas_when_measured_then_json_alone_is_printed_and_the_status_tells_if_limits_hold(
    rows: list[Row], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gas, "measure", answering(rows))
    done = CliRunner().invoke(app, ["bench", "gas", "--json"], catch_exceptions=False)
    assert done.exit_code == status
    assert [row["operation"] for row in json.loads(done.stdout)["rows"]] == [row.operation for row in rows]


def test_gas_when_there_is_no_node_then_exit_2_and_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(*_arguments: object) -> list[Row]:
        raise ChainFault("anvil does not start")

    monkeypatch.setattr(gas, "measure", measure)
    done = CliRunner().invoke(app, ["bench", "gas"], catch_exceptions=False)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", "error: anvil does not start\n")


@pytest.mark.parametrize(("size", "status"), [(sizes.LIMIT, 0), (sizes.LIMIT + 1, 1)])
def test_sizes_when_measured_then_the_status_tells_if_each_fits(
    size: int, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "measure", answering({"PerpEngineV2": size}))
    done = CliRunner().invoke(app, ["bench", "sizes", "--json"], catch_exceptions=False)
    assert done.exit_code == status
    assert json.loads(done.stdout) == {"limit": 24_576, "runtime bytes": {"PerpEngineV2": size}}


@pytest.mark.parametrize(("offset", "status"), [(0, 0), (16, 1)])
def test_layout_when_a_member_has_moved_then_exit_1_and_it_is_named(
    offset: int, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def laid_out(offset: int) -> Layout:
        members = [Member(name="collateral", type="int128", slot=0, offset=offset)]
        return Layout(namespaces={}, structs={"Account": Struct(slots=1, in_array=False, members=members)})

    monkeypatch.setattr(layout, "load", answering(laid_out(0)))
    monkeypatch.setattr(layout, "read", answering(laid_out(offset)))
    done = CliRunner().invoke(app, ["bench", "layout"], catch_exceptions=False)
    assert done.exit_code == status
    assert ("Account: collateral moved from slot 0, byte 0 to slot 0, byte 16" in done.stdout) is bool(status)


def test_chain_when_asked_for_json_then_the_benchmark_is_run_with_the_repositorys_own_tools(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    monkeypatch.setattr(bench, "main", lambda *arguments: asked.append(arguments))
    done = CliRunner().invoke(app, ["bench", "chain", "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    solc, anvil, as_json, _show, extras = asked[0]
    assert (solc.name, anvil.name, as_json, extras) == ("solc", "anvil", True, None)
