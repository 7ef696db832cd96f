"""Functions of the contracts that no handler of the on-chain properties reaches, held to the list of those known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from gate.coverage import Coverage
from properties.toml_files import load_toml

LIST = Path("properties/unreached.toml")


class UnreachedError(Exception):
    """The list can't be used; the text names the entry and the mend."""


class Known(BaseModel):
    """Functions of one file that need not be reached."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    functions: tuple[str, ...] = Field(min_length=1)
    reason: str = Field(min_length=10)


class _List(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    unreached: tuple[Known, ...] = ()


def load_list(root: Path) -> tuple[Known, ...]:
    """The functions that may stay unreached; raises :class:`UnreachedError`."""
    return load_toml(root / LIST, _List, UnreachedError).unreached


def unlisted(coverage: Coverage, known: tuple[Known, ...]) -> Iterator[str]:
    """Each function that was not reached and is not listed, and each listed one that there is not."""
    listed = {(entry.file, name) for entry in known for name in entry.functions}
    there = {
        (contract.file, function.name): function.hit or function.calls
        for contract in coverage.contracts
        for function in contract.functions
    }
    for place in sorted(set(there) - listed):
        if not there[place]:
            yield f"{place[0]}: no handler reaches {place[1]}: call it from one, or list it with a reason in {LIST}"
    for place in sorted(listed - set(there)):
        yield f"{LIST}: {place[0]} has no function {place[1]}: take it off the list"
