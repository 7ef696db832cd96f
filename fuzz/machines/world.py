"""The deployed system at its beginning, to which every example and every replay goes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from fuzz.chain import Artifact, Chain
from fuzz.machines.deployment import deploy, mirror
from fuzz.machines.properties import CHECKS, Check
from fuzz.machines.scenario import ANSWER, LISTINGS
from fuzz.machines.session import Session
from fuzz.machines.statistics import Statistics


class World:
    """One deployment with prices stored, and the model's state that belongs to it."""

    def __init__(self, chain: Chain, artifacts: Mapping[str, Artifact]) -> None:
        """Deploy on ``chain``; raises Broken when the contracts already disagree with the model here."""
        self.chain = chain
        self.system = deploy(chain, artifacts)
        opening = Session(self.system, mirror(self.system))
        for market_id, listing in enumerate(LISTINGS):
            readings = [[listing.price, 0, ANSWER] for _ in listing.sources]
            opening.perform("move_price", market=market_id, readings=readings)
        self._model = opening.model

    @contextmanager
    def session(
        self,
        statistics: Statistics | None = None,
        checks: Sequence[tuple[str, Check]] = CHECKS,
        read_all_every: int = 1,
    ) -> Iterator[Session]:
        """Give a fresh run at the beginning, and take the chain back there afterwards."""
        snapshot = self.chain.snapshot()
        try:
            yield Session(self.system, self._model.copy(), statistics, checks, read_all_every)
        finally:
            self.chain.revert(snapshot)
