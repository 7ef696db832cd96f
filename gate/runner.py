"""Runs layers in processes of their own and collects their results.

Compile runs first and alone; the others follow in parallel. One loop watches all workers; no threads.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from gate.budget import Budget
from gate.builds import in_use
from gate.display import Display
from gate.layers import COMPILE, LayerSpec, compile_spec
from gate.layers.compile import read_builds
from gate.output import Output
from gate.processes import end, new_mark
from gate.results import Build, LayerResult, LayerStatus, Profile
from gate.verdict import admit
from gate.worker import Job, Message

_TICK = 0.2
_GRACE = 5.0
_HOME = Path(__file__).resolve().parents[1]


@dataclass
class _Running:
    """One worker at work; ``until`` is the end of its share, seconds since the start of the run."""

    spec: LayerSpec
    process: subprocess.Popen[bytes]
    mark: Mapping[str, str]
    pipe: int
    started: float
    until: float
    unread: bytes = b""
    closing: Message | None = None


@dataclass
class Runner:
    """One run of the gate over ``root``."""

    root: Path
    output: Output
    profile: Profile
    seed: int
    budget: Budget
    display: Display
    workers: int = 2
    cancelled: Callable[[], bool] = lambda: False
    """Asked at every tick; once true, all workers are ended and the rest is marked interrupted."""
    stop_when: Callable[[LayerResult], bool] = lambda _: False
    """Asked for each finished layer; once true, layers that have not started are left out of the results."""
    _running: dict[int, _Running] = field(default_factory=dict)
    _builds: Mapping[str, Build] = field(default_factory=dict)

    def run(self, layers: Sequence[LayerSpec]) -> list[LayerResult]:
        """Run compile and ``layers``; one admitted result for each, in that order."""
        first = compile_spec(layers)
        [compiled] = self._run_all([first], 1)
        if compiled.status is LayerStatus.COULD_NOT_RUN:
            reason = "interrupted" if self.cancelled() else "not run, because compile could not run"
            return [compiled, *(self._not_run(spec, reason) for spec in layers)]
        if self.stop_when(compiled):
            return [compiled]
        self._builds = read_builds(self.output.work(COMPILE))
        with in_use(self._builds.values()):
            return [compiled, *self._run_all(layers, self.workers)]

    def _run_all(self, layers: Sequence[LayerSpec], workers: int) -> list[LayerResult]:
        # Heavy ones first, so that no long one is left to run alone at the end.
        pending = sorted(layers, key=lambda spec: -spec.weight) if workers > 1 else list(layers)
        results: dict[str, LayerResult] = {}
        stopped = False
        try:
            with selectors.DefaultSelector() as selector:
                while self._running or (pending and not stopped):
                    if self.cancelled() or self.budget.used_up():
                        break
                    while pending and not stopped and len(self._running) < workers:
                        self._start(pending[0], pending, workers, selector)
                        pending.pop(0)
                    for running in self._wait(selector):
                        result = self._finish(running)
                        results[result.layer] = result
                        stopped = stopped or self.stop_when(result)
        finally:
            cut = list(self._running.values())
            for running in cut:
                self._end(running)
        reason = "interrupted" if self.cancelled() else self._out_of_time()
        for running in cut:
            results[running.spec.name] = self._cut(running, reason)
        if not stopped:
            for spec in pending:
                results[spec.name] = self._not_run(spec, reason)
        return [results[spec.name] for spec in layers if spec.name in results]

    def _start(
        self, spec: LayerSpec, pending: Sequence[LayerSpec], workers: int, selector: selectors.BaseSelector
    ) -> None:
        ends = [running.until for running in self._running.values()]
        # Compile is not bounded by a share: nothing else can start before it is done.
        alone = spec.name == COMPILE
        share = (
            self.budget.limit if alone else self.budget.share(spec.weight, [p.weight for p in pending], ends, workers)
        )
        job = Job(
            name=spec.name,
            target=spec.target,
            arguments={name: list(values) for name, values in spec.arguments.items()},
            root=self.root,
            work=self.output.work(spec.name),
            profile=self.profile,
            seconds=share,
            seed=self.seed,
            builds=dict(self._builds),
            parent=os.getpid(),
        )
        reader, writer = os.pipe()
        mark = new_mark()
        # -P and the path: the layers' code is always that of this installation, never that of the tree under test.
        path = os.pathsep.join(filter(None, [str(_HOME), os.environ.get("PYTHONPATH")]))
        with self.output.log(spec.name).open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "gate.worker", str(writer), json.dumps(job.model_dump(mode="json"))],
                cwd=self.root,
                env={**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **mark},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=[writer],
                start_new_session=True,
            )
        os.close(writer)
        started = time.monotonic()
        self._running[reader] = _Running(spec, process, mark, reader, started, self.budget.elapsed() + share)
        selector.register(reader, selectors.EVENT_READ)
        self.display.started(spec.name)

    def _wait(self, selector: selectors.BaseSelector) -> list[_Running]:
        """Read what the workers say for one tick; those that closed their pipe."""
        closed = []
        for key, _ in selector.select(_TICK):
            running = self._running[key.fd]
            data = os.read(key.fd, 65536)
            *lines, running.unread = (running.unread + data).split(b"\n")
            for line in lines:
                message = Message.model_validate_json(line)
                if message.progress:
                    self.display.progressed(running.spec.name, message.progress)
                else:
                    running.closing = message
            if not data:
                selector.unregister(key.fd)
                closed.append(running)
        self.display.tick()
        return closed

    def _finish(self, running: _Running) -> LayerResult:
        """The admitted result of a worker that closed its pipe; whatever it left running is ended."""
        with suppress(subprocess.TimeoutExpired):
            running.process.wait(timeout=_GRACE)
        self._end(running)
        message = running.closing
        name = running.spec.name
        if message is not None and message.could_not_run is not None:
            reason, _, detail = message.could_not_run.partition("\n")
            result = self._could_not_run(running, reason, detail.strip("\n") or None)
        elif message is None or message.result is None:
            result = self._could_not_run(running, self._crash(running))
        elif message.result.layer != name:
            result = self._could_not_run(running, f"answered for '{message.result.layer}': see {self._log(name)}")
        else:
            result = self.output.keep_counterexamples(self.root, message.result)
        result = admit(result)
        self.display.finished(result)
        return result

    def _end(self, running: _Running) -> None:
        end(running.process.pid, running.mark, _GRACE)
        running.process.wait()
        os.close(running.pipe)
        del self._running[running.pipe]

    def _crash(self, running: _Running) -> str:
        """Why a worker ended without a result: the signal, or the last line of its traceback."""
        name, code = running.spec.name, running.process.returncode
        lines = self.output.log(name).read_text(errors="replace").split("\n")
        last = next((line for line in reversed(lines) if line.strip()), "nothing on its output")
        how = f"was killed by signal {-code} (out of memory?)" if code < 0 else f"crashed: {last.strip()}"
        return f"{how}; see {self._log(name)}"

    def _cut(self, running: _Running, reason: str) -> LayerResult:
        result = self._could_not_run(running, reason)
        self.display.finished(result)
        return result

    def _could_not_run(self, running: _Running, reason: str, detail: str | None = None) -> LayerResult:
        seconds = time.monotonic() - running.started
        return self._not_run(running.spec, reason, detail).model_copy(update={"seconds": seconds})

    def _not_run(self, spec: LayerSpec, reason: str, detail: str | None = None) -> LayerResult:
        return LayerResult(
            layer=spec.name, status=LayerStatus.COULD_NOT_RUN, executed={}, seconds=0, reason=reason, detail=detail
        )

    def _out_of_time(self) -> str:
        minutes = self.budget.limit / 60
        return f"the time of the run was used up after {minutes:g} minutes: raise --budget or run fewer layers"

    def _log(self, name: str) -> str:
        return self.output.shown(self.output.log(name), self.root)
