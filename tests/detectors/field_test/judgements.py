"""What a reader of the code thought of each finding, and why."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Judgement:
    """One finding's judgement; several findings of one kind can share a table of ``judged.toml``."""

    protocol: str
    detector: str
    text: str
    true: bool
    why: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What a finding is recognised by."""
        return self.protocol, self.detector, self.text


def judgements() -> list[Judgement]:
    """All judgements of ``judged.toml``."""
    tables = tomllib.loads(Path(__file__).with_name("judged.toml").read_text())["judged"]
    return [
        Judgement(table["protocol"], table["detector"], text, table["true"], table["why"])
        for table in tables
        for text in table["findings"]
    ]
