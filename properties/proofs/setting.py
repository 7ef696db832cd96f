"""Where provers run: the tools, the compiled checks, and a folder for scratch files."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

HOME = Path(__file__).resolve().parents[2]
"""The tree that this package lies in: the solver front end is always ours, never that of a tree under test."""


class ProverFault(Exception):
    """A prover could not be run at all; the first line names the cause."""


@dataclass(frozen=True)
class Setting:
    """What a prover is given; paths are absolute."""

    root: Path
    """The tree under test."""
    out: Path
    """Its compiled checks, forge's output folder."""
    work: Path
    """Where counterexamples are kept."""
    python: Path
    """The interpreter with z3, beside it the programs z3, yices-smt2 and halmos."""
    manticore_python: Path

    def solver(self, milliseconds: int) -> str:
        """The command line of the solver front end."""
        return shlex.join([str(self.python), "-P", "-m", "properties.proofs.solver", f"-t:{milliseconds}"])

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder for one run of a prover and all that it starts, gone afterwards however the run ends.

        Halmos leaves a folder of queries for every check and every constructor where temporary files go.
        """
        self.work.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self.work, prefix="run-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)

    @staticmethod
    def script(scratch: Path, name: str, command: str) -> Path:
        """An executable file of that name in the scratch folder that runs ``command`` with its own arguments added."""
        path = scratch / "bin" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        path.chmod(0o755)
        return path

    @staticmethod
    def run(
        command: Sequence[str], seconds: float, scratch: Path, text: str = "", path: Path | None = None
    ) -> str | None:
        """What the command printed; None if it did not end within ``seconds``.

        Raises :class:`ProverFault` if it can't be started. ``path`` goes first on PATH. It works in ``scratch``, where
        its temporary files go too. Whatever the command started is ended with it.
        """
        folders = [*([str(path)] if path else []), os.environ.get("PATH", "")]
        modules = filter(None, [str(HOME), os.environ.get("PYTHONPATH")])
        environment = {
            **os.environ,
            "PATH": os.pathsep.join(folders),
            "PYTHONPATH": os.pathsep.join(modules),
            "TMPDIR": str(scratch),
        }
        try:
            process = subprocess.Popen(
                list(command),
                cwd=scratch,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        except OSError as error:
            raise ProverFault(f"{command[0]} can't be started: {error.strerror}") from error
        try:
            return process.communicate(text, timeout=max(0.1, seconds))[0]
        except subprocess.TimeoutExpired:
            return None
        finally:
            # The provers' solvers are in the same session; they would go on for nobody.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
