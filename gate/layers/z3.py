"""The layer that has z3 prove integer models of the checks, tied to the bytecode."""

from __future__ import annotations

from gate.layers import symbolic
from gate.results import LayerContext, LayerResult
from properties.proofs.catalogue import Tool


class Z3Layer:
    """z3 over the models in ``properties/proofs/models``."""

    name = "z3"

    def run(self, context: LayerContext) -> LayerResult:
        """Prove what the profile asks for; raises :class:`gate.results.CouldNotRun`."""
        return symbolic.run(Tool.Z3, context)
