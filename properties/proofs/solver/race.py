"""The race between the integer translation and a bit-vector solver, and who may be believed."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import z3

from properties.proofs.solver.query import Query
from properties.proofs.solver.translate import Translation, translate

_ASSIGNMENT = re.compile(
    r"\(define-fun\s+\|?([^\s|]+)\|?\s+\(\)\s+(?:Bool|Int|\(_\s+BitVec\s+\d+\))\s+"
    r"(true|false|\d+|\(-\s+\d+\)|#b[01]+|#x[0-9a-fA-F]+|\(_\s+bv\d+\s+\d+\))\s*\)"
)

_HEAD_START = 3.0


class Status(StrEnum):
    """A solver's answer; ``UNKNOWN`` never counts as either of the others."""

    SAT = "sat"
    UNSAT = "unsat"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """A status, for ``sat`` with the values of the constants, and who found it."""

    status: Status
    model: dict[str, int] = field(default_factory=dict)
    by: str = ""


@dataclass(frozen=True)
class _Racer:
    """A solver at work: its process and how its model is read."""

    name: str
    process: subprocess.Popen[str]
    read: Callable[[dict[str, int]], dict[str, int]]

    def finish(self, answers: SimpleQueue[Answer]) -> None:
        output, _ = self.process.communicate()
        first, _, rest = output.partition("\n")
        if first == Status.UNSAT:
            answers.put(Answer(Status.UNSAT, by=self.name))
        elif first == Status.SAT:
            answers.put(Answer(Status.SAT, self.read(assignments(rest)), self.name))
        else:
            answers.put(Answer(Status.UNKNOWN, by=self.name))


def decide(query: Query, seconds: float) -> Answer:
    """The first believable answer within ``seconds``: ``unsat`` from either, ``sat`` once the model is confirmed."""
    until = time.monotonic() + seconds
    answers: SimpleQueue[Answer] = SimpleQueue()
    racers: list[_Racer] = []
    translation = translate(query.inlined.assertions)
    with tempfile.TemporaryDirectory(prefix="proofbook-solver-") as folder:

        def start(racer: _Racer) -> None:
            racers.append(racer)
            threading.Thread(target=racer.finish, args=(answers,), daemon=True).start()

        try:
            start(_integers(query, translation, Path(folder)))
            # Most queries are decided before a second solver would have read its input; a translation that left
            # something open will rather not be.
            alone = min(until, time.monotonic() + (_HEAD_START if translation.exact else 0))
            answer, heard = _believable(query, answers, 1, alone)
            if answer is None:
                start(_bit_vectors(query, Path(folder)))
                answer, _ = _believable(query, answers, len(racers) - heard, until)
            return answer or Answer(Status.UNKNOWN)
        finally:
            for racer in racers:
                racer.process.kill()
                racer.process.wait()


def _believable(query: Query, answers: SimpleQueue[Answer], count: int, until: float) -> tuple[Answer | None, int]:
    """The first of the ``count`` answers to come that may be believed, if there is one by then; how many came."""
    for heard in range(count):
        try:
            answer = answers.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            return None, heard
        if answer.status is Status.UNSAT:
            return answer, heard + 1
        model = query.completed(answer.model) if answer.status is Status.SAT else None
        if model is not None:
            return replace(answer, model=model), heard + 1
    return None, count


def assignments(text: str) -> dict[str, int]:
    """The constants of a model in SMT-LIB form; arrays and functions are left out."""
    return {name: _number(value) for name, value in _ASSIGNMENT.findall(text)}


def _number(text: str) -> int:
    if text in ("true", "false"):
        return int(text == "true")
    if text.startswith("#"):
        return int(text[2:], 2 if text[1] == "b" else 16)
    if text.startswith("(-"):
        return -int(text[2:-1])
    return int(text.split("bv")[1].split()[0]) if "bv" in text else int(text)


def _bit_vectors(query: Query, folder: Path) -> _Racer:
    return _Racer("bit-vectors", _start(["yices-smt2", "--smt2-model-format"], query.script, folder), dict)


def _integers(query: Query, translation: Translation, folder: Path) -> _Racer:
    solver = z3.Solver()
    solver.add(translation.constraints)
    process = _start(["z3", "model.completion=true"], f"{solver.to_smt2()}(get-model)\n", folder)

    def read(model: dict[str, int]) -> dict[str, int]:
        """The words behind the integers; what the solver left open may be anything."""

        def word(twin: Any, modulus: int) -> int:
            return model.get(twin.decl().name(), 0) % modulus

        words = {name: word(twin, 1 << query.constants[name].size()) for name, twin in translation.words.items()}
        return words | {name: word(twin, 2) for name, twin in translation.booleans.items()}

    return _Racer("integers", process, read)


def _start(command: Sequence[str], script: str, folder: Path) -> subprocess.Popen[str]:
    # The solvers are programs of the environment that runs this one, whatever PATH says.
    program = Path(sys.executable).parent / command[0]
    file = folder / f"{command[0]}.smt2"
    file.write_text(script)
    return subprocess.Popen(
        [str(program), *command[1:], str(file)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
