"""The layer that has Manticore prove the checks of the catalogue of proofs."""

from __future__ import annotations

from gate.layers import symbolic
from gate.results import LayerContext, LayerResult
from properties.proofs.catalogue import Tool


class ManticoreLayer:
    """Manticore over the checks in ``properties/proofs/checks``."""

    name = "manticore"

    def run(self, context: LayerContext) -> LayerResult:
        """Prove what the profile asks for; raises :class:`gate.results.CouldNotRun`."""
        return symbolic.run(Tool.MANTICORE, context)
