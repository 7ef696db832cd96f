"""Telling findings that a change brought from those that were there before (`--changed-since REF`).

A finding was there before if what shows it shows it on the contracts of the reference too: its counterexample is
replayed there, and for findings of the static layer Slither is run there. Nothing of this costs anything while there
is no finding.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gate.budget import Budget
from gate.config import Minutes
from gate.display import Silent
from gate.findings import MergedFinding, Standing, Witness
from gate.layers import select
from gate.output import Output
from gate.replay import ChainName, ReplayFault, replay
from gate.results import CouldNotRun, Profile
from gate.runner import Runner
from gate.tree import git

FOLDER = Path("build/baseline")
_KEEP = 3
_LINKED = ("node_modules", ".venv")
"""Not part of a commit, and the same for both trees."""


class BaselineError(Exception):
    """The reference can't be used; the text names the mend."""


@dataclass(frozen=True)
class Baseline:
    """The commit that ``ref`` meant when the run began."""

    root: Path
    ref: str
    commit: str

    @staticmethod
    def of(root: Path, ref: str) -> Baseline:
        """The baseline ``ref`` of the repository ``root``; raises BaselineError."""
        commit = git(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
        if not commit:
            raise BaselineError(f"--changed-since: '{ref}' is no commit here: fetch it, or name another")
        return Baseline(root, ref, commit)

    def tree(self) -> Path:
        """A copy of the commit's files, made unless it is there. Raises BaselineError."""
        folder = self.root / FOLDER / self.commit
        if not folder.is_dir():
            self._prune()
            draft = folder.with_name(f".{self.commit}.{os.getpid()}")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(parents=True)
            done = subprocess.run(
                ["git", "-C", str(self.root), "archive", "--format=tar", self.commit], capture_output=True, check=False
            )
            if done.returncode != 0:
                said = done.stderr.decode(errors="replace").strip()
                raise BaselineError(f"the files of {self.ref} can't be had: {said}")
            with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
                # Made by git, of this repository; releases of Python before 3.11.4 know no filter.
                if hasattr(tarfile, "data_filter"):
                    archive.extraction_filter = tarfile.data_filter
                archive.extractall(draft)
            for name in _LINKED:
                if (self.root / name).exists() and not (draft / name).exists():
                    (draft / name).symlink_to((self.root / name).resolve())
            try:
                draft.rename(folder)
            except OSError:
                # Another run made it meanwhile.
                if not folder.is_dir():
                    raise
                shutil.rmtree(draft)
        os.utime(folder)
        return folder

    def _prune(self) -> None:
        folder = self.root / FOLDER
        if folder.is_dir():
            kept = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in kept[_KEEP - 1 :]:
                shutil.rmtree(path)


def told_apart(
    baseline: Baseline, findings: Sequence[MergedFinding], output: Output, tell: Callable[[str], None]
) -> list[MergedFinding]:
    """``findings``, each new or known; those accepted stay as they are. Raises BaselineError."""
    asked = [finding for finding in findings if finding.counts]
    if not asked:
        return list(findings)
    tell(f"looking for {len(asked)} finding{'s' if len(asked) > 1 else ''} in {baseline.ref} ({baseline.commit[:10]})")
    tree = baseline.tree()
    shown = _static_fingerprints(baseline, tree, output) if any(_is_static(f) for f in asked) else set()
    return [_standing(baseline, finding, tree, shown) if finding.counts else finding for finding in findings]


def _is_static(finding: MergedFinding) -> bool:
    return all(witness.counterexample is None for witness in finding.witnesses)


def _static_fingerprints(baseline: Baseline, tree: Path, output: Output) -> set[str]:
    """What the static layer finds at the reference; raises BaselineError if it can't be run there."""
    own = Output(output.folder / "baseline")
    try:
        runner = Runner(
            root=tree,
            output=own,
            profile=Profile.QUICK,
            seed=1,
            budget=Budget.of(Profile.QUICK, None, Minutes()),
            display=Silent(),
        )
        results = runner.run(select(["static"], []))
    finally:
        own.close()
    stuck = next((result for result in results if result.reason and not result.findings), None)
    if stuck is not None:
        raise BaselineError(f"{stuck.layer} could not run on {baseline.ref}: {stuck.reason}")
    return {finding.fingerprint for result in results for finding in result.findings}


def _standing(baseline: Baseline, finding: MergedFinding, tree: Path, shown: set[str]) -> MergedFinding:
    if finding.fingerprint in shown:
        return finding.model_copy(update={"standing": Standing.KNOWN})
    notes = []
    for witness in finding.witnesses:
        known, note = _replayed(baseline, witness, tree)
        if known:
            return finding.model_copy(update={"standing": Standing.KNOWN})
        if note:
            notes.append(note)
    return finding.model_copy(update={"standing": Standing.NEW, "note": notes[0] if notes else None})


def _replayed(baseline: Baseline, witness: Witness, tree: Path) -> tuple[bool, str | None]:
    """Whether the witness shows the finding at the reference, and what kept it from being tried."""
    if witness.counterexample is None:
        return False, None
    try:
        return replay(tree, baseline.root / witness.counterexample, ChainName.REVM, lambda _: None).shown, None
    except (ReplayFault, CouldNotRun) as error:
        first = str(error).partition("\n")[0]
        return False, f"taken for new: it can't be replayed at {baseline.ref} ({first})"
