"""How far the on-chain properties' handlers get into the contracts, measured."""

from __future__ import annotations

import pytest

from gate.coverage import Suite, measure
from gate.toolchain.paths import ROOT
from gate.unreached import load_list, unlisted


@pytest.mark.slow
def test_handlers_then_they_reach_every_function_but_those_listed_with_a_reason() -> None:
    assert list(unlisted(measure(ROOT, Suite.PROPERTIES), load_list(ROOT))) == []
