"""The layer that has Halmos prove the checks of the catalogue of proofs."""

from __future__ import annotations

from gate.layers import symbolic
from gate.results import LayerContext, LayerResult
from properties.proofs.catalogue import Tool


class HalmosLayer:
    """Halmos over the checks in ``properties/proofs/checks``."""

    name = "halmos"

    def run(self, context: LayerContext) -> LayerResult:
        """Prove what the profile asks for; raises :class:`gate.results.CouldNotRun`."""
        return symbolic.run(Tool.HALMOS, context)
