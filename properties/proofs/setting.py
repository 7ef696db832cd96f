"""Where provers run: the tools, the compiled checks, and a folder for scratch files."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

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
    python: Path
    """The interpreter with z3, beside it the programs z3, yices-smt2 and halmos."""
    manticore_python: Path

    def solver(self, milliseconds: int) -> str:
        """The command line of the solver front end."""
        return shlex.join([str(self.python), "-P", "-m", "properties.proofs.solver", f"-t:{milliseconds}"])

    def script(self, name: str, command: str) -> Path:
        """An executable file of that name in the scratch folder that runs ``command`` with its own arguments added."""
        path = self.work / "bin" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        path.chmod(0o755)
        return path

    def run(self, command: Sequence[str], seconds: float, text: str = "", path: Path | None = None) -> str | None:
        """What the command printed; None if it did not end within ``seconds``.

        Raises :class:`ProverFault` if it can't be started. ``path`` goes first on PATH. Whatever the command started is
        ended with it.
        """
        folders = [*([str(path)] if path else []), os.environ.get("PATH", "")]
        modules = filter(None, [str(HOME), os.environ.get("PYTHONPATH")])
        environment = {**os.environ, "PATH": os.pathsep.join(folders), "PYTHONPATH": os.pathsep.join(modules)}
        try:
            process = subprocess.Popen(
                list(command),
                cwd=self.work,
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
