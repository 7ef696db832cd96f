"""Anvil as a child process: on a free port and an IPC path of its own, gone when its parent is."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

from fuzz.chain.base import ChainFault

START_SECONDS = 30.0
STOP_SECONDS = 5.0
# The shell waits for the end of its input, which comes even where its parent is killed. It lets go of the output, whose
# end then means the node's.
_SUPERVISOR = '"$@" </dev/null & node=$!; exec >/dev/null 2>&1; cat; kill $node; wait $node'


def find_anvil() -> Path:
    """Return the native anvil of the nearest node_modules, or the one on PATH. Raises ChainFault.

    The npm wrapper package is never used: it swallows exit codes.
    """
    for folder in (Path.cwd(), *Path.cwd().parents, *Path(__file__).resolve().parents):
        for binary in sorted(folder.glob("node_modules/@foundry-rs/anvil-*/bin/anvil")):
            if os.access(binary, os.X_OK):
                return binary
    found = shutil.which("anvil")
    if found is None:
        raise ChainFault("anvil is not installed: run the set-up (npm ci), or pass binary=")
    return Path(found)


class AnvilProcess:
    """A running node. ``url`` and ``ipc`` are its addresses; ``stop`` ends it and removes its files."""

    def __init__(self, binary: Path, arguments: Sequence[str]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="anvil-"))
        self.ipc = self._folder / "node.ipc"
        self._last_lines: deque[str] = deque(maxlen=20)
        self._ready = Event()
        self._port: int | None = None
        command = [str(binary), "--port", "0", "--ipc", str(self.ipc), "--color", "never", *arguments]
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _SUPERVISOR, "anvil", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        # Anvil logs every request: unread, its output would fill the pipe and stop it.
        Thread(target=self._read, daemon=True).start()
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def _read(self) -> None:
        output = self._process.stdout
        if output is None:
            raise ChainFault("anvil's output is not connected")
        for line in output:
            self._last_lines.append(line.rstrip())
            listening = re.match(r"Listening on .*:(\d+)$", line.rstrip())
            if listening:
                self._port = int(listening[1])
                self._ready.set()
        # The end of its output is the end of it: whoever waits learns now.
        self._ready.set()

    def _wait_until_ready(self) -> None:
        ready = self._ready.wait(START_SECONDS)
        if not ready or self._port is None:
            said = " | ".join(line for line in self._last_lines if line) or "it said nothing"
            reason = "ended at once" if ready else f"did not start within {START_SECONDS:.0f} s"
            raise ChainFault(f"anvil {reason}: {said}")

    @property
    def url(self) -> str:
        """The HTTP address."""
        return f"http://127.0.0.1:{self._port}"

    def stop(self) -> None:
        """End the node and remove its files. May be called twice."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            # The supervisor leads a process group that holds nothing but the node.
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
