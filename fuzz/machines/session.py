"""One run on one system: makes steps, lets the model predict each call, compares and judges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from fuzz.chain import ChainError, Event, TxResult
from fuzz.machines.actions import Call, Calldata, Name, Step, calls_of
from fuzz.machines.comparison import differences, witness
from fuzz.machines.deployment import System
from fuzz.machines.expectation import answer, expect
from fuzz.machines.leaving import LEAVE, asking, leaving, needed
from fuzz.machines.observation import BrokenBook, observe
from fuzz.machines.outcomes import BY_RULE, judge_outcome, judge_tape, narrate_event
from fuzz.machines.properties import CHECKS, Check, Done, Transition
from fuzz.machines.relaying import OUT_OF_GAS, Relayed, told_by, unwrapped
from fuzz.machines.scope import EVERYTHING, Scope, touched
from fuzz.machines.signatures import Signature, make
from fuzz.machines.state import AccountState, SystemState
from fuzz.machines.statistics import SUCCEEDED, Statistics
from fuzz.machines.verdict import Broken, Violation
from fuzz.model.auctions import Phase
from fuzz.model.exchange import Exchange, Outcome, attempt
from fuzz.model.margin import equity, maintenance_margin
from fuzz.model.valuations import ValuationsAt

WAIT = "wait"
"""The rule that makes no call: seconds pass."""


class Session:
    """The chain and the model, walking together.

    ``model`` is the state both are in; ``steps`` what was done so far. Broken ends it. Everything is read and compared
    every so many steps (``read_all_every``), and what a step may have touched after each.
    """

    def __init__(
        self,
        system: System,
        model: Exchange,
        statistics: Statistics | None = None,
        checks: Sequence[tuple[str, Check]] = CHECKS,
        read_all_every: int = 1,
    ) -> None:
        self.system = system
        self.model = model
        self.statistics = statistics or Statistics()
        self.steps: list[Step] = []
        self.broken: Broken | None = None
        self.last_outcome = SUCCEEDED
        self._checks = checks
        self._read_all_every = read_all_every
        self._read_since = 0
        self._parts_told: list[Event] = []
        self._donated = 0
        self._repaid = 0
        self.state = self._observe(None)
        self._judge(Step("deploy", {}), [], self.state, self.state, EVERYTHING)

    def perform(self, rule: str, **arguments: Any) -> bool:
        """Make a step and return whether all its calls succeeded, as predicted.

        Raises Broken when a call ends otherwise than the model predicts, when chain and model differ afterwards, or
        when a property is broken.
        """
        step = Step(rule, arguments)
        self.steps.append(step)
        try:
            return self._perform(step)
        except Broken as broken:
            self.broken = broken
            raise

    def _perform(self, step: Step) -> bool:
        before, done, surprises = self.state, list[Done](), list[Violation]()
        start = self.model
        error: str | None = None
        if step.rule == WAIT:
            self.system.chain.advance(step.arguments["seconds"])
        else:
            for part, call in self._parts(step):
                if call.in_parts and done and done[-1].whole:
                    continue
                made, surprise, refused = self._make(part, call)
                error = refused
                done.append(made)
                surprises += surprise
                if surprises:
                    break
            if not surprises and done and not done[-1].whole:
                call = done[-1].call
                text = f"{call.function} does not come to an end, however many steps it may make"
                surprises = [Violation("NS-07", call.contract, call.function, text)]
        self.model.now = self.system.chain.timestamp
        self.last_outcome = error or SUCCEEDED
        self.statistics.count(step.rule, step.arguments, self.last_outcome)
        if surprises or step.rule in (WAIT, LEAVE) or any(made.ok for made in done):
            scope = self._scope(step, done, start, surprised=bool(surprises))
            after = self._observe_after(step, done, before, scope)
            self._judge(step, done, before, after, scope, surprises, _Aged(before, start, after.now))
        return error is None

    def _scope(self, step: Step, done: Sequence[Done], start: Exchange, *, surprised: bool) -> Scope:
        self._read_since += 1
        if surprised or step.rule in (WAIT, LEAVE, "upgrade", "conspire") or self._read_since >= self._read_all_every:
            self._read_since = 0
            return EVERYTHING
        return touched(step, done, start, self.model, self.system.names)

    def _parts(self, step: Step) -> Iterator[tuple[Step, Call]]:
        """Yield a step's calls, each with the step that it is part of or would be alone."""
        if step.rule == LEAVE:
            yield from asking(lambda: self.model)
            self.system.chain.advance(needed(self.model) + 1)
            self.model.now = self.system.chain.timestamp
            yield from leaving(lambda: self.model)
        else:
            yield from ((step, call) for call in calls_of(step, self._next_time))

    @property
    def _next_time(self) -> int:
        return self.system.chain.timestamp + self.system.chain.block_interval

    def _make(self, step: Step, call: Call) -> tuple[Done, list[Violation], str | None]:
        """Predict and make one call; returns what happened, what was surprising, and the error predicted."""
        chain, interval = self.system.chain, self.system.chain.block_interval
        chain.block_interval = 0 if call.at_once else interval
        self.model.now = self._next_time
        predicted = None if call.follow else attempt(self.model, call.predict)
        result: TxResult | Relayed = self._transact(call)
        chain.block_interval = interval
        if call.relayed:
            result = unwrapped(result, self.system)
        if call.follow is not None or predicted is None:
            predicted = self._followed(call, result)
        self.statistics.calls += 1
        events = result.events if result.ok else ()
        self._count_events(step, events)
        starved = call.relayed and result.error is not None and result.error.name in OUT_OF_GAS
        if starved or (call.in_parts and predicted.error is None and result.ok and result.value is False):
            self._parts_told += events
            return Done(call, result.ok, events, whole=False), [], None
        if predicted.error is not None:
            self.statistics.errors[predicted.error] += 1
        if result.ok:
            self.statistics.functions[f"{call.contract}.{call.function}"] += 1
        self.statistics.errors.update(error for error in predicted.exchange.tape.intruded if error is not None)
        self.model = predicted.exchange
        surprises = list(judge_outcome(step.rule, call, predicted, result))
        told, self._parts_told = [*self._parts_told, *events], []
        if result.ok and not surprises:
            surprises = list(judge_tape(call, predicted.exchange.tape, told, self.system.names, self._error_name))
        return Done(call, result.ok, events), surprises, predicted.error

    def _followed(self, call: Call, result: TxResult | Relayed) -> Outcome:
        """Have the model go as far as a call came; of calls in parts all of them together."""
        follow, market = call.follow, self._market_of(call)
        assert follow is not None, "only such calls are followed"
        number = self.model.auctions.executing.get(market, 1)
        phase = Phase(self.system.contract("book").call("auctionEpoch", market, number).phase)
        told = told_by(phase, [*self._parts_told, *(result.events if result.ok else ())])
        return attempt(self.model, lambda model: follow(model, told))

    def _market_of(self, call: Call) -> int:
        inner = call.arguments[2].call if call.relayed else call
        return int(inner.arguments[0])

    def _transact(self, call: Call) -> TxResult:
        arguments = [self._resolve(argument) for argument in call.arguments]
        contract = self.system.contract(call.contract)
        return contract.transact(call.function, *arguments, sender=self.system.addresses[call.sender])

    def _resolve(self, argument: Any) -> Any:
        if isinstance(argument, Name):
            return self.system.addresses[argument.text]
        if isinstance(argument, Signature):
            return make(argument, self.system.addresses)
        if isinstance(argument, Calldata):
            call = argument.call
            arguments = [self._resolve(inner) for inner in call.arguments]
            return self.system.contract(call.contract).encode(call.function, *arguments)
        if isinstance(argument, list | tuple):
            return type(argument)(self._resolve(item) for item in argument)
        return argument

    def _error_name(self, data: bytes) -> str:
        return self.system.chain.registry.error(data).name

    def _count_events(self, step: Step, events: Sequence[Event]) -> None:
        for event in events:
            self.statistics.events[narrate_event(event)] += 1
            if event.name == "BadDebtRepaid":
                self._repaid += event.args.amount
            elif event.name == "Transfer" and step.rule == "donate":
                # What the issuer keeps of it leaves the engine again.
                engine = self.system.addresses["engine"]
                self._donated += event.args.value * ((event.args.to == engine) - (event.args.from_ == engine))
            elif event.name == "Withdrawn" and event.args.receiver == self.system.addresses["engine"]:
                # Paid out to itself: the engine holds it but for what the issuer keeps, and nobody may credit it.
                self._donated += event.args.assets - min(event.args.assets, self.model.token.fee)

    def _observe(self, before: SystemState | None, scope: Scope = EVERYTHING) -> SystemState:
        watched = set(self.model.book.levels)
        if before is not None:
            watched.update(tick for tick, _ in before.levels())
        stops, orders = set(self.model.stops.waiting), set(self.model.auctions.orders)
        if before is not None:
            stops.update(before.stops)
            orders.update(before.auctions)
        return observe(self.system, watched, (stops, orders), scope, before)

    def _observe_after(self, step: Step, done: Sequence[Done], before: SystemState, scope: Scope) -> SystemState:
        last = done[-1].call if done else None
        try:
            return self._observe(before, scope)
        except BrokenBook as error:
            raise Broken([_violation("NS-03", last, str(error))]) from error
        except ChainError as error:
            message = f"a view that must always answer reverts: {error}"
            raise Broken([_violation(BY_RULE.get(step.rule, "OR-01"), last, message)]) from error

    def _judge(
        self,
        step: Step,
        done: Sequence[Done],
        before: SystemState,
        after: SystemState,
        scope: Scope,
        surprises: Sequence[Violation] = (),
        aged: Mapping[str, AccountState] | None = None,
    ) -> None:
        """Raise Broken for broken properties, then surprising outcomes, then differences from the model."""
        self.state = after
        last = done[-1].call if done else None
        transition = Transition(
            step=step,
            done=done,
            before=before,
            after=after,
            aged=before.accounts if aged is None else aged,
            names=self.system.names,
            donated=self._donated,
            repaid=self._repaid,
            virtual_shares=10**self.model.vault.offset,
            kept=self.model.token.fee,
            accounts=scope.accounts,
            markets=scope.markets,
        )
        violations = [
            _violation(property_id, last, text) for property_id, check in self._checks for text in check(transition)
        ]
        violations += surprises
        if not surprises:
            violations += [
                _violation(witness(step.rule, field), last, text)
                for field, text in differences(expect(self.model, scope, after), after)
            ]
        if violations:
            raise Broken(violations)


class _Aged(Mapping[str, AccountState]):
    """The accounts as time alone, with the funding it brings, would have left them, told when they are asked for."""

    def __init__(self, state: SystemState, model: Exchange, now: int) -> None:
        self._state, self._model = state, model
        self._marks = ValuationsAt(model.clearing, model.oracle, now)
        self._told: dict[str, AccountState] = {}

    def __getitem__(self, name: str) -> AccountState:
        if name not in self._told:
            stood, markets = self._model.clearing.account(name), self._model.clearing.markets
            self._told[name] = replace(
                self._state.accounts[name],
                equity=answer(lambda: equity(stood, self._marks)),
                maintenance_margin=answer(lambda: maintenance_margin(stood, markets, self._marks)),
            )
        return self._told[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._state.accounts)

    def __len__(self) -> int:
        return len(self._state.accounts)


def _violation(property_id: str, call: Call | None, message: str) -> Violation:
    """Name the contract by its role; a difference that only time brought shows in the oracle."""
    if call is None:
        return Violation(property_id, "oracle", "price", message)
    return Violation(property_id, call.contract, call.function, message)
