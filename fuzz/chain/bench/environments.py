"""Environments for the peers: made when they are asked for, kept for the next time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fuzz.chain import Artifact

PEERS: Mapping[str, tuple[str, ...]] = {
    "eth_tester": ("eth-tester[py-evm]==0.14.0b1", "web3==8.0.0", "hypothesis==6.170.15"),
    "wake5": ("eth-wake==5.0.0rc4", "hypothesis==6.170.15"),
}
"""Each peer's packages, pinned."""

_SCRIPTS = Path(__file__).parent / "peers"
_MACHINE = Path(__file__).parent / "machine.py"
_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")


class NoPeer(Exception):
    """A peer can't be measured here; the text says why."""


def environment(folder: Path, name: str) -> Path:
    """Return the interpreter of a peer's environment under ``folder``, made if it is not there. Raises NoPeer."""
    home = folder / name
    python, complete = home / "bin" / "python", home / "complete"
    wanted = "\n".join(PEERS[name])
    if complete.is_file() and complete.read_text("utf-8") == wanted:
        return python
    for command in ((sys.executable, "-m", "venv", "--clear", str(home)), (str(python), *_PIP, *PEERS[name])):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
            raise NoPeer(f"its environment could not be made: {said[-1]}")
    complete.write_text(wanted, "utf-8")
    return python


class Peer:
    """A running peer; a context manager. ``rows`` are the names of what it measures. Raises NoPeer."""

    def __init__(self, name: str, python: Path, pad: Artifact, scratch: Path) -> None:
        contract = scratch / "OrderPad.json"
        contract.write_text(json.dumps({"abi": pad.abi, "bytecode": pad.bytecode.hex()}), "utf-8")
        self._stack = ExitStack()
        self._errors = self._stack.enter_context((scratch / f"{name}.log").open("w+", encoding="utf-8"))
        self._process = subprocess.Popen(
            [python, _SCRIPTS / f"peer_{name}.py", _MACHINE, contract],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            cwd=scratch,
        )
        # The first line names the rows; their figures come with every measurement.
        self.rows: tuple[str, ...] = tuple(self._answer())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The end of its input is the end of it.
        self._process.communicate()
        self._stack.close()

    def measure(self, steps: int) -> dict[str, tuple[float, float]]:
        """Return each row's steps per second, of the clock and of CPU time. Raises NoPeer."""
        if self._process.stdin is None:
            raise NoPeer("its input is not connected")
        self._process.stdin.write(f"{steps}\n")
        self._process.stdin.flush()
        rates: dict[str, tuple[float, float]] = self._answer()
        return rates

    def _answer(self) -> Any:
        line = "" if self._process.stdout is None else self._process.stdout.readline()
        try:
            return json.loads(line)
        except json.JSONDecodeError as error:
            self._process.kill()
            self._process.wait()
            self._errors.seek(0)
            said = self._errors.read().strip().splitlines() or ["it said nothing"]
            raise NoPeer(f"it failed: {said[-1]}") from error
