"""Seeds of the parts of a run."""

from __future__ import annotations

from hashlib import sha256


def seed_of(seed: int, index: int) -> int:
    """A seed of its own for every part, the same in every run of ``seed`` and no other seed's; fits 63 bits."""
    digest = sha256(f"{seed}/{index}".encode()).digest()
    return int.from_bytes(digest[:8]) >> 1
