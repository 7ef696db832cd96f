"""What `proofbook explain` says of a finding: the promise, the shortest way to break it, and what changed for whom."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from fuzz.counterexample import CounterexampleError, load_counterexample
from gate.findings import MergedFinding
from gate.output import command
from gate.reports.html import before_and_after
from gate.trace import Frame, Trace, trace
from gate.units import dollars, wad
from gate.verdict import VERDICT_FILE, Verdict
from properties.catalogue import Property, load_catalogue


class NothingToExplain(Exception):
    """No such finding; the text names those that there are."""


@dataclass(frozen=True)
class Subject:
    """What is to be explained: a finding of a run, a counterexample's file, or both."""

    rule: str
    finding: MergedFinding | None
    file: Path | None
    """Relative to the root where it lies inside."""


def subject(root: Path, folder: Path, name: str) -> Subject:
    """``name`` is a counterexample's file, or a finding's fingerprint (its beginning will do) or rule in ``folder``.

    Raises NothingToExplain.
    """
    path = Path(name)
    if path.suffix == ".json" or path.is_file():
        try:
            return Subject(load_counterexample(path).property, None, path.absolute())
        except CounterexampleError as error:
            raise NothingToExplain(str(error)) from error
    verdict = _verdict(folder)
    matching = [f for f in verdict.findings if f.fingerprint.startswith(name.lower()) or f.rule == name.upper()]
    if not matching:
        known = ", ".join(f"{f.fingerprint[:8]} ({f.rule} in {f.place})" for f in verdict.findings) or "none"
        raise NothingToExplain(f"the last run has no finding '{name}'; its findings are: {known}")
    if len({finding.fingerprint for finding in matching}) > 1:
        several = ", ".join(f"{f.fingerprint[:8]} ({f.place})" for f in matching)
        raise NothingToExplain(f"'{name}' may be each of {several}: name one by its fingerprint")
    file = next((w.counterexample for w in matching[0].witnesses if w.counterexample), None)
    return Subject(matching[0].rule, matching[0], None if file is None else root / file)


def _verdict(folder: Path) -> Verdict:
    path = folder / VERDICT_FILE
    try:
        return Verdict.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise NothingToExplain(f"there is no verdict in {folder}: run `proofbook gate`, or give --out") from error
    except ValidationError as error:
        raise NothingToExplain(f"{path} is of another version: run `proofbook gate` again") from error


def explain(root: Path, what: Subject, tell: Callable[[str], None]) -> None:
    """Say it line by line. Raises :class:`gate.replay.ReplayFault` and :class:`gate.results.CouldNotRun`."""
    entry = load_catalogue().get(what.rule)
    finding = what.finding
    where = f" in {finding.place}" if finding else ""
    tell(f"{what.rule} is broken{where}" if finding else f"{what.rule}: a counterexample")
    _promise(entry, finding, tell)
    if finding is not None:
        for witness in finding.witnesses:
            tell(f"Seen by {witness.layer}: {witness.message}")
        if finding.note:
            tell(finding.note)
    if what.file is None:
        tell("There are no steps: it is read off the source. Look at the place named, or at the layer's log.")
        return
    played = trace(root, what.file)
    if played is None:
        _arguments(what.file, tell)
    else:
        _story(played, tell)
    shown = what.file.relative_to(root) if what.file.is_relative_to(root) else what.file
    tell(f"\nPlay it again: {command(root)} replay {shown}")


def _promise(entry: Property | None, finding: MergedFinding | None, tell: Callable[[str], None]) -> None:
    if entry is not None:
        tell(f"The promise: {entry.sentence}")
        tell(f"Exactly: {entry.formula}")
        tell(f"Severity {entry.severity.value}. Checked by {', '.join(entry.layers)}.")
        if entry.bugs:
            tell(f"Bugs known to break it, as examples: {', '.join(entry.bugs)} (properties/bugs).")
    elif finding is not None:
        tell(f"It means: {finding.title}")


def _arguments(file: Path, tell: Callable[[str], None]) -> None:
    """A proof's counterexample has no history: one call with numbers."""
    data = json.loads(file.read_text("utf-8"))
    tell("\nOne call breaks it:")
    for call in data["calls"]:
        tell(f"  {call['function']}")
        for number, value in enumerate(call["arguments"]):
            text = f" (as WAD: {wad(value)})" if isinstance(value, int) and abs(value) >= 10**12 else ""
            tell(f"    argument {number}: {value}{text}")


def _story(played: Trace, tell: Callable[[str], None]) -> None:
    tell(f"\nThe shortest sequence known, {len(played.frames) - 1} steps:")
    start = played.frames[0]
    tell(f"     at the beginning: {_prices(played, start)}")
    for frame in played.frames[1:]:
        outcome = "" if frame.outcome in ("", "ok") else f" -> {frame.outcome}"
        tell(f"{frame.step:>4}. [{frame.now - start.now} s] {frame.text}{outcome}")
    last = played.frames[-1]
    name = f"{played.contract}.{played.function}" if played.function else "the last step"
    tell(f"\nBefore and after the breaking call ({name}), at {_prices(played, last)}:")
    rows = before_and_after(played)
    for row in rows:
        difference = f"  ({row.change})" if row.change else ""
        tell(f"  {row.account:<10} {row.figure:<22} {row.before} -> {row.after}{difference}")
    if not rows:
        tell("  no account's money, margin or position changed")
    if len(played.frames) > 1:
        for market, before, after in zip(played.markets, played.frames[-2].prices, last.prices, strict=True):
            if before != after:
                tell(f"  {market:<10} {'price':<22} {dollars(before)} -> {dollars(after)}")
    tell(f"\n{played.message}")
    if not played.shown:
        tell("On these contracts it does not break any more.")


def _prices(played: Trace, frame: Frame) -> str:
    return ", ".join(f"{market} {dollars(price)}" for market, price in zip(played.markets, frame.prices, strict=True))
