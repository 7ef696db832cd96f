"""Writes one documentation page for each detector from its class, and a table of them all.

``python -m slither_detectors.docs [FOLDER]`` writes to ``docs/detectors`` unless told otherwise.
"""

from __future__ import annotations

import sys
from pathlib import Path

from slither.detectors.abstract_detector import classification_txt

from slither_detectors import all_detectors
from slither_detectors.base import Detector

BY_HAND = frozenset({"blind-test.md", "field-test.md", "cost.md"})
"""Pages beside the generated ones that are written otherwise: what was measured."""


def page(detector: type[Detector]) -> str:
    """The page of one detector, in Markdown."""
    return f"""# {detector.WIKI_TITLE}

`{detector.ARGUMENT}` — {detector.HELP}.

| impact | confidence |
|---|---|
| {classification_txt[detector.IMPACT]} | {classification_txt[detector.CONFIDENCE]} |

{detector.WIKI_DESCRIPTION}

## How it is exploited
{detector.WIKI_EXPLOIT_SCENARIO}

## What to do
{detector.WIKI_RECOMMENDATION}

Run it alone: `slither . --detect {detector.ARGUMENT}`. To accept one finding, write
`// slither-disable-next-line {detector.ARGUMENT}` above the function it names.
"""


def index() -> str:
    """The table of all detectors, in Markdown."""
    rows = [
        f"| [`{d.ARGUMENT}`]({d.ARGUMENT}.md) | {d.HELP} | {classification_txt[d.IMPACT]} "
        f"| {classification_txt[d.CONFIDENCE]} |"
        for d in all_detectors()
    ]
    lead = (
        "How they fare on public protocols: [field test](field-test.md). What they miss: [blind test](blind-test.md). "
        "What they cost: [cost](cost.md)."
    )
    table = "| detector | finds | impact | confidence |\n|---|---|---|---|\n" + "\n".join(rows)
    return f"# Detectors\n\n{lead}\n\n{table}\n"


def pages() -> dict[str, str]:
    """All pages by file name."""
    return {"README.md": index()} | {f"{d.ARGUMENT}.md": page(d) for d in all_detectors()}


def write(folder: Path) -> None:
    """Writes all pages into ``folder`` and removes pages of detectors that are gone; those written by hand stay."""
    folder.mkdir(parents=True, exist_ok=True)
    current = pages()
    for old in folder.glob("*.md"):
        if old.name not in current and old.name not in BY_HAND:
            old.unlink()
    for name, text in current.items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/detectors"))
