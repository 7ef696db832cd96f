"""The campaign's page while it runs, the report when it ends, and the line on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fuzz.campaign.store import write
from gate.campaign.nights import Night
from gate.campaign.record import Record
from gate.campaign.slices import Engine
from gate.display import duration
from gate.findings import MergedFinding
from gate.reports.html import TEMPLATES
from gate.reports.plots import Series, chart

_POINTS = 200
STATUS_FILE, REPORT_FILE, MARKDOWN_FILE = "status.html", "report.html", "report.md"


@dataclass(frozen=True)
class Standing:
    """Everything the page shows."""

    night: Night
    left: float | None
    """Seconds; None once it is over."""
    running: Sequence[str]
    workers: int
    findings: Sequence[MergedFinding]
    setbacks: Sequence[str] = ()
    notes: Sequence[str] = ()
    before: Sequence[Night] = ()
    plots: Sequence[str] = field(default_factory=tuple)

    @property
    def sentence(self) -> str:
        """The one line that says it."""
        calls = sum(engine.calls for engine in self.night.engines.values())
        found = f"{len(self.night.new)} new finding{'s' if len(self.night.new) != 1 else ''}"
        known = f", {len(self.night.known)} known" if self.night.known else ""
        over = "Interrupted" if self.night.interrupted else "Over" if self.left is None else "Running"
        left = "" if self.left is None else f", {duration(self.left)} left"
        return f"{over}: {found}{known} in {calls:,} calls and {duration(self.night.seconds)}{left}."


def line(standing: Standing) -> str:
    """What the terminal shows from time to time."""
    engines = "; ".join(
        f"{name} {engine.calls:,} calls, {engine.rate:,.0f}/s, {engine.coverage:,} reached"
        for name, engine in standing.night.engines.items()
    )
    return f"{standing.sentence} {engines}; {len(standing.running)} running on {standing.workers} workers"


def curves(record: Record, engines: Sequence[Engine]) -> list[str]:
    """Coverage over the slices of each engine."""
    made = []
    for engine in engines:
        unit = {"machines": "outcomes", "foundry": "edges", "echidna": "instructions"}[engine.value]
        curve = record.curve(engine)
        # A plot of this width shows no more.
        every = max(1, len(curve) // _POINTS)
        points = [float(value) for value in curve[::every]]
        title = f"What {engine.value} reached{f', after every {every} slices' if every > 1 else ' over its slices'}"
        made.append(chart(title, [Series(engine.value, points)], unit=unit, first=1))
    return [plot for plot in made if plot]


def write_status(out: Path, standing: Standing) -> None:
    """Write the page that shows a running campaign; a browser reads it anew every few seconds."""
    write(out / STATUS_FILE, _render("campaign.html.j2", standing, refresh=standing.left is not None).encode())


def write_report(out: Path, standing: Standing) -> None:
    """Write the morning's report, as a page and as Markdown."""
    write(out / REPORT_FILE, _render("campaign.html.j2", standing, refresh=False).encode())
    write(out / MARKDOWN_FILE, _render("campaign.md.j2", standing, refresh=False).encode())


def _render(template: str, standing: Standing, *, refresh: bool) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=template.endswith(".html.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["duration"] = duration
    environment.filters["number"] = lambda value: f"{value:,.0f}"
    return environment.get_template(template).render(standing=standing, night=standing.night, refresh=refresh)
