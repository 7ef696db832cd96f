"""Counterexamples as data: the shortest known sequence that breaks a property, in a JSON file that replays anywhere."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator


class CounterexampleError(Exception):
    """A file is missing or holds no counterexample."""


def _plain(value: Any) -> Any:
    """Turn a call's argument into JSON's types: bytes become ``0x…``, tuples lists."""
    if isinstance(value, bytes | bytearray):
        return "0x" + value.hex()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    # Contracts and accounts stand for their address.
    address = getattr(value, "address", None)
    if isinstance(address, str):
        return address
    raise ValueError(f"{value!r} can't be kept in a counterexample")


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Call(_Data):
    """One call of a ``calls`` counterexample; delays pass before it."""

    function: str
    """Signature: ``deposit(uint256)``."""
    arguments: tuple[Any, ...] = ()
    sender: str
    value: int = Field(default=0, ge=0)
    """Wei."""
    delay_seconds: int = Field(default=0, ge=0)
    delay_blocks: int = Field(default=0, ge=0)

    @field_validator("arguments", mode="before")
    @classmethod
    def _plain_arguments(cls, value: Any) -> Any:
        return _plain(value)


class CallsCounterexample(_Data):
    """Calls on one deployed contract, found by a property or symbolic engine."""

    kind: Literal["calls"] = "calls"
    property: str
    engine: Literal["echidna", "foundry", "halmos", "manticore", "z3", "exhaustive"]
    contract: str
    """Name of the contract in the properties build."""
    calls: tuple[Call, ...]
    check: str | None = None
    """The property function that returns false afterwards; None where an assertion or a revert shows it."""


class Step(_Data):
    """One rule of a machine, with what was drawn for it."""

    rule: str
    arguments: dict[str, Any] = Field(default_factory=dict)

    @field_validator("arguments", mode="before")
    @classmethod
    def _plain_arguments(cls, value: Any) -> Any:
        return _plain(value)


class MachineCounterexample(_Data):
    """Steps of a stateful machine."""

    kind: Literal["machine"] = "machine"
    property: str
    machine: str
    steps: tuple[Step, ...]
    message: str
    """What differed, in words."""


Counterexample = CallsCounterexample | MachineCounterexample

_ANY: TypeAdapter[Counterexample] = TypeAdapter(Annotated[Counterexample, Field(discriminator="kind")])


def load_counterexample(path: Path) -> Counterexample:
    """Read a file. Raises CounterexampleError, which says what is wrong with it."""
    try:
        # Python's parser keeps integers of any size exact.
        return _ANY.validate_python(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise CounterexampleError(f"{path}: {error.strerror}") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise CounterexampleError(f"{path} is not JSON: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise CounterexampleError(f"{path} is no counterexample: {place}: {first['msg']}") from error


def save_counterexample(path: Path, counterexample: Counterexample) -> Path:
    """Write a file, whole or not at all; returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(counterexample.model_dump(mode="python"), indent=2, ensure_ascii=False)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text + "\n", "utf-8")
    unfinished.replace(path)
    return path
