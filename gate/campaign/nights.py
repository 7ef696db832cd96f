"""What a campaign has to say of itself: figures by engine, and how they compare with the nights before."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from pydantic import BaseModel, Field, ValidationError

from fuzz.campaign.store import StoreFault, set_aside, write_model
from gate.campaign.slices import Done

FILE = "nights.jsonl"
TONIGHT_FILE = "tonight.json"
LONGEST_BREAK = 6 * 3600.0
"""Seconds: who starts a campaign the evening after a crash wants a whole night."""
_COMPARED = 5
_SLOWER = 0.8
_NARROWER = 0.98


class EngineNight(BaseModel):
    """One engine in one night."""

    slices: int = 0
    calls: int = 0
    seconds: float = 0
    """Slices' own, summed over workers."""
    engine_seconds: float = 0
    """Of these, the engine's."""
    waited: float = 0
    """Seconds from giving slices to workers to having their results, summed over workers."""
    coverage: int = 0

    def plus(self, done: Done, waited: float) -> EngineNight:
        """With one more result, that came ``waited`` seconds after it was asked for."""
        return EngineNight(
            slices=self.slices + 1,
            calls=self.calls + done.calls,
            seconds=round(self.seconds + done.seconds, 2),
            engine_seconds=round(self.engine_seconds + done.engine_seconds, 2),
            waited=round(self.waited + waited, 2),
            coverage=self.coverage,
        )

    @property
    def overhead(self) -> float:
        """Share of the workers' time that did not go to the engine: scheduling, starting processes, merging corpora."""
        return 1 - self.engine_seconds / self.waited if self.waited else 0.0

    @property
    def rate(self) -> float:
        """Calls a second of an engine at work."""
        return self.calls / self.engine_seconds if self.engine_seconds else 0.0


class Tonight(BaseModel):
    """The night so far; on disk until it is over, so that the command goes on with it after a kill."""

    started: str = Field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    spent: float = 0
    """Seconds of fuzzing that no kill can take any more."""
    engines: dict[str, EngineNight] = {}
    new: list[str] = []
    """Fingerprints found for the first time."""

    def plus(self, done: Done, waited: float) -> Tonight:
        """With one more result, that came ``waited`` seconds after it was asked for."""
        name = done.slice.engine.value
        return self.model_copy(update={"engines": {**self.engines, name: self.of(name).plus(done, waited)}})

    def of(self, engine: str) -> EngineNight:
        """One engine's figures."""
        return self.engines.get(engine, EngineNight())

    def cut_off(self) -> Night:
        """The night as a kill left it."""
        return Night(
            started=self.started, seconds=self.spent, interrupted=True, engines=self.engines, new=self.new, known=[]
        )


class Night(BaseModel):
    """One night of a campaign, with all restarts after kills."""

    started: str
    seconds: float
    interrupted: bool
    engines: dict[str, EngineNight]
    new: list[str]
    """Fingerprints found for the first time."""
    known: list[str]


def unfinished_night(out: Path) -> Tonight | None:
    """The night that a kill cut off, to go on with; None where there is none. Raises StoreFault.

    One that nobody went on with for hours is over: it joins the earlier ones.
    """
    path = out / TONIGHT_FILE
    try:
        tonight = Tonight.model_validate_json(path.read_bytes())
        age = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        set_aside(path, out / "aside", str(error).partition("\n")[0])
        return None
    if age <= LONGEST_BREAK:
        return tonight
    remember(out, tonight.cut_off())
    return None


def go_on(out: Path, tonight: Tonight) -> None:
    """Write down how far the night has come; raises StoreFault."""
    write_model(out / TONIGHT_FILE, tonight)


def past_nights(out: Path) -> list[Night]:
    """Earlier nights, oldest first; lines that a kill cut short are left out."""
    try:
        lines = (out / FILE).read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    nights = []
    for line in lines:
        try:
            nights.append(Night.model_validate_json(line))
        except ValidationError:
            continue
    return nights


def remember(out: Path, night: Night) -> None:
    """Add ``night``, which is over, to the earlier ones; raises StoreFault."""
    try:
        with (out / FILE).open("a", encoding="utf-8") as file:
            file.write(night.model_dump_json() + "\n")
        (out / TONIGHT_FILE).unlink(missing_ok=True)
    except OSError as error:
        raise StoreFault(f"can't write to {out} ({error.strerror})") from error


def setbacks(night: Night, before: Sequence[Night]) -> list[str]:
    """Where this night reached less or was slower than the median of the last ones."""
    said = []
    for name, now in night.engines.items():
        last = [past.engines[name] for past in before[-_COMPARED:] if name in past.engines]
        rates = [engine.rate for engine in last if engine.rate > 0]
        if rates and now.rate > 0 and now.rate < _SLOWER * median(rates):
            said.append(f"{name} made {now.rate:,.0f} calls a second, {median(rates):,.0f} before")
        reached = [engine.coverage for engine in last if engine.coverage > 0]
        if reached and now.coverage < _NARROWER * median(reached):
            said.append(f"{name} reached {now.coverage:,}, {median(reached):,.0f} before")
    return said
