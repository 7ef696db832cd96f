"""Slices of a campaign as data: what is to be done, and what was done."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from gate.results import Build, Finding


class Engine(StrEnum):
    """The engines that a campaign runs."""

    MACHINES = "machines"
    FOUNDRY = "foundry"
    ECHIDNA = "echidna"


class Slice(BaseModel):
    """One piece of one shard's work; everything that decides its outcome."""

    model_config = ConfigDict(frozen=True)

    engine: Engine
    shard: int
    index: int
    """Counted over the campaign, so that every slice has its own name and seed."""
    seed: int
    amount: int
    """Examples of a machine, or calls."""
    entries: tuple[str, ...] = ()
    """The corpus to begin with, by file name: engines make all of it again before anything new."""
    reuse: bool = False
    """Whether to begin with the failing examples of earlier nights."""

    @property
    def id(self) -> str:
        """``machines-0-000017``."""
        return f"{self.engine}-{self.shard}-{self.index:06d}"


class Done(BaseModel):
    """What came of a slice."""

    slice: Slice
    seconds: float
    """Of the engine and what is around it, monotonic."""
    engine_seconds: float
    """Of the engine alone."""
    calls: int
    features: list[str] = []
    """What a machine reached: outcomes of rules and events. Empty for engines that count instead."""
    coverage: int = 0
    """What the engine itself counts: edges of code, or instructions."""
    new_entries: int = 0
    findings: list[Finding] = []
    """With counterexamples in the campaign's folder."""
    failed: str | None = None
    """Why the engine could not do it."""


class Job(BaseModel):
    """A slice and where it is done; all paths are those of a folder that all machines share."""

    slice: Slice
    root: Path
    out: Path
    builds: dict[str, Build]
    target: str = "gate.campaign.engines"
    """Module whose ``run`` does it."""
    parent: int = 0
    """Pid of the process that waits for it."""


INTENTS, RESULTS = "intents", "results"


def folders(out: Path) -> dict[str, Path]:
    """The folders of a campaign by what they hold."""
    return {
        name: out / name for name in (INTENTS, RESULTS, "corpus", "examples", "findings", "work", "aside", "traces")
    }
