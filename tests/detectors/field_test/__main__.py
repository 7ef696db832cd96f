"""Runs the detectors over public protocols and writes what was found, and how it was judged, as a page of the docs.

``python -m tests.detectors.field_test [--scratch FOLDER] [--only NAME]...`` from the repository root. It installs the
protocols' packages and compilers by npm (minutes, and 2 GB), so it is no part of ``make test``. Exit status 1 where a
finding is not judged in ``judged.toml``, a judgement is left without its finding, or precision is below the promise.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.detectors.field_test.judgements import Judgement, judgements
from tests.detectors.field_test.protocols import HERE, Found, Protocol, analyse, findings, protocols

PAGE = HERE.parents[2] / "docs" / "detectors" / "field-test.md"
PRECISION = 0.60
"""Least share of true findings among those of high and medium impact."""


@dataclass
class Row:
    """What one protocol gave."""

    protocol: Protocol
    contracts: int
    found: list[Found] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Runs the field test; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.detectors.field_test", description=__doc__)
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "field-test")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="leave the page as it is")
    options = parser.parse_args(arguments)
    rows = []
    for protocol in protocols():
        if not options.only or protocol.name in options.only:
            analysed = analyse(protocol, options.scratch.resolve())
            rows.append(Row(protocol, analysed.contracts, sorted(findings(analysed))))
            print(f"{protocol.name}: {analysed.contracts} contracts, {len(rows[-1].found)} findings", flush=True)
    judged = {j.key: j for j in judgements() if not options.only or j.protocol in options.only}
    found = {(f.protocol, f.detector, f.text) for row in rows for f in row.found}
    for key in sorted(found - judged.keys()):
        print("not judged:", *key)
    for key in sorted(judged.keys() - found):
        print("no longer found:", *key)
    if found != judged.keys():
        return 1
    true, false = count([f for row in rows for f in row.found if f.impact in ("High", "Medium")], judged)
    if not options.only:
        PAGE.write_text(page(rows, judged))
    print(f"high and medium impact: {true} true, {false} false")
    return 0 if true >= PRECISION * (true + false) else 1


def count(found: list[Found], judged: dict[tuple[str, str, str], Judgement]) -> tuple[int, int]:
    """How many of the findings are true and how many false."""
    true = sum(judged[f.protocol, f.detector, f.text].true for f in found)
    return true, len(found) - true


def page(rows: list[Row], judged: dict[tuple[str, str, str], Judgement]) -> str:
    """The page of the docs, in Markdown."""
    lines = [
        "# Field test",
        "",
        "All detectors over the contracts that public protocols publish as npm packages; every finding was judged by",
        "hand. True means that the contract does what the finding says and that this costs somebody something, or",
        "would be reported by a reviewer; false means that it does not, or that nothing follows from it.",
        "`python -m tests.detectors.field_test` runs it again and writes this page; the judgements are kept in",
        "`tests/detectors/field_test/judged.toml`, and one that is missing or left over stops the run.",
        "",
        "| protocol | packages | contracts | findings | true | false | high and medium: true | false |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [_row(f"{r.protocol.name} | {', '.join(r.protocol.packages)}", r.contracts, r.found, judged) for r in rows]
    everything = [f for row in rows for f in row.found]
    lines.append(_row("**all** |", sum(row.contracts for row in rows), everything, judged))
    grave = [f for f in everything if f.impact in ("High", "Medium")]
    true, false = count(grave, judged)
    lines += ["", f"Precision for high and medium impact: {true} of {true + false}."]
    lines += ["", "| finding | impact | judged | why |", "|---|---|---|---|"]
    for found in sorted(everything):
        judgement = judged[found.protocol, found.detector, found.text]
        verdict = "true" if judgement.true else "false"
        text = found.text.replace("|", "\\|")
        lines.append(f"| {found.protocol}, `{found.detector}`: {text} | {found.impact} | {verdict} | {judgement.why} |")
    return "\n".join(lines) + "\n"


def _row(name: str, contracts: int, found: list[Found], judged: dict[tuple[str, str, str], Judgement]) -> str:
    true, false = count(found, judged)
    grave_true, grave_false = count([f for f in found if f.impact in ("High", "Medium")], judged)
    return f"| {name} | {contracts} | {len(found)} | {true} | {false} | {grave_true} | {grave_false} |"


if __name__ == "__main__":
    sys.exit(main())
