"""Medusa's configuration: keys that it knows, and the same campaign as Echidna's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from gate.layers.entry_contract import MAXIMUM_PREFIX, NAME, PROPERTY_PREFIX, EntryContract
from tests.properties.test_echidna_configurations import ALL, FOLDER

CONFIGURATION: dict[str, Any] = json.loads((FOLDER.parent / "medusa" / "medusa.json").read_text())
KNOWN = {
    "": {"fuzzing", "compilation", "slither", "logging"},
    "fuzzing": {
        *("workers", "workerResetLimit", "timeout", "testLimit", "shrinkLimit", "callSequenceLength", "pruneFrequency"),
        *("corpusDirectory", "coverageEnabled", "coverageFormats", "revertReporterEnabled", "targetContracts"),
        *("predeployedContracts", "targetContractsBalances", "constructorArgs", "deployerAddress", "senderAddresses"),
        *("blockNumberDelayMax", "blockTimestampDelayMax", "blockGasLimit", "transactionGasLimit", "testing"),
        "chainConfig",
    },
    "fuzzing.testing": {
        *("stopOnFailedTest", "stopOnFailedContractMatching", "stopOnNoTests", "testAllContracts", "testViewMethods"),
        *("verbosity", "assertionTesting", "propertyTesting", "optimizationTesting", "targetFunctionSignatures"),
        "excludeFunctionSignatures",
    },
    "fuzzing.testing.assertionTesting": {"enabled", "testViewMethods", "panicCodeConfig"},
    "fuzzing.testing.propertyTesting": {"enabled", "testPrefixes"},
    "fuzzing.testing.optimizationTesting": {"enabled", "testPrefixes"},
    "fuzzing.chainConfig": {"codeSizeCheckDisabled", "cheatCodes", "skipAccountChecks", "forkConfig"},
    "fuzzing.chainConfig.cheatCodes": {"cheatCodesEnabled", "enableFFI"},
    "compilation": {"platform", "platformConfig"},
    "compilation.platformConfig": {"target", "solcVersion", "exportDirectory", "args"},
}


def tables(table: dict[str, Any], name: str = "") -> Iterator[tuple[str, set[str]]]:
    yield name, set(table)
    for key, value in table.items():
        if isinstance(value, dict):
            yield from tables(value, f"{name}.{key}".lstrip("."))


def test_configuration_then_medusa_knows_every_key() -> None:
    assert {name: sorted(keys - KNOWN[name]) for name, keys in tables(CONFIGURATION) if keys - KNOWN[name]} == {}


def test_configuration_then_the_campaign_is_echidnas() -> None:
    fuzzing = CONFIGURATION["fuzzing"]
    assert fuzzing["senderAddresses"] == ALL["sender"]
    assert (fuzzing["deployerAddress"], fuzzing["callSequenceLength"]) == (ALL["deployer"], ALL["seqLen"])
    assert (fuzzing["blockTimestampDelayMax"], fuzzing["blockNumberDelayMax"]) == (
        ALL["maxTimeDelay"],
        ALL["maxBlockDelay"],
    )


def test_configuration_then_it_names_the_entry_contract_and_its_functions(entry: EntryContract) -> None:
    testing = CONFIGURATION["fuzzing"]["testing"]
    assert CONFIGURATION["fuzzing"]["targetContracts"] == [NAME]
    assert testing["propertyTesting"]["testPrefixes"] == [PROPERTY_PREFIX]
    assert testing["optimizationTesting"]["testPrefixes"] == [MAXIMUM_PREFIX]
    excluded = [
        signature.removeprefix(f"{NAME}.").removesuffix("()") for signature in testing["excludeFunctionSignatures"]
    ]
    assert set(excluded) <= set(entry.handlers)
    assert entry.maxima
    assert set(entry.maxima) <= set(entry.properties)
