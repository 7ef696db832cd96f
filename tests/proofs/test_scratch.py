"""What provers leave behind: nothing, however their run ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gate.interrupts import interrupting
from gate.results import CouldNotRun
from properties.proofs.catalogue import Tool, load_proofs
from properties.proofs.prove import attempt
from properties.proofs.results import Outcome
from properties.proofs.setting import HOME, Setting

WRITES = "import tempfile; print(tempfile.mkdtemp())"


def folders(setting: Setting) -> list[Path]:
    return list(setting.work.glob("run-*"))


def test_run_when_its_command_makes_temporary_folders_then_they_are_gone_with_the_scratch(setting: Setting) -> None:
    with setting.scratch() as scratch:
        printed = setting.run([sys.executable, "-c", WRITES], 20, scratch)
        assert printed is not None
        made = Path(printed.strip())
        assert made.parent == scratch
        assert made.is_dir()
    assert not made.exists()


def test_scratch_when_the_run_is_interrupted_then_it_is_gone(setting: Setting) -> None:
    scratch = Path()

    def interrupted() -> None:
        nonlocal scratch
        with interrupting(), setting.scratch() as scratch:
            (scratch / "query.smt2").touch()
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(CouldNotRun, match="interrupted"):
        interrupted()
    assert scratch.parent == setting.work
    assert not scratch.exists()


@pytest.mark.parametrize("tool", [Tool.HALMOS, Tool.MANTICORE, Tool.Z3])
def test_attempt_when_it_is_over_then_no_folder_is_left(setting: Setting, tool: Tool) -> None:
    before = set(Path(tempfile.gettempdir()).glob("*roofs-constructor-*"))
    proof = next(proof for proof in load_proofs().proofs(tool) if proof.level.rank == 0)
    assert attempt(setting, proof, 100).outcome is Outcome.PROVED
    assert folders(setting) == []
    assert set(Path(tempfile.gettempdir()).glob("*roofs-constructor-*")) <= before


def test_prove_command_when_it_is_ended_then_it_says_so_and_leaves_no_scratch(tmp_path: Path) -> None:
    # An argument that the prover takes long over: it is ended in the middle of it.
    code = (
        "import sys, threading, os, signal, time\n"
        "from pathlib import Path\n"
        "from gate import prove\n"
        "from gate.results import CouldNotRun\n"
        "def end():\n"
        "    while not list(Path(sys.argv[1]).glob('run-*/*')):\n"
        "        time.sleep(0.01)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "threading.Thread(target=end, daemon=True).start()\n"
        "prove._SCRATCH = Path(sys.argv[1])\n"
        "try:\n"
        "    prove.prove(Path.cwd(), prove.chosen(['trade-conserves'], None), 5, print, fresh=True)\n"
        "except CouldNotRun as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=HOME, capture_output=True, text=True, timeout=300
    )
    assert done.stdout.strip() == "interrupted", done.stderr
    assert list(tmp_path.glob("run-*")) == []
