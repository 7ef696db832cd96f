"""Which lines and functions of the contracts a suite runs, measured by forge and kept by content.

What is kept belongs to exactly these sources and tests; for any other content there is no coverage rather than an old
one.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel

from gate.compiler import compiler_message, environment
from gate.layers.foundry import Effort, invariant_settings
from gate.results import CouldNotRun
from gate.toolchain import paths

FOLDER = Path("build/coverage")
_CONFIGURATION = ("foundry.toml", "package-lock.json")
_SHOWN = "contracts/v2", "contracts/libraries"
_NOT_COUNTED = "(tests|mocks|legacy|properties|node_modules)"


@dataclass(frozen=True)
class _Run:
    """What forge is asked to run."""

    sources: tuple[str, ...]
    arguments: tuple[str, ...]
    variables: Mapping[str, str]


class Suite(StrEnum):
    """What runs the contracts while coverage is counted."""

    UNIT = "unit"
    PROPERTIES = "properties"
    """The handlers that all property engines call, driven by Foundry."""


_RUNS: Mapping[Suite, _Run] = {
    Suite.UNIT: _Run(
        sources=("contracts", "tests/solidity"),
        # Coverage is counted in a build without the optimiser, which is larger than what is deployed.
        arguments=("--no-match-test", "ItFitsIntoTheLimit"),
        variables={},
    ),
    Suite.PROPERTIES: _Run(
        sources=("contracts", "properties/solidity"),
        arguments=("--match-contract", "^FoundryProperties$", "--fuzz-seed", "1"),
        variables={"FOUNDRY_PROFILE": "properties", **invariant_settings(Effort(runs=40, depth=200, shrink=0))},
    ),
}


class FunctionCoverage(BaseModel):
    """One function: how often it was called, and its lines."""

    name: str
    calls: int
    lines: int
    hit: int


class ContractCoverage(BaseModel):
    """One source file."""

    file: str
    lines: int
    hit: int
    branches: int
    branches_hit: int
    functions: list[FunctionCoverage]


class Coverage(BaseModel):
    """All contracts, by file."""

    contracts: list[ContractCoverage]

    @property
    def lines(self) -> tuple[int, int]:
        """Lines that were run, and all."""
        return sum(c.hit for c in self.contracts), sum(c.lines for c in self.contracts)


def load_coverage(root: Path, suite: Suite = Suite.UNIT) -> Coverage | None:
    """What was measured for the sources and tests as they are; None if nothing was."""
    path = _path(root, suite)
    return parse(path.read_text("utf-8").splitlines()) if path.is_file() else None


def measure(root: Path, suite: Suite = Suite.UNIT) -> Coverage:
    """Run the suite with coverage counted, unless that was done for this content; raises CouldNotRun."""
    path, run = _path(root, suite), _RUNS[suite]
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        done = subprocess.run(
            [
                *(str(paths.forge()), "coverage", "--root", str(root), "--no-match-coverage", _NOT_COUNTED),
                *run.arguments,
                *("--report", "lcov", "--report-file", str(draft)),
            ],
            cwd=root,
            env=environment(
                FOUNDRY_OUT=str(path.parent / "out"), FOUNDRY_CACHE_PATH=str(path.parent / "cache"), **run.variables
            ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode != 0 or not draft.is_file():
            raise CouldNotRun(compiler_message("coverage", done.stdout))
        if _path(root, suite) != path:
            raise CouldNotRun("the sources changed while coverage was measured: run it again")
        draft.replace(path)
    return parse(path.read_text("utf-8").splitlines())


def _path(root: Path, suite: Suite) -> Path:
    total = sha256()
    sources = (path for folder in _RUNS[suite].sources for path in (root / folder).rglob("*.sol"))
    for path in sorted([*sources, *(root / name for name in _CONFIGURATION)]):
        if path.is_file():
            total.update(f"\0{path.relative_to(root)}\0".encode() + sha256(path.read_bytes()).digest())
    return root / FOLDER / suite.value / f"{total.hexdigest()[:16]}.info"


def parse(lines: Iterable[str]) -> Coverage:
    """Read the lcov format as forge writes it."""
    contracts: list[ContractCoverage] = []
    file = ""
    starts: dict[str, int] = {}
    calls: dict[str, int] = {}
    hits: dict[int, int] = {}
    branches = taken = 0
    for line in lines:
        kind, _, rest = line.partition(":")
        if kind == "SF":
            file, starts, calls, hits, branches, taken = rest, {}, {}, {}, 0, 0
        elif kind == "FN":
            number, *more = rest.split(",")
            starts[more[-1]] = int(number)
        elif kind == "FNDA":
            count, _, name = rest.partition(",")
            calls[name] = int(count)
        elif kind == "DA":
            number, count, *_ = rest.split(",")
            hits[int(number)] = int(count)
        elif kind == "BRDA":
            branches += 1
            taken += rest.rpartition(",")[2] not in ("0", "-")
        elif line == "end_of_record" and file.startswith(_SHOWN):
            contracts.append(
                ContractCoverage(
                    file=file,
                    lines=len(hits),
                    hit=sum(count > 0 for count in hits.values()),
                    branches=branches,
                    branches_hit=taken,
                    functions=_functions(starts, calls, hits),
                )
            )
    return Coverage(contracts=sorted(contracts, key=lambda contract: contract.file))


def _functions(starts: dict[str, int], calls: dict[str, int], hits: dict[int, int]) -> list[FunctionCoverage]:
    """A function's lines are those from its first to the next function's."""
    ordered = sorted(starts.items(), key=lambda item: item[1])
    functions = []
    for index, (name, start) in enumerate(ordered):
        end = ordered[index + 1][1] if index + 1 < len(ordered) else max([*hits, start]) + 1
        own = [count for line, count in hits.items() if start <= line < end]
        functions.append(
            FunctionCoverage(
                name=name.rpartition(".")[2], calls=calls.get(name, 0), lines=len(own), hit=sum(c > 0 for c in own)
            )
        )
    return functions
