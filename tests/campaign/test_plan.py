from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from fuzz.campaign.store import StoreFault
from gate.campaign.driver import held
from gate.campaign.nights import EngineNight, Night, past_nights, remember, setbacks
from gate.campaign.notify import Notifier
from gate.campaign.plan import TARGET_SECONDS, Plan
from gate.campaign.record import Record
from gate.campaign.slices import Done, Engine, Slice
from gate.seeds import seed_of


def done(slice_: Slice, seconds: float = 20, **more: object) -> Done:
    return Done(slice=slice_, seconds=seconds, engine_seconds=seconds, calls=100, **more)  # type: ignore[arg-type]


def test_next_then_engines_share_the_time_by_weight_and_shards_take_turns() -> None:
    plan = Plan(list(Engine), seed=1, shards=2)
    taken: list[Slice] = []
    for _ in range(60):
        made = plan.next([], lambda _: [])
        plan.learn(done(made))
        taken.append(made)
    by_engine = {engine: [made for made in taken if made.engine is engine] for engine in Engine}
    assert [len(by_engine[engine]) for engine in (Engine.MACHINES, Engine.FOUNDRY, Engine.ECHIDNA)] == [30, 20, 10]
    assert {made.shard for made in by_engine[Engine.ECHIDNA]} == {0, 1}
    assert len({made.seed for made in taken}) == 60


def test_next_then_the_amount_follows_the_pace_so_that_a_slice_stays_short() -> None:
    plan = Plan([Engine.MACHINES], seed=1, shards=1)
    made = plan.next([], lambda _: [])
    plan.learn(done(made.model_copy(update={"amount": 400}), seconds=40))
    assert plan.next([], lambda _: []).amount == 10 * TARGET_SECONDS


def test_next_then_a_slice_begins_with_some_of_the_corpus_and_the_same_ones_when_done_again() -> None:
    names = [f"{number:032x}.json.gz" for number in range(50)]
    first = Plan([Engine.FOUNDRY], seed=1, shards=1).next([], lambda _: names)
    second = Plan([Engine.FOUNDRY], seed=1, shards=1).next([], lambda _: names[::-1])
    assert first == second
    assert 2 <= len(first.entries) < 10
    assert set(first.entries) <= set(names)


def test_seed_of_then_it_is_stable_and_fits_every_engine() -> None:
    assert seed_of(1, 0) == seed_of(1, 0) != seed_of(2, 0)
    assert all(0 <= seed_of(3, index) < 2**63 for index in range(100))


def test_record_when_opened_again_then_what_was_begun_and_not_ended_is_known(tmp_path: Path) -> None:
    record = Record(tmp_path)
    plan = Plan([Engine.MACHINES], seed=1, shards=1)
    slices = [plan.next([], lambda _: []) for _ in range(3)]
    for made in slices:
        record.intend(made)
    (tmp_path / "results" / f"{slices[1].id}.json").write_text(done(slices[1]).model_dump_json())
    (tmp_path / "results" / f"{slices[2].id}.json").write_text('{"slice":')
    again = Record(tmp_path)
    assert [made.id for made in again.unfinished()] == [slices[0].id, slices[2].id]
    assert again.next_index == 3


def test_settings_when_another_seed_is_asked_for_then_it_says_so(tmp_path: Path) -> None:
    Record(tmp_path).settings(7)
    assert Record(tmp_path).settings(None).seed == 7
    with pytest.raises(StoreFault, match="campaign of seed 7"):
        Record(tmp_path).settings(8)


def test_held_when_another_campaign_writes_to_the_folder_then_it_says_so(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(StoreFault, match="another campaign is writing"), held(tmp_path):
        pass
    with held(tmp_path):
        pass


def night(calls: int, coverage: int) -> Night:
    engine = EngineNight(slices=1, calls=calls, seconds=10, engine_seconds=10, coverage=coverage)
    return Night(started="x", seconds=10, interrupted=False, engines={"machines": engine}, new=[], known=[])


def test_setbacks_when_a_night_is_slower_or_reaches_less_then_both_are_said() -> None:
    before = [night(1000, 200)] * 3
    assert setbacks(night(950, 199), before) == []
    slower, narrower = setbacks(night(500, 150), before)
    assert slower == "machines made 50 calls a second, 100 before"
    assert narrower == "machines reached 150, 200 before"
    assert setbacks(night(1, 1), []) == []


def test_overhead_then_it_is_what_the_engine_did_not_get() -> None:
    made = Slice(engine=Engine.MACHINES, shard=0, index=0, seed=1, amount=1)
    tonight = EngineNight().plus(done(made, seconds=19), waited=20).plus(done(made, seconds=19), waited=20)
    assert (tonight.slices, tonight.calls, tonight.waited) == (2, 200, 40)
    assert tonight.overhead == pytest.approx(0.05)


def test_past_nights_when_a_line_was_cut_then_it_alone_is_left_out(tmp_path: Path) -> None:
    remember(tmp_path, night(1, 1))
    with (tmp_path / "nights.jsonl").open("a") as file:
        file.write('{"started"')
    assert len(past_nights(tmp_path)) == 1


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, object]]]]:
    """A web address that keeps what it is sent."""
    got: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", got
        server.shutdown()
        thread.join()


def test_tell_then_address_and_command_get_the_same_json(
    hook: tuple[str, list[dict[str, object]]], tmp_path: Path
) -> None:
    address, got = hook
    assert Notifier(address, f"cat > {tmp_path}/said").tell({"rule": "FC-01"}) == []
    assert got == [{"rule": "FC-01"}]
    assert json.loads((tmp_path / "said").read_text()) == {"rule": "FC-01"}


def test_tell_when_nobody_listens_then_it_says_so_and_goes_on() -> None:
    faults = Notifier("http://127.0.0.1:1/", "exit 3").tell({})
    assert len(faults) == 2
    assert "not told to http://127.0.0.1:1/" in faults[0]
    assert "failed with 3" in faults[1]
