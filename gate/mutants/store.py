"""What a mutant's verdict depends on: the mutant, and all that its tests are made of."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from gate.kept import Kept
from gate.mutants.results import Outcome

FORM = "1"
"""Goes up when the same trees would be judged in another way."""


class KeptVerdict(Kept):
    """One verdict."""

    outcome: Outcome
    killed_by: str | None = None
    seconds: float


def key_of(tree: Mapping[str, str], tools: str) -> str:
    """Name the texts of ``tree`` by file, and the versions of what they are run with."""
    total = sha256(f"{FORM}\0{tools}".encode())
    for file, text in sorted(tree.items()):
        total.update(f"\0{file}\0{len(text)}\0{text}".encode())
    return total.hexdigest()[:32]
