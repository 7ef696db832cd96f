"""A campaign's folder as one object: what was asked, what was done, what was found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

from fuzz.campaign.corpus import check, cover, minimise
from fuzz.campaign.store import StoreFault, read_models, sweep_drafts, write_model
from gate.campaign.slices import INTENTS, RESULTS, Done, Engine, Slice, folders
from gate.findings import MergedFinding, merge


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
        self.results: dict[str, Done] = {
            done.slice.id: done for done in read_models(out / RESULTS, Done, aside) if done.failed is None
        }
        self._intents = {made.id: made for made in read_models(out / INTENTS, Slice, aside)}
        self.reported = {entry.fingerprint: entry for entry in read_models(out / "reported", Reported, aside)}
        for engine in Engine:
            corpus = out / "corpus" / engine.value
            check(corpus, aside)
            minimise(corpus)

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
        """A result that its slice has written."""
        if done.failed is None:
            self.results[done.slice.id] = done

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
        seen: dict[tuple[str, str], None] = {}
        unique = []
        for done in self.results.values():
            for finding in done.findings:
                key = (finding.layer, finding.fingerprint)
                if key not in seen:
                    seen[key] = None
                    unique.append(finding)
        return merge(unique)

    def of(self, engine: Engine) -> Iterator[Done]:
        """The results of one engine, oldest first."""
        return (
            done
            for _, done in sorted(self.results.items(), key=lambda item: item[1].slice.index)
            if done.slice.engine is engine
        )

    def entries(self, engine: Engine) -> list[str]:
        """The corpus of an engine, by file name."""
        folder = self.out / "corpus" / engine.value
        return [path.name for path in folder.glob("*") if not path.name.startswith(".")] if folder.is_dir() else []

    def features(self) -> set[str]:
        """What the machines have reached."""
        return {feature for done in self.of(Engine.MACHINES) for feature in done.features}

    def seeds(self) -> list[str]:
        """The machines' corpus, minimised: the fewest slices that together reached all."""
        return cover((done.slice.id, frozenset(done.features)) for done in self.of(Engine.MACHINES))

    def coverage(self, engine: Engine) -> int:
        """Outcomes reached by the machines; edges or instructions as the other engines count them."""
        if engine is Engine.MACHINES:
            return len(self.features())
        return max((done.coverage for done in self.of(engine)), default=0)
