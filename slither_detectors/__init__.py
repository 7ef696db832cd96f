"""Slither detectors for perpetuals, order books, oracles and vaults, as a plugin of Slither 0.11 and later.

``slither`` loads :func:`make_plugin` through the entry point ``slither_analyzer.plugin``. Each detector is a module
of its own in ``slither_detectors.detectors``; what they share lies in ``slither_detectors.analysis`` and knows none
of them.
"""

from __future__ import annotations

import importlib
import pkgutil

from slither_detectors import detectors
from slither_detectors.base import Detector

__all__ = ["all_detectors", "make_plugin"]


def all_detectors() -> list[type[Detector]]:
    """Every detector of the package, ordered by its argument's name."""
    found: dict[str, type[Detector]] = {}
    for module in pkgutil.iter_modules(detectors.__path__):
        for value in vars(importlib.import_module(f"{detectors.__name__}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, Detector) and value is not Detector:
                found[value.ARGUMENT] = value
    return [found[argument] for argument in sorted(found)]


def make_plugin() -> tuple[list[type[Detector]], list[type[object]]]:
    """What Slither asks of a plugin: its detectors and its printers (none)."""
    return all_detectors(), []
