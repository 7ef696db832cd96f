"""Reading what Echidna 2.0.2 prints in its text format.

Its exit status and its JSON don't say enough: 1 is a broken property as well as a contract that doesn't deploy, 0 is
also what a run says that ended before anything was tested.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fuzz.counterexample import Call
from gate.results import CouldNotRun

_VERDICT = re.compile(r"^(?P<name>\w+):\s+(?P<verdict>passed|failed|fuzzing|TIMEOUT)\b")
_MAXIMUM = re.compile(r"^(?P<name>\w+): max value: (?P<value>-?\d+)")
_CALL = re.compile(
    r"^\s+(?P<name>\*\w+\*|\w+)(?:\((?P<arguments>.*?)\))?"
    r"(?:\s+from:\s+(?P<sender>0x[0-9a-fA-F]+))?"
    r"(?:\s+Value:\s+(?P<value>0x[0-9a-fA-F]+|\d+))?"
    r"(?:\s+Time delay:\s+(?P<seconds>\d+) seconds?)?"
    r"(?:\s+Block delay:\s+(?P<blocks>\d+))?\s*$"
)


@dataclass(frozen=True)
class Verdict:
    """What Echidna said of one property; ``calls`` break it where it failed.

    A maximum that it looked for has passed where it is not above zero.
    """

    passed: bool
    maximum: int | None = None
    """The greatest value found, of one that was looked for."""
    calls: tuple[Call, ...] = ()


def parse(text: str, handlers: Mapping[str, Sequence[str]], sender: str) -> dict[str, Verdict]:
    """Verdicts by property; properties that neither passed nor failed are left out.

    ``handlers`` holds the argument types by name, ``sender`` is who called where Echidna does not say. Raises
    :class:`CouldNotRun` for a call that can't be read.
    """
    verdicts: dict[str, Verdict] = {}
    failing: str | None = None
    pending = (0, 0)
    for line in text.splitlines():
        found = _MAXIMUM.match(line)
        if found is not None:
            maximum = int(found["value"])
            failing, pending = found["name"] if maximum > 0 else None, (0, 0)
            verdicts[found["name"]] = Verdict(passed=maximum <= 0, maximum=maximum)
            continue
        found = _VERDICT.match(line)
        if found is not None:
            failing, pending = None, (0, 0)
            if found["verdict"] == "passed":
                verdicts[found["name"]] = Verdict(passed=True)
            elif found["verdict"] == "failed":
                failing = found["name"]
                verdicts[failing] = Verdict(passed=False)
            continue
        if not line.strip():
            failing = None
        if failing is None or line.strip().startswith("Call sequence"):
            continue
        call, pending = _call(line, handlers, sender, pending)
        if call is not None:
            verdicts[failing] = replace(verdicts[failing], calls=(*verdicts[failing].calls, call))
    return verdicts


def _call(
    line: str, handlers: Mapping[str, Sequence[str]], sender: str, pending: tuple[int, int]
) -> tuple[Call | None, tuple[int, int]]:
    """The line's call, later by the waits before it; a wait alone answers the delay that is pending now."""
    found = _CALL.match(line)
    if found is None:
        raise CouldNotRun(f"Echidna's call can't be read: {line.strip()!r}")
    seconds, blocks = int(found["seconds"] or 0) + pending[0], int(found["blocks"] or 0) + pending[1]
    if found["name"].startswith("*"):
        # *wait*, or a call of the fallback that the entry contract does not have: time passes and nothing else.
        return None, (seconds, blocks)
    types = handlers.get(found["name"])
    if types is None:
        raise CouldNotRun(f"Echidna called {found['name']}, which is no handler of the entry contract")
    written = [part for part in (found["arguments"] or "").split(",") if part]
    if len(written) != len(types):
        raise CouldNotRun(f"Echidna's call can't be read: {line.strip()!r}")
    call = Call(
        function=f"{found['name']}({','.join(types)})",
        arguments=tuple(_value(text, kind) for text, kind in zip(written, types, strict=True)),
        sender=found["sender"] or sender,
        value=int(found["value"] or "0", 0),
        delay_seconds=seconds,
        delay_blocks=blocks,
    )
    return call, (0, 0)


def _value(text: str, kind: str) -> int | bool | str:
    if kind == "bool":
        return text.strip().lower() == "true"
    return int(text, 0) if kind.startswith(("uint", "int")) else text.strip()
