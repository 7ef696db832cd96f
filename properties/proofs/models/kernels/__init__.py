"""The kernels: one module each, named as the Solidity library or contract that it follows line by line."""

from __future__ import annotations

from collections.abc import Mapping

from properties.proofs.models.kernels import (
    canary,
    deleveraging,
    funding,
    history,
    liquidation,
    margin,
    notional,
    position,
    readings,
    shares,
    takeover,
)
from properties.proofs.models.registry import Model

MODELS: Mapping[tuple[str, str], Model] = {
    **canary.MODELS,
    **deleveraging.MODELS,
    **funding.MODELS,
    **history.MODELS,
    **liquidation.MODELS,
    **margin.MODELS,
    **notional.MODELS,
    **position.MODELS,
    **readings.MODELS,
    **shares.MODELS,
    **takeover.MODELS,
}
