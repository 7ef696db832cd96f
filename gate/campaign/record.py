"""A campaign's folder as one object: what was asked, what was done, what was found."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

from fuzz.campaign.corpus import check, cover, minimise
from fuzz.campaign.store import StoreFault, read_models, sweep_drafts, write_model
from gate.campaign.slices import INTENTS, RESULTS, Done, Engine, Slice, folders
from gate.findings import MergedFinding, merge
from gate.results import Finding


class Settings(BaseModel):
    """What a campaign is from its first start on."""

    format: int = 1
    seed: int
    started: str


class Reported(BaseModel):
    """A finding that people were told of."""

    fingerprint: str
    at: str
    confirmed: bool
    """Whether its counterexample shows it when replayed."""
    regression: str | None = None
    """The file that the tests replay from now on."""


class Record:
    """The folder ``out``; raises :class:`fuzz.campaign.store.StoreFault` where it can't be written."""

    def __init__(self, out: Path) -> None:
        """Open or create it, and mend what a kill has left."""
        self.out = out
        for folder in (*folders(out).values(), out / "reported"):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreFault(f"can't write to {out} ({error.strerror}): give another folder with --out") from error
        sweep_drafts(out)
        aside = out / "aside"
        self.results: dict[str, Done] = {}
        self._features: set[str] = set()
        self._found: dict[tuple[str, str], Finding] = {}
        self._curves: dict[Engine, list[int]] = {engine: [] for engine in Engine}
        for done in sorted(read_models(out / RESULTS, Done, aside), key=lambda done: done.slice.index):
            self.take(done)
        self._intents = {made.id: made for made in read_models(out / INTENTS, Slice, aside)}
        self.reported = {entry.fingerprint: entry for entry in read_models(out / "reported", Reported, aside)}
        for engine in Engine:
            corpus = out / "corpus" / engine.value
            check(corpus, aside)
            # What was cut off is done again from the same entries.
            minimise(corpus, keep={name for made in self.unfinished() for name in made.entries})

    def settings(self, seed: int | None) -> Settings:
        """Those of the first start; raises StoreFault where another seed is asked for now."""
        path = self.out / "campaign.json"
        if path.is_file():
            settings = Settings.model_validate_json(path.read_bytes())
            if seed is not None and seed != settings.seed:
                raise StoreFault(
                    f"{self.out} holds a campaign of seed {settings.seed}: leave --seed out, or another --out"
                )
            return settings
        settings = Settings(seed=1 if seed is None else seed, started=datetime.now(UTC).isoformat(timespec="seconds"))
        write_model(path, settings)
        return settings

    def intend(self, slice_: Slice) -> None:
        """Write down what will be done, before it is."""
        self._intents[slice_.id] = slice_
        write_model(self.out / INTENTS / f"{slice_.id}.json", slice_)

    def unfinished(self) -> list[Slice]:
        """What was begun and never ended: to be done again, from the same seed."""
        return [made for id_, made in sorted(self._intents.items()) if id_ not in self.results]

    @property
    def next_index(self) -> int:
        """One more than any slice has had."""
        return max((made.index for made in self._intents.values()), default=-1) + 1

    def take(self, done: Done) -> None:
        """A result that its slice has written; costs the same however many there are already."""
        if done.failed is not None:
            return
        self.results[done.slice.id] = done
        self._features.update(done.features)
        for finding in done.findings:
            self._found.setdefault((finding.layer, finding.fingerprint), finding)
        curve = self._curves[done.slice.engine]
        reached = len(self._features) if done.slice.engine is Engine.MACHINES else done.coverage
        curve.append(max(reached, curve[-1] if curve else 0))

    def give_up(self, slice_: Slice) -> None:
        """Not to be tried again, now or by a resume."""
        self._intents.pop(slice_.id, None)
        (self.out / INTENTS / f"{slice_.id}.json").unlink(missing_ok=True)

    def report(self, entry: Reported) -> None:
        """Remember that people were told."""
        self.reported[entry.fingerprint] = entry
        write_model(self.out / "reported" / f"{entry.fingerprint}.json", entry)

    def findings(self) -> list[MergedFinding]:
        """All findings of all nights, one for each fingerprint."""
        return merge(self._found.values())

    def entries(self, engine: Engine) -> list[str]:
        """The corpus of an engine, by file name."""
        folder = self.out / "corpus" / engine.value
        return [path.name for path in folder.glob("*") if not path.name.startswith(".")] if folder.is_dir() else []

    def seeds(self) -> list[str]:
        """The machines' corpus, minimised: the fewest slices that together reached all."""
        machines = (done for done in self.results.values() if done.slice.engine is Engine.MACHINES)
        return cover((done.slice.id, frozenset(done.features)) for done in machines)

    def curve(self, engine: Engine) -> list[int]:
        """What was reached after each slice of ``engine``, over all nights: outcomes, edges or instructions."""
        return self._curves[engine]

    def coverage(self, engine: Engine) -> int:
        """Outcomes reached by the machines; edges or instructions as the other engines count them."""
        return self._curves[engine][-1] if self._curves[engine] else 0
