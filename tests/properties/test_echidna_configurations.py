"""Echidna's configurations: one for each family, agreeing with the one that the gate runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from gate.layers.entry_contract import MAXIMUM_PREFIX
from properties.catalogue import FAMILIES

FOLDER = Path(__file__).parents[2] / "properties" / "echidna"
READ_BY_BOTH = {
    *("testMode", "testLimit", "seqLen", "shrinkLimit", "stopOnFail", "coverage", "corpusDir", "mutConsts", "dictFreq"),
    *("seed", "timeout", "format", "quiet", "prefix", "deployer", "sender", "psender", "contractAddr", "balanceAddr"),
    *("balanceContract", "codeSize", "solcArgs", "cryticArgs", "deployContracts", "deployBytecodes"),
    *("filterFunctions", "filterBlacklist", "testDestruction", "propMaxGas", "testMaxGas", "maxGasprice"),
    *("maxTimeDelay", "maxBlockDelay", "maxValue"),
}
"""Keys that 2.0.2 and 2.3.x know; others only warn, and do nothing."""


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found


ALL = read(FOLDER / "properties.yaml")
OPTIMISATION = FOLDER / "optimisation.yaml"
OF_FAMILIES = sorted(set(FOLDER.glob("*.yaml")) - {FOLDER / "properties.yaml", OPTIMISATION})


@pytest.mark.parametrize("path", [FOLDER / "properties.yaml", OPTIMISATION, *OF_FAMILIES], ids=lambda path: path.stem)
def test_configuration_when_read_then_both_releases_know_every_key(path: Path) -> None:
    assert set(read(path)) <= READ_BY_BOTH


def test_configuration_of_the_search_for_maxima_then_it_differs_in_mode_and_prefix_alone() -> None:
    own = read(OPTIMISATION)
    assert (own["testMode"], own["prefix"]) == ("optimization", MAXIMUM_PREFIX)
    shared = set(ALL) - {"testMode", "prefix"}
    assert {key: own[key] for key in shared} == {key: ALL[key] for key in shared}


@pytest.mark.parametrize("path", OF_FAMILIES, ids=lambda path: path.stem)
def test_configuration_of_a_family_then_it_says_what_that_of_all_says(path: Path) -> None:
    own = read(path)
    shared = set(ALL) - {"prefix", "seqLen"}
    assert {key: own[key] for key in shared} == {key: ALL[key] for key in shared}
    assert own["corpusDir"].endswith(path.stem)


def test_configurations_then_every_family_has_one() -> None:
    assert sorted(read(path)["prefix"] for path in OF_FAMILIES) == sorted(f"echidna_{family}_" for family in FAMILIES)
