"""A round over the mutants of all libraries: kept verdicts first, then batches, each in one call of forge."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

from gate.compiler import environment, find_compiler
from gate.kept import FILE, Store
from gate.mutants import survivors
from gate.mutants.library import Library, load_libraries
from gate.mutants.mutant import Mutant
from gate.mutants.results import MutantResult, Outcome, Round, conclude, sum_up, total_score
from gate.mutants.sources import read_layout
from gate.mutants.store import KeptVerdict, key_of
from gate.mutants.workshop import DoesNotCompile, Interrupted, Ran, TookTooLong, Workshop
from gate.output import Output
from gate.results import CouldNotRun, Progress
from gate.toolchain import paths

MUTANTS_FILE = "mutants.json"
_BATCH = 16
_SECONDS = 180.0
"""For a batch, or for the tree as it is; ten times what one takes on a slow machine."""
_ALONE_SECONDS = 60.0


@dataclass(frozen=True)
class MutantsOptions:
    """What was asked for; ``out`` relative to ``root``."""

    root: Path
    libraries: Sequence[str]
    tests: str
    explanations: Path
    threshold: float
    out: Path
    jobs: int = 1
    only: Sequence[str] = ()
    operators: Sequence[str] = ()
    sample: int | None = None
    seed: int = 1
    minutes: float | None = None
    fresh: bool = False


@dataclass(frozen=True)
class _Batch:
    library: Library
    mutants: Sequence[tuple[Mutant, str]]
    """Each with its key."""


class _Ended(Exception):
    """The time is over."""


def run_mutants(options: MutantsOptions, told: Callable[[str, Progress], None], cancelled: Callable[[], bool]) -> Round:
    """Try the mutants and write ``mutants.json``; ``told`` hears of each batch, by library.

    Raises :class:`CouldNotRun` and :class:`gate.output.OutputUnusable`.
    """
    start = time.monotonic()
    layout = read_layout(options.root)
    explanations = survivors.load_explanations(options.root / options.explanations)
    libraries = load_libraries(layout, options.libraries, options.tests, options.only, options.operators)
    chosen = _chosen(libraries, options)
    tools = _tools()
    output = Output(options.root / options.out)
    ended: str | None = None
    try:
        if options.fresh:
            (output.folder / FILE).unlink(missing_ok=True)
        store = Store(output.folder / FILE, KeptVerdict)
        keys = {m.id: key_of(lib.tree(m), tools) for lib in libraries for m in lib.mutants if m.id in chosen}

        def over() -> bool:
            return cancelled() or (options.minutes is not None and time.monotonic() > start + 60 * options.minutes)

        workshops = [Workshop(output.folder / "projects" / str(n), layout, over) for n in range(options.jobs)]
        try:
            _try_all(libraries, keys, store, workshops, told, over)
        except (Interrupted, _Ended):
            ended = "Interrupted" if cancelled() else "The time is over"
        round_ = _sum_up(options, libraries, keys, store, explanations, ended)
        (output.folder / MUTANTS_FILE).write_text(round_.model_dump_json(indent=2) + "\n", "utf-8")
    finally:
        shutil.rmtree(output.folder / "projects", ignore_errors=True)
        output.close()
    return round_


def _chosen(libraries: Sequence[Library], options: MutantsOptions) -> set[str]:
    ids = [mutant.id for library in libraries for mutant in library.mutants]
    if not ids:
        raise CouldNotRun("there is no mutant to try: name other libraries or operators")
    if options.sample is None or options.sample >= len(ids):
        return set(ids)
    return set(random.Random(options.seed).sample(ids, options.sample))


def _tools() -> str:
    forge = subprocess.run(
        [str(paths.forge()), "--version"], env=environment(), capture_output=True, text=True, check=False
    )
    return f"{find_compiler().version}\0{forge.stdout}"


def _try_all(
    libraries: Sequence[Library],
    keys: dict[str, str],
    store: Store[KeptVerdict],
    workshops: Sequence[Workshop],
    told: Callable[[str, Progress], None],
    over: Callable[[], bool],
) -> None:
    """Try what is not kept yet; raises :class:`Interrupted`, :class:`_Ended` and :class:`CouldNotRun`."""
    batches = list(_batches(libraries, keys, store))
    done = {lib.file: sum(_is_kept(m, keys, store) for m in lib.mutants) for lib in libraries}
    totals = {lib.file: sum(m.id in keys for m in lib.mutants) for lib in libraries}
    for library in libraries:
        if done[library.file]:
            told(library.file, Progress(done[library.file], totals[library.file], "mutants", "kept from before"))
    free: SimpleQueue[Workshop] = SimpleQueue()
    for workshop in workshops:
        free.put(workshop)
    baselines: dict[str, frozenset[str]] = {}
    lock = Lock()

    def attempt(batch: _Batch) -> None:
        workshop, library = free.get(), batch.library
        try:
            if over():
                raise _Ended
            with lock:
                if library.file not in baselines:
                    baselines[library.file] = _baseline(library, workshop)
            _try(batch, workshop, baselines[library.file], store)
        finally:
            free.put(workshop)

    with ThreadPoolExecutor(max_workers=len(workshops)) as pool:
        futures = {pool.submit(attempt, batch): batch for batch in batches}
        failed: Future[None] | None = None
        for future in as_completed(futures):
            if future.cancelled():
                continue
            if future.exception() is not None:
                failed = failed or future
                for waiting in futures:
                    waiting.cancel()
                continue
            batch = futures[future]
            file = batch.library.file
            done[file] += len(batch.mutants)
            told(file, Progress(done[file], totals[file], "mutants"))
    if failed is not None:
        failed.result()


def _batches(libraries: Sequence[Library], keys: dict[str, str], store: Store[KeptVerdict]) -> Iterator[_Batch]:
    for library in libraries:
        left = [(m, keys[m.id]) for m in library.mutants if m.id in keys and store.get(keys[m.id]) is None]
        for at in range(0, len(left), _BATCH):
            yield _Batch(library, left[at : at + _BATCH])


def _is_kept(mutant: Mutant, keys: dict[str, str], store: Store[KeptVerdict]) -> bool:
    return mutant.id in keys and store.get(keys[mutant.id]) is not None


def _baseline(library: Library, workshop: Workshop) -> frozenset[str]:
    """The names of the tests, all of which pass on the library as it is; raises :class:`CouldNotRun`."""
    try:
        [answer] = workshop.run([library.tree(None)], _SECONDS)
    except TookTooLong:
        raise CouldNotRun(f"{library.file}: its tests do not end in {_SECONDS:.0f} s without a mutant") from None
    if isinstance(answer, DoesNotCompile):
        raise CouldNotRun(f"{library.file}: its tests do not compile without a mutant: {answer.message}")
    if answer.failed is not None:
        raise CouldNotRun(f"{library.file}: {answer.failed} fails without any mutant: mend that first")
    if not answer.tests:
        raise CouldNotRun(f"{library.file}: {', '.join(library.tests)} hold no test that runs")
    return answer.tests


def _try(batch: _Batch, workshop: Workshop, tests: frozenset[str], store: Store[KeptVerdict]) -> None:
    """Judge a batch; where it does not end in time, each mutant on its own."""
    start = time.monotonic()
    trees = [batch.library.tree(mutant) for mutant, _ in batch.mutants]
    try:
        answers = workshop.run(trees, _SECONDS if len(trees) > 1 else _ALONE_SECONDS)
    except TookTooLong:
        if len(trees) > 1:
            for one in batch.mutants:
                _try(_Batch(batch.library, [one]), workshop, tests, store)
            return
        seconds = time.monotonic() - start
        store.add(KeptVerdict(key=batch.mutants[0][1], outcome=Outcome.TIMEOUT, seconds=seconds))
        return
    seconds = (time.monotonic() - start) / len(trees)
    for (mutant, key), answer in zip(batch.mutants, answers, strict=True):
        outcome, killer = _judge(mutant, answer, tests)
        store.add(KeptVerdict(key=key, outcome=outcome, killed_by=killer, seconds=seconds))


def _judge(mutant: Mutant, answer: Ran | DoesNotCompile, tests: frozenset[str]) -> tuple[Outcome, str | None]:
    if isinstance(answer, DoesNotCompile):
        return Outcome.INVALID, None
    if answer.failed is not None:
        return Outcome.KILLED, answer.failed
    if answer.tests != tests:
        raise CouldNotRun(f"{mutant.id}: other tests ran on it than on the library as it is")
    return Outcome.SURVIVED, None


def _sum_up(
    options: MutantsOptions,
    libraries: Sequence[Library],
    keys: dict[str, str],
    store: Store[KeptVerdict],
    explanations: Sequence[survivors.Explanation],
    ended: str | None,
) -> Round:
    results: list[MutantResult] = []
    scores = []
    for library in libraries:
        chosen = [(mutant, store.get(keys[mutant.id])) for mutant in library.mutants if mutant.id in keys]
        tried = [(mutant, kept) for mutant, kept in chosen if kept is not None]
        own = survivors.explain([_result(mutant, kept) for mutant, kept in tried], explanations)
        seconds = sum(kept.seconds for _, kept in tried)
        scores.append(sum_up(library.file, library.tests, own, len(chosen), seconds))
        results += own
    whole = options.sample is None and not options.operators and ended is None
    unused = survivors.unused(results, explanations, [lib.file for lib in libraries]) if whole else []
    if whole and not options.only:
        known = {library.file for library in libraries}
        unused += [f"{entry.file}: no library that is mutated" for entry in explanations if entry.file not in known]
    status, sentence = conclude(scores, options.threshold, unused, ended)
    return Round(
        status=status,
        sentence=sentence,
        threshold=options.threshold,
        score=total_score(scores),
        seconds=sum(score.seconds for score in scores),
        sampled=options.sample,
        seed=options.seed,
        libraries=scores,
        mutants=results,
        unused=unused,
    )


def _result(mutant: Mutant, kept: KeptVerdict) -> MutantResult:
    return MutantResult(
        id=mutant.id,
        operator=mutant.operator,
        file=mutant.file,
        function=mutant.function,
        line=mutant.line,
        diff=mutant.diff,
        removed=mutant.removed,
        added=mutant.added,
        outcome=kept.outcome,
        killed_by=kept.killed_by,
    )
