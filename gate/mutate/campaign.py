"""A round over all planted bugs, in as many copies of the tree as there are jobs."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from gate.kept import FILE
from gate.layers import LayerSpec
from gate.mutate.bugs import Bug, check
from gate.mutate.copies import copy_tree
from gate.mutate.results import BugOutcome, BugResult, Mutation, conclude
from gate.mutate.store import Memory
from gate.mutate.trial import Trial
from gate.output import Output
from gate.results import LayerStatus, Profile
from gate.verdict import Verdict, decide
from properties.catalogue import Catalogue
from properties.proofs.catalogue import Level, load_proofs

MUTATE_FILE = "mutate.json"
_TICK = 0.5


class NotClean(Exception):
    """The tree itself, without any bug, does not pass: kills would prove nothing. The text names the mend."""

    def __init__(self, verdict: Verdict) -> None:
        """The tree's own verdict says why."""
        super().__init__(f"the tree is not clean before any bug is planted: run `proofbook gate` ({verdict.sentence})")


@dataclass(frozen=True)
class MutateOptions:
    """What was asked for; ``out`` relative to ``root``."""

    root: Path
    bugs: Sequence[Bug]
    catalogue: Catalogue
    layers: Sequence[LayerSpec]
    profile: Profile
    seed: int
    out: Path
    jobs: int
    kills: int | None = 1
    """Layers that must kill a bug before it is left alone; None: run them all."""
    baseline: bool = True
    fresh: bool = False
    """Take no result of an earlier round."""

    @property
    def manner(self) -> str:
        """How bugs are tried: two rounds of one manner on one tree find out the same."""
        return f"{','.join(spec.name for spec in self.layers)} {self.profile} {self.seed} {self.kills}"


def mutate(options: MutateOptions, told: Callable[[str], None], cancelled: Callable[[], bool]) -> Mutation:
    """Plant each bug and write ``mutate.json``; ``told`` gets one line as each bug is done.

    What an earlier round in the same folder found out about the same tree, tried in the same way, is taken from there.

    Raises :class:`NotClean`, :class:`gate.mutate.bugs.BugError`, :class:`gate.tree.NotATree` and
    :class:`gate.output.OutputUnusable`.
    """
    start = time.monotonic()
    for bug in options.bugs:
        check(options.root, bug)
    trial = Trial(
        layers=options.layers,
        catalogue=options.catalogue,
        proofs=load_proofs().proofs(level=Level(options.profile.value)),
        profile=options.profile,
        seed=options.seed,
        kills=options.kills,
        cancelled=cancelled,
    )
    output = Output(options.root / options.out)
    trees = output.folder / "trees"
    try:
        if options.fresh:
            (output.folder / FILE).unlink(missing_ok=True)
        memory = Memory(output.folder / FILE, options.root, options.manner)
        results = [result for bug in options.bugs if (result := memory.result(bug)) is not None]
        if results:
            told(
                f"{len(results)}/{len(options.bugs)} known from earlier rounds on this tree (--fresh tries them again)"
            )
        known = {result.id for result in results}
        left = [bug for bug in options.bugs if bug.id not in known]
        shutil.rmtree(trees, ignore_errors=True)
        copies = [trees / str(number) for number in range(min(options.jobs, len(left)))]
        for copy in copies:
            copy_tree(options.root, copy)
        if left and options.baseline and not memory.is_clean:
            told("the tree itself, before any bug is planted")
            _require_clean(trial, copies[0], output)
            if not cancelled():
                memory.keep_clean()
        for bug, result in _try_all(left, copies, trial, output.folder / "bugs"):
            memory.keep(bug, result)
            results.append(result)
            told(f"{len(results)}/{len(options.bugs)} {line(result)}")
        order = {bug.id: number for number, bug in enumerate(options.bugs)}
        results.sort(key=lambda result: order[result.id])
        status, sentence = conclude(results, options.kills, cancelled())
        mutation = Mutation(
            status=status,
            sentence=sentence,
            profile=options.profile,
            seed=options.seed,
            seconds=time.monotonic() - start,
            interrupted=cancelled(),
            kills=options.kills,
            layers=[spec.name for spec in options.layers],
            bugs=results,
        )
        (output.folder / MUTATE_FILE).write_text(mutation.model_dump_json(indent=2) + "\n")
    finally:
        shutil.rmtree(trees, ignore_errors=True)
        output.close()
    return mutation


def line(result: BugResult) -> str:
    """``fee-split-dust: killed by static in 12.3 s``."""
    killed = f"killed by {' and '.join(result.killers)}"
    how = killed if result.outcome is BugOutcome.KILLED else str(result.outcome.value)
    reason = f" ({result.reason})" if result.reason else ""
    return f"{result.id}: {how} in {result.seconds:.1f} s{reason}"


def _require_clean(trial: Trial, copy: Path, output: Output) -> None:
    start = time.monotonic()
    results = trial.run_layers(copy, trial.layers, output, workers=2)
    verdict = decide(results, profile=trial.profile, seed=trial.seed, seconds=time.monotonic() - start)
    verdict.write(output.folder)
    if verdict.status is not LayerStatus.CLEAN and not trial.cancelled():
        raise NotClean(verdict)


def _try_all(
    bugs: Sequence[Bug], copies: Sequence[Path], trial: Trial, folder: Path
) -> Iterator[tuple[Bug, BugResult]]:
    """The results as they come; a copy is used by one bug at a time."""
    if not bugs:
        return
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def attempt(bug: Bug) -> tuple[Bug, BugResult]:
        copy = free.get()
        shutil.rmtree(folder / bug.id, ignore_errors=True)
        output = Output(folder / bug.id)
        try:
            return bug, trial.run(copy, bug, output)
        finally:
            output.close()
            free.put(copy)

    with ThreadPoolExecutor(max_workers=len(copies)) as pool:
        waiting = {pool.submit(attempt, bug) for bug in bugs}
        while waiting:
            done, waiting = wait(waiting, timeout=_TICK, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
