"""TOML files read as models, with one line that names the file and the fault where that fails."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


def load_toml(path: Path, kind: type[Model], error: Callable[[str], Exception]) -> Model:
    """The file as a ``kind``; raises what ``error`` makes of the text that names the file and the fault."""
    try:
        return kind.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as fault:
        raise error(f"{path} can't be read: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise error(f"{path} can't be read: {fault}") from fault
    except tomllib.TOMLDecodeError as fault:
        raise error(f"{path} is not TOML: {fault}") from fault
    except ValidationError as fault:
        raise error(f"{path}: {faults(fault)}") from fault


def faults(error: ValidationError) -> str:
    """What is wrong with a file's fields, as one line: ``find: Field required; family: …``."""
    return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
