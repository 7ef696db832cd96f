"""A corpus that many shards fill: entries named by their content, so that merging is copying and never a conflict.

An entry is a JSON file as its engine wrote it. Of two call sequences of which one begins with the other, the longer one
says all that the shorter does: minimising leaves the shorter out.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection, Iterable
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from fuzz.campaign.store import set_aside, write

_SUFFIXES = (".json", ".gz", ".txt")


def merge(found: Path, corpus: Path, aside: Path) -> int:
    """Copy the entries below ``found`` into ``corpus``; how many were new. Unreadable ones are set aside with a note.

    Raises :class:`fuzz.campaign.store.StoreFault`.
    """
    new = 0
    for path in sorted(found.rglob("*")) if found.is_dir() else []:
        if not path.is_file() or path.suffix not in _SUFFIXES:
            continue
        try:
            sequence = _sequence(path)
        except (OSError, ValueError, EOFError) as error:
            set_aside(path, aside, str(error) or "not JSON")
            continue
        if not sequence:
            continue
        # By what it says: the same calls compressed at another time are the same entry.
        name = sha256(json.dumps(sequence).encode()).hexdigest()[:32]
        target = corpus / f"{name}{'.json.gz' if path.suffix == '.gz' else path.suffix}"
        if not target.exists():
            write(target, path.read_bytes())
            new += 1
    return new


def check(corpus: Path, aside: Path) -> int:
    """Set aside what can't be read (a disk's fault, a stray file); how many entries are left."""
    left = 0
    for path in sorted(corpus.glob("*")) if corpus.is_dir() else []:
        if not path.is_file() or path.name.startswith("."):
            continue
        try:
            _sequence(path)
        except (OSError, ValueError, EOFError) as error:
            set_aside(path, aside, str(error) or "not JSON")
        else:
            left += 1
    return left


def minimise(corpus: Path, keep: Collection[str] = ()) -> int:
    """Remove entries whose calls are the beginning of another's, but for those to ``keep``; how many were removed."""
    entries = [(json.dumps(_sequence(path))[:-1], path) for path in sorted(corpus.glob("*")) if path.is_file()]
    removed = 0
    # In this order whatever begins like an entry follows it directly.
    entries.sort(key=lambda entry: entry[0])
    for (text, path), (following, _) in pairwise(entries):
        if path.name not in keep and following.startswith(text) and following[len(text) : len(text) + 1] in ("", ","):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _sequence(path: Path) -> list[Any]:
    """The calls of an entry; raises ValueError for what is no list of calls, OSError and EOFError from the disk."""
    data = path.read_bytes()
    document = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
    if isinstance(document, dict):
        document = next((value for value in document.values() if isinstance(value, list)), None)
    if not isinstance(document, list):
        raise ValueError("it is no list of calls")
    return document


def cover(features: Iterable[tuple[str, frozenset[str]]]) -> list[str]:
    """The fewest names found greedily whose features together are all features."""
    left = {name: set(has) for name, has in features}
    wanted = set().union(*left.values()) if left else set()
    chosen: list[str] = []
    while wanted:
        best = max(sorted(left), key=lambda name: len(left[name] & wanted))
        chosen.append(best)
        wanted -= left.pop(best)
    return chosen
