"""Manticore on one check: how its driver is asked, and what the answer is worth."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from properties.proofs.catalogue import Statement
from properties.proofs.chain import artifact, word_as
from properties.proofs.results import Exploration
from properties.proofs.setting import ProverFault, Setting

DRIVER = Path(__file__).parent / "manticore" / "driver.py"
_SUCCESSES = {"STOP", "RETURN"}
# Ends that say nothing about the statement: the check refused its arguments.
_REFUSALS = {"REVERT"}


def explore(setting: Setting, statement: Statement, seconds: float) -> Exploration:
    """All paths of the check; raises :class:`ProverFault` if the driver does not answer though it had the time."""
    with setting.scratch() as scratch:
        return _explore(setting, statement, seconds, scratch)


def _explore(setting: Setting, statement: Statement, seconds: float, scratch: Path) -> Exploration:
    solver = setting.solver(int(seconds * 1000))
    request = {
        "bytecode": artifact(setting.out, statement).bytecode.hex(),
        "signature": statement.function,
        "types": statement.types,
        # Manticore adds options of its own; a later -t: would be its whole seconds.
        "solver": str(setting.script(scratch, "proofbook-solver", solver)),
        "query_seconds": max(1, int(seconds)),
    }
    printed = setting.run([str(setting.manticore_python), "-P", str(DRIVER)], seconds, scratch, json.dumps(request))
    if printed is None:
        return Exploration(faults=[f"no result within {seconds:.0f} s"])
    try:
        report = json.loads(printed.strip().rpartition("\n")[2])
    except json.JSONDecodeError as error:
        raise ProverFault(f"Manticore's driver failed on {statement.contract}.{statement.name}\n{printed}") from error
    return read(report, statement)


def read(report: Mapping[str, Any], statement: Statement) -> Exploration:
    """The exploration that a report of the driver speaks of; whatever it does not know is a fault."""
    if "error" in report:
        return Exploration(faults=[report["error"]])
    outcomes: dict[str, int] = report["outcomes"]
    faults = [f"{fault} ({count} times)" for fault, count in report["faults"].items()]
    for name, text in (
        ("killed", "states were killed"),
        ("running", "states did not end"),
        ("unknown", "solver answers were unknown"),
    ):
        if report[name]:
            faults.append(f"{report[name]} {text}")
    refuted = report["refuted"]
    known = _SUCCESSES | _REFUSALS
    strange = {outcome for outcome in outcomes if outcome not in known and not outcome.startswith("Panic(")}
    faults += [f"a path ended in {outcome}" for outcome in sorted(strange)]
    panics = sorted(outcome for outcome in outcomes if outcome.startswith("Panic("))
    if panics and refuted is None:
        faults.append(f"a path ended in {panics[0]} and no arguments were given")
    return Exploration(
        paths=sum(outcomes.values()),
        succeeded=sum(count for outcome, count in outcomes.items() if outcome in _SUCCESSES),
        reverts={outcome: count for outcome, count in outcomes.items() if outcome not in _SUCCESSES},
        counterexample=None if refuted is None else _arguments(refuted["words"], statement),
        faults=faults,
    )


def _arguments(words: list[int], statement: Statement) -> list[Any]:
    return [word_as(type_, word) for type_, word in zip(statement.types, words, strict=True)]
