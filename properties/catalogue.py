"""The catalogue of properties: every promise of the contracts, once, with what checks it and what breaks it."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from properties.toml_files import load_toml

CATALOGUE_FILE = Path(__file__).with_name("catalogue.toml")

FAMILIES = {
    "MS": "margin safety",
    "OI": "open interest caps",
    "FC": "fee conservation",
    "NS": "no stuck orders",
    "OR": "oracle",
    "SH": "shares",
    "AC": "access control",
}


class CatalogueError(Exception):
    """The catalogue file can't be read; the text names the entry and the mend."""


class Severity(StrEnum):
    """What a broken property costs: funds, fairness or availability, comfort."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Property(BaseModel):
    """One promise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^(MS|OI|FC|NS|OR|SH|AC)-\d\d$")
    sentence: str = Field(min_length=10)
    """What is promised, as one English sentence."""
    formula: str = Field(min_length=3)
    severity: Severity
    layers: tuple[str, ...] = Field(min_length=1)
    """The layers of the gate that check it."""
    detectors: tuple[str, ...] = ()
    """Slither detectors of ours whose findings mean that it is broken."""
    bugs: tuple[str, ...] = ()
    """Planted bugs that break it (``properties/bugs``)."""

    @property
    def family(self) -> str:
        """``MS``, ``OI``, …: a key of :data:`FAMILIES`."""
        return self.id[:2]


class Catalogue(BaseModel):
    """All properties, in the order of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)

    properties: tuple[Property, ...] = Field(validation_alias="property")

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = self.ids
        doubled = sorted({id_ for id_ in ids if ids.count(id_) > 1})
        if doubled:
            raise ValueError(f"declared more than once: {', '.join(doubled)}")
        return self

    @property
    def ids(self) -> list[str]:
        """The ids of all properties."""
        return [entry.id for entry in self.properties]

    def get(self, id_: str) -> Property | None:
        """The property ``id_``, or None."""
        return next((entry for entry in self.properties if entry.id == id_), None)

    def of_detector(self, detector: str) -> Property | None:
        """The property that a finding of ``detector`` breaks, or None where it stands for itself."""
        return next((entry for entry in self.properties if detector in entry.detectors), None)


@cache
def load_catalogue(path: Path = CATALOGUE_FILE) -> Catalogue:
    """The catalogue in ``path``; raises :class:`CatalogueError`."""
    return load_toml(path, Catalogue, CatalogueError)
