"""Does the steps that are due, side by side where they may be, and says what took how long."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gate.toolchain.setup.stamps import alone
from gate.toolchain.setup.steps import SetupFailed, Step, steps

ROOT = Path(__file__).resolve().parents[3]
_FAILED = 2


def main(arguments: Sequence[str]) -> int:
    """Exit status 0, or 2 where a step failed. ``--verify`` also looks at what finished steps have left."""
    unknown = [argument for argument in arguments if argument != "--verify"]
    if unknown:
        return _say(f"setup: unknown option {unknown[0]}: the only one is --verify")
    try:
        first, last = steps(ROOT)
        set_up(first, last, lock=ROOT / ".proofbook" / "setup.lock", verify="--verify" in arguments)
    except (SetupFailed, OSError) as error:
        return _say(f"setup: {error}")
    except KeyboardInterrupt:
        return _say("setup: interrupted; the next run does the unfinished steps again")
    return 0


def set_up(first: Sequence[Step], last: Step, *, lock: Path, verify: bool) -> list[str]:
    """Do what is due of ``first``, side by side, then ``last``; the names of the steps done.

    Raises :class:`SetupFailed` or OSError; what other steps have finished by then stays done.
    """
    if not any(step.is_due(verify=verify) for step in (*first, last)):
        return []
    with alone(lock):
        # Another run may have done it all while this one waited.
        due = [step for step in first if step.is_due(verify=verify)]
        if due:
            print(f"setup: {', '.join(step.name for step in due)} ...", flush=True)
        with ThreadPoolExecutor(max(len(due), 1)) as pool:
            for future in [pool.submit(_timed, step) for step in due]:
                future.result()
        if last.is_due(verify=verify):
            _timed(last)
            due.append(last)
        return [step.name for step in due]


def _timed(step: Step) -> None:
    start = time.monotonic()
    step.run()
    print(f"setup: {step.name}: {time.monotonic() - start:.1f} s", flush=True)


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return _FAILED
