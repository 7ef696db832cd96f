"""What a broken promise looks like when a machine finds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One property broken by a call; ``message`` says how, with the values."""

    property: str
    contract: str
    function: str
    message: str


class Broken(Exception):
    """A step broke properties; the first violation names what is shown by it, the others what went with it."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        first = violations[0]
        super().__init__(f"{first.property}: {first.message}")
        self.violations = tuple(violations)

    @property
    def property(self) -> str:
        """Id of the first property broken."""
        return self.violations[0].property
