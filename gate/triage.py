"""The triage file: findings that somebody has looked at and answers for, each until a date.

An accepted finding is shown but does not keep a run from being clean. An entry that has expired accepts nothing any
more, and one that no finding needs is dead weight: both are reported in every run.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from properties.toml_files import load_toml

DEFAULT_FILE = Path("triage.toml")


class TriageError(Exception):
    """The triage file can't be used; the text names the entry and the mend."""


class Accepted(BaseModel):
    """One entry: ``owner`` answers for the finding ``fingerprint`` until the end of the day ``expires``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fingerprint: str = Field(pattern=r"^[0-9a-f]{16}$")
    owner: str = Field(min_length=1)
    reason: str = Field(min_length=10)
    expires: date


class Triage(BaseModel):
    """All entries of a triage file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accepted: tuple[Accepted, ...] = ()

    def live(self, today: date) -> dict[str, Accepted]:
        """The entries that still hold, by fingerprint."""
        return {entry.fingerprint: entry for entry in self.accepted if entry.expires >= today}

    def expired(self, today: date) -> list[Accepted]:
        """The entries whose day has passed."""
        return [entry for entry in self.accepted if entry.expires < today]

    def unused(self, found: Collection[str]) -> list[Accepted]:
        """The entries that accept a finding which is not among ``found``."""
        return [entry for entry in self.accepted if entry.fingerprint not in found]


def load_triage(path: Path, *, required: bool = False) -> Triage:
    """The triage file ``path``; an empty one where there is none and none is ``required``. Raises TriageError."""
    if not path.exists():
        if required:
            raise TriageError(f"{path} is not there: create it, or take `triage` out of the configuration")
        return Triage()
    triage = load_toml(path, Triage, TriageError)
    doubled = _doubled([entry.fingerprint for entry in triage.accepted])
    if doubled:
        raise TriageError(f"{path} accepts {doubled} more than once: keep one entry")
    return triage


def _doubled(values: Sequence[str]) -> str | None:
    return next((value for value in values if values.count(value) > 1), None)
