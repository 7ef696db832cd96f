"""What ``proofbook prove --plant`` does: each proof against the bug that must refute it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from fuzz.chain import ArtifactError
from gate.builds import ensure
from gate.compiler import compiler_message, environment, find_compiler
from gate.interrupts import interrupting
from gate.layers.symbolic import BUILD, make_setting
from gate.mutate.bugs import DEFAULT_FOLDER, load_bugs, planted
from gate.mutate.copies import copy_tree
from gate.results import CouldNotRun
from gate.toolchain import paths
from properties.catalogue import load_catalogue
from properties.proofs import chain
from properties.proofs.catalogue import Proof
from properties.proofs.prove import attempt, save
from properties.proofs.results import Outcome, ProofResult
from properties.proofs.setting import ProverFault, Setting

FOLDER = Path(".proofbook/plant")
CHECKS = "properties/proofs/checks"
# Nearly all are refuted in seconds: one that is not may take this part of what is left.
_SHARES = 8


@dataclass(frozen=True)
class Refutation:
    """One proof with its bug planted."""

    proof: Proof
    result: ProofResult
    spares_the_tree: bool
    """The same arguments break nothing where no bug is planted: the bug alone is what they show."""
    file: Path | None
    """The counterexample, for ``proofbook replay`` in a copy that has the bug."""

    @property
    def shown(self) -> bool:
        """The bug was refuted, with arguments that replay with it and break nothing without it."""
        return self.result.outcome is Outcome.REFUTED and self.spares_the_tree


def refute(root: Path, proofs: Sequence[Proof], minutes: float, tell: Callable[[str], None]) -> list[Refutation]:
    """Plant each proof's bug in a copy of the tree and attempt the proof there.

    Raises :class:`CouldNotRun` and :class:`gate.mutate.bugs.BugError`.
    """
    until = time.monotonic() + 60 * minutes
    with redirect_stdout(sys.stderr):
        intact = ensure(root, BUILD, find_compiler()).out
    work = root / FOLDER
    results: list[Refutation] = []
    bugs = {bug.id: bug for bug in load_bugs(root / DEFAULT_FOLDER, load_catalogue(), [p.bug for p in proofs])}
    with interrupting(), _copy(root, work) as copy:
        setting = make_setting(root, copy / "build" / "planted", work / "scratch")
        for id_, group in groupby(sorted(proofs, key=lambda proof: proof.bug), lambda proof: proof.bug):
            against = list(group)
            with planted(copy, bugs[id_]):
                _compile(copy, setting.out, id_, {proof.contract for proof in against})
                for proof in against:
                    share = max(1.0, until - time.monotonic()) / min(len(proofs) - len(results), _SHARES)
                    results.append(_attempt(setting, intact, proof, share, work))
                    tell(_line(results[-1]))
    return results


def exit_code(results: Sequence[Refutation]) -> int:
    """0 if every bug was shown, 1 if one was not."""
    return 0 if results and all(result.shown for result in results) else 1


def as_json(results: Sequence[Refutation]) -> str:
    """The results as JSON."""
    rows = [
        {
            "id": entry.proof.id,
            "tool": entry.proof.tool,
            "bug": entry.proof.bug,
            "result": entry.result.outcome,
            "replays": entry.shown,
            "seconds": round(entry.result.seconds, 2),
            "reason": entry.result.reason,
            "counterexample": entry.result.counterexample,
        }
        for entry in results
    ]
    return json.dumps({"proofs": rows}, indent=2)


def print_refutations(console: Console, results: Sequence[Refutation]) -> None:
    """A table of the proofs, their bugs and the arguments that show them."""
    table = Table(box=None, pad_edge=False)
    for heading in ("proof", "bug", "result", "arguments"):
        table.add_column(heading)
    for entry in results:
        shown = "refuted, replays" if entry.shown else f"{entry.result.outcome}: {entry.result.reason or 'not the bug'}"
        table.add_row(entry.proof.id, entry.proof.bug, shown, ", ".join(map(str, entry.result.counterexample or [])))
    console.print(table)


@contextmanager
def _copy(root: Path, work: Path) -> Iterator[Path]:
    """A copy of the tree of this run's own, gone afterwards."""
    work.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=work, prefix="tree-", ignore_cleanup_errors=True) as folder:
        copy_tree(root, Path(folder))
        yield Path(folder)


def _compile(copy: Path, out: Path, bug: str, contracts: set[str]) -> None:
    """Compile the checks in question; raises :class:`CouldNotRun` where the bug does not compile."""
    done = subprocess.run(
        [paths.forge(), "build", *(f"{CHECKS}/{contract}.sol" for contract in sorted(contracts))],
        cwd=copy,
        env=environment(FOUNDRY_PROFILE="proofs", FOUNDRY_OUT=str(out), FOUNDRY_CACHE_PATH=str(out.with_name("cache"))),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise CouldNotRun(f"bug {bug}: {compiler_message(BUILD, done.stdout + done.stderr)}")


def _attempt(setting: Setting, intact: Path, proof: Proof, seconds: float, work: Path) -> Refutation:
    try:
        result = attempt(setting, proof, seconds)
        spares, file = False, None
        if result.outcome is Outcome.REFUTED and result.counterexample is not None:
            spares = not chain.breaks(intact, proof, result.counterexample)
            file = save(work / "counterexamples", proof, result)
    except (ProverFault, ArtifactError) as error:
        raise CouldNotRun(str(error)) from error
    return Refutation(proof, result, spares, file)


def _line(entry: Refutation) -> str:
    how = "refuted, replays" if entry.shown else f"{entry.result.outcome} ({entry.result.reason or 'not the bug'})"
    return f"{entry.proof.id} with {entry.proof.bug}: {how} in {entry.result.seconds:.1f} s"
