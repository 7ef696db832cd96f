"""Running machines, shrinking what they find, and showing it again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import seed as use_seed
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.stateful import run_state_machine_as_test

from fuzz import counterexample as data
from fuzz.chain import Artifact, Chain, EncodingError, open_chain
from fuzz.machines.actions import Step
from fuzz.machines.calling import CallingMachine
from fuzz.machines.canary import CanaryMachine
from fuzz.machines.hostile import HostileMachine
from fuzz.machines.machine import ExchangeMachine, Harness, OutOfTime
from fuzz.machines.narration import tell
from fuzz.machines.properties import Check
from fuzz.machines.reproducing import seed_alone
from fuzz.machines.shrinking import Shrinker
from fuzz.machines.statistics import Statistics
from fuzz.machines.verdict import Broken, Violation
from fuzz.machines.world import World

MACHINES: Mapping[str, type[ExchangeMachine]] = {
    "trading": HostileMachine,
    "auctions": CallingMachine,
    "canary": CanaryMachine,
}
"""Machines by the name that counterexamples carry; ``auctions`` is the part of the ladder that ends with them."""

SHRINK_SECONDS = 20.0


class MachineFault(Exception):
    """A machine or a counterexample can't be run; the text says why."""


@dataclass(frozen=True)
class Failure:
    """What a run broke: the shortest steps known, in data and in words."""

    counterexample: data.MachineCounterexample
    violations: tuple[Violation, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What a run of a machine did; ``failure`` is None where everything was as predicted."""

    machine: str
    examples: int
    statistics: Statistics
    seconds: float
    failure: Failure | None


@dataclass(frozen=True)
class ReplayResult:
    """What a replay showed: the violations at the step where it broke, none if it did not."""

    property: str
    shown: bool
    message: str
    steps: tuple[str, ...]
    violations: tuple[Violation, ...]


def run(
    machine: str,
    artifacts: Mapping[str, Artifact],
    *,
    examples: int,
    steps: int,
    seed: int,
    seconds: float | None = None,
    database_dir: Path | None = None,
    progress: Callable[[int], None] | None = None,
    shrink_seconds: float = SHRINK_SECONDS,
) -> Report:
    """Run a machine until ``examples`` are done, ``seconds`` are over or something breaks; ``steps`` bounds an example.

    The same seed makes the same run, however fast the machine is: ``statistics.digest`` tells whether two were. What
    ``seconds`` cuts off is missing at the end, and shrinking takes as many attempts as fit into its time.
    ``database_dir`` keeps failing examples, which are tried first the next time.
    ``progress`` gets the number of steps done. Raises MachineFault for an unknown machine.
    """
    start = time.monotonic()
    kind = _kind(machine)
    with open_chain("revm") as chain:
        statistics = Statistics()
        try:
            world = World(chain, artifacts)
        except Broken as broken:
            return Report(machine, 0, statistics, time.monotonic() - start, _failure(machine, (), broken))
        harness = Harness(world, statistics, deadline=None if seconds is None else start + seconds, progress=progress)
        configured = settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None if database_dir is None else DirectoryBasedExampleDatabase(database_dir),
            # Steps are shrunk below, in bounded time and by what they do instead of by how they were drawn.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            # A machine that others keep busy is slow, and must not end a run for it.
            suppress_health_check=(HealthCheck.too_slow,),
            report_multiple_bugs=False,
            print_blob=False,
            verbosity=Verbosity.quiet,
        )
        failure = None
        try:
            bound = use_seed(seed)(type(kind.__name__, (kind,), {"harness": harness}))
            with seed_alone():
                run_state_machine_as_test(bound, settings=configured)
        except OutOfTime:
            pass
        except Broken as broken:
            failed = () if harness.failed is None else tuple(harness.failed.steps)
            failed, broken = located(kind, world, failed, broken)
            shrunk = Shrinker(_attempting(kind, world), failed, broken, shrink_seconds).run()
            failure = _failure(machine, shrunk.steps, shrunk.broken)
    return Report(machine, harness.examples, statistics, time.monotonic() - start, failure)


def replay(
    counterexample: data.MachineCounterexample,
    chain: Chain,
    artifacts: Mapping[str, Artifact],
    narrate: Callable[[str], None] | None = None,
) -> ReplayResult:
    """Make a stored run again on ``chain``, which must be fresh; ``narrate`` gets each step and its outcome as a line.

    Raises MachineFault where the counterexample names rules or arguments that there aren't.
    """
    kind = _kind(counterexample.machine)
    steps = [Step(step.rule, step.arguments) for step in counterexample.steps]
    lines: list[str] = []

    def say(line: str) -> None:
        lines.append(line)
        if narrate is not None:
            narrate(line)

    try:
        broken = _make(kind, World(chain, artifacts), steps, say)
    except Broken as early:
        broken = early
    except (KeyError, TypeError, EncodingError) as error:
        raise MachineFault(
            f"the counterexample does not fit the machine '{counterexample.machine}': {error!r}"
        ) from error
    shown = broken is not None and any(v.property == counterexample.property for v in broken.violations)
    if broken is None:
        message = f"{counterexample.property} holds: the contracts do what the model says"
    else:
        others = [violation.property for violation in broken.violations]
        message = (
            str(broken) if shown else f"{counterexample.property} holds, but {', '.join(others)} is broken: {broken}"
        )
    return ReplayResult(counterexample.property, shown, message, tuple(lines), broken.violations if broken else ())


def confirm(
    counterexample: data.MachineCounterexample, artifacts: Mapping[str, Artifact], anvil: Path | None = None
) -> ReplayResult:
    """Make a run again on a node of our own; the binary ``anvil`` is searched for where none is given.

    What the in-process chain shows and a real node does not is a fault of one of the two. Raises ChainFault where the
    node does not start.
    """
    with open_chain("anvil", binary=anvil) as chain:
        return replay(counterexample, chain, artifacts)


def checks_of(machine: str) -> Sequence[tuple[str, Check]]:
    """Return the properties that a machine checks after every step. Raises MachineFault for an unknown one."""
    return _kind(machine).checks


def _kind(machine: str) -> type[ExchangeMachine]:
    if machine not in MACHINES:
        raise MachineFault(f"there is no machine '{machine}'; there are {', '.join(MACHINES)}")
    return MACHINES[machine]


def _attempting(kind: type[ExchangeMachine], world: World) -> Callable[[Sequence[Step]], Broken | None]:
    return lambda steps: _make(kind, world, steps, None)


def located(
    kind: type[ExchangeMachine], world: World, steps: tuple[Step, ...], broken: Broken
) -> tuple[tuple[Step, ...], Broken]:
    """Return the steps up to where something first breaks: who found it does not read everything after each step."""
    with world.session(checks=kind.checks) as session:
        try:
            for step in steps:
                session.perform(step.rule, **step.arguments)
        except Broken as first:
            return tuple(session.steps), first
    return steps, broken


def _make(
    kind: type[ExchangeMachine], world: World, steps: Iterable[Step], say: Callable[[str], None] | None
) -> Broken | None:
    """Make steps from the beginning; returns what they broke."""
    with world.session(checks=kind.checks) as session:
        for step in steps:
            try:
                session.perform(step.rule, **step.arguments)
            except Broken as broken:
                if say is not None:
                    say(f"{tell(step)} -> {broken}")
                return broken
            if say is not None:
                say(f"{tell(step)} -> {session.last_outcome}")
    return None


def _failure(machine: str, steps: Sequence[Step], broken: Broken) -> Failure:
    counterexample = data.MachineCounterexample(
        property=broken.property,
        machine=machine,
        steps=tuple(data.Step(rule=step.rule, arguments=dict(step.arguments)) for step in steps),
        message=str(broken),
    )
    return Failure(counterexample, broken.violations, tuple(tell(step) for step in steps))
