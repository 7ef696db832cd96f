"""What a layer is given and what it answers.

Every layer of the gate takes a :class:`LayerContext` and returns a :class:`LayerResult`; findings of all layers have
the same form. Nothing here runs anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, computed_field


class Profile(StrEnum):
    """How much work a run does: seconds, minutes or hours."""

    QUICK = "quick"
    PR = "pr"
    NIGHTLY = "nightly"


class LayerStatus(StrEnum):
    """The outcome of one layer; ``COULD_NOT_RUN`` is never clean."""

    CLEAN = "clean"
    FINDINGS = "findings"
    COULD_NOT_RUN = "could-not-run"


class Canary(StrEnum):
    """Whether the property made to fail was found; a layer without one says so."""

    FOUND = "found"
    MISSED = "missed"
    NONE = "none"


class Finding(BaseModel):
    """One broken promise, with what shows it."""

    model_config = ConfigDict(frozen=True)

    layer: str
    rule: str
    """Property id (``FC-01``) or detector argument (``fee-split-dust``)."""
    title: str
    severity: str
    contract: str
    function: str
    message: str
    steps: tuple[str, ...] = ()
    """The shortest known sequence, one readable call a line."""
    counterexample: Path | None = None
    """File that ``proofbook replay`` takes, where the layer gives one."""
    replay: str
    """The command that shows the finding again."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def fingerprint(self) -> str:
        """Stable over line moves and engines: rule, contract and function only."""
        return sha256(f"{self.rule}\0{self.contract}\0{self.function}".encode()).hexdigest()[:16]


class LayerResult(BaseModel):
    """What one layer did and found."""

    layer: str
    status: LayerStatus
    executed: dict[str, int]
    """Counts by what was executed (``{"calls": 5000}``); all zero means that the layer did not run."""
    canary: Canary = Canary.NONE
    cached: bool = False
    """Whether all of it is the kept answer of an earlier run on the same content."""
    seconds: float
    findings: list[Finding] = []
    reason: str | None = None
    """Why the layer could not run, in one line that names the mend."""
    detail: str | None = None
    """What the tool itself said, where one line does not hold it (a compiler's message)."""


@dataclass(frozen=True)
class Progress:
    """One step of live progress: ``done`` of ``total`` ``unit`` (total 0 where it is not known)."""

    done: int
    total: int
    unit: str
    note: str = ""


@dataclass(frozen=True)
class Build:
    """One finished, full forge build; read it, never build into it.

    It holds one fresh build-info file. ``forge`` finds it up to date with ``FOUNDRY_PROFILE=profile``,
    ``FOUNDRY_OUT=out`` and ``FOUNDRY_CACHE_PATH=cache`` and compiles nothing.
    """

    profile: str
    out: Path
    cache: Path


@dataclass(frozen=True)
class LayerContext:
    """What a layer needs to run.

    ``root`` is the tree under test (a copy with a planted bug, when mutating), ``work`` a folder of the layer's own
    that outlives the run (counterexamples go there), ``seconds`` the most wall time it may take, set-up included,
    ``builds`` the folders that the compile layer made, by build name.
    """

    root: Path
    work: Path
    profile: Profile
    seconds: float
    seed: int
    progress: Callable[[Progress], None]
    builds: Mapping[str, Build] = field(default_factory=dict)

    def build(self, name: str) -> Build:
        """The finished build ``name``; raises :class:`CouldNotRun` if the compile layer did not make it."""
        try:
            return self.builds[name]
        except KeyError:
            raise CouldNotRun(f"the build '{name}' was not made: run the compile layer first") from None


class CouldNotRun(Exception):
    """A layer could not do its work.

    The first line of the text names the cause and the mend; further lines (a compiler's message) are shown below the
    table.
    """


class Layer(Protocol):
    """One layer of the gate."""

    @property
    def name(self) -> str:
        """Name used by ``--only`` and ``--skip``."""

    def run(self, context: LayerContext) -> LayerResult:
        """Run the layer; raises :class:`CouldNotRun`."""
