"""The corpora of the blind test: contracts with planted mistakes and right ones, and what the detectors say of them.

In the sources ``// BAD detector case`` stands in every function that a reviewer would name for the planted mistake, or
above the contract that has it where the function is inherited; ``// OK detector…`` above a contract that does what the
detectors ask for.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crytic_compile import CryticCompile
from crytic_compile.platform.solc import Solc
from slither import Slither
from slither.core.declarations import Contract

from slither_detectors import all_detectors
from slither_detectors.analysis.model import ContractModel, Model
from slither_detectors.base import Message

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CORPORA = HERE / "corpora"
_BAD = re.compile(r"// BAD ([\w-]+) (\w+)")
_OK = re.compile(r"// OK ([\w -]+)$")


@dataclass(frozen=True, order=True)
class Planted:
    """One planted mistake."""

    detector: str
    case: str


@dataclass
class Outcome:
    """What the detectors made of one corpus."""

    planted: set[Planted] = field(default_factory=set)
    found: set[Planted] = field(default_factory=set)
    right: Counter[str] = field(default_factory=Counter)
    others: set[str] = field(default_factory=set)
    """Findings where nothing was planted, as ``detector: text``."""


@dataclass(frozen=True)
class Corpus:
    """One table of ``corpora.toml``: what was found before the detectors' author saw the corpus, and our judgements."""

    name: str
    written: str
    blind: str
    true: list[str]
    false: list[str]
    missed: dict[str, str]
    """Why a planted mistake is not found, by ``detector case``."""


def corpora() -> list[Corpus]:
    """All corpora, in the order in which they were written."""
    return [Corpus(**table) for table in tomllib.loads((HERE / "corpora.toml").read_text())["corpus"]]


def outcome(corpus: Corpus) -> Outcome:
    """Runs all detectors over a corpus; raises what the compiler, Slither or a detector raise."""
    result = Outcome()
    for source in sorted((CORPORA / corpus.name).glob("*.sol")):
        marks = _marks(source, result)
        for model in _models(source):
            for detector in all_detectors():
                for message in detector(model.contract.compilation_unit, None, None).find(model):
                    at = _lines(model, message)
                    met = {p for p, lines in marks.items() if p.detector == detector.ARGUMENT and lines & at}
                    result.found |= met
                    if not met:
                        result.others.add(f"{detector.ARGUMENT}: {''.join(map(_named, message))}")
    return result


def _marks(source: Path, result: Outcome) -> dict[Planted, set[int]]:
    """The lines of each planted mistake; the counts go to the result."""
    marks: defaultdict[Planted, set[int]] = defaultdict(set)
    for number, line in enumerate(source.read_text().splitlines(), 1):
        for detector, case in _BAD.findall(line):
            marks[Planted(detector, case)].add(number)
        for right in _OK.findall(line):
            result.right.update(right.split())
    result.planted |= marks.keys()
    return marks


def _models(source: Path) -> Iterator[ContractModel]:
    platform = Solc(str(source))
    remaps = [f"@openzeppelin/={ROOT / 'node_modules' / '@openzeppelin'}/"]
    compiled = CryticCompile(platform, solc=str(ROOT / "gate" / "toolchain" / "bin" / "solc"), solc_remaps=remaps)
    for unit in Slither(compiled).compilation_units:
        yield from Model.of(unit).contracts


def _lines(model: ContractModel, message: Message) -> set[int]:
    """The lines of the functions and variables that a finding names, and that above the contract."""
    file = model.contract.source_mapping.filename.absolute
    found = {model.contract.source_mapping.lines[0] - 1}
    for part in message:
        mapping = getattr(part, "source_mapping", None)
        if mapping is not None and not isinstance(part, Contract) and mapping.filename.absolute == file:
            found.update(mapping.lines)
    return found


def _named(part: Any) -> str:
    return part if isinstance(part, str) else str(getattr(part, "canonical_name", part))
