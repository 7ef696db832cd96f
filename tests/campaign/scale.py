"""How many slices a second driver, scheduler and folder take; run by hand: ``python scale.py [WORKERS [SLICES]]``.

Workers are threads that answer at once with a result in the folder, so that only the campaign itself is measured. A
worker with a real engine asks for one slice in twenty-five seconds.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from distributed import Client, LocalCluster

from fuzz.campaign.store import write_model
from gate.campaign import pool
from gate.campaign.plan import TARGET_SECONDS, Plan
from gate.campaign.pool import Pool
from gate.campaign.record import Record
from gate.campaign.slices import Done, Engine, Job


def answer(text: str) -> str:
    """A slice that took no time."""
    job = Job.model_validate_json(text)
    features = [f"outcome {number}" for number in range(200)]
    done = Done(slice=job.slice, seconds=1, engine_seconds=1, calls=1000, features=features)
    write_model(job.out / "results" / f"{job.slice.id}.json", done)
    return done.model_dump_json()


def main(workers: int, slices: int) -> None:
    """Print the rate."""
    pool.do = answer
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(
            n_workers=20,
            threads_per_worker=max(1, workers // 20),
            processes=False,
            dashboard_address=None,
            silence_logs=50,
        ) as cluster,
        Client(cluster) as client,
    ):
        record = Record(Path(folder))
        plan = Plan(list(Engine), seed=1, shards=workers)
        hands = Pool(client)
        start, cpu, done = time.monotonic(), time.process_time(), 0
        while done < slices:
            for _ in range(min(hands.free(), slices - plan.next_index)):
                made = plan.next([], record.entries)
                record.intend(made)
                hands.submit(Job(slice=made, root=Path(folder), out=Path(folder), builds={}))
            for _, result in hands.ended():
                if isinstance(result, str):
                    raise SystemExit(result)
                record.take(result)
                plan.learn(result)
                done += 1
        took, cpu = time.monotonic() - start, time.process_time() - cpu
        opened = time.monotonic()
        Record(Path(folder))
        print(
            f"{workers} workers, {slices} slices: {slices / took:.0f} a second, {1000 * cpu / slices:.1f} ms CPU each"
        )
        print(f"asked for by {workers} workers: {workers / TARGET_SECONDS:.0f} a second")
        print(f"opening the folder again: {1000 * (time.monotonic() - opened) / slices:.2f} ms a slice")


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*[*given, *(1000, 5000)[len(given) :]])
