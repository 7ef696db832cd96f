"""Runs a campaign: slices go to the workers of a Dask scheduler, results come back, findings are told once."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fuzz.campaign.store import StoreFault, note, notes
from gate.builds import ensure
from gate.campaign.findings import Confirmer
from gate.campaign.nights import Night, Tonight, go_on, past_nights, remember, setbacks, unfinished_night
from gate.campaign.notify import Notifier, message_of
from gate.campaign.plan import MOST_TRIES, Plan
from gate.campaign.pool import Pool, pool
from gate.campaign.record import Record, Reported
from gate.campaign.slices import Done, Engine, Job, Slice
from gate.campaign.status import Standing, curves, line, write_report, write_status
from gate.compiler import find_compiler
from gate.display import duration
from gate.output import logged
from gate.results import Build

_WORKERLESS = 30.0
_STATUS_EVERY = 2.0
_LINE_EVERY = 15.0
_BUILDS = {Engine.MACHINES: "default", Engine.FOUNDRY: "properties", Engine.ECHIDNA: "properties"}


@dataclass(frozen=True)
class CampaignOptions:
    """What was asked for; ``regressions`` is where confirmed findings go as files that the tests replay."""

    root: Path
    out: Path
    hours: float
    engines: Sequence[Engine]
    workers: int
    regressions: Path
    scheduler: str | None = None
    seed: int | None = None
    notifier: Notifier = field(default_factory=Notifier)
    slices: int | None = None
    """End after so many slices of all nights; None for none but the time."""
    target: str = "gate.campaign.engines"
    """Module whose ``run`` does a slice."""


@dataclass
class _Attempt:
    slice: Slice
    tries: int
    asked: float = 0.0
    """When a worker was last asked to do it, monotonic."""
    wasted: float = 0.0
    """Seconds of the tries before."""


class Campaign:
    """One run of a campaign; raises :class:`fuzz.campaign.store.StoreFault` where its folder fails."""

    def __init__(self, options: CampaignOptions, tell: Callable[[str], None], cancelled: Callable[[], bool]) -> None:
        """Open the folder and mend what a kill has left in it."""
        self._options, self._tell, self._cancelled = options, tell, cancelled
        self._record = Record(options.out)
        settings = self._record.settings(options.seed)
        self._plan = Plan(options.engines, settings.seed, options.workers, self._record.next_index)
        for done in sorted(self._record.results.values(), key=lambda done: done.slice.index):
            self._plan.learn(done)
        self._retry = [_Attempt(made, 0) for made in self._record.unfinished() if made.engine in options.engines]
        self._running: dict[str, _Attempt] = {}
        self._tonight = unfinished_night(options.out) or Tonight()
        self._before_start = self._tonight.spent
        self._start = time.monotonic()
        self._wasted = 0.0
        self._shown = self._said = 0.0
        self._confirm = Confirmer(options.root, options.out, options.regressions)
        self._before = past_nights(options.out)

    def run(self) -> Night:
        """Run until the time is over, all but lost, or until told to stop."""
        options = self._options
        self._tell("compiling, unless it was done for these sources")
        builds = _builds(options)
        if self._before_start:
            self._tell(f"going on with the night of {self._tonight.started}, after {duration(self._before_start)}")
        # What was asked for are hours of fuzzing.
        self._start = time.monotonic()
        if self._retry:
            self._tell(f"{len(self._retry)} slices were cut off and are done again")
        # A kill may have come between a result and its report.
        self._tell_findings()
        with pool(options.scheduler, options.workers) as workers:
            self._loop(workers, builds)
        night = self._night()
        remember(options.out, night)
        standing = self._standing(left=None)
        write_status(options.out, standing)
        write_report(options.out, standing)
        return night

    def _loop(self, workers: Pool, builds: dict[str, Build]) -> None:
        first = True
        while not self._cancelled():
            over = self._over()
            while not over and workers.free() > 0:
                self._submit(workers, builds, reuse=first)
                first = False
                over = self._over()
            if self._running:
                for job, done in workers.ended():
                    self._settle(self._running.pop(job.slice.id), done)
            elif over:
                return
            elif not workers.wait_for_a_worker(_WORKERLESS):
                self._tell("there is no worker: start one with `dask worker`, or end this with Ctrl-C")
            self._show()
        workers.cancel()

    def _over(self) -> bool:
        """Whether no slice is to be begun any more; those cut off by a kill come before the count."""
        enough = self._options.slices is not None and self._plan.next_index >= self._options.slices
        late = self._elapsed() >= self._options.hours * 3600
        return late or (enough and not self._retry)

    def _elapsed(self) -> float:
        """Seconds of the night, without what kills have cost."""
        return self._before_start + time.monotonic() - self._start - self._wasted

    def _kept(self) -> float:
        """Those of them that a kill would not cost now: the slices that are being done are done again."""
        now = time.monotonic()
        at_risk = sum(now - attempt.asked for attempt in self._running.values()) / self._options.workers
        return max(self._tonight.spent, self._elapsed() - at_risk)

    def _submit(self, workers: Pool, builds: dict[str, Build], *, reuse: bool) -> None:
        if self._retry:
            attempt = self._retry.pop(0)
        else:
            running = [attempt.slice for attempt in self._running.values()]
            attempt = _Attempt(self._plan.next(running, self._record.entries, reuse=reuse), 0)
            self._record.intend(attempt.slice)
        attempt.tries += 1
        attempt.asked = time.monotonic()
        self._running[attempt.slice.id] = attempt
        options = self._options
        job = Job(slice=attempt.slice, root=options.root, out=options.out, builds=builds, target=options.target)
        workers.submit(job)

    def _settle(self, attempt: _Attempt, done: Done | str) -> None:
        failed = done if isinstance(done, str) else done.failed
        waited = time.monotonic() - attempt.asked
        if failed is not None or isinstance(done, str):
            if attempt.tries < MOST_TRIES:
                attempt.wasted += waited
                self._retry.append(attempt)
                return
            note(self._options.out, f"{attempt.slice.id} was given up after {MOST_TRIES} tries: {failed}")
            self._record.give_up(attempt.slice)
            return
        self._record.take(done)
        self._plan.learn(done)
        # Only now: an engine that never ends a slice must not keep the night from ending.
        self._wasted += attempt.wasted / self._options.workers
        self._tonight = self._tonight.plus(done, waited)
        self._keep(spent=round(self._kept(), 2))
        self._tell_findings()

    def _keep(self, **changes: object) -> None:
        self._tonight = self._tonight.model_copy(update=changes)
        go_on(self._options.out, self._tonight)

    def _tell_findings(self) -> None:
        for finding in self._record.findings():
            if finding.fingerprint in self._record.reported:
                continue
            confirmed, regression = self._confirm.confirm(finding)
            text = f"new finding: {finding.rule} is broken in {finding.place} ({', '.join(finding.layers)})"
            self._tell(f"{text}{'' if confirmed else ', not confirmed by a replay'}: {finding.best.replay}")
            for fault in self._options.notifier.tell(message_of(finding, confirmed=confirmed, regression=regression)):
                self._tell(fault)
                note(self._options.out, fault)
            # Told first, then written down: a kill in between tells twice, never not at all.
            self._record.report(
                Reported(
                    fingerprint=finding.fingerprint,
                    at=datetime.now(UTC).isoformat(timespec="seconds"),
                    confirmed=confirmed,
                    regression=regression,
                )
            )
            self._keep(new=[*self._tonight.new, finding.fingerprint])

    def _night(self) -> Night:
        engines = {
            engine.value: self._tonight.of(engine.value).model_copy(update={"coverage": self._record.coverage(engine)})
            for engine in self._options.engines
        }
        return Night(
            started=self._tonight.started,
            seconds=round(self._elapsed(), 2),
            interrupted=self._cancelled(),
            engines=engines,
            new=self._tonight.new,
            known=[f.fingerprint for f in self._record.findings() if f.fingerprint not in self._tonight.new],
        )

    def _standing(self, left: float | None) -> Standing:
        night = self._night()
        return Standing(
            night=night,
            left=left,
            running=list(self._running),
            workers=self._options.workers,
            findings=self._record.findings(),
            setbacks=setbacks(night, self._before) if left is None else (),
            notes=notes(self._options.out),
            before=self._before,
            plots=curves(self._record, self._options.engines),
        )

    def _show(self) -> None:
        now = time.monotonic()
        if now - self._shown < _STATUS_EVERY:
            return
        self._shown = now
        standing = self._standing(max(0.0, self._options.hours * 3600 - self._elapsed()))
        write_status(self._options.out, standing)
        if now - self._said >= _LINE_EVERY:
            self._said = now
            self._tell(line(standing))


def _builds(options: CampaignOptions) -> dict[str, Build]:
    """What the engines read, made once for all; raises :class:`gate.results.CouldNotRun`."""
    compiler = find_compiler()
    with logged(options.out / "compile.log"):
        return {name: ensure(options.root, name, compiler) for name in sorted({_BUILDS[e] for e in options.engines})}


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the folder against another campaign on it; raises StoreFault."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = os.open(out / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreFault(f"can't write to {out} ({error.strerror}): give another folder with --out") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise StoreFault(f"another campaign is writing to {out}: wait for it, or give another --out") from None
    finally:
        os.close(lock)
