"""The verdict for other readers: SARIF, JUnit and one HTML page, beside ``verdict.json``.

Everything here is made from the finished verdict and files on disk; nothing here changes what the verdict says.
"""

from __future__ import annotations

from pathlib import Path

from gate.output import HTML_FILE, JUNIT_FILE, SARIF_FILE
from gate.reports.html import write_html
from gate.reports.junit import junit
from gate.reports.material import gather
from gate.reports.sarif import sarif
from gate.verdict import Verdict


def write_reports(root: Path, folder: Path, verdict: Verdict) -> None:
    """Write all forms of ``verdict`` into ``folder``; each appears whole or not at all."""
    material = gather(root, folder, verdict)
    _write(folder / SARIF_FILE, sarif(root, verdict, material.catalogue))
    _write(folder / JUNIT_FILE, junit(verdict))
    _write(folder / HTML_FILE, write_html(verdict, material))


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, "utf-8")
    draft.replace(path)
