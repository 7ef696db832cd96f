"""A counterexample played again with the system's state written down after every step.

What is recorded are prices, and each account's money, margin and positions: what a person looks at first to understand
what went wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from fuzz.calls import NO_SIZE_LIMIT, make_call
from fuzz.chain import Artifacts, Chain, ChainError, Contract, open_chain
from fuzz.counterexample import CallsCounterexample, Counterexample, MachineCounterexample, load_counterexample
from fuzz.machines.actions import Step
from fuzz.machines.narration import tell
from fuzz.machines.observation import BrokenBook, observe
from fuzz.machines.runner import MACHINES, MachineFault
from fuzz.machines.scenario import LISTINGS
from fuzz.machines.session import Session
from fuzz.machines.state import Answer, SystemState
from fuzz.machines.verdict import Broken
from fuzz.machines.world import World
from gate.builds import ensure
from gate.compiler import find_compiler
from gate.layers.entry_contract import NAME as ENTRY
from gate.layers.entry_contract import place_of, readable
from gate.layers.machines import CONTRACTS
from gate.replay import REPLAY_FAULTS, ReplayFault

_PARTS = "parts()"


class Holding(BaseModel):
    """One account at one moment: WAD dollars, sizes in WAD base units; None where no view answers (a stale price)."""

    collateral: int
    equity: int | None
    initial_margin: int | None
    maintenance_margin: int | None
    sizes: list[int]


class Frame(BaseModel):
    """The state after a step; the first is the state before any."""

    step: int
    text: str
    outcome: str
    now: int
    """Unix seconds of the latest block."""
    prices: list[int]
    """Last stored prices by market, WAD dollars."""
    holdings: dict[str, Holding]


class Trace(BaseModel):
    """A counterexample from its beginning to what broke."""

    property: str
    contract: str
    function: str
    """Of the breaking call, as far as the last step tells."""
    markets: list[str]
    frames: list[Frame]
    shown: bool
    """Whether the violation is there."""
    message: str


def trace(root: Path, path: Path) -> Trace | None:
    """Play the file ``path`` on the contracts of ``root``; None where it has no states to show (a proof's numbers).

    Raises :class:`gate.replay.ReplayFault`, and :class:`gate.results.CouldNotRun` if the contracts don't compile.
    """
    try:
        counterexample: Counterexample = load_counterexample(path)
        if isinstance(counterexample, MachineCounterexample):
            return _trace_machine(root, counterexample)
        return _trace_calls(root, counterexample) if counterexample.contract == ENTRY else None
    except REPLAY_FAULTS as error:
        raise ReplayFault(f"{path}: {error}") from error


def _trace_machine(root: Path, counterexample: MachineCounterexample) -> Trace:
    if counterexample.machine not in MACHINES:
        raise MachineFault(f"there is no machine '{counterexample.machine}'")
    kind = MACHINES[counterexample.machine]
    artifacts = Artifacts.load(ensure(root, "default", find_compiler()).out)
    frames: list[Frame] = []
    broken: Broken | None = None
    with open_chain("revm") as chain, World(chain, artifacts).session(checks=kind.checks) as session:
        frames.append(_machine_frame(0, "the beginning", "", session.state))
        for number, given in enumerate(counterexample.steps, 1):
            step = Step(given.rule, given.arguments)
            try:
                session.perform(step.rule, **step.arguments)
            except Broken as error:
                broken = error
            outcome = str(broken) if broken else session.last_outcome
            frames.append(_machine_frame(number, tell(step), outcome, _all_of(session)))
            if broken:
                break
    first = broken.violations[0] if broken else None
    shown = broken is not None and any(v.property == counterexample.property for v in broken.violations)
    return Trace(
        property=counterexample.property,
        contract=CONTRACTS.get(first.contract, first.contract) if first else "",
        function=first.function if first else "",
        markets=[listing.symbol for listing in LISTINGS],
        frames=frames,
        shown=shown,
        message=str(broken) if broken else f"{counterexample.property} holds: nothing broke",
    )


def _machine_frame(number: int, text: str, outcome: str, state: SystemState) -> Frame:
    return Frame(
        step=number,
        text=text,
        outcome=outcome,
        now=state.now,
        prices=[market.last_price for market in state.markets],
        holdings={
            name: Holding(
                collateral=account.collateral,
                equity=_number(account.equity),
                initial_margin=_number(account.initial_margin),
                maintenance_margin=_number(account.maintenance_margin),
                sizes=[position.size for position in account.positions],
            )
            for name, account in state.accounts.items()
        },
    )


def _all_of(session: Session) -> SystemState:
    """The whole state; what the machine itself has read where a broken book can't be walked."""
    try:
        return observe(session.system)
    except (BrokenBook, ChainError):
        return session.state


def _number(answer: Answer) -> int | None:
    return answer if isinstance(answer, int) else None


class _Views:
    """The public views of a deployed entry contract's system."""

    def __init__(self, chain: Chain, artifacts: Artifacts, entry: Contract) -> None:
        parts = entry.call(_PARTS)
        self._chain = chain
        self._engine = chain.at(artifacts["IPerpEngineV2"], parts.engine)
        self._oracle = chain.at(artifacts["IOracleRouter"], parts.oracle)
        last = len(parts.parties) - 1
        self._parties = {"vault" if i == last else f"actor {i}": party for i, party in enumerate(parts.parties)}
        self.markets = [f"market {number}" for number in range(parts.markets)]

    def frame(self, number: int, text: str, outcome: str) -> Frame:
        ids = range(len(self.markets))
        return Frame(
            step=number,
            text=text,
            outcome=outcome,
            now=self._chain.timestamp,
            prices=[self._oracle.call("lastPrice", id_)[0] for id_ in ids],
            holdings={name: self._holding(party, ids) for name, party in self._parties.items()},
        )

    def _holding(self, party: str, ids: Sequence[int]) -> Holding:
        return Holding(
            collateral=self._engine.call("collateralOf", party),
            equity=self._ask("equity", party),
            initial_margin=self._ask("initialMargin", party),
            maintenance_margin=self._ask("maintenanceMargin", party),
            sizes=[self._engine.call("position", party, id_)[0] for id_ in ids],
        )

    def _ask(self, view: str, party: str) -> int | None:
        try:
            return int(self._engine.call(view, party))
        except ChainError:
            return None


def _trace_calls(root: Path, counterexample: CallsCounterexample) -> Trace:
    artifacts = Artifacts.load(ensure(root, "properties", find_compiler()).out)
    with open_chain("revm", code_size_limit=NO_SIZE_LIMIT) as chain:
        entry = chain.deploy(artifacts[ENTRY])
        views = _Views(chain, artifacts, entry)
        frames = [views.frame(0, "the beginning", "")]
        for number, call in enumerate(counterexample.calls, 1):
            result = make_call(chain, entry, call)
            frames.append(views.frame(number, readable(call), "ok" if result.ok else str(result.error)))
        holds = _holds(entry, counterexample.check)
    calls = counterexample.calls
    contract, function = place_of(calls[-1].function.partition("(")[0] if calls else "constructor")
    after = f"after {len(calls)} call{'s' if len(calls) != 1 else ''}"
    return Trace(
        property=counterexample.property,
        contract=contract,
        function=function,
        markets=views.markets,
        frames=frames,
        shown=not holds,
        message=f"{counterexample.check} is {'true: nothing broke' if holds else 'false'} {after}",
    )


def _holds(entry: Contract, check: str | None) -> bool:
    if check is None:
        return True
    try:
        return entry.call(check) is True
    except ChainError:
        return False
