"""The kernels: one module each, named as the Solidity library or contract that it follows line by line."""

from __future__ import annotations

from collections.abc import Mapping

from properties.proofs.models.kernels import (
    canary,
    deleveraging,
    funding,
    liquidation,
    margin,
    notional,
    position,
    shares,
    takeover,
)
from properties.proofs.models.registry import Model

MODELS: Mapping[tuple[str, str], Model] = {
    **canary.MODELS,
    **deleveraging.MODELS,
    **funding.MODELS,
    **liquidation.MODELS,
    **margin.MODELS,
    **notional.MODELS,
    **position.MODELS,
    **shares.MODELS,
    **takeover.MODELS,
}
