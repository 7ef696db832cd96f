"""Showing a counterexample again: on which chain, step by step, and whether the violation is still there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path

from fuzz.calls import NO_SIZE_LIMIT, make_call
from fuzz.chain import (
    Artifact,
    ArtifactError,
    Artifacts,
    ChainError,
    ChainFault,
    Contract,
    EncodingError,
    Rejected,
    UnknownNameError,
    open_chain,
)
from fuzz.chain.results import TxResult
from fuzz.counterexample import (
    Call,
    CallsCounterexample,
    CounterexampleError,
    MachineCounterexample,
    load_counterexample,
)
from fuzz.foundry_export import as_foundry
from fuzz.machines.exporting import as_pytest
from fuzz.machines.runner import MachineFault
from fuzz.machines.runner import replay as replay_machine
from gate.builds import ensure
from gate.compiler import find_compiler

_PANIC_ASSERT = 1
_ASSERTION_EVENTS = {"AssertionFailed", "log_named_string"}
_SET_UP = "setUp()"


REPLAY_FAULTS = (
    CounterexampleError,
    ArtifactError,
    ChainFault,
    ChainError,
    EncodingError,
    UnknownNameError,
    Rejected,
    MachineFault,
    KeyError,
    TypeError,
)
"""What a counterexample that does not fit the contracts or the machine runs into."""


class ReplayFault(Exception):
    """The counterexample can't be replayed; the text names the cause and the mend."""


class ChainName(StrEnum):
    """Where to replay: in this process, or on a node that is started for it."""

    REVM = "revm"
    ANVIL = "anvil"


class ExportForm(StrEnum):
    """What a counterexample is exported as."""

    PYTEST = "pytest"
    """Of a machine's steps."""
    FOUNDRY = "foundry"
    """Of calls on one contract."""


@dataclass(frozen=True)
class Replay:
    """What a replay showed."""

    property: str
    shown: bool
    """Whether the violation is there."""
    message: str


def replay(root: Path, path: Path, chain_name: ChainName, tell: Callable[[str], None]) -> Replay:
    """Replay the file ``path`` on the contracts of ``root``; ``tell`` gets each step as one line.

    Raises :class:`ReplayFault`, and :class:`gate.results.CouldNotRun` if the contracts don't compile.
    """
    try:
        counterexample = load_counterexample(path)
        if isinstance(counterexample, CallsCounterexample):
            return _replay_calls(root, counterexample, chain_name, tell)
        return _replay_machine(root, counterexample, chain_name, tell)
    except (CounterexampleError, ArtifactError, ChainFault, EncodingError, UnknownNameError, Rejected) as error:
        raise ReplayFault(str(error)) from error
    except MachineFault as error:
        raise ReplayFault(f"{path}: {error}") from error


def export(root: Path, path: Path, form: ExportForm) -> str:
    """Return the counterexample in the file ``path`` as the text of a test.

    Raises :class:`ReplayFault`, and :class:`gate.results.CouldNotRun` if the contracts of ``root`` don't compile.
    """
    try:
        counterexample = load_counterexample(path)
        if isinstance(counterexample, CallsCounterexample):
            if form is not ExportForm.FOUNDRY:
                raise ReplayFault(f"{path} holds calls on a contract: export it as {ExportForm.FOUNDRY.value}")
            profile, artifact = _find_artifact(root, counterexample.contract)
            return as_foundry(counterexample, artifact.interface, profile)
        if form is not ExportForm.PYTEST:
            raise ReplayFault(f"{path} holds a machine's steps: export it as {ExportForm.PYTEST.value}")
        return as_pytest(counterexample)
    except (CounterexampleError, ArtifactError, EncodingError, UnknownNameError, MachineFault) as error:
        raise ReplayFault(f"{path}: {error}") from error


def _replay_calls(
    root: Path, counterexample: CallsCounterexample, chain_name: ChainName, tell: Callable[[str], None]
) -> Replay:
    _, artifact = _find_artifact(root, counterexample.contract)
    with open_chain(chain_name.value, code_size_limit=NO_SIZE_LIMIT) as chain:
        try:
            contract = chain.deploy(artifact)
            if any(entry.get("name") == "setUp" and not entry.get("inputs") for entry in artifact.abi):
                contract.transact(_SET_UP, sender=chain.accounts[0]).expect()
        except ChainError as error:
            raise ReplayFault(f"{artifact.name} does not deploy: {error}") from error
        tell(f"{artifact.name} at {contract.address} on {chain_name.value}")
        failure = None
        for number, call in enumerate(counterexample.calls, 1):
            result = make_call(chain, contract, call)
            tell(f"{number:>3}. {_readable(call)} -> {_outcome(result)}")
            last = number == len(counterexample.calls)
            failure = failure or _assertion(result, any_revert=last and counterexample.check is None)
        if counterexample.check is not None:
            failure = failure or _check(contract, counterexample.check, tell)
    if failure is None:
        return Replay(counterexample.property, False, f"{counterexample.property} holds: nothing broke")
    return Replay(counterexample.property, True, f"{counterexample.property} is broken: {failure}")


def _replay_machine(
    root: Path, counterexample: MachineCounterexample, chain_name: ChainName, tell: Callable[[str], None]
) -> Replay:
    artifacts = Artifacts.load(ensure(root, "default", find_compiler()).out)
    tell(f"machine '{counterexample.machine}' on {chain_name.value}")
    numbers = count(1)
    with open_chain(chain_name.value) as chain:
        result = replay_machine(counterexample, chain, artifacts, lambda line: tell(f"{next(numbers):>3}. {line}"))
    return Replay(counterexample.property, result.shown, result.message)


def _find_artifact(root: Path, name: str) -> tuple[str, Artifact]:
    """The contract's artifact, from the properties build or else from the proofs build, and that build's profile."""
    compiler = find_compiler()
    build = ensure(root, "properties", compiler)
    if name not in Artifacts.load(build.out):
        build = ensure(root, "proofs", compiler)
    return build.profile, Artifacts.load(build.out)[name]


def _assertion(result: TxResult, any_revert: bool) -> str | None:
    """What broke in a call: a failed assertion, or with ``any_revert`` whatever made it revert."""
    if result.error is not None:
        failed = result.error.name == "Panic" and tuple(result.error.args_) == (_PANIC_ASSERT,)
        return str(result.error) if failed or any_revert else None
    events = [event for event in result.events if event.name in _ASSERTION_EVENTS]
    return f"{events[0].name}{tuple(events[0].args)}" if events else None


def _check(contract: Contract, name: str, tell: Callable[[str], None]) -> str | None:
    """What the property function says: false or a revert means that it is broken."""
    try:
        value = contract.call(name)
    except ChainError as error:
        tell(f"  =  {name} -> reverted: {error}")
        return f"{name} reverted with {error}"
    tell(f"  =  {name} -> {value}")
    return f"{name} is false" if value is False else None


def _readable(call: Call) -> str:
    name = call.function.partition("(")[0]
    delay = f", {call.delay_seconds} s later" if call.delay_seconds else ""
    value = f", {call.value} wei" if call.value else ""
    return f"{name}({', '.join(str(argument) for argument in call.arguments)}) by {call.sender}{value}{delay}"


def _outcome(result: TxResult) -> str:
    if result.error is not None:
        return f"reverted: {result.error}"
    return "ok" if result.value is None or result.value == () else f"ok, {result.value}"
