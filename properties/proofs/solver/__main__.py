"""``python -m properties.proofs.solver [FILE | -in] [-t:MILLISECONDS]``: an SMT-LIB solver for the provers.

With a file it answers the one query in it; with ``-in`` it takes commands until the stream ends, as z3 does: that is
how Manticore talks to its solver. An answer comes out only if it may be believed; else it is ``unknown``.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from properties.proofs.solver.session import Session

_DEFAULT_MILLISECONDS = 3_600_000
# Provers nest terms deeply; the translation follows them by recursion.
_RECURSION_LIMIT = 100_000
# Inherited by the solvers: one that needs more says nothing, and the machine stays usable.
_MOST_BYTES = 6 << 30


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the front end; always exits 0, as an answer is what it prints."""
    parser = argparse.ArgumentParser(prog="proofbook-solver", prefix_chars="-")
    parser.add_argument("--version", action="store_true")
    parser.add_argument("-in", dest="interactive", action="store_true")
    parser.add_argument("file", nargs="?", type=Path)
    options, others = parser.parse_known_args(arguments)
    if options.version:
        # Manticore asks its solver this and reads three numbers; those of a z3 without known faults are answered.
        print("Z3 version 4.13.4 - proofbook front end")
        return 0
    sys.setrecursionlimit(_RECURSION_LIMIT)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    seconds = _DEFAULT_MILLISECONDS / 1000
    for option in others:
        if option.startswith("-t:"):
            seconds = int(option[3:]) / 1000
    session = Session(sys.stdout, seconds)
    if options.interactive or options.file is None:
        session.run(sys.stdin)
    else:
        with options.file.open() as stream:
            session.run(stream)
    return 0


if __name__ == "__main__":
    sys.exit(main())
