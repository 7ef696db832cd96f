"""The layers of the gate: one module each, named as its layer, with one class that implements ``gate.results.Layer``.

This module only names them; a layer is loaded in the process that runs it, so that one that can't be imported becomes
could-not-run instead of breaking the command.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

COMPILE = "compile"
COMPILE_TARGET = "gate.layers.compile"


@dataclass(frozen=True)
class LayerSpec:
    """Where a layer is found, which builds it reads, and its weight when time is shared out."""

    name: str
    target: str
    """``module`` that holds one layer class named ``name``, or ``module:Class``."""
    weight: float
    builds: tuple[str, ...] = ()
    arguments: Mapping[str, list[str]] = field(default_factory=dict)


def _spec(name: str, weight: float, *builds: str) -> LayerSpec:
    return LayerSpec(name=name, target=f"gate.layers.{name}", weight=weight, builds=builds)


LAYERS: tuple[LayerSpec, ...] = (
    _spec("static", 1, "default"),
    _spec("machines", 3, "default"),
    _spec("foundry", 2, "properties"),
    _spec("halmos", 2, "proofs"),
    _spec("z3", 2, "proofs"),
    _spec("exhaustive", 1, "proofs"),
    _spec("echidna", 3, "properties"),
    _spec("manticore", 3, "proofs"),
)
"""All layers after compile, quickest first: the order in which they are tried on a planted bug."""


class UnknownLayer(ValueError):
    """A layer was asked for that does not exist; the text names those that do."""


def select(only: Iterable[str], skip: Iterable[str]) -> list[LayerSpec]:
    """The layers to run after compile: ``only`` those named (all if none is), without ``skip``.

    Raises :class:`UnknownLayer`, and for ``compile`` in ``skip``: every other layer reads what it builds.
    """
    wanted, unwanted = set(only), set(skip)
    names = [COMPILE, *(spec.name for spec in LAYERS)]
    for name in sorted(wanted | unwanted):
        if name not in names:
            raise UnknownLayer(f"there is no layer '{name}'; the layers are {', '.join(names)}")
    if COMPILE in unwanted:
        raise UnknownLayer("compile can't be skipped: every other layer reads what it builds")
    return [spec for spec in LAYERS if (not wanted or spec.name in wanted) and spec.name not in unwanted]


def left_out(chosen: Iterable[LayerSpec]) -> list[str]:
    """The names of the layers that are not among ``chosen``."""
    names = {spec.name for spec in chosen}
    return [spec.name for spec in LAYERS if spec.name not in names]


def compile_spec(layers: Iterable[LayerSpec]) -> LayerSpec:
    """The compile layer, making the builds that ``layers`` read; the default build where there is no layer."""
    builds = list(dict.fromkeys(build for spec in layers for build in spec.builds)) or ["default"]
    return LayerSpec(name=COMPILE, target=COMPILE_TARGET, weight=1, arguments={"builds": builds})
