"""The figures that the Solidity tests of tick prices are held to, worked out again with 250 digits."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from pathlib import Path

import pytest

VECTORS = Path(__file__).resolve().parents[1] / "solidity" / "oracle" / "sources" / "TickVectors.sol"
ROW = re.compile(r"Vector\((-?[\d_]+), ([\d_]+), ([\d_]+)\)")
ROWS = [tuple(map(int, row)) for row in ROW.findall(VECTORS.read_text("utf-8"))]


def exact(tick: int, decimals: int) -> int:
    """Return 1.0001^tick times 10^decimals, rounded down."""
    with localcontext() as context:
        context.prec = 250
        return int(Decimal("1.0001") ** tick * Decimal(10) ** decimals)


def test_there_are_figures_over_the_whole_range() -> None:
    ticks = {tick for tick, _, _ in ROWS}
    assert {-887_272, -1, 0, 1, 887_272} <= ticks
    assert {sign << bit for bit in range(20) for sign in (1, -1)} <= ticks


@pytest.mark.parametrize(("tick", "decimals", "expected"), ROWS)
def test_a_figure_is_exact(tick: int, decimals: int, expected: int) -> None:
    assert exact(tick, decimals) == expected
