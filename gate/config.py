"""The one `[tool.proofbook]` table of pyproject.toml: what a repository decides once for everybody.

What is given on the command line outweighs it. An unknown key is an error that names the nearest known one: a mistyped
key must not pass for a decision.
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gate.results import Profile
from gate.triage import DEFAULT_FILE
from properties.toml_files import faults

FILE = "pyproject.toml"
TABLE = "tool.proofbook"


class ConfigError(Exception):
    """The configuration can't be used; the text names the key and the mend."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Minutes(_Table):
    """After how many minutes a run of each profile is ended."""

    quick: float = Field(default=10, gt=0)
    pr: float = Field(default=45, gt=0)
    nightly: float = Field(default=480, gt=0)

    def of(self, profile: Profile) -> float:
        """The minutes of ``profile``."""
        return float(getattr(self, profile.value))


class CampaignTable(_Table):
    """What `proofbook campaign` takes where its options are silent."""

    engines: list[Literal["machines", "foundry", "echidna"]] | None = None
    workers: int = Field(default=2, ge=1)
    notify_url: str | None = None
    """Gets a POST with JSON for each new finding."""
    notify_command: str | None = None
    """Run for each new finding, with the same JSON on its standard input."""


class MutantsTable(_Table):
    """What `proofbook mutants` mutates, and what is asked of the tests."""

    libraries: list[str] = ["contracts/libraries/*.sol"]
    """Patterns of files, relative to the root."""
    tests: str = "tests/solidity"
    """Folder of the Forge tests."""
    survivors: Path = Path("properties/survivors.toml")
    """Those that may survive, each with its reason."""
    threshold: float = Field(default=85, gt=0, le=100)
    """Percent of all mutants that must be killed."""


class Config(_Table):
    """The whole table."""

    profile: Profile = Profile.QUICK
    skip: list[str] = []
    """Layers that a run leaves out; its sentence names them."""
    seed: int | None = Field(default=None, ge=0, lt=2**63)
    workers: int = Field(default=2, ge=1)
    """Layers that run at the same time."""
    minutes: Minutes = Minutes()
    triage: Path = DEFAULT_FILE
    """Relative to the root."""
    campaign: CampaignTable = CampaignTable()
    mutants: MutantsTable = MutantsTable()


def load_config(root: Path) -> Config:
    """The configuration of the repository ``root``; the defaults where it has no table. Raises ConfigError."""
    path = root / FILE
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    table = document.get("tool", {}).get("proofbook", {})
    _refuse_unknown(table, Config, TABLE)
    try:
        return Config.model_validate(table)
    except ValidationError as error:
        raise ConfigError(f"{FILE}, [{TABLE}]: {faults(error)}") from error


def _refuse_unknown(table: dict[str, Any], model: type[BaseModel], name: str) -> None:
    for key, value in table.items():
        field = model.model_fields.get(key)
        if field is None:
            near = get_close_matches(key, model.model_fields, n=1)
            mend = f"did you mean '{near[0]}'?" if near else f"the keys are {', '.join(model.model_fields)}"
            raise ConfigError(f"{FILE}, [{name}]: there is no key '{key}': {mend}")
        kind = field.annotation
        if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, BaseModel):
            _refuse_unknown(value, kind, f"{name}.{key}")
