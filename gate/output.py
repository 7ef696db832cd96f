"""The folder of one run: verdict, logs, work folders and counterexamples.

OUT/verdict.json           what the run says; report.html, report.sarif and junit.xml say the same to others
OUT/logs/LAYER.log         all that the layer and its engines printed
OUT/work/LAYER/            the layer's own files
OUT/counterexamples/       one file per finding, for `proofbook replay`
OUT/traces/                the state after each step of a counterexample
"""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from gate.results import Finding, LayerResult, LayerStatus
from gate.verdict import VERDICT_FILE

SARIF_FILE = "report.sarif"
JUNIT_FILE = "junit.xml"
HTML_FILE = "report.html"
_FILES = (VERDICT_FILE, SARIF_FILE, JUNIT_FILE, HTML_FILE)
_FOLDERS = ("logs", "work", "counterexamples", "traces")
_LATER = "baseline"
"""Made only by a run that compares."""

_OWN_COMMAND = Path(".venv/bin/proofbook")


def command(root: Path) -> str:
    """How a user in ``root`` calls this command, whether or not its environment is activated."""
    return str(_OWN_COMMAND) if (root / _OWN_COMMAND).is_file() else "proofbook"


@contextmanager
def logged(log: Path) -> Iterator[None]:
    """Have what is printed meanwhile (a compiler's warnings) go to the file ``log``."""
    with log.open("w", encoding="utf-8") as file, redirect_stdout(file):
        yield


class OutputUnusable(Exception):
    """The folder can't take the run's files; the text names the cause and the mend."""


class Output:
    """The folder of one run; held by one run at a time."""

    def __init__(self, folder: Path) -> None:
        """Take ``folder``, empty it of an earlier run's files (and of nothing else); raises :class:`OutputUnusable`."""
        self.folder = folder.resolve()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise OutputUnusable(
                f"can't write to {folder} ({error.strerror}): give another folder with --out"
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise OutputUnusable(
                f"another run is writing to {folder}: give this one its own folder with --out"
            ) from None
        for name in _FILES:
            (self.folder / name).unlink(missing_ok=True)
        shutil.rmtree(self.folder / _LATER, ignore_errors=True)
        for name in _FOLDERS:
            shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / name).mkdir()

    def close(self) -> None:
        """Let the next run have the folder."""
        os.close(self._lock)

    def work(self, layer: str) -> Path:
        """The layer's own folder."""
        return self.folder / "work" / layer

    def log(self, layer: str) -> Path:
        """The file that takes all that the layer prints."""
        return self.folder / "logs" / f"{layer}.log"

    def keep_counterexamples(self, root: Path, result: LayerResult) -> LayerResult:
        """Copy the findings' counterexamples here and point the findings and their replay commands to the copies.

        Paths inside ``root`` are given relative to it, where the commands are meant to be run. A counterexample that
        was named but not written makes the layer could-not-run: the finding couldn't be shown again.
        """
        missing = [f for f in result.findings if f.counterexample and not (root / f.counterexample).is_file()]
        if missing:
            reason = f"names a counterexample for {missing[0].rule} that it did not write: {missing[0].counterexample}"
            findings = [f.model_copy(update={"counterexample": None}) if f in missing else f for f in result.findings]
            return result.model_copy(
                update={"status": LayerStatus.COULD_NOT_RUN, "reason": reason, "findings": findings}
            )
        return result.model_copy(update={"findings": [self._keep(root, finding) for finding in result.findings]})

    def _keep(self, root: Path, finding: Finding) -> Finding:
        if finding.counterexample is None:
            return finding
        source = root / finding.counterexample
        name = f"{finding.rule}-{finding.layer}-{finding.fingerprint[:8]}"
        target = self.folder / "counterexamples" / f"{name}{source.suffix}"
        number = 2
        while target.exists():
            # Another way to the same finding of the same layer: both are kept.
            target = target.with_name(f"{name}-{number}{source.suffix}")
            number += 1
        shutil.copyfile(source, target)
        shown = self.shown(target, root)
        return finding.model_copy(
            update={"counterexample": Path(shown), "replay": f"{command(root)} replay {shlex.quote(shown)}"}
        )

    @staticmethod
    def shown(path: Path, root: Path) -> str:
        """``path`` as a user in ``root`` would write it."""
        return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
