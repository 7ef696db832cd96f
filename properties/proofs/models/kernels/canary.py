"""The canaries: a false statement and one about nothing."""

from __future__ import annotations

from properties.proofs.models.arithmetic import Arithmetic, Number, floor
from properties.proofs.models.registry import Model

_UNIT = 10**12


def _round_trip_is_exact(k: Arithmetic, wad: Number) -> None:
    units = floor(k, wad, _UNIT)
    k.observe(units)
    k.claim(units * _UNIT == wad, "the round trip is exact")


def _vacuous(k: Arithmetic, wad: Number) -> None:
    units = floor(k, wad, _UNIT)
    k.observe(units)
    k.require(wad < units)
    k.claim(units == 0, "there are no units")


MODELS = {
    ("ProofCanary", "check_canaryRoundTripIsExact"): Model(_round_trip_is_exact),
    ("ProofCanary", "check_canaryIsVacuous"): Model(_vacuous),
}
