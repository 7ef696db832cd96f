"""The layer in which Foundry's invariant engine runs the properties, guided by coverage."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import decode

from fuzz.counterexample import Call
from gate.compiler import environment
from gate.layers import entry_contract
from gate.layers.entry_contract import EntryContract
from gate.results import (
    Build,
    Canary,
    CouldNotRun,
    Finding,
    LayerContext,
    LayerResult,
    LayerStatus,
    Profile,
    Progress,
)
from gate.toolchain import paths

PROPERTIES = "FoundryProperties"
_CANARIES = "FoundryCanaries"
_BROKEN = "broken:"
_MAX_TIME_DELAY = 120
"""Seconds that may pass before a call: enough for prices to go stale now and then, not always."""
_RESERVE = 0.25
"""Share of the layer's time kept for starting, the canaries and shrinking."""


@dataclass(frozen=True)
class Effort:
    """Sequences, calls in each, and tries to shorten a failing one."""

    runs: int
    depth: int
    shrink: int


_NIGHT = Effort(runs=10_000_000, depth=500, shrink=50_000)
_EFFORTS = {
    Profile.QUICK: Effort(runs=60, depth=200, shrink=2_000),
    Profile.PR: Effort(runs=500, depth=300, shrink=10_000),
    Profile.NIGHTLY: _NIGHT,
}
_CANARY_EFFORT = Effort(runs=40, depth=100, shrink=0)


class FoundryLayer:
    """The properties and their canaries as Foundry invariants."""

    name = "foundry"

    def run(self, context: LayerContext) -> LayerResult:
        """Run both campaigns; raises :class:`CouldNotRun` if forge fails or says nothing of a property."""
        start = time.monotonic()
        build = context.build(entry_contract.BUILD)
        entry = entry_contract.load(build.out)
        bound = max(1, int(context.seconds * (1 - _RESERVE)))
        canaries = run_invariants(context, build, _CANARIES, _CANARY_EFFORT, bound)
        missed = _missed(entry, canaries)
        effort = _EFFORTS[context.profile]
        left = max(1, bound - int(time.monotonic() - start))
        result = run_invariants(context, build, PROPERTIES, effort, left).get("invariant_properties()")
        if result is None:
            raise CouldNotRun(f"forge said nothing of {PROPERTIES}: see the layer's log")
        findings = findings_of(context, entry, result)
        return LayerResult(
            layer=self.name,
            status=LayerStatus.FINDINGS if findings else LayerStatus.CLEAN,
            executed={"properties": len(entry.properties), "calls": calls_of(result)},
            canary=Canary.MISSED if missed else Canary.FOUND,
            seconds=time.monotonic() - start,
            findings=findings,
            reason=f"not found: {', '.join(missed)}" if missed else None,
        )


def invariant_settings(effort: Effort, **more: object) -> dict[str, str]:
    """What forge reads from its environment about a campaign of ``effort``; ``more`` by forge's own names."""
    settings: dict[str, object] = {
        "RUNS": effort.runs,
        "DEPTH": effort.depth,
        "SHRINK_RUN_LIMIT": effort.shrink,
        "MAX_TIME_DELAY": _MAX_TIME_DELAY,
        # A refused call is an outcome, which the handlers count.
        "FAIL_ON_REVERT": "false",
        **more,
    }
    return {f"FOUNDRY_INVARIANT_{name}": str(value) for name, value in settings.items()}


def run_invariants(
    context: LayerContext,
    build: Build,
    contract: str,
    effort: Effort,
    seconds: int,
    pulsed: Callable[[Mapping[str, Any]], None] = lambda _: None,
) -> Mapping[str, dict[str, Any]]:
    """Run one contract's invariants and answer forge's results by test; a failed invariant is an answer too."""
    folder = context.work / contract
    folder.mkdir(parents=True, exist_ok=True)
    places: dict[str, object] = {"CORPUS_DIR": folder / "corpus", "FAILURE_PERSIST_DIR": folder / "failures"}
    if effort is _NIGHT:
        # With a time limit forge takes no notice of the number of runs.
        places["TIMEOUT"] = seconds
    call = [
        *(str(paths.forge()), "test", "--json", "--root", str(context.root)),
        *("--match-contract", f"^{contract}$", "--fuzz-seed", str(context.seed)),
    ]
    process = subprocess.Popen(
        call,
        cwd=context.root,
        env=environment(
            FOUNDRY_PROFILE=build.profile,
            FOUNDRY_OUT=str(build.out),
            FOUNDRY_CACHE_PATH=str(build.cache),
            **invariant_settings(effort, **places),
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    total = 0 if effort is _NIGHT else effort.runs * effort.depth
    said: list[str] = []
    results: dict[str, dict[str, Any]] = {}
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            document = _document(line)
            if document is None:
                said.append(line.rstrip())
            elif document.get("event") == "pulse":
                pulsed(document)
                if contract == PROPERTIES:
                    done = int(document["total_txs"])
                    context.progress(Progress(done, max(total, done) if total else 0, "calls"))
            else:
                results.update(_results(document))
    print("\n".join(said), flush=True)
    if not results:
        last = next((line for line in reversed(said) if line.strip()), f"status {process.returncode}")
        raise CouldNotRun(f"forge ran no invariant of {contract}: {last}")
    return results


def _document(line: str) -> dict[str, Any] | None:
    """The line's JSON object; None for a line of text."""
    if not line.startswith("{"):
        return None
    try:
        document = json.loads(line)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _results(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for suite in document.values():
        if isinstance(suite, dict):
            yield from suite.get("test_results", {}).items()


def calls_of(result: Mapping[str, Any]) -> int:
    """Calls that the campaign made; one that failed reports no total, its sequence was executed at least."""
    sequence = _sequence(result)
    return max(int(result["kind"]["Invariant"]["calls"]), len(sequence))


def _sequence(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    counterexample = result.get("counterexample") or {}
    steps = counterexample.get("Sequence", [0, []])[1]
    return list(steps)


def _missed(entry: EntryContract, results: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Canaries that forge did not break; a canary without an invariant is missed too."""
    return [canary for canary in entry.canaries if results.get(f"invariant_{canary}()", {}).get("status") != "Failure"]


def findings_of(context: LayerContext, entry: EntryContract, result: Mapping[str, Any]) -> list[Finding]:
    """What the campaign broke; writes the counterexamples. Raises :class:`CouldNotRun` if it names no property."""
    if result["status"] == "Success":
        return []
    reason = str(result.get("reason") or "")
    broken = re.findall(r"[A-Z]{2}-\d\d", reason.partition(_BROKEN)[2])
    if not broken:
        raise CouldNotRun(f"Foundry's campaign failed without naming a property: {reason or 'no reason given'}")
    return entry_contract.findings(
        context, FoundryLayer.name, entry, broken, [_call(entry, step) for step in _sequence(result)]
    )


def _call(entry: EntryContract, step: Mapping[str, Any]) -> Call:
    name = step["func_name"]
    types = entry.handlers[name]
    return Call(
        function=f"{name}({','.join(types)})",
        arguments=decode(types, bytes.fromhex(step["calldata"][10:])),
        sender=step["sender"],
        delay_seconds=_number(step.get("warp")),
        delay_blocks=_number(step.get("roll")),
    )


def _number(value: int | str | None) -> int:
    """Forge writes numbers plain or in hexadecimal."""
    if value is None:
        return 0
    return int(value, 0) if isinstance(value, str) else value
