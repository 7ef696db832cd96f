"""The protocols of the field test, as Slither sees them."""

from __future__ import annotations

import contextlib
import re
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crytic_compile import CryticCompile
from crytic_compile.platform.solc_standard_json import SolcStandardJson
from slither import Slither

from slither_detectors import all_detectors
from slither_detectors.analysis.model import Model
from slither_detectors.base import FAILURE_FIELD
from tests.detectors.field_test.compiler import compiler, install, standard_json

HERE = Path(__file__).parent
_LOCATION = re.compile(r" \([^()]*\.sol#[^()]*\)")


@dataclass(frozen=True)
class Protocol:
    """One table of ``protocols.toml``."""

    name: str
    packages: list[str]
    solc: str
    sources: list[str]
    without: str
    evm: str | None = None
    optimize: bool = False
    overrides: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, order=True)
class Found:
    """One finding; ``text`` is its description without file and lines."""

    protocol: str
    detector: str
    impact: str
    text: str


@dataclass
class Analysed:
    """A protocol in memory: what Slither made of it and how long that took, in seconds."""

    protocol: Protocol
    slither: Slither
    contracts: int
    seconds: float


def protocols() -> list[Protocol]:
    """All protocols of the list, in its order."""
    return [Protocol(**table) for table in tomllib.loads((HERE / "protocols.toml").read_text())["protocol"]]


def analyse(protocol: Protocol, scratch: Path) -> Analysed:
    """Installs, compiles and reads one protocol; raises what npm, the compiler or Slither raise."""
    root = scratch / protocol.name
    install(root, protocol.packages, protocol.overrides)
    command = compiler(scratch, protocol.solc)
    files = sorted(path for source in protocol.sources for path in (root / "node_modules" / source).rglob("*.sol"))
    files = [path for path in files if not re.search(protocol.without, str(path.relative_to(root)))]
    start = time.perf_counter()
    platform = SolcStandardJson(standard_json(root, files, protocol.solc, protocol.evm, protocol.optimize))
    with contextlib.chdir(root):  # sources are looked up from the working directory first
        slither = Slither(CryticCompile(platform, solc=str(command), solc_working_dir=str(root)))
    seconds = time.perf_counter() - start
    deployable = [model.contract for unit in slither.compilation_units for model in Model.of(unit).contracts]
    return Analysed(protocol, slither, sum(_is_own(protocol, _path(c)) for c in deployable), seconds)


def findings(analysed: Analysed) -> Iterator[Found]:
    """What our detectors find in the protocol's own files, each once; raises RuntimeError where a detector fails."""
    for detector in all_detectors():
        analysed.slither.register_detector(detector)
    seen: set[Found] = set()
    for result in (result for of_one in analysed.slither.run_detectors() for result in of_one):
        if FAILURE_FIELD in result.get("additional_fields", {}):
            raise RuntimeError(f"{analysed.protocol.name}: {result['description']}")
        first = result["elements"][0]["source_mapping"]["filename_absolute"]
        if not _is_own(analysed.protocol, first):
            continue
        text = _LOCATION.sub("", result["description"]).strip()
        found = Found(analysed.protocol.name, result["check"], result["impact"], text)
        if found not in seen:
            seen.add(found)
            yield found


def _path(declared: Any) -> str:
    return str(declared.source_mapping.filename.absolute)


def _is_own(protocol: Protocol, path: str) -> bool:
    if re.search(protocol.without, path):
        return False
    return any(f"/node_modules/{source}/" in path for source in protocol.sources)
