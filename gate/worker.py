"""The process that runs one layer; the runner starts one for each.

A process of its own means that a layer which crashes, hangs or eats all memory can't take the verdict with it, and that
everything it starts can be ended with it. It answers over a pipe, one JSON message a line; what it prints goes to its
log.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn, cast

from pydantic import BaseModel

from gate.processes import die_with_parent
from gate.results import Build, CouldNotRun, Layer, LayerContext, LayerResult, Profile, Progress

_PROGRESS_EVERY = 0.1


class Job(BaseModel):
    """What the runner asks of a worker; all paths absolute."""

    name: str
    target: str
    """``module`` that holds one layer class named ``name``, or ``module:Class``."""
    arguments: dict[str, list[str]] = {}
    """Keyword arguments of the layer's class."""
    root: Path
    work: Path
    profile: Profile
    seconds: float
    seed: int
    builds: dict[str, Build] = {}
    parent: int
    """Pid of the runner: a worker never outlives it."""


class Message(BaseModel):
    """One line from a worker: exactly one of the fields is set."""

    progress: Progress | None = None
    result: LayerResult | None = None
    could_not_run: str | None = None


def load_layer(name: str, target: str, arguments: dict[str, list[str]]) -> Layer:
    """The layer ``name`` from ``target``; raises :class:`CouldNotRun` if there is no such layer."""
    module_name, _, class_name = target.partition(":")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        raise CouldNotRun(f"layer '{name}' can't be loaded: {error}; run 'proofbook doctor'") from error
    if class_name:
        classes = [getattr(module, class_name)]
    else:
        own = [value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module_name]
        classes = [cls for cls in own if hasattr(cls, "run") and hasattr(cls, "name") and not _is_protocol(cls)]
    layers = [cast(Layer, cls(**arguments)) for cls in classes]
    named = [layer for layer in layers if layer.name == name]
    if len(named) != 1:
        raise CouldNotRun(f"{module_name} must hold exactly one layer class named '{name}', but holds {len(named)}")
    return named[0]


def _is_protocol(cls: type) -> bool:
    return bool(getattr(cls, "_is_protocol", False))


def work(job: Job, send: Callable[[Message], None]) -> None:
    """Run the layer of ``job`` and send its one closing message.

    Any other exception ends this process with its traceback in the log, which the runner reports as could-not-run.
    """
    try:
        layer = load_layer(job.name, job.target, job.arguments)
        context = LayerContext(
            root=job.root,
            work=job.work,
            profile=job.profile,
            seconds=job.seconds,
            seed=job.seed,
            progress=_thinned(send),
            builds=job.builds,
        )
        send(Message(result=layer.run(context)))
    except CouldNotRun as error:
        send(Message(could_not_run=str(error)))


def _thinned(send: Callable[[Message], None]) -> Callable[[Progress], None]:
    """Pass on at most ten messages a second, and the last step of a known total always."""
    last = 0.0

    def report(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _PROGRESS_EVERY or (progress.total and progress.done >= progress.total):
            last = now
            send(Message(progress=progress))

    return report


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    """Asked to end: unwind, so that the layer's own clean-up runs."""
    raise SystemExit(128 + number)


def main(descriptor: int, job: Job) -> None:
    """Run ``job`` and write its messages to ``descriptor``."""
    signal.signal(signal.SIGTERM, _interrupt)
    die_with_parent(job.parent)
    job.work.mkdir(parents=True, exist_ok=True)
    with os.fdopen(descriptor, "w", buffering=1) as pipe:
        os.set_inheritable(descriptor, False)
        work(job, lambda message: print(message.model_dump_json(exclude_none=True), file=pipe))


if __name__ == "__main__":
    main(int(sys.argv[1]), Job.model_validate(json.loads(sys.argv[2])))
