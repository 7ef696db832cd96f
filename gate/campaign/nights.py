"""What a campaign has to say of itself: figures by engine, and how they compare with the nights before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from pydantic import BaseModel, ValidationError

from fuzz.campaign.store import StoreFault
from gate.campaign.record import Record
from gate.campaign.slices import Done, Engine

FILE = "nights.jsonl"
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
    coverage: int = 0

    @property
    def rate(self) -> float:
        """Calls a second of an engine at work."""
        return self.calls / self.engine_seconds if self.engine_seconds else 0.0


class Night(BaseModel):
    """One run of a campaign."""

    started: str
    seconds: float
    interrupted: bool
    engines: dict[str, EngineNight]
    new: list[str]
    """Fingerprints found for the first time."""
    known: list[str]


def engine_night(results: Sequence[Done], coverage: int) -> EngineNight:
    """Sum up the results of one engine."""
    return EngineNight(
        slices=len(results),
        calls=sum(done.calls for done in results),
        seconds=round(sum(done.seconds for done in results), 2),
        engine_seconds=round(sum(done.engine_seconds for done in results), 2),
        coverage=coverage,
    )


def past_nights(out: Path) -> list[Night]:
    """Earlier runs, oldest first; lines that a kill cut short are left out."""
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
    """Add ``night`` to the earlier ones; raises StoreFault."""
    try:
        with (out / FILE).open("a", encoding="utf-8") as file:
            file.write(night.model_dump_json() + "\n")
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


def growth(record: Record, engine: Engine) -> list[int]:
    """Coverage after each slice of ``engine``, over all nights."""
    reached: set[str] = set()
    most = 0
    curve = []
    for done in record.of(engine):
        reached |= set(done.features)
        most = max(most, len(reached) if engine is Engine.MACHINES else done.coverage)
        curve.append(most)
    return curve
