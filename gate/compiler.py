"""The compiler and forge: finding them, calling them, and what they said when it failed."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from gate.results import CouldNotRun
from gate.toolchain import paths


@dataclass(frozen=True)
class Compiler:
    """Where forge and solc are, and the text by which solc names its version."""

    forge: Path
    solc: Path
    version: str


def find_compiler() -> Compiler:
    """The compiler and forge, both present and the compiler answering; raises :class:`CouldNotRun`.

    Asked even when all builds are there already: a run must not be clean on what a broken tool built before it broke.
    """
    forge, solc = paths.forge(), paths.solc()
    try:
        done = subprocess.run(
            [solc, "--version"], env=paths.environment(), capture_output=True, text=True, timeout=60, check=False
        )
    except OSError as error:
        raise CouldNotRun(f"the compiler can't be started ({solc}: {error.strerror}): {paths.MEND}") from error
    except subprocess.TimeoutExpired as error:
        raise CouldNotRun(f"the compiler does not answer ({solc} --version): {paths.MEND}") from error
    if done.returncode != 0 or "Version:" not in done.stdout:
        said = done.stderr.strip() or done.stdout.strip() or f"status {done.returncode}"
        raise CouldNotRun(f"the compiler does not work ({solc}): {paths.MEND}\n{said}")
    return Compiler(forge=forge, solc=solc, version=done.stdout.strip())


def environment(**extra: str) -> dict[str, str]:
    """The environment for forge: foundry.toml and ``extra`` alone decide, not the settings of the user's own shell."""
    outer = paths.environment()
    kept = {name: value for name, value in outer.items() if not name.startswith(("FOUNDRY_", "DAPP_"))}
    return {**kept, "FOUNDRY_SOLC": outer["FOUNDRY_SOLC"], "NO_COLOR": "1", **extra}


def compiler_message(name: str, output: str) -> str:
    """One line (``contracts/A.sol:3:5: Error (2314): Expected ';'``), then the compiler's text from there on."""
    lines = output.rstrip().splitlines()
    first = next((i for i, line in enumerate(lines) if re.match(r"(\w*Error|error)\b.*\(\d+\)", line)), None)
    if first is None:
        # Not a compiler error but one of forge or of the solc command itself.
        said = [line for line in lines if line.strip()]
        line = next((line for line in said if line.startswith(("Error", "solc"))), said[-1] if said else "no message")
        return f"the {name} build failed: {line}\n" + "\n".join(lines)
    located = next((line for line in lines[first:] if line.strip().startswith("-->")), "")
    place = located.strip().removeprefix("-->").strip().rstrip(":")
    return f"{place + ': ' if place else ''}{lines[first].strip()}\n" + "\n".join(lines[first:])
