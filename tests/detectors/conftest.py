"""All contracts of the detectors' tests, compiled together and analysed once."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from crytic_compile import CryticCompile
from crytic_compile.platform.solc import Solc
from slither import Slither

from slither_detectors import all_detectors
from slither_detectors.analysis.model import ContractModel, Model

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = Path(__file__).with_name("contracts")
SNAPSHOTS = Path(__file__).with_name("snapshots")
SOLC = ROOT / "gate" / "toolchain" / "bin" / "solc"
LOCATION = re.compile(r" \([^()]*\.sol#[^()]*\)")


def analyse(source: Path) -> Slither:
    """Slither over one file and what it imports."""
    # the platform is named outright: crytic-compile would otherwise find the repository around the working directory
    return Slither(CryticCompile(Solc(str(source)), solc=str(SOLC)))


@pytest.fixture(scope="session")
def slither(tmp_path_factory: pytest.TempPathFactory) -> Slither:
    """Every contract under ``contracts``, in one compilation."""
    folder = tmp_path_factory.mktemp("contracts")
    files = sorted(CONTRACTS.glob("*.sol"))
    for file in files:
        (folder / file.name).write_text(file.read_text())
    everything = folder / "Everything.sol"
    everything.write_text("pragma solidity ^0.8.24;\n" + "".join(f'import "./{file.name}";\n' for file in files))
    return analyse(everything)


@pytest.fixture(scope="session")
def models(slither: Slither) -> dict[str, ContractModel]:
    """The deployable contracts by name."""
    return {m.contract.name: m for unit in slither.compilation_units for m in Model.of(unit).contracts}


@pytest.fixture(scope="session")
def results(slither: Slither) -> dict[str, list[dict[str, object]]]:
    """What a run of all detectors reports, by the detector's argument."""
    for detector in all_detectors():
        slither.register_detector(detector)
    by_argument: dict[str, list[dict[str, object]]] = defaultdict(list)
    for found in slither.run_detectors():
        for result in found:
            by_argument[str(result["check"])].append(result)
    return by_argument
