"""The layer in which Echidna runs the properties."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fuzz.calls import shrink
from fuzz.chain import Artifacts
from gate.compiler import environment
from gate.layers import echidna_output, entry_contract
from gate.layers.echidna_output import Verdict
from gate.layers.echidna_project import Project, prepare
from gate.layers.entry_contract import EntryContract
from gate.results import (
    Canary,
    CouldNotRun,
    Finding,
    LayerContext,
    LayerResult,
    LayerStatus,
    Profile,
    Progress,
)
from gate.seeds import seed_of
from gate.toolchain import paths

CONFIGURATION = Path("properties/echidna/properties.yaml")
CANARY = "canary_nobody_trades"
"""The canary that a campaign this short finds; Foundry's is held to all of them."""


@dataclass(frozen=True)
class Effort:
    """Calls to make, seconds to shorten what fails, and whether coverage guides, which costs most of the rate."""

    calls: int
    shrink: float
    coverage: bool
    mode: str = "property"
    corpus: Path | None = None
    """Where Echidna reads sequences to begin with and, at its end, writes those that reached something new."""


_QUICK = Effort(calls=300, shrink=20, coverage=False)
_PR = Effort(calls=1_500, shrink=120, coverage=False)
_PART = 750
"""Calls of one process of Echidna: its memory grows with them (600 take 2.7 GB; guided by coverage, 200 take 4.2)."""
_PROPERTIES_SHARE = 0.85
"""Of the layer's time; the rest is for the maxima."""
_PATIENCE = 1.5
"""A part is begun where there is time for the longest one so far and half of it more."""
_NIGHTLY_RATE = 6
"""Calls a second that a night hopes for; it ends between two parts, since Echidna cut off by time says nothing."""
_LOOKING_SHARE = 10
"""One call in so many, on top, looks for the maxima; a quick run leaves them to the properties that they belong to."""
_CANARY_EFFORT = Effort(calls=150, shrink=0, coverage=False)


class EchidnaLayer:
    """The properties and one canary in Echidna."""

    name = "echidna"

    def run(self, context: LayerContext) -> LayerResult:
        """Run both campaigns; raises :class:`CouldNotRun` if Echidna fails or says nothing of a property."""
        start = time.monotonic()
        build = context.build(entry_contract.BUILD)
        entry = entry_contract.load(build.out)
        project = prepare(build.out, entry, context.work / "project")
        canary = run_properties(context, entry, project, CANARY, [CANARY], _CANARY_EFFORT, context.seconds)
        effort = _effort(context)
        context.progress(Progress(0, effort.calls, "calls"))
        names = list(entry.properties.values())
        left = _PROPERTIES_SHARE * (context.seconds - (time.monotonic() - start))
        verdicts, calls = _in_parts(context, entry, project, entry_contract.PROPERTY_PREFIX, names, effort, left)
        if context.profile is not Profile.QUICK:
            looking = replace(effort, calls=effort.calls // _LOOKING_SHARE, mode="optimization")
            left = context.seconds - (time.monotonic() - start)
            maxima = list(entry.maxima.values())
            found, looked = _in_parts(context, entry, project, entry_contract.MAXIMUM_PREFIX, maxima, looking, left)
            untried = [name for name, verdict in found.items() if verdict.maximum == entry_contract.NO_MAXIMUM]
            if untried:
                raise CouldNotRun(f"Echidna made no attack that {untried[0]} measures: give it more calls")
            verdicts |= found
            calls += looked
        context.progress(Progress(effort.calls, effort.calls, "calls"))
        findings = findings_of(context, entry, verdicts, effort.shrink)
        return LayerResult(
            layer=self.name,
            status=LayerStatus.FINDINGS if findings else LayerStatus.CLEAN,
            executed={"properties": len(entry.properties), "calls": calls},
            canary=Canary.MISSED if canary[CANARY].passed else Canary.FOUND,
            seconds=time.monotonic() - start,
            findings=findings,
        )


def _effort(context: LayerContext) -> Effort:
    if context.profile is Profile.QUICK:
        return _QUICK
    if context.profile is Profile.PR:
        return _PR
    return Effort(calls=max(_PR.calls, int(context.seconds * _NIGHTLY_RATE)), shrink=600, coverage=False)


def _in_parts(
    context: LayerContext,
    entry: EntryContract,
    project: Project,
    prefix: str,
    expected: Sequence[str],
    effort: Effort,
    seconds: float,
) -> tuple[dict[str, Verdict], int]:
    """As :func:`run_properties`, by one process after another, each with a seed of its own, until something fails.

    Answers the calls made, too: by night no part is begun that may not end in ``seconds``.
    """
    deadline = time.monotonic() + seconds
    verdicts: dict[str, Verdict] = {}
    made, longest = 0, 0.0
    while made < effort.calls and all(verdict.passed for verdict in verdicts.values()):
        start = time.monotonic()
        if context.profile is Profile.NIGHTLY and made and deadline - start < _PATIENCE * longest:
            break
        part = replace(effort, calls=min(_PART, effort.calls - made))
        own = replace(context, seed=seed_of(context.seed, made // _PART))
        found = run_properties(own, entry, project, prefix, expected, part, deadline - start)
        verdicts = {name: max(verdicts.get(name, found[name]), found[name], key=_telling) for name in expected}
        made += part.calls
        longest = max(longest, time.monotonic() - start)
        context.progress(Progress(made, effort.calls, "calls"))
    return verdicts, made


def _telling(verdict: Verdict) -> tuple[bool, int]:
    """What is broken says more than what is not, and a larger maximum more than a smaller one."""
    return not verdict.passed, entry_contract.NO_MAXIMUM if verdict.maximum is None else verdict.maximum


def run_properties(
    context: LayerContext,
    entry: EntryContract,
    project: Project,
    prefix: str,
    expected: Iterable[str],
    effort: Effort,
    seconds: float,
    told: Callable[[str], None] | None = None,
) -> dict[str, Verdict]:
    """Run the properties of one prefix and answer the verdict on each of ``expected``."""
    folder = context.work / prefix.rstrip("_")
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "echidna.yaml"
    configuration.write_text(_configuration(context, project, prefix, effort), "utf-8")
    variables = environment()
    # Echidna asks crytic-compile and `slither` on PATH: ours answers for the entry contract.
    tools = [str(project.path), str(paths.python().parent), variables["PATH"]]
    call = [paths.echidna(), context.root, "--contract", entry_contract.NAME, "--config", configuration]
    try:
        done = subprocess.run(
            [str(part) for part in call],
            cwd=folder,
            env={**variables, "PATH": os.pathsep.join(tools)},
            capture_output=True,
            text=True,
            timeout=max(1.0, seconds),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CouldNotRun(f"Echidna did not end within {seconds:.0f} s: give the run a larger --budget") from error
    print(done.stdout, done.stderr, sep="\n", flush=True)
    if told is not None:
        told(done.stdout)
    verdicts = echidna_output.parse(done.stdout, entry.handlers, entry_contract.SENDER)
    silent = [name for name in expected if name not in verdicts]
    if silent:
        lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        said = lines[-1] if lines else f"it ended with status {done.returncode}"
        raise CouldNotRun(f"Echidna said nothing of {silent[0]}: {said}")
    return verdicts


def _configuration(context: LayerContext, project: Project, prefix: str, effort: Effort) -> str:
    """The repository's configuration with what this campaign adds; keys are written once each."""
    path = context.root / CONFIGURATION
    try:
        base = path.read_text("utf-8")
    except OSError as error:
        raise CouldNotRun(f"{CONFIGURATION} can't be read ({error.strerror}): restore it from git") from error
    added: dict[str, object] = {
        "prefix": prefix,
        "testMode": effort.mode,
        "coverage": effort.coverage,
        "testLimit": effort.calls,
        # Shortened on the in-process chain, which makes a call in a hundredth of the time.
        "shrinkLimit": 0,
        "seed": context.seed,
        "cryticArgs": ["--ignore-compile", "--foundry-out-directory", str(project.out)],
    }
    if effort.corpus is not None:
        added["corpusDir"] = str(effort.corpus)
    kept = [line for line in base.splitlines() if line.partition(":")[0] not in added]
    return "\n".join([*kept, *(f"{key}: {json.dumps(value)}" for key, value in added.items())]) + "\n"


def findings_of(
    context: LayerContext, entry: EntryContract, verdicts: dict[str, Verdict], seconds: float
) -> list[Finding]:
    """What is broken, each in the fewest calls found within ``seconds`` for all; writes the counterexamples."""
    ids = {name: id_ for named in (entry.maxima, entry.properties) for id_, name in named.items()}
    # A maximum above zero breaks the property that it belongs to; by then that is false too.
    broken = {ids[name]: verdict.calls for name, verdict in verdicts.items() if not verdict.passed}
    if not broken:
        return []
    artifact = Artifacts.load(context.build(entry_contract.BUILD).out)[entry_contract.NAME]
    found: list[Finding] = []
    for id_, calls in broken.items():
        fewest = shrink(artifact, calls, f"{entry.properties[id_]}()", seconds / len(broken))
        found += entry_contract.findings(context, EchidnaLayer.name, entry, [id_], fewest)
    return found
