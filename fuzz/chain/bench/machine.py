"""The benchmark's machine: draws of the same kind for every row, one transaction and two views a step.

It imports Hypothesis and nothing else, so that a peer in another environment can run it.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Protocol

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

PADS = 10
ORDERS = 1_000
ACTORS = 6
STEPS_PER_EXAMPLE = 50


class Row(Protocol):
    """What is measured: a way of sending one transaction and asking two views."""

    def begin(self) -> None:
        """Start an example (a snapshot)."""

    def end(self) -> None:
        """End it (a revert)."""

    def step(self, pad: int, actor: int, tick: int, lots: int, bid: bool) -> None:
        """Place an order, read it back, read its level's depth."""


def plain_steps_per_second(row: Row, steps: int) -> tuple[float, float]:
    """As :func:`steps_per_second`, without Hypothesis: draws that can be neither steered nor shrunk."""
    draw = random.Random(0)
    gc.collect()
    started, worked = perf_counter(), process_time()
    examples = max(1, steps // STEPS_PER_EXAMPLE)
    for _ in range(examples):
        row.begin()
        for _ in range(STEPS_PER_EXAMPLE):
            row.step(
                draw.randrange(PADS),
                draw.randrange(ACTORS),
                draw.randint(1, 2**24 - 1),
                draw.randint(1, 10**6),
                draw.random() < 0.5,
            )
        row.end()
    done = examples * STEPS_PER_EXAMPLE
    return done / (perf_counter() - started), done / (process_time() - worked)


def steps_per_second(row: Row, steps: int) -> tuple[float, float]:
    """Drive a row for at least ``steps`` steps under Hypothesis; returns steps per second of the clock and of CPU time.

    What runs in this process alone is told by its CPU time, which others on the machine don't stretch.
    """
    # Hypothesis leaves cycles behind, and one collection of them all, hundreds of steps' time, would fall to whichever
    # row is running when they are enough: each row begins without another's.
    gc.collect()
    done = 0

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            row.begin()

        @rule(
            pad=st.integers(0, PADS - 1),
            actor=st.integers(0, ACTORS - 1),
            tick=st.integers(1, 2**24 - 1),
            lots=st.integers(1, 10**6),
            bid=st.booleans(),
        )
        def place(self, pad: int, actor: int, tick: int, lots: int, bid: bool) -> None:
            nonlocal done
            done += 1
            row.step(pad, actor, tick, lots, bid)

        def teardown(self) -> None:
            row.end()

    run: Callable[..., None] = run_state_machine_as_test
    started, worked = perf_counter(), process_time()
    run(
        Machine,
        settings=settings(
            max_examples=max(1, steps // STEPS_PER_EXAMPLE),
            stateful_step_count=STEPS_PER_EXAMPLE,
            database=None,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    return done / (perf_counter() - started), done / (process_time() - worked)
