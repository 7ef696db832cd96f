"""Which slice comes next, and how large it is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gate.campaign.slices import Done, Engine, Slice
from gate.seeds import seed_of

TARGET_SECONDS = 25.0
"""What a slice should take: a kill costs at most about this, and starting an engine stays a small part of it."""
_FIRST = {Engine.MACHINES: 20, Engine.FOUNDRY: 1_000, Engine.ECHIDNA: 150}
"""Amounts before anything was measured, small enough for a slow machine."""
_LEAST = {Engine.MACHINES: 5, Engine.FOUNDRY: 200, Engine.ECHIDNA: 50}
_WEIGHTS = {Engine.MACHINES: 3.0, Engine.FOUNDRY: 2.0, Engine.ECHIDNA: 1.0}
_RECENT = 5
_CORPUS_SHARE = 0.25
_ENTRY_CALLS = 200
MOST_TRIES = 3


@dataclass
class Plan:
    """The engines' turns; told of all results, those of earlier nights included."""

    engines: Sequence[Engine]
    seed: int
    shards: int
    """Seeds that each engine explores side by side."""
    next_index: int = 0
    _spent: dict[Engine, float] = field(default_factory=dict)
    _pace: dict[Engine, list[float]] = field(default_factory=dict)
    _turn: dict[Engine, int] = field(default_factory=dict)

    def learn(self, done: Done) -> None:
        """Take a result into account."""
        if done.failed is None and done.seconds > 0:
            self._spent[done.slice.engine] = self._spent.get(done.slice.engine, 0.0) + done.seconds
            pace = self._pace.setdefault(done.slice.engine, [])
            # A finding ends a slice early and says nothing of the pace.
            if not done.findings:
                pace.append(done.slice.amount / done.seconds)
                del pace[:-_RECENT]

    def next(
        self, running: Iterable[Slice], entries: Callable[[Engine], Sequence[str]], *, reuse: bool = False
    ) -> Slice:
        """The engine that is furthest behind its share of the time gets the next slice.

        ``entries`` names the corpus of an engine; a slice begins with some of them, drawn by its seed.
        """
        ahead: Mapping[Engine, int] = {
            engine: sum(1 for slice_ in running if slice_.engine is engine) for engine in self.engines
        }
        engine = min(
            self.engines,
            key=lambda e: (self._spent.get(e, 0.0) + TARGET_SECONDS * ahead[e]) / _WEIGHTS[e],
        )
        shard = self._turn.get(engine, 0)
        self._turn[engine] = (shard + 1) % self.shards
        seed, amount = seed_of(self.seed, self.next_index), self._amount(engine)
        names = sorted(entries(engine))
        # Engines make every entry again before anything new: a few, so that most of a slice goes to what is new.
        few = min(len(names), max(2, int(amount * _CORPUS_SHARE / _ENTRY_CALLS)))
        made = Slice(
            engine=engine,
            shard=shard,
            index=self.next_index,
            seed=seed,
            amount=amount,
            entries=tuple(random.Random(seed).sample(names, few)),
            reuse=reuse and engine is Engine.MACHINES,
        )
        self.next_index += 1
        return made

    def _amount(self, engine: Engine) -> int:
        pace = self._pace.get(engine)
        if not pace:
            return _FIRST[engine]
        return max(_LEAST[engine], int(sorted(pace)[len(pace) // 2] * TARGET_SECONDS))
