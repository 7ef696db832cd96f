"""One run of the gate from its options to its verdict."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from gate.budget import Budget
from gate.display import Display, LiveDisplay, PlainDisplay
from gate.layers import COMPILE, LayerSpec, left_out
from gate.output import Output
from gate.results import Profile
from gate.runner import Runner
from gate.verdict import Verdict, decide

DEFAULT_OUT = Path(".proofbook/last")
_FIXED_SEED = 1


@dataclass(frozen=True)
class Options:
    """What was asked for: ``out`` relative to ``root``, ``minutes`` and ``seed`` None where the profile decides."""

    root: Path
    layers: Sequence[LayerSpec]
    profile: Profile = Profile.QUICK
    minutes: float | None = None
    out: Path = DEFAULT_OUT
    seed: int | None = None
    workers: int = 2


def seed_for(profile: Profile, asked: int | None) -> int:
    """The seed: as asked; else fixed, so that a change is all that differs between two runs; nightly explores anew."""
    if asked is not None:
        return asked
    return random.SystemRandom().randrange(1, 2**31) if profile is Profile.NIGHTLY else _FIXED_SEED


def run_gate(options: Options, console: Console, cancelled: Callable[[], bool]) -> Verdict:
    """Run the layers and write ``verdict.json``; raises :class:`gate.output.OutputUnusable`."""
    start = time.monotonic()
    seed = seed_for(options.profile, options.seed)
    output = Output(options.root / options.out)
    with ExitStack() as stack:
        stack.callback(output.close)
        display: Display = PlainDisplay(console)
        if console.is_terminal:
            names = [COMPILE, *(spec.name for spec in options.layers)]
            display = stack.enter_context(LiveDisplay(console, names))
        runner = Runner(
            root=options.root,
            output=output,
            profile=options.profile,
            seed=seed,
            budget=Budget.of(options.profile, options.minutes),
            display=display,
            workers=options.workers,
            cancelled=cancelled,
        )
        results = runner.run(options.layers)
        verdict = decide(
            results,
            profile=options.profile,
            seed=seed,
            seconds=time.monotonic() - start,
            interrupted=cancelled(),
            left_out=left_out(options.layers),
        )
        verdict.write(output.folder)
    return verdict
