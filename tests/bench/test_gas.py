"""Gas is measured exactly, kept in a snapshot and told in the docs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fuzz.chain import Artifacts, open_chain
from gate.bench import gas
from gate.bench.gas import Row
from gate.bench.operations import OPERATIONS, market_steps
from gate.bench.stage import MARKETS, build
from gate.toolchain.paths import ANVIL

REFRESH = "run `proofbook bench gas --write` and look at what changed"


@pytest.fixture(scope="module")
def rows(out: Path) -> list[Row]:
    return gas.measure(Artifacts.load(out), ANVIL.find())


def test_snapshot_when_measured_again_then_every_figure_is_the_same(root: Path, rows: list[Row]) -> None:
    kept = json.loads((root / gas.SNAPSHOT).read_text("utf-8"))
    assert {row.operation: row.gas for row in rows} == kept, REFRESH


def test_docs_when_measured_again_then_their_table_is_current(root: Path, rows: list[Row]) -> None:
    page = (root / gas.PAGE).read_text("utf-8")
    assert gas.page_with(page, rows) == page, REFRESH


@pytest.mark.parametrize(
    "operation", ["oracle_price", "deposit", "deposit_first", "withdraw", "liquidate", "settle_funding"]
)
def test_engine_when_measured_then_within_its_limit(operation: str, rows: list[Row]) -> None:
    row = next(row for row in rows if row.operation == operation)
    assert row.limit is not None
    assert row.gas <= row.limit


def test_margin_check_when_markets_are_added_then_each_costs_the_same(out: Path) -> None:
    with open_chain("anvil", binary=ANVIL.find()) as chain:
        steps = market_steps(build(chain, Artifacts.load(out)))
    assert len(steps) == MARKETS - 1
    assert max(steps) - min(steps) <= 50, steps


def test_rows_when_printed_as_json_then_each_has_operation_gas_limit_and_peers(rows: list[Row]) -> None:
    printed = json.loads(gas.as_json(rows))
    assert list(printed) == ["rows"]
    assert [row["operation"] for row in printed["rows"]] == list(OPERATIONS)
    assert all(list(row) == ["operation", "gas", "limit", "peers"] for row in printed["rows"])
    liquidate = next(row for row in printed["rows"] if row["operation"] == "liquidate")
    assert liquidate["limit"] == 260_000
    assert list(liquidate["peers"].values()) == [333_000]


def test_limits_and_peers_when_named_then_they_are_operations_that_exist() -> None:
    assert set(gas.LIMITS) | set(gas.PEERS) <= set(OPERATIONS)


def test_table_when_a_row_is_over_its_limit_then_it_says_so() -> None:
    over, within = Row("deposit", 75_001, 75_000, {}), Row("deposit", 75_000, 75_000, {})
    assert (over.holds, within.holds) == (False, True)
    assert "over its limit" in gas.as_text([over])
    assert "over its limit" not in gas.as_text([within])
    assert "**75,001**" in gas.as_markdown([over])


def test_page_when_it_lacks_the_marks_of_its_table_then_refused() -> None:
    with pytest.raises(ValueError, match="marks of its table"):
        gas.page_with("# Gas\n", [])
