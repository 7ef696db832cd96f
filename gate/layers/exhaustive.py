"""The layer that runs the checks of small bounds with every arguments there are."""

from __future__ import annotations

from gate.layers import symbolic
from gate.results import LayerContext, LayerResult
from properties.proofs.catalogue import Tool


class ExhaustiveLayer:
    """The in-process chain over the domains in ``properties/proofs/catalogue.toml``."""

    name = "exhaustive"

    def run(self, context: LayerContext) -> LayerResult:
        """Prove what the profile asks for; raises :class:`gate.results.CouldNotRun`."""
        return symbolic.run(Tool.EXHAUSTIVE, context)
