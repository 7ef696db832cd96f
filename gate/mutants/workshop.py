"""A small Forge project that holds some mutants of one library side by side, each with the library's tests.

Each has a folder of its own, ``trees/NUMBER``, with the files that its tests need and nothing else, and remappings
that end in that folder: a mutant's tests can't reach another's library. Starting forge and the compiler costs more
than compiling and running one library's tests does, and is so paid once for all of them.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate import processes
from gate.compiler import environment
from gate.mutants.sources import Layout
from gate.results import CouldNotRun
from gate.toolchain import paths

_LOOK = 0.1
_GRACE = 2.0
_GAS_LIMIT = 2**28
"""Enough for any library's test, and soon used up by a loop that has lost its end."""
_PLACE = re.compile(r"trees/(\d+)/")
_SEVERITY = re.compile(r"(?P<error>(\w*E|e)rror\b)|Warning\b|Note\b")


class Interrupted(Exception):
    """The user has asked the round to end."""


class TookTooLong(Exception):
    """Forge did not end in time."""


@dataclass(frozen=True)
class Ran:
    """One tree whose tests were run: their names, and the first that failed, if any."""

    tests: frozenset[str]
    failed: str | None


@dataclass(frozen=True)
class DoesNotCompile:
    """One tree that the compiler refuses."""

    message: str


class Workshop:
    """The project below ``folder``; used by one thread at a time."""

    def __init__(self, folder: Path, layout: Layout, cancelled: Callable[[], bool]) -> None:
        """Nothing is made before the first run."""
        self._folder = folder
        self._layout = layout
        self._cancelled = cancelled

    def run(self, trees: Sequence[Mapping[str, str]], seconds: float) -> list[Ran | DoesNotCompile]:
        """Run the tests of ``trees`` (text by file), all together for at most ``seconds``.

        Raises :class:`TookTooLong`, :class:`Interrupted` and :class:`CouldNotRun`.
        """
        answers: dict[int, Ran | DoesNotCompile] = {}
        until = time.monotonic() + seconds
        while left := [number for number in range(len(trees)) if number not in answers]:
            self._lay_out({number: trees[number] for number in left})
            status, said = self._forge(until - time.monotonic())
            suites = _json(said)
            if suites is None:
                answers |= self._refused(left, said)
                continue
            if status not in (0, 1):
                raise CouldNotRun(f"forge ended with status {status}: {_short(said)}")
            for number in left:
                answers[number] = _read(suites, number)
        return [answers[number] for number in range(len(trees))]

    def _lay_out(self, trees: Mapping[int, Mapping[str, str]]) -> None:
        """Write what differs from what is there, so that forge compiles no more than it must."""
        self._folder.mkdir(parents=True, exist_ok=True)
        link = self._folder / "node_modules"
        if not link.is_symlink():
            link.symlink_to((self._layout.root / "node_modules").resolve(), target_is_directory=True)
        _write(self._folder / "foundry.toml", self._configuration(trees))
        wanted = {
            self._folder / "trees" / str(n) / file: text for n, tree in trees.items() for file, text in tree.items()
        }
        for path in sorted((self._folder / "trees").rglob("*.sol")):
            if path not in wanted:
                path.unlink()
        for path, text in wanted.items():
            _write(path, text)

    def _configuration(self, trees: Mapping[int, Mapping[str, str]]) -> str:
        shared = [f"{p}={t}" for p, t in self._layout.remappings.items() if not self._layout.is_ours(t)]
        own = [(p, t) for p, t in self._layout.remappings.items() if self._layout.is_ours(t)]
        remappings = shared + [f"trees/{n}/:{p}=trees/{n}/{t}" for n in trees for p, t in own]
        return f"""[profile.default]
src = "no-sources"
test = "trees"
script = "no-scripts"
libs = []
out = "out"
cache_path = "cache"
offline = true
auto_detect_remappings = false
remappings = {json.dumps(remappings)}
evm_version = {json.dumps(self._layout.evm_version)}
optimizer = false
gas_limit = {_GAS_LIMIT}
# No two runs differ in what the fuzzer draws.
fuzz = {{ runs = 256, seed = "0x01", failure_persist_dir = "cache/failures" }}
lint = {{ lint_on_build = false }}
"""

    def _forge(self, seconds: float) -> tuple[int, str]:
        mark = processes.new_mark()
        log = self._folder / "forge.log"
        shutil.rmtree(self._folder / "cache" / "failures", ignore_errors=True)
        call = [str(paths.forge()), "test", "--json"]
        with log.open("w") as file:
            process = subprocess.Popen(
                call,
                cwd=self._folder,
                env=environment(**mark),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            until = time.monotonic() + seconds
            try:
                while True:
                    try:
                        status = process.wait(timeout=_LOOK)
                        break
                    except subprocess.TimeoutExpired:
                        if self._cancelled():
                            raise Interrupted from None
                        if time.monotonic() > until:
                            raise TookTooLong from None
            finally:
                if process.poll() is None:
                    processes.end(process.pid, mark, _GRACE)
                    process.wait()
        return status, log.read_text("utf-8", errors="replace")

    def _refused(self, left: Sequence[int], said: str) -> dict[int, Ran | DoesNotCompile]:
        """The trees that the compiler's errors lie in; the only one where they name none."""
        places = _errors(said)
        if not places and len(left) == 1 and "Compiler run failed" in said:
            return {left[0]: DoesNotCompile(_short(said))}
        if not places:
            raise CouldNotRun(f"forge gave no result: {_short(said)}")
        return {number: DoesNotCompile(message) for number, message in places.items()}


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text("utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _json(said: str) -> dict[str, Any] | None:
    """Forge's results; None where it said something else, as it does of what does not compile."""
    start = next((line for line in said.splitlines() if line.startswith("{")), None)
    if start is None:
        return None
    try:
        answer = json.loads(start)
    except json.JSONDecodeError:
        return None
    return answer if isinstance(answer, dict) else None


def _read(suites: Mapping[str, Any], number: int) -> Ran:
    tests: set[str] = set()
    failed = []
    for suite, content in sorted(suites.items()):
        if suite.startswith(f"trees/{number}/"):
            contract = suite.rpartition(":")[2]
            for test, result in sorted(content["test_results"].items()):
                name = f"{contract}.{test.partition('(')[0]}"
                tests.add(name)
                if result["status"] == "Failure":
                    failed.append(name)
    return Ran(frozenset(tests), failed[0] if failed else None)


def _errors(said: str) -> dict[int, str]:
    """The compiler's first error in each tree."""
    found: dict[int, str] = {}
    error: str | None = None
    for line in said.splitlines():
        match = _SEVERITY.match(line)
        if match is not None:
            error = line if match["error"] else None
        place = _PLACE.search(line) if line.strip().startswith("-->") else None
        if place is not None and error is not None:
            found.setdefault(int(place[1]), error)
    return found


def _short(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return "\n".join(lines[:12]) if lines else "it said nothing"
