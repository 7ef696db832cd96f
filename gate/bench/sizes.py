"""Runtime code size of what is deployed: every contract of ``contracts/v2`` that has code of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

TABLE = Path("contracts/sizes.json")
SOURCES = Path("contracts/v2")
LIMIT = 24_576
"""Bytes of runtime code that a contract may have (EIP-170)."""


def measure(root: Path, out: Path) -> dict[str, int]:
    """Return runtime bytes by contract, from forge's output folder of the production build."""
    sizes = {}
    for source in sorted((root / SOURCES).glob("*.sol")):
        artifact = json.loads((out / source.name / f"{source.stem}.json").read_text("utf-8"))
        if code := artifact["deployedBytecode"]["object"].removeprefix("0x"):
            sizes[source.stem] = len(code) // 2
    return sizes


def as_json(sizes: Mapping[str, int]) -> str:
    """Return the table's text."""
    return json.dumps({"limit": LIMIT, "runtime bytes": dict(sizes)}, indent=2)


def as_text(sizes: Mapping[str, int]) -> str:
    """Return a table for a terminal."""
    return "\n".join(f"{name:<24}{size:>8,}{LIMIT - size:>8,} left" for name, size in sizes.items())


def write(root: Path, sizes: Mapping[str, int]) -> None:
    """Bring the table up to date."""
    (root / TABLE).write_text(as_json(sizes) + "\n", "utf-8")
