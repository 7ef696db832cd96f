"""Two campaigns side by side for an hour, one of them killed again and again: what did the kills cost?

Run by hand: ``python -m tests.campaign.endurance [--hours 1] [--kills 20] [--bug ID]… [--out FOLDER]``. Both fuzz a
copy of the tree with the same bugs planted, from the same seed, with one worker each, so that each has a core of two.
Ends with 1 if a finding that people were told of is gone, or its counterexample.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from gate.campaign.nights import past_nights
from gate.campaign.record import Record
from gate.campaign.slices import Engine
from gate.mutate.bugs import DEFAULT_FOLDER, check, load_bugs
from gate.mutate.copies import copy_tree
from gate.toolchain.paths import ROOT
from properties.catalogue import load_catalogue
from tests.campaign.fakes import family, told, words

BUGS = ("NS-08-placed-by-the-final-price", "SH-03-overtaken")
"""Seldom seen: a finding ends its slice, and with a bug that shows at once there would be no campaign."""
_OVER = (0, 1)
"""How a campaign ends by itself, without findings and with."""
_KINDS = ("engine", "worker", "campaign", "all")
_PROOFBOOK = Path(sys.executable).with_name("proofbook")


@dataclass
class Runner:
    """One campaign in its own tree, started as often as it takes."""

    tree: Path
    out: Path
    seed: int
    hours: float
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0

    def start(self) -> None:
        """Begin, or go on."""
        self.out.mkdir(parents=True, exist_ok=True)
        with (self.tree.parent / f"{self.tree.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(str(_PROOFBOOK), "campaign", "--root", str(self.tree), "--out", str(self.out)),
                    *("--hours", f"{self.hours:.5f}", "--workers", "1", "--seed", str(self.seed)),
                    *("--notify-command", f"cat >> '{self.out}/told.jsonl'; echo >> '{self.out}/told.jsonl'"),
                ],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.starts += 1

    def kill(self, kind: str, draw: random.Random) -> str:
        """Kill one process of ``kind``, or all at once; says what it hit."""
        assert self.process is not None
        children = family(self.process)
        workers = [child for child in children if "multiprocessing.spawn" in words(child)]
        engines = [child for child in children if child not in workers]
        if kind == "engine" and engines:
            victims = [draw.choice(engines)]
        elif kind == "worker" and workers:
            victims = [draw.choice(workers)]
        else:
            victims = [psutil.Process(self.process.pid), *(children if kind == "all" else [])]
        said = ", ".join(words(victim)[:60] for victim in victims[:2])
        for victim in victims:
            with suppress(psutil.NoSuchProcess):
                victim.send_signal(signal.SIGKILL)
        return f"{kind}: {len(victims)} killed ({said}…)"

    def told(self) -> set[str]:
        """Fingerprints that people were told of, at any time."""
        with suppress(FileNotFoundError):
            return set(told(self.out))
        return set()


def _tree(target: Path, bugs: Sequence[str]) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    copy_tree(ROOT, target)
    for bug in load_bugs(ROOT / DEFAULT_FOLDER, load_catalogue(), bugs) if bugs else []:
        (target / bug.file).write_text(check(target, bug))
    return target


def _drive(steady: Runner, killed: Runner, moments: list[float], draw: random.Random) -> None:
    """Kill at the moments, start again what died, until both have ended by themselves."""
    began = time.monotonic()
    kinds = [_KINDS[number % len(_KINDS)] for number in range(len(moments))]
    draw.shuffle(kinds)
    while steady.process is not None and killed.process is not None:
        if moments and time.monotonic() >= moments[0]:
            moments.pop(0)
            print(f"after {time.monotonic() - began:,.0f} s, {killed.kill(kinds.pop(), draw)}", flush=True)
        with suppress(subprocess.TimeoutExpired):
            killed.process.wait(timeout=1)
        if killed.process.poll() is None:
            continue
        if killed.process.returncode in _OVER:
            break
        # The same command: it goes on with the night for as long as that has left.
        killed.start()
    assert steady.process is not None
    steady.process.wait()
    print(f"over after {time.monotonic() - began:,.0f} s", flush=True)


def _report(steady: Runner, killed: Runner) -> bool:
    """Print both side by side; True if the killed one still has every finding that it ever told."""
    records = Record(steady.out), Record(killed.out)
    found = [{finding.fingerprint: finding for finding in record.findings()} for record in records]

    def row(title: str, first: int, second: int) -> None:
        print(f"{title:28} {first:14,} {second:14,}")

    print(f"\n{'':28} {'undisturbed':>14} {'killed':>14}")
    for engine in Engine:
        done = [[d for d in record.results.values() if d.slice.engine is engine] for record in records]
        row(f"{engine} reached", *(record.coverage(engine) for record in records))
        row(f"{engine} calls", *(sum(d.calls for d in part) for part in done))
    row("slices", *(len(record.results) for record in records))
    row("findings", *map(len, found))
    row("told", *(len(runner.told()) for runner in (steady, killed)))
    row("starts", steady.starts, killed.starts)
    for night in past_nights(steady.out):
        shares = ", ".join(f"{name} {100 * engine.overhead:.1f} %" for name, engine in night.engines.items())
        print(f"own share, undisturbed: {shares}")
    for title, mine, others in (("undisturbed", found[0], found[1]), ("killed", found[1], found[0])):
        for finding in (mine[fingerprint] for fingerprint in sorted(mine.keys() - others.keys())):
            print(f"only {title}: {finding.rule} in {finding.place} ({', '.join(finding.layers)})")
    gone = killed.told() - found[1].keys()
    files = [witness.counterexample for finding in found[1].values() for witness in finding.witnesses]
    missing = [path for path in files if path is not None and not path.is_file()]
    print(f"told and gone: {len(gone)}; counterexamples missing: {len(missing)}")
    return not gone and not missing


def main() -> None:
    """Run both, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bug", action="append", default=[])
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "endurance")
    given = parser.parse_args()
    out = given.out.absolute()
    shutil.rmtree(out, ignore_errors=True)
    trees = [_tree(out / name, given.bug or BUGS) for name in ("steady", "killed")]
    for tree in trees:
        # Compiled before the clock runs, for both alike.
        first = [str(_PROOFBOOK), "campaign", "--root", str(tree), "--out", str(out / "first")]
        subprocess.run([*first, "--hours", "0.001", "--workers", "1"], cwd=ROOT, check=False)
        shutil.rmtree(out / "first")
    draw = random.Random(given.seed)
    start = time.monotonic()
    moments = sorted(start + draw.uniform(0.01, 0.97) * given.hours * 3600 for _ in range(given.kills))
    steady = Runner(trees[0], out / "steady-campaign", given.seed, given.hours)
    killed = Runner(trees[1], out / "killed-campaign", given.seed, given.hours)
    try:
        steady.start()
        killed.start()
        _drive(steady, killed, moments, draw)
    finally:
        for runner in (steady, killed):
            if runner.process is not None and runner.process.poll() is None:
                runner.process.terminate()
                runner.process.wait()
    sys.exit(0 if _report(steady, killed) else 1)


if __name__ == "__main__":
    main()
