"""What our detectors add to the time of `slither .`: on the repository's contracts and on the largest field package.

``python -m tests.detectors.cost [--scratch FOLDER]`` from the repository root. Compiling, reading, Slither's own
detectors and ours are timed one after the other in one process, as processor time with that of the compiler, so that
the ratio does not depend on what else the machine does. Exit status 1 where a promise is not kept.
"""

from __future__ import annotations

import argparse
import inspect
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from contextlib import chdir
from pathlib import Path
from typing import Any

from slither import Slither
from slither.detectors import all_detectors as slither_own
from slither.detectors.abstract_detector import AbstractDetector

from slither_detectors import all_detectors
from tests.detectors.field_test.compiler import compiler, install
from tests.detectors.field_test.protocols import analyse, protocols

ROOT = Path(__file__).resolve().parents[2]
LARGEST = "openzeppelin"
PROMISES = {"contracts": 0.35, LARGEST: 0.50}
"""Most that our detectors may add, as a share of compiling, reading and Slither's own detectors."""


def main(arguments: list[str] | None = None) -> int:
    """Measures both; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.detectors.cost", description=__doc__)
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "field-test")
    parser.add_argument("--largest", default=LARGEST, metavar="NAME", help="another protocol of the field test")
    options = parser.parse_args(arguments)
    scratch = options.scratch.resolve()
    start = seconds()
    repository = read_repository(scratch / "repository")
    kept = measure("contracts", repository, seconds() - start, PROMISES["contracts"])
    (protocol,) = [p for p in protocols() if p.name == options.largest]
    install(scratch / protocol.name, protocol.packages, protocol.overrides)
    compiler(scratch, protocol.solc)
    start = seconds()
    analysed = analyse(protocol, scratch)
    return 0 if measure(protocol.name, analysed.slither, seconds() - start, PROMISES[LARGEST]) and kept else 1


def seconds() -> float:
    """Processor seconds of this process and of the children it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def read_repository(copy: Path) -> Slither:
    """Slither over a copy of the contracts, built as `slither .` does: it empties the build folders it finds."""
    shutil.rmtree(copy, ignore_errors=True)
    for folder in ("contracts", "gate/toolchain"):
        shutil.copytree(ROOT / folder, copy / folder)
    shutil.copy(ROOT / "foundry.toml", copy)
    (copy / "node_modules").symlink_to(ROOT / "node_modules")
    os.environ["PATH"] = f"{ROOT / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"
    os.environ["FOUNDRY_SOLC"] = str(copy / "gate" / "toolchain" / "bin" / "solc")
    with chdir(copy):
        return Slither(".")


def measure(name: str, slither: Slither, reading: float, most: float) -> bool:
    """Runs Slither's own detectors and ours, prints the three times, and tells whether the promise is kept."""
    own = run(slither, [value for _, value in inspect.getmembers(slither_own, is_detector)])
    ours = run(slither, all_detectors())
    share = ours / (reading + own)
    print(
        f"{name}: compile and read {reading:.1f} s, Slither's detectors {own:.1f} s, ours {ours:.1f} s: "
        f"+{share:.0%} (promised: at most {most:.0%})",
        flush=True,
    )
    return share <= most


def run(slither: Slither, detectors: Iterable[type[AbstractDetector]]) -> float:
    """Seconds that the detectors take."""
    before = len(slither.detectors)
    for detector in detectors:
        slither.register_detector(detector)
    start = seconds()
    for detector in slither.detectors[before:]:
        detector.detect()
    return seconds() - start


def is_detector(value: Any) -> bool:
    """Whether a member of Slither's module is one of its detectors."""
    return inspect.isclass(value) and issubclass(value, AbstractDetector) and value is not AbstractDetector


if __name__ == "__main__":
    sys.exit(main())
