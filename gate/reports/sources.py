"""Where contracts and functions stand in the sources, for viewers that want a file and a line.

Read from the text: findings must be placed also where nothing compiles. Inherited functions are found in the base
contracts, those that the engine delegates in its extension.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CONTRACT = re.compile(
    r"^\s*(?:abstract\s+)?(?:contract|library|interface)\s+(\w+)(?:\s+is\s+([^{]+))?\s*\{?", re.MULTILINE
)
_FUNCTION = re.compile(r"^\s*(?:function\s+(\w+)|(constructor|receive|fallback))\s*\(", re.MULTILINE)
_FOLDERS = ("contracts", "properties/solidity", "properties/proofs/checks")
_DELEGATES = {"PerpEngineV2": ("PerpEngineV2Extension",)}


@dataclass(frozen=True)
class Place:
    """A file relative to the root, and a line counted from 1."""

    file: str
    line: int


@dataclass(frozen=True)
class _Contract:
    place: Place
    bases: tuple[str, ...]
    functions: dict[str, int]


class Sources:
    """The contracts of a tree, by name."""

    def __init__(self, root: Path) -> None:
        """Read all Solidity files of ``root`` that findings speak of."""
        self._contracts: dict[str, _Contract] = {}
        for folder in _FOLDERS:
            for path in sorted((root / folder).rglob("*.sol")):
                for name, contract in _contracts(str(path.relative_to(root)), path.read_text("utf-8")):
                    self._contracts.setdefault(name, contract)

    def find(self, contract: str, function: str) -> Place | None:
        """Where ``function`` of ``contract`` is written; the contract's own place where it is not found."""
        if contract not in self._contracts:
            return None
        for name in self._lineage(contract):
            line = self._contracts[name].functions.get(function)
            if line is not None:
                return Place(self._contracts[name].place.file, line)
        return self._contracts[contract].place

    def _lineage(self, contract: str) -> Iterator[str]:
        waiting, seen = [contract], set()
        while waiting:
            name = waiting.pop(0)
            if name in seen or name not in self._contracts:
                continue
            seen.add(name)
            yield name
            # Interfaces last: what is written there is only declared.
            bases = sorted(self._contracts[name].bases, key=lambda base: bool(re.match(r"I[A-Z]", base)))
            waiting += [*bases, *_DELEGATES.get(name, ())]


def _contracts(file: str, text: str) -> Iterator[tuple[str, _Contract]]:
    found = list(_CONTRACT.finditer(text))
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(text)
        functions: dict[str, int] = {}
        for function in _FUNCTION.finditer(text, match.end(), end):
            start = function.start(1) if function[1] else function.start(2)
            functions.setdefault(function[1] or function[2], _line(text, start))
        bases = tuple(re.sub(r"\(.*?\)", "", base).strip() for base in (match[2] or "").split(","))
        place = Place(file, _line(text, match.start(1)))
        yield match[1], _Contract(place, tuple(base for base in bases if base), functions)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
