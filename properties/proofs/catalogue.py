"""The proofs as data: what each says, how far it reaches, and which prover runs it (``catalogue.toml``)."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from properties.toml_files import load_toml

CATALOGUE = Path(__file__).with_name("catalogue.toml")
_SIGNATURE = re.compile(r"check_(\w+)\(((?:u?int\d+|bool|address)(?:,(?:u?int\d+|bool|address))*)\)")


class Tool(StrEnum):
    """The prover."""

    HALMOS = "halmos"
    MANTICORE = "manticore"
    Z3 = "z3"
    EXHAUSTIVE = "exhaustive"


class Solver(StrEnum):
    """Who decides a bytecode prover's queries."""

    RACE = "race"
    """The integer translation and a bit-vector solver, whoever is first."""
    BITS = "bits"
    """The bit-vector solver alone: where words are masks, a translation is lost time."""


class Level(StrEnum):
    """From which gate profile on a proof runs."""

    QUICK = "quick"
    PR = "pr"
    NIGHTLY = "nightly"

    @property
    def rank(self) -> int:
        """The cheapest first."""
        return list(Level).index(self)


class ProofCatalogueError(Exception):
    """The catalogue can't be read; the text says what is wrong with it."""


class Statement(BaseModel):
    """One check function and the prover that explores it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    tool: Tool
    contract: str
    function: str
    """Signature of the check; its arguments are what is symbolic."""
    solver: Solver = Solver.RACE
    domain: list[tuple[int, int]] = []
    """For exhaustion: the least and the greatest of each argument."""

    @field_validator("function")
    @classmethod
    def _is_a_check(cls, function: str) -> str:
        if not _SIGNATURE.fullmatch(function):
            raise ValueError("must be check_name(types) of value types")
        return function

    @property
    def types(self) -> list[str]:
        """The arguments' types."""
        return self.function.partition("(")[2].rstrip(")").split(",")

    @property
    def name(self) -> str:
        """The check without its arguments."""
        return self.function.partition("(")[0]


class Proof(Statement):
    """A statement about project code."""

    property: str
    """Id in the catalogue of properties."""
    target: str
    """The code it is about: ``Library.function``."""
    statement: str
    symbolic: str
    bounds: str
    bug: str
    """A planted bug (``properties/bugs``) that refutes it."""
    level: Level = Level.QUICK
    witnesses: list[list[Any]] = Field(min_length=1)
    """Arguments that reach the end of the check: it speaks of something.

    TOML's integers end at 64 bits: larger ones are given as text.
    """

    @field_validator("witnesses")
    @classmethod
    def _numbers(cls, witnesses: list[list[Any]]) -> list[list[Any]]:
        return [[int(value, 0) if isinstance(value, str) else value for value in witness] for witness in witnesses]


class CanaryKind(StrEnum):
    """What is wrong with a canary."""

    FALSE = "false"
    VACUOUS = "vacuous"


class CanaryCheck(Statement):
    """A statement made to fail: refuted if it is false, not proved if it is vacuous."""

    kind: CanaryKind


class ProofCatalogue(BaseModel):
    """All proofs and canaries."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    proof: list[Proof]
    canary: list[CanaryCheck]

    def proofs(self, tool: Tool | None = None, level: Level = Level.NIGHTLY) -> list[Proof]:
        """The proofs by ``tool`` that run at ``level``."""
        return [p for p in self.proof if (tool is None or p.tool is tool) and p.level.rank <= level.rank]

    def canaries(self, tool: Tool) -> list[CanaryCheck]:
        """The canaries of ``tool``."""
        return [canary for canary in self.canary if canary.tool is tool]


def load_proofs(path: Path = CATALOGUE) -> ProofCatalogue:
    """Read the catalogue; raises :class:`ProofCatalogueError`."""
    catalogue = load_toml(path, ProofCatalogue, ProofCatalogueError)
    ids = [entry.id for entry in (*catalogue.proof, *catalogue.canary)]
    doubled = {id_ for id_ in ids if ids.count(id_) > 1}
    if doubled:
        raise ProofCatalogueError(f"{path.name}: the id '{min(doubled)}' is there twice")
    return catalogue
