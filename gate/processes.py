"""Ending whole process trees, so that no engine outlives the run that started it.

Engines start children of their own (echidna → slither → forge → node), some in sessions of their own, and a child whose
parent ends first belongs to nobody. A tree is therefore told by descent, by session and by a mark in the environment
that all children inherit; and a process by its start time as well, for pids are reused. Linux only, as the engines are.
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

_PR_SET_PDEATHSIG = 1
_KILL_SECONDS = 10.0
_LOOK = 0.02
_MARK = "PROOFBOOK_TREE"


@dataclass(frozen=True)
class Process:
    """One process, told apart from a later one of the same pid by its start time (clock ticks since boot)."""

    pid: int
    parent: int
    session: int
    started: int


def _read(pid: int) -> Process | None:
    """The living process ``pid``; None if it is gone or only waits to be reaped."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The name, in parentheses, may itself hold spaces and parentheses.
    fields = text.rpartition(")")[2].split()
    if fields[0] in "ZX":
        return None
    return Process(pid=pid, parent=int(fields[1]), session=int(fields[3]), started=int(fields[19]))


def new_mark() -> dict[str, str]:
    """An addition to the environment of a process that marks it and all that will descend from it."""
    return {_MARK: uuid4().hex}


def tree(pid: int, mark: Mapping[str, str]) -> set[Process]:
    """The process ``pid`` that was started with ``mark``, all that descend from it, and all in the session it leads."""
    processes = [p for p in (_read(int(entry.name)) for entry in Path("/proc").iterdir() if entry.name.isdigit()) if p]
    wanted = [f"{name}={value}".encode() for name, value in mark.items()]
    found = {p for p in processes if p.pid == pid or p.session == pid or _is_marked(p.pid, wanted)}
    while True:
        pids = {p.pid for p in found}
        more = {p for p in processes if p.parent in pids} - found
        if not more:
            return found
        found |= more


def _is_marked(pid: int, wanted: Sequence[bytes]) -> bool:
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except (PermissionError, FileNotFoundError, ProcessLookupError):
        # Another user's, or gone by now: either way none of ours.
        return False
    return bool(wanted) and all(entry in environment for entry in wanted)


def end(pid: int, mark: Mapping[str, str], grace: float) -> None:
    """End the tree under ``pid``: ask the root, wait up to ``grace`` seconds for it, then kill what is left."""
    seen = tree(pid, mark)
    root = {p for p in seen if p.pid == pid}
    _signal(root, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and _alive(root):
        time.sleep(_LOOK)
    # A process that is killed may have started another just before: look until none is left. One that hangs in the
    # kernel takes no signal, and waiting for it would hang this run too.
    deadline = time.monotonic() + _KILL_SECONDS
    while (left := _alive(seen | tree(pid, mark))) and time.monotonic() < deadline:
        _signal(left, signal.SIGKILL)
        seen |= left
        time.sleep(_LOOK)


def die_with_parent(parent: int) -> None:
    """Have the kernel send this process SIGTERM when ``parent``, which started it, dies, however it dies."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def _alive(processes: set[Process]) -> set[Process]:
    current = {p: _read(p.pid) for p in processes}
    return {p for p, now in current.items() if now is not None and now.started == p.started}


def _signal(processes: set[Process], number: signal.Signals) -> None:
    for process in _alive(processes):
        try:
            os.kill(process.pid, number)
        except ProcessLookupError:
            continue
