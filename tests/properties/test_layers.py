"""Both engines for real: the canary is found by them, and what they say is held to what they did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gate.layers import echidna, foundry
from gate.layers.echidna import EchidnaLayer
from gate.layers.entry_contract import EntryContract
from gate.layers.foundry import FoundryLayer
from gate.results import Canary, CouldNotRun, LayerStatus, Progress
from gate.toolchain import paths
from tests.properties.conftest import MakeContext


def test_echidna_on_the_tree_then_every_property_has_a_verdict_and_the_canary_is_found(
    make_context: MakeContext, entry: EntryContract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(echidna, "_QUICK", echidna.Effort(calls=60, shrink=0, coverage=False))
    result = EchidnaLayer().run(make_context())
    assert result.status is LayerStatus.CLEAN
    assert result.canary is Canary.FOUND
    assert result.executed == {"properties": len(entry.properties), "calls": 60}


def test_foundry_on_the_tree_then_calls_are_counted_and_all_canaries_are_found(
    make_context: MakeContext, entry: EntryContract, monkeypatch: pytest.MonkeyPatch, progress: list[Progress]
) -> None:
    few = foundry.Effort(runs=4, depth=50, shrink=0)
    monkeypatch.setitem(foundry._EFFORTS, make_context().profile, few)
    result = FoundryLayer().run(make_context())
    assert (result.status, result.canary, result.reason) == (LayerStatus.CLEAN, Canary.FOUND, None)
    assert result.executed == {"properties": len(entry.properties), "calls": 200}


def test_echidna_when_its_configuration_is_missing_then_could_not_run_names_the_mend(
    make_context: MakeContext, tmp_path: Path
) -> None:
    with pytest.raises(CouldNotRun, match=r"properties\.yaml can't be read .*: restore it"):
        EchidnaLayer().run(make_context(root=tmp_path / "nowhere"))


def test_echidna_when_it_ends_without_a_word_then_could_not_run_says_what_it_printed(
    make_context: MakeContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "echidna"
    fake.write_text("#!/bin/sh\necho 'echidna-test: no tests found' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(paths, "echidna", lambda: fake)
    with pytest.raises(CouldNotRun, match="said nothing of canary_nobody_trades: echidna-test: no tests found"):
        EchidnaLayer().run(make_context())


def test_foundry_when_it_runs_no_invariant_then_could_not_run_says_what_it_printed(
    make_context: MakeContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "forge"
    fake.write_text("#!/bin/sh\necho 'No tests found in project!'\n")
    fake.chmod(0o755)
    monkeypatch.setattr(paths, "forge", lambda: fake)
    with pytest.raises(CouldNotRun, match="ran no invariant of FoundryCanaries: No tests found"):
        FoundryLayer().run(make_context())


def test_foundry_when_a_campaign_breaks_properties_then_findings_hold_the_decoded_sequence(
    make_context: MakeContext, tmp_path: Path, entry: EntryContract, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = {
        "warp": "0x0c",
        "roll": None,
        "sender": "0x0000000000000000000000000000000000010000",
        "calldata": "0x850da299" + "9".rjust(64, "0"),
        "func_name": "engine_payFees",
    }
    kind = {"Invariant": {"runs": 0, "calls": 0, "reverts": 0}}
    canaries = {f"invariant_{canary}()": {"status": "Failure", "kind": kind} for canary in entry.canaries}
    failed = {
        "status": "Failure",
        "reason": "broken: FC-01 FC-03",
        "counterexample": {"Sequence": [1, [step]]},
        "kind": kind,
    }
    answers = tmp_path / "answers"
    answers.mkdir()
    (answers / "^FoundryCanaries$").write_text(json.dumps({"c": {"test_results": canaries}}))
    properties = {"p": {"test_results": {"invariant_properties()": failed}}}
    (answers / "^FoundryProperties$").write_text(json.dumps(properties))
    fake = tmp_path / "forge"
    # The contract's name follows --match-contract, the sixth argument.
    fake.write_text(f'#!/bin/sh\ncat "{answers}/$6"\necho\nexit 1\n')
    fake.chmod(0o755)
    monkeypatch.setattr(paths, "forge", lambda: fake)
    result = FoundryLayer().run(make_context())
    assert result.status is LayerStatus.FINDINGS
    assert [finding.rule for finding in result.findings] == ["FC-01", "FC-03"]
    assert result.findings[0].steps == ("engine_payFees(9), 12 s later",)
