"""The system deployed once for all tests; each takes a session of its own on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fuzz.chain import Artifacts, open_chain
from fuzz.machines.session import Session
from fuzz.machines.world import World
from gate.builds import ensure
from gate.compiler import find_compiler

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def artifacts() -> Artifacts:
    return Artifacts.load(ensure(ROOT, "default", find_compiler()).out)


@pytest.fixture(scope="session")
def world(artifacts: Artifacts) -> Iterator[World]:
    with open_chain("revm") as chain:
        yield World(chain, artifacts)


@pytest.fixture
def session(world: World) -> Iterator[Session]:
    with world.session() as opened:
        yield opened


@pytest.fixture
def traded(session: Session) -> Session:
    """Alice is short and Bob long 1 ETH at 2000 dollars; each has an order resting in the book.

    Carol has deposited 1000 dollars into the vault and asks for a millionth of a share back.
    """
    for trader in ("alice", "bob"):
        session.perform("deposit", actor=trader, assets=10_000 * 10**6)
    session.perform("place", actor="alice", market=0, is_buy=False, tick=20_000, lots=1_500)
    session.perform("place", actor="bob", market=0, is_buy=True, tick=20_000, lots=1_000)
    session.perform("place", actor="bob", market=0, is_buy=True, tick=19_900, lots=300)
    session.perform("vault_deposit", actor="carol", assets=1_000 * 10**6)
    session.perform("vault_request", actor="carol", shares=10**6, owner="carol")
    return session
