"""Installs the plugin beside several releases of Slither, each in an environment of its own, and tests it there.

``python tests/detectors/matrix.py [--scratch FOLDER] [RELEASE]...`` from the repository root, or
``make detectors-matrix``; nightly, as it takes minutes. For each release it also runs the ``slither`` command in a
folder elsewhere, which must load the plugin and report what it finds. Prints one line a release; exit status 1 if
one fails.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RELEASES = ("0.11.0", "0.11.3", "0.11.6")
SAMPLE = "fee-split-dust"


def main(arguments: list[str] | None = None) -> int:
    """Tests every release; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "detectors-matrix")
    parser.add_argument("releases", nargs="*", default=RELEASES)
    options = parser.parse_args(arguments)
    failed = 0
    for release in options.releases:
        python = environment(options.scratch.resolve() / release, release)
        found = by_command(python)
        tests = subprocess.run(
            # without what the repository's other tests share: it needs more than the plugin has
            [
                python,
                "-m",
                "pytest",
                "tests/detectors",
                "--confcutdir",
                "tests/detectors",
                "-q",
                "-p",
                "no:cacheprovider",
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        passed = tests.returncode == 0 and found > 0
        failed += not passed
        summary = tests.stdout.strip().splitlines()[-1:] or [tests.stderr.strip()[-300:]]
        print(
            f"{release}: {'ok' if passed else 'FAILED'}; {found} findings by the command; tests: {summary[0]}",
            flush=True,
        )
        if tests.returncode:
            print(tests.stdout)
    return 1 if failed else 0


def environment(folder: Path, release: str) -> Path:
    """The Python of an environment with that release, pytest and the plugin, made on first use.

    Raises CalledProcessError where pip fails.
    """
    python = folder / "bin" / "python"
    if not python.is_file():
        venv.create(folder, with_pip=True)
    # a copy: setuptools leaves its build folder and metadata beside the sources
    with tempfile.TemporaryDirectory() as copy:
        source = shutil.copytree(ROOT / "slither_detectors", Path(copy) / "slither_detectors")
        pip = [python, "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, f"slither-analyzer=={release}", "pytest"], check=True)
        subprocess.run([*pip, "--force-reinstall", "--no-deps", str(source)], check=True)
    return python


def by_command(python: Path) -> int:
    """How many findings of one of our detectors the command reports, in a folder that knows nothing of the plugin."""
    with tempfile.TemporaryDirectory() as folder:
        for name in (SAMPLE, "tokens"):
            shutil.copy(ROOT / "tests" / "detectors" / "contracts" / f"{name}.sol", folder)
        slither = [python.with_name("slither"), f"{SAMPLE}.sol", "--json", "-", "--fail-none"]
        solc = ["--solc", str(ROOT / "gate" / "toolchain" / "bin" / "solc")]
        clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        done = subprocess.run([*slither, *solc], cwd=folder, env=clean, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stderr)
        return 0
    return sum(result["check"] == SAMPLE for result in json.loads(done.stdout)["results"]["detectors"])


if __name__ == "__main__":
    sys.exit(main())
