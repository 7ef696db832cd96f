"""Between full readings only what a step touches is read; what is found late is still shown where it happened."""

from collections.abc import Iterator

import pytest

from fuzz.machines.calls import Step
from fuzz.machines.runner import MACHINES, located
from fuzz.machines.scope import EVERYTHING, Scope, touched
from fuzz.machines.session import Session
from fuzz.machines.verdict import Broken, Violation
from fuzz.machines.world import World
from fuzz.model import clearing
from fuzz.model.fees import rate_fee


@pytest.fixture
def sampled(world: World) -> Iterator[Session]:
    with world.session(read_all_every=3) as opened:
        yield opened


def tamper(session: Session, name: str) -> None:
    account = session.model.clearing.account(name)
    session.model.clearing.accounts[name] = account.credit(1)


def test_a_difference_where_nobody_trod_is_found_at_the_next_full_reading(sampled: Session) -> None:
    tamper(sampled, "alice")
    for _ in range(2):
        assert sampled.perform("deposit", actor="dave", assets=1)
    with pytest.raises(Broken, match="alice"):
        sampled.perform("deposit", actor="dave", assets=1)


def test_a_difference_where_nobody_trod_is_found_at_the_end(sampled: Session) -> None:
    tamper(sampled, "alice")
    assert sampled.perform("deposit", actor="dave", assets=1)
    with pytest.raises(Broken, match="alice"):
        sampled.perform("leave")


def test_a_difference_in_what_a_step_touches_is_found_at_once(sampled: Session) -> None:
    tamper(sampled, "dave")
    with pytest.raises(Broken, match="dave"):
        sampled.perform("deposit", actor="dave", assets=1)


def test_a_step_touches_whom_it_names_whom_the_model_changes_and_whom_events_name(sampled: Session) -> None:
    start = sampled.model
    sampled.perform("deposit", actor="dave", assets=5)
    quiet = touched(sampled.steps[-1], [], start, sampled.model, sampled.system.names)
    assert quiet == Scope(frozenset(("dave",)), frozenset(), ledger=True, settings=False, stops=False, auctions=False)
    named = touched(sampled.steps[-1], [], sampled.model, sampled.model, sampled.system.names)
    assert named == Scope(frozenset(("dave",)), frozenset(), ledger=False, settings=False, stops=False, auctions=False)


def test_an_order_touches_its_market_and_its_owner_alone(sampled: Session) -> None:
    sampled.perform("deposit", actor="dave", assets=1_000 * 10**6)
    start = sampled.model
    sampled.perform("place", actor="dave", market=1, is_buy=True, tick=2_000, lots=10)
    scope = touched(sampled.steps[-1], [], start, sampled.model, sampled.system.names)
    assert scope == Scope(
        frozenset(("dave",)), frozenset((1,)), ledger=False, settings=False, stops=False, auctions=False
    )
    assert EVERYTHING.markets > scope.markets


def test_what_is_found_late_is_shown_where_it_happened(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clearing, "rate_fee", lambda notional, ppm: rate_fee(notional, ppm) + 1)
    deposits = [Step("deposit", {"actor": actor, "assets": 10**9}) for actor in ("alice", "bob")]
    order = {"market": 0, "tick": 20_000, "lots": 100}
    trade = [
        Step("place", {"actor": "alice", "is_buy": True, **order}),
        Step("place", {"actor": "bob", "is_buy": False, **order}),
    ]
    late = Broken([Violation("FC-01", "engine", "deposit", "found late")])
    steps, broken = located(MACHINES["trading"], world, (*deposits, *trade, *deposits), late)
    assert steps == (*deposits, *trade)
    assert "FC-02" in {violation.property for violation in broken.violations}


def test_what_a_full_reading_does_not_show_stays_as_it_was_found(world: World) -> None:
    late = Broken([Violation("FC-01", "engine", "deposit", "found late")])
    steps = (Step("deposit", {"actor": "alice", "assets": 10**9}),)
    assert located(MACHINES["trading"], world, steps, late) == (steps, late)
