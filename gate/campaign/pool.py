"""The workers: those of a Dask scheduler that is given, or of one that lives as long as the campaign."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from distributed import Client, Future, KilledWorker, LocalCluster
from distributed import wait as wait_for

from fuzz.campaign.store import StoreFault
from gate.campaign.slices import Done, Job
from gate.campaign.work import do

_TICK = 0.5
_QUIET = 50
_CONNECT = "30s"


class Pool:
    """Slices that are being done, wherever that is."""

    def __init__(self, client: Client) -> None:
        """Use the workers that ``client`` knows."""
        self._client = client
        self._numbers = count()
        self._futures: dict[Future, Job] = {}

    def free(self) -> int:
        """How many more slices the workers that are alive now can do at once."""
        threads: dict[str, int] = self._client.nthreads()
        return sum(threads.values()) - len(self._futures)

    def submit(self, job: Job) -> None:
        """Have ``job`` done."""
        key = f"{job.slice.id}-{os.getpid()}-{next(self._numbers)}"
        self._futures[self._client.submit(do, job.model_dump_json(), key=key, pure=False)] = job

    def ended(self) -> list[tuple[Job, Done | str]]:
        """What ended within a moment: the result, or why there is none. Raises StoreFault where the disk failed."""
        try:
            done = wait_for(list(self._futures), timeout=_TICK, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            return []
        return [(self._futures.pop(future), _answer(future)) for future in done]

    def wait_for_a_worker(self, seconds: float) -> bool:
        """Whether there is one within ``seconds``."""
        try:
            self._client.wait_for_workers(1, timeout=seconds)
        except TimeoutError:
            return False
        return True

    def cancel(self) -> None:
        """Forget what is running: a resume does it again."""
        self._client.cancel(list(self._futures))
        self._futures.clear()


def _answer(future: Future) -> Done | str:
    if future.status == "finished":
        return Done.model_validate_json(future.result())
    if future.status in ("lost", "cancelled"):
        return "its worker was lost"
    fault = future.exception()
    if isinstance(fault, StoreFault):
        raise fault
    if isinstance(fault, KilledWorker):
        return f"its worker was killed: {fault}"
    return f"{type(fault).__name__}: {fault}"


@contextmanager
def pool(scheduler: str | None, workers: int) -> Iterator[Pool]:
    """The pool of the ``scheduler``, or of ``workers`` processes here; raises StoreFault where it does not answer."""
    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=_CONNECT)
        except (OSError, ValueError) as error:
            raise StoreFault(f"the scheduler {scheduler} does not answer: {error}") from error
        try:
            yield Pool(client)
        finally:
            client.close()
        return
    settings: dict[str, Any] = {"dashboard_address": "127.0.0.1:0", "silence_logs": _QUIET}
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, **settings) as cluster,
        Client(cluster) as own,
    ):
        yield Pool(own)
