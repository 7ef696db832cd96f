"""A peer runs in an environment of its own, and says why where it can't."""

from pathlib import Path

import pytest

from fuzz.chain import Artifact
from fuzz.chain.bench import environments
from fuzz.chain.bench.environments import NoPeer, Peer, environment
from fuzz.chain.bench.machine import steps_per_second
from fuzz.chain.bench.rows import Empty

PAD = Artifact("OrderPad", [], b"\x00")
SERVES = """
import json, sys
print(json.dumps(["fast", "slow"]), flush=True)
for line in sys.stdin:
    print(json.dumps({"fast": [int(line), 2.0], "slow": [1.0, 1.0]}), flush=True)
"""


@pytest.fixture
def python() -> Path:
    import sys

    return Path(sys.executable)


def scripted(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "peer_some.py").write_text(text)
    monkeypatch.setattr(environments, "_SCRIPTS", folder)


def test_a_peer_is_asked_for_steps_and_answers_with_the_rates_of_its_rows(
    tmp_path: Path, python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(tmp_path, SERVES, monkeypatch)
    with Peer("some", python, PAD, tmp_path) as peer:
        assert peer.rows == ("fast", "slow")
        assert peer.measure(50) == {"fast": [50, 2.0], "slow": [1.0, 1.0]}


def test_a_peer_that_fails_says_what_it_said_last(
    tmp_path: Path, python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(tmp_path, "raise SystemExit('no module named wake_rs')", monkeypatch)
    with pytest.raises(NoPeer, match="it failed: no module named wake_rs"):
        Peer("some", python, PAD, tmp_path)


def test_an_environment_that_cannot_be_made_is_no_peer_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environments, "PEERS", {"some": ("./nothing-of-this-name",)})
    for _ in range(2):
        with pytest.raises(NoPeer, match="could not be made"):
            environment(tmp_path, "some")
    assert not (tmp_path / "some" / "complete").exists()


def test_an_environment_that_is_there_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environments, "PEERS", {"some": ("one==1",)})
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "complete").write_text("one==1")
    assert environment(tmp_path, "some") == tmp_path / "some" / "bin" / "python"


def test_a_row_is_measured_by_the_clock_and_by_cpu_time() -> None:
    by_clock, by_cpu = steps_per_second(Empty(), 50)
    assert 0 < by_clock <= by_cpu * 1.5
