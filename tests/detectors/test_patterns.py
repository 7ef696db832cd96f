"""Each detector finds its planted patterns, spares what only looks alike, and says exactly what it said before.

A contract whose name ends in ``Vulnerable`` holds the pattern of the file it stands in, one that ends in ``Safe``
does not hold it. Run with ``UPDATE_SNAPSHOTS=1`` to write the results down anew after a change that is meant.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from slither_detectors import all_detectors
from slither_detectors.analysis.model import ContractModel
from slither_detectors.base import FAILURE_FIELD, Detector

HERE = Path(__file__).parent
LOCATION = re.compile(r" \([^()]*\.sol#[^()]*\)")
DETECTORS = {detector.ARGUMENT: detector for detector in all_detectors()}


def contracts_of(argument: str, kind: str) -> list[str]:
    source = (HERE / "contracts" / f"{argument}.sol").read_text()
    return re.findall(rf"^contract (\w+{kind})\b", source, re.MULTILINE)


def findings(slither: object, detector: type[Detector], model: ContractModel) -> list[object]:
    unit = model.contract.compilation_unit
    return list(detector(unit, slither, None).find(model))


CASES = [(argument, name) for argument in DETECTORS for name in contracts_of(argument, "(?:Vulnerable|Safe)")]


@pytest.mark.parametrize(("argument", "name"), CASES)
def test_detector_when_given_a_pattern_then_flags_exactly_the_vulnerable(
    slither: object, models: dict[str, ContractModel], argument: str, name: str
) -> None:
    found = findings(slither, DETECTORS[argument], models[name])
    assert bool(found) == name.endswith("Vulnerable"), [[str(part) for part in message] for message in found]


@pytest.mark.parametrize("argument", DETECTORS)
def test_detector_when_tested_then_has_two_vulnerable_and_three_safe_contracts(argument: str) -> None:
    assert len(contracts_of(argument, "Vulnerable")) >= 2
    assert len(contracts_of(argument, "Safe")) >= 3


@pytest.mark.parametrize("argument", DETECTORS)
def test_detector_when_run_over_everything_then_reports_what_the_snapshot_holds(
    results: dict[str, list[dict[str, object]]], argument: str
) -> None:
    found = sorted(LOCATION.sub("", str(result["description"])).strip() for result in results.get(argument, []))
    snapshot = HERE / "snapshots" / f"{argument}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text("".join(f"{line}\n" for line in found))
    assert found == snapshot.read_text().splitlines()


@pytest.mark.parametrize("argument", DETECTORS)
def test_result_when_reported_then_is_made_of_functions_and_variables_only(
    results: dict[str, list[dict[str, object]]], argument: str
) -> None:
    assert results.get(argument)
    for result in results[argument]:
        elements = result["elements"]
        assert isinstance(elements, list)
        assert elements
        assert {element["type"] for element in elements} <= {"function", "variable"}
        assert FAILURE_FIELD not in result.get("additional_fields", {})  # type: ignore[operator]
