"""Halmos on one check: how it is run, and what its report is worth."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from properties.proofs.catalogue import Solver, Statement
from properties.proofs.chain import argument_names, word_as
from properties.proofs.results import Exploration
from properties.proofs.setting import ProverFault, Setting

_REPORT = "halmos.json"
_PASS, _COUNTEREXAMPLE, _REVERT_ALL = 0, 1, 4
_CODES = {2: "a query timed out", 3: "a path got stuck", 5: "an exception inside Halmos"}
# Turns of a loop that are followed; a check that needs more is not proved.
_LOOP = 4
# To tell whether a branch can be taken: with less, impossible paths are explored too, a hundred times as many.
_BRANCHING = "1s"
# Time that Halmos itself needs around the queries.
_OVERHEAD = 5.0


def explore(setting: Setting, statement: Statement, seconds: float) -> Exploration:
    """All paths of the check; raises :class:`ProverFault` if Halmos leaves no report though it had the time."""
    with setting.scratch() as scratch:
        return _explore(setting, statement, seconds, scratch)


def _explore(setting: Setting, statement: Statement, seconds: float, scratch: Path) -> Exploration:
    report = scratch / _REPORT
    # Halmos always asks forge for a build; ours is finished, and others read it too.
    forge = setting.script(scratch, "forge", "true")
    query = max(1, int(seconds - _OVERHEAD))
    printed = setting.run(
        [
            str(setting.python.parent / "halmos"),
            *("--root", str(setting.root)),
            *("--forge-build-out", str(setting.out)),
            *("--contract", statement.contract),
            *("--match-test", f"^{statement.name}\\("),
            # An overflow within the bounds breaks a statement no less than a failed assertion.
            *("--panic-error-codes", "*"),
            *("--solver-command", _solver(setting, statement, query)),
            *("--solver-timeout-assertion", f"{query}s"),
            *("--solver-threads", "2"),
            *("--loop", str(_LOOP)),
            *("--solver-timeout-branching", _BRANCHING),
            *("--json-output", str(report)),
            *("--early-exit", "--no-status"),
        ],
        seconds,
        scratch,
        path=forge.parent,
    )
    if printed is None:
        return Exploration(faults=[f"no result within {seconds:.0f} s"])
    if not report.is_file():
        raise ProverFault(f"Halmos gave no report on {statement.contract}.{statement.name}\n{printed.strip()}")
    return read(json.loads(report.read_text()), statement, argument_names(setting.out, statement))


def _solver(setting: Setting, statement: Statement, seconds: int) -> str:
    if statement.solver is Solver.BITS:
        return f"{setting.python.parent / 'yices-smt2'} --smt2-model-format"
    return setting.solver(seconds * 1000)


def read(report: Mapping[str, Any], statement: Statement, names: Sequence[str]) -> Exploration:
    """The exploration that a report (``--json-output``) speaks of."""
    tests = [test for tests in report["test_results"].values() for test in tests if test["name"] == statement.function]
    if len(tests) != 1:
        return Exploration(faults=[f"Halmos ran {len(tests)} checks of the name {statement.function}"])
    test = tests[0]
    paths, succeeded, stuck = test["num_paths"] or (0, 0, 0)
    faults = []
    if stuck:
        faults.append(f"{stuck} paths got stuck")
    if test["num_bounded_loops"]:
        faults.append("a loop was cut at its bound")
    code = test["exitcode"]
    counterexample = None
    if code == _COUNTEREXAMPLE:
        models = [model["model"] for model in test["models"] if model["is_valid"]]
        if models:
            counterexample = arguments(models[0], statement, names)
        else:
            faults.append("the counterexample may be spurious")
    elif code not in (_PASS, _REVERT_ALL):
        faults.append(_CODES.get(code, f"Halmos ended the check with {code}"))
    return Exploration(paths=paths, succeeded=succeeded, counterexample=counterexample, faults=faults)


def arguments(model: Mapping[str, Mapping[str, Any]], statement: Statement, names: Sequence[str]) -> list[Any]:
    """The check's arguments in a model, in order; those that it leaves open are zero.

    Halmos calls the variable of an argument ``p_NAME_TYPE_ID_NUMBER``.
    """
    values = {full.removeprefix("p_").rsplit("_", 3)[0]: int(variable["value"]) for full, variable in model.items()}
    return [word_as(type_, values.get(name, 0)) for name, type_ in zip(names, statement.types, strict=True)]
