"""A campaign that nobody disturbs, which the disturbed ones are compared with."""

from __future__ import annotations

import pytest

from gate.campaign.record import Record
from tests.campaign.fakes import finish


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Record:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    finish(out)
    return Record(out)
