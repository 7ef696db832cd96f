"""What a person sees while the gate runs: a live table on a terminal, plain lines anywhere else."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.table import Table

from gate.results import LayerResult, LayerStatus, Progress
from gate.verdict import executed_text

_PLAIN_EVERY = 10.0
_STYLES = {LayerStatus.CLEAN: "green", LayerStatus.FINDINGS: "red", LayerStatus.COULD_NOT_RUN: "yellow"}


class Display(Protocol):
    """Told of everything that happens in a run, in order."""

    def started(self, layer: str) -> None:
        """``layer`` began."""

    def progressed(self, layer: str, progress: Progress) -> None:
        """``layer`` got further."""

    def finished(self, result: LayerResult) -> None:
        """A layer ended, one way or another."""

    def tick(self) -> None:
        """A fraction of a second has passed."""


class Silent:
    """Shows nothing."""

    def started(self, layer: str) -> None:
        """Nothing."""

    def progressed(self, layer: str, progress: Progress) -> None:
        """Nothing."""

    def finished(self, result: LayerResult) -> None:
        """Nothing."""

    def tick(self) -> None:
        """Nothing."""


@dataclass
class _State:
    started: float | None = None
    progress: Progress | None = None
    shown: float = 0.0
    result: LayerResult | None = None


def progress_text(progress: Progress | None, seconds: float) -> str:
    """``120/500 examples, 24/s, 16 s left, note``; rate and time left only once they can be told."""
    if progress is None:
        return "starting"
    amount = f"{progress.done:,}/{progress.total:,}" if progress.total else f"{progress.done:,}"
    parts = [f"{amount} {progress.unit}"]
    if progress.done and seconds >= 1:
        rate = progress.done / seconds
        parts.append(f"{_rate(rate)}/s")
        if progress.done < progress.total:
            parts.append(f"{duration((progress.total - progress.done) / rate)} left")
    if progress.note:
        parts.append(progress.note)
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """``40 s``, ``12 min``, ``3.5 h``."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def _rate(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def result_text(result: LayerResult) -> str:
    """``clean``, ``2 findings`` or ``could not run``."""
    if result.status is LayerStatus.COULD_NOT_RUN:
        return "could not run"
    count = len(result.findings)
    return f"{count} finding{'s' if count > 1 else ''}" if count else "clean"


def style(status: LayerStatus) -> str:
    """The colour of ``status`` on a terminal."""
    return _STYLES[status]


@dataclass
class PlainDisplay:
    """One line when a layer starts, at most one each ten seconds while it runs, one when it ends."""

    console: Console
    start: float = field(default_factory=time.monotonic)
    states: dict[str, _State] = field(default_factory=dict)

    def started(self, layer: str) -> None:
        """Say that ``layer`` began."""
        self.states[layer] = _State(started=time.monotonic(), shown=time.monotonic())
        self._line(layer, "started")

    def progressed(self, layer: str, progress: Progress) -> None:
        """Say how far ``layer`` is, unless it was said a moment ago."""
        state = self.states[layer]
        state.progress = progress
        now = time.monotonic()
        if state.started is not None and now - state.shown >= _PLAIN_EVERY:
            state.shown = now
            self._line(layer, progress_text(progress, now - state.started))

    def finished(self, result: LayerResult) -> None:
        """Say how the layer ended."""
        reason = f": {result.reason}" if result.reason else f", {executed_text(result.executed)}"
        self._line(result.layer, f"{result_text(result)}{reason} ({result.seconds:.1f} s)")

    def tick(self) -> None:
        """Nothing: plain lines come with events."""

    def _line(self, layer: str, text: str) -> None:
        elapsed = time.monotonic() - self.start
        self.console.print(f"[{elapsed:6.1f} s] {layer:<10} {text}", markup=False, highlight=False, soft_wrap=True)


class LiveDisplay:
    """A table that is redrawn in place; use as a context manager around the run."""

    def __init__(self, console: Console, layers: Sequence[str]) -> None:
        """Show ``layers`` in this order."""
        self._states = {layer: _State() for layer in layers}
        self._live = Live(console=console, refresh_per_second=5, transient=True, get_renderable=self._table)

    def __enter__(self) -> LiveDisplay:
        """Start drawing."""
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the table away; the final one follows."""
        self._live.stop()

    def started(self, layer: str) -> None:
        """``layer`` began."""
        self._states.setdefault(layer, _State()).started = time.monotonic()

    def progressed(self, layer: str, progress: Progress) -> None:
        """``layer`` got further."""
        self._states[layer].progress = progress

    def finished(self, result: LayerResult) -> None:
        """A layer ended."""
        self._states.setdefault(result.layer, _State()).result = result

    def tick(self) -> None:
        """Nothing: the table draws itself."""

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False)
        table.add_column("layer")
        table.add_column("progress")
        table.add_column("time", justify="right")
        for layer, state in self._states.items():
            now = time.monotonic()
            if state.result is not None:
                colour = style(state.result.status)
                text = f"[{colour}]{result_text(state.result)}[/], {executed_text(state.result.executed)}"
                table.add_row(layer, text, f"{state.result.seconds:.1f} s")
            elif state.started is not None:
                seconds = now - state.started
                table.add_row(f"[bold]{layer}[/]", progress_text(state.progress, seconds), f"{seconds:.0f} s")
            else:
                table.add_row(f"[dim]{layer}[/]", "[dim]waiting[/]", "")
        return table
