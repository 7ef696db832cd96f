"""An exported counterexample is a test that fails as long as the property is broken."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fuzz.counterexample import MachineCounterexample, Step, save_counterexample
from fuzz.machines.canary import PROPERTY
from fuzz.machines.verdict import Broken
from gate.cli import app

ORDER = {"market": 0, "tick": 20_000, "lots": 100}
STEPS = (
    Step(rule="deposit", arguments={"actor": "alice", "assets": 10**9}),
    Step(rule="deposit", arguments={"actor": "bob", "assets": 10**9}),
    Step(rule="place", arguments={"actor": "alice", "is_buy": True, **ORDER}),
    Step(rule="place", arguments={"actor": "bob", "is_buy": False, **ORDER}),
)


def exported(folder: Path, machine: str) -> str:
    found = MachineCounterexample(property=PROPERTY, machine=machine, steps=STEPS, message='it says """so"""')
    path = save_counterexample(folder / "found.json", found)
    done = CliRunner().invoke(app, ["replay", str(path), "--export", "pytest"], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def run(text: str) -> None:
    module: dict[str, Any] = {"__name__": "exported"}
    exec(compile(text, "exported.py", "exec"), module)
    module["test_canary"]()


def test_the_exported_test_fails_where_the_property_is_broken(tmp_path: Path) -> None:
    text = exported(tmp_path, "canary")
    assert "# alice deposits 1,000 USDC\n" in text
    with pytest.raises(Broken, match=PROPERTY):
        run(text)


def test_the_exported_test_passes_where_the_property_holds(tmp_path: Path) -> None:
    run(exported(tmp_path, "trading"))
