"""Ctrl-C as a question that the run asks itself, so that it can end its children and still write what it has."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from gate.results import CouldNotRun

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def interrupts() -> Iterator[Callable[[], bool]]:
    """Catch SIGINT, SIGTERM and SIGHUP; gives the question whether one has come. Main thread only."""
    asked = False

    def remember(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    before = {number: signal.signal(number, remember) for number in _SIGNALS}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def interrupting() -> Iterator[None]:
    """Let a signal end what runs by an exception, past all that must be cleared away; it leaves as ``CouldNotRun``.

    Main thread only.
    """
    before = {number: signal.signal(number, signal.default_int_handler) for number in _SIGNALS}
    try:
        yield
    except KeyboardInterrupt as interrupt:
        raise CouldNotRun("interrupted") from interrupt
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
