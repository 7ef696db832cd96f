"""A long random run of stops: what waits is rebuilt from the logs alone, and what fires rests as the logs say."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from fuzz.chain import Event, TxResult
from gate.bench.stage import PRICE, TICK, Stage

STEPS = 600
TICK_SIZE = PRICE // TICK


@dataclass
class Indexer:
    """What somebody knows who reads nothing but the logs: each waiting stop's owner and terms, and what rests."""

    stops: dict[int, tuple[str, Any]] = field(default_factory=dict)
    resting: dict[int, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def read(self, event: Event) -> None:
        """Take one event in."""
        args = event.args
        self.seen[event.name] = self.seen.get(event.name, 0) + 1
        if event.name == "StopPlaced":
            self.stops[args.stopId] = args.owner.lower(), args.params
        elif event.name in ("StopCancelled", "StopTriggered", "StopRefused"):
            assert self.stops.pop(args.stopId)[0] == args.owner.lower()
        elif event.name == "OrderPlaced":
            self.resting[args.orderId] = args.lots
        elif event.name == "OrderMatched":
            self.resting[args.makerOrderId] -= args.lots
        elif event.name == "OrderReduced":
            self.resting[args.orderId] = args.lots
        elif event.name == "OrderRemoved":
            assert self.resting.pop(args.orderId) == args.lots


@dataclass
class Run:
    """The contract and the indexer."""

    stage: Stage
    random: Random
    market: int
    people: list[str]
    indexer: Indexer = field(default_factory=Indexer)
    tick: int = TICK

    def step(self) -> None:
        """Do one random thing; what is refused leaves no logs."""
        self.stage.chain.advance(1)
        kind = self.random.choice(("place", "place", "place", "cancel", "move", "move", "trigger", "trigger"))
        result = getattr(self, f"_{kind}")(self.random.choice(self.people))
        for event in result.events if result is not None else ():
            self.indexer.read(event)

    def _place(self, person: str) -> TxResult:
        draw = self.random
        above = draw.random() < 0.5
        trigger = self.tick + draw.randint(1, 12) * (1 if above else -1)
        limit = trigger + draw.randint(-8, 8)
        flags = (draw.random() < 0.4, draw.random() < 0.3)
        params = (
            self.market,
            draw.random() < 0.5,
            above,
            trigger,
            limit,
            draw.randint(1, 40),
            *flags,
            draw.randint(0, 2),
        )
        return self.stage.system.contract("book").transact("placeStop", params, sender=person)

    def _cancel(self, person: str) -> TxResult:
        mine = [stop_id for stop_id, (owner, _) in self.indexer.stops.items() if owner == person]
        ids = self.random.sample(mine, min(len(mine), 2))
        return self.stage.system.contract("book").transact("cancelStops", [*ids, 10**9], sender=person).expect()

    def _move(self, person: str) -> None:
        del person
        self.tick += self.random.randint(-10, 10)
        self.stage.set_price(self.tick * TICK_SIZE, self.market - self.stage.market(0))

    def _trigger(self, person: str) -> TxResult:
        """Fire what is there, due or not, among ids that nobody has."""
        ids = [*self.indexer.stops, 0, 10**9]
        self.random.shuffle(ids)
        due = sum(self._is_due(params) for _, params in self.indexer.stops.values())
        result = self.stage.system.contract("book").transact("triggerStops", ids[:40], sender=person).expect()
        if len(ids) <= 40:
            assert result.value == due
        return result

    def _is_due(self, params: Any) -> bool:
        return bool(self.tick >= params.triggerTick if params.above else self.tick <= params.triggerTick)

    def compare(self) -> None:
        """Compare everybody's stops, page by page, and every order that rests."""
        book = self.stage.system.contract("book")
        for person in self.people:
            cursor, found = 0, {}
            while True:
                page, cursor = book.call("stopsOf", person, cursor, 4)
                found |= {seen.stopId: seen.params for seen in page}
                if cursor == 0:
                    break
            mine = {stop_id: params for stop_id, (owner, params) in self.indexer.stops.items() if owner == person}
            assert found == mine
            assert book.call("stopCount", person) == len(mine)
        for order_id, lots in self.indexer.resting.items():
            assert book.call("order", order_id).lots == lots


def test_stops_when_anything_happens_to_them_then_the_logs_alone_tell_what_waits(stage: Stage) -> None:
    mark = stage.chain.snapshot()
    # Two are rich; what the third one's stops become can't be placed.
    people = [stage.person(dollars).lower() for dollars in (10_000_000, 10_000_000, 0)]
    run = Run(stage, Random(5), stage.market(4), people)
    for step in range(STEPS):
        run.step()
        if step % 50 == 49:
            run.compare()
    wanted = {"StopPlaced", "StopCancelled", "StopTriggered", "StopRefused", "OrderPlaced", "OrderMatched"}
    assert wanted <= set(run.indexer.seen), f"the run never came to {wanted - set(run.indexer.seen)}"
    stage.chain.revert(mark)
