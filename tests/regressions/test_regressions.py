"""Every confirmed finding, replayed: it must not be there any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.replay import ChainName, replay
from gate.toolchain.paths import ROOT

REGRESSIONS = sorted([*Path(__file__).parent.glob("*.json"), *(ROOT / "tests/machines/regressions").glob("*.json")])


@pytest.mark.slow
def test_replay_of_every_confirmed_finding_then_none_is_shown() -> None:
    assert REGRESSIONS
    shown = {}
    for path in REGRESSIONS:
        played = replay(ROOT, path, ChainName.REVM, lambda _: None)
        if played.shown:
            shown[path.name] = played.message
    assert shown == {}
