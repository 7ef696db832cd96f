"""What all machines share: a fresh run per example, a record of its steps, and the way out at its end."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import ClassVar

from hypothesis.stateful import RuleBasedStateMachine

from fuzz.machines.leaving import LEAVE
from fuzz.machines.properties import CHECKS, Check
from fuzz.machines.session import Session
from fuzz.machines.statistics import Statistics
from fuzz.machines.world import World

READ_ALL_EVERY = 20
"""Steps after which the whole state is read and compared, besides what each step touches."""


class OutOfTime(BaseException):
    """The time given is used up; no Exception, because Hypothesis takes those for failures and hands these on."""


@dataclass
class Harness:
    """What a machine runs on and reports to; ``deadline`` in seconds of ``time.monotonic``."""

    world: World
    statistics: Statistics = field(default_factory=Statistics)
    examples: int = 0
    deadline: float | None = None
    progress: Callable[[int], None] | None = None
    failed: Session | None = None
    read_all_every: int = READ_ALL_EVERY


class ExchangeMachine(RuleBasedStateMachine):
    """Base of all machines: every example is one session. Bind a ``harness`` before use."""

    harness: ClassVar[Harness]
    checks: ClassVar[Sequence[tuple[str, Check]]] = CHECKS

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        opened = self.harness.world.session(self.harness.statistics, self.checks, self.harness.read_all_every)
        self.session: Session = self._stack.enter_context(opened)

    def teardown(self) -> None:
        """Leave the exchange, unless something broke before, and go back to the beginning."""
        harness = self.harness
        with self._stack:
            try:
                if self.session.broken is None:
                    self.session.perform(LEAVE)
            finally:
                harness.examples += 1
                if harness.progress is not None:
                    harness.progress(harness.statistics.steps)
                if self.session.broken is not None:
                    harness.failed = self.session
        # Here and nowhere else: an example cut short looks to Hypothesis like one that draws differently each time.
        if self.session.broken is None and harness.deadline is not None and time.monotonic() > harness.deadline:
            raise OutOfTime
