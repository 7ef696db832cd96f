"""The code of every deployed contract fits, and the table that says so is current."""

from __future__ import annotations

import json
from pathlib import Path

from gate.bench import sizes


def test_sizes_when_built_for_production_then_each_contract_fits(root: Path, out: Path) -> None:
    measured = sizes.measure(root, out)
    assert {"PerpEngineV2", "PerpEngineV2Extension", "OrderbookV2"} <= set(measured)
    assert {name: size for name, size in measured.items() if size > sizes.LIMIT} == {}


def test_table_when_built_again_then_current(root: Path, out: Path) -> None:
    kept = (root / sizes.TABLE).read_text("utf-8")
    assert kept == sizes.as_json(sizes.measure(root, out)) + "\n", "run `proofbook bench sizes --write`"


def test_sizes_when_a_file_holds_no_code_then_left_out(tmp_path: Path) -> None:
    (tmp_path / sizes.SOURCES).mkdir(parents=True)
    for name, code in (("Real", "0x6001"), ("Abstract", "0x")):
        (tmp_path / sizes.SOURCES / f"{name}.sol").touch()
        artifact = tmp_path / "out" / f"{name}.sol" / f"{name}.json"
        artifact.parent.mkdir(parents=True)
        artifact.write_text(json.dumps({"deployedBytecode": {"object": code}}))
    assert sizes.measure(tmp_path, tmp_path / "out") == {"Real": 2}
