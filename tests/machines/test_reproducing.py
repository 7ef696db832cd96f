"""The same seed makes the same run, whatever else is true of the process that makes it."""

import os
import subprocess
import sys
from pathlib import Path

from hypothesis.internal.conjecture import providers

from fuzz.machines.reproducing import seed_alone
from gate.builds import ensure
from gate.compiler import find_compiler

ROOT = Path(__file__).resolve().parents[2]

RUN = """
import sys
from pathlib import Path
from fuzz.chain import Artifacts
from fuzz.machines.runner import run
statistics = run("trading", Artifacts.load(Path(sys.argv[1])), examples=6, steps=30, seed=4).statistics
print(statistics.steps, statistics.digest)
"""
# What the gate has imported when it runs its layers.
AMONG_OTHERS = f"import gate.cli, gate.layers.machines, fuzz.chain.bench.machine\n{RUN}"


def _run(program: str, folder: Path, hash_seed: str) -> str:
    out = ensure(ROOT, "default", find_compiler()).out
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", program, str(out)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_two_processes_with_other_hashes_imports_and_folders_when_given_one_seed_then_make_the_same_run(
    tmp_path: Path,
) -> None:
    alone = _run(RUN, tmp_path, "0")
    assert int(alone.split()[0]) > 100
    assert _run(AMONG_OTHERS, ROOT, "1") == alone


def test_constants_of_imported_modules_when_a_run_is_over_then_are_drawn_again() -> None:
    before = providers._get_local_constants
    with seed_alone():
        assert not list(providers._get_local_constants())
    assert providers._get_local_constants is before
