"""How often each rule was tried, and what came of it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SUCCEEDED = "ok"


@dataclass(slots=True)
class Statistics:
    """Outcomes by rule (``ok``, or the name of the error that was predicted and came), and events announced.

    ``errors`` counts the calls that ended with each error, from within a transfer too: a step may hold several, and
    pass over them. ``functions`` counts those that succeeded, by contract and function.
    """

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    functions: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    _trace: Any = field(default_factory=hashlib.sha256)

    def count(self, rule: str, arguments: Mapping[str, Any], outcome: str) -> None:
        """Count one step."""
        self.outcomes.setdefault(rule, Counter())[outcome] += 1
        self._trace.update(json.dumps((rule, arguments, outcome), sort_keys=True).encode())

    @property
    def digest(self) -> str:
        """A hash of all steps, their arguments and outcomes: equal for two runs that did the same."""
        return str(self._trace.hexdigest())

    @property
    def steps(self) -> int:
        """Steps tried."""
        return sum(counter.total() for counter in self.outcomes.values())

    def succeeded(self, rule: str) -> int:
        """Return how often a rule succeeded."""
        return self.outcomes.get(rule, Counter())[SUCCEEDED]

    def table(self) -> dict[str, dict[str, int]]:
        """Return plain counts: by rule ``tried``, ``ok`` and each error."""
        return {
            rule: {"tried": counter.total(), **dict(sorted(counter.items()))}
            for rule, counter in sorted(self.outcomes.items())
        }
