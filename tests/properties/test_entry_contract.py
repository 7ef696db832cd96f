"""The entry contract as the build has it, and findings made from what broke in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.counterexample import Call, CallsCounterexample, load_counterexample
from gate.layers import entry_contract
from gate.layers.entry_contract import EntryContract
from gate.results import CouldNotRun
from tests.properties.conftest import MakeContext

ROOT = Path(__file__).resolve().parents[2]
CALL = Call(function="engine_payFees(uint8)", arguments=(9,), sender=entry_contract.SENDER, delay_seconds=7)


def test_load_of_the_build_then_properties_canaries_and_handlers_are_told_apart(entry: EntryContract) -> None:
    assert entry.properties["FC-03"] == "echidna_FC_03_engine_is_solvent"
    assert "canary_nobody_trades" in entry.canaries
    assert entry.handlers["engine_payFees"] == ("uint8",)
    assert "echidna_FC_03_engine_is_solvent" not in entry.handlers
    assert f"{entry.properties['FC-03']}()" in entry.views


def test_foundrys_one_invariant_when_a_property_is_added_then_it_has_to_ask_for_it_too(entry: EntryContract) -> None:
    source = (ROOT / "properties/solidity/foundry/FoundryProperties.sol").read_text(encoding="utf-8")
    assert entry.properties
    for rule, name in entry.properties.items():
        assert f'if (!s.{name}()) broken = string.concat(broken, " {rule}");' in source


def test_load_when_the_build_lacks_the_contract_then_could_not_run_names_the_mend(tmp_path: Path) -> None:
    with pytest.raises(CouldNotRun, match="remove build/gate"):
        entry_contract.load(tmp_path)


def test_findings_when_two_properties_broke_then_each_has_a_counterexample_of_its_own(
    make_context: MakeContext, entry: EntryContract
) -> None:
    found = entry_contract.findings(make_context(), "echidna", entry, ["FC-01", "FC-03"], [CALL])
    assert [finding.rule for finding in found] == ["FC-01", "FC-03"]
    assert found[0].function == "payFees"
    assert found[0].steps == ("engine_payFees(9), 7 s later",)
    for finding in found:
        assert finding.counterexample is not None
        stored = load_counterexample(finding.counterexample)
        assert isinstance(stored, CallsCounterexample)
        assert stored.check == f"{entry.properties[finding.rule]}()"
        assert stored.calls == (CALL,)
        assert str(finding.counterexample) in finding.replay
