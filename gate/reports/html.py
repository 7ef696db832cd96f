"""The verdict as one HTML page that needs nothing else: no script, no network, no fonts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gate.display import result_text
from gate.history import PastRun
from gate.mutate.results import CellOutcome, Mutation
from gate.reports.material import Material
from gate.reports.plots import Series, chart, short
from gate.results import Canary, LayerResult
from gate.trace import Frame, Trace
from gate.units import change, dollars, wad
from gate.verdict import Verdict, executed_text

TEMPLATES = Path(__file__).with_name("templates")
_WAD = 10**18
_LINES = 6
"""Lines of one plot; more can't be told apart."""
_RUNS = 30


@dataclass(frozen=True)
class Row:
    """One account before and after the breaking call."""

    account: str
    figure: str
    before: str
    after: str
    change: str


def write_html(verdict: Verdict, material: Material) -> str:
    """The page as text."""
    return _environment().get_template("verdict.html.j2").render(verdict=verdict, material=material)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        result_text=result_text,
        executed_text=executed_text,
        canary_text=lambda layer: "" if layer.canary is Canary.NONE else layer.canary.value,
        rate=rate,
        plots=plots,
        rows=before_and_after,
        history=history,
        cell=_cell,
        percent=lambda part, whole: f"{100 * part / whole:.0f} %" if whole else "-",
        contract=lambda file: Path(file).stem,
    )
    environment.filters["seconds"] = lambda value: f"{value:,.1f} s"
    return environment


def rate(layer: LayerResult) -> str:
    """What the layer executed most of, a second."""
    if layer.seconds <= 0 or not any(layer.executed.values()):
        return ""
    name, count = max(layer.executed.items(), key=lambda item: item[1])
    return f"{short(count / layer.seconds)} {name}/s"


def plots(trace: Trace) -> list[str]:
    """Price, position and equity over the steps; each only where something moved."""
    mark = trace.frames[-1].step if trace.shown else None
    prices = [
        Series(market, [frame.prices[number] / _WAD for frame in trace.frames])
        for number, market in enumerate(trace.markets)
    ]
    sizes = [
        Series(f"{name}, {market}", [frame.holdings[name].sizes[number] / _WAD for frame in trace.frames])
        for name in trace.frames[0].holdings
        for number, market in enumerate(trace.markets)
    ]
    equities = [
        Series(name, [_scaled(frame.holdings[name].equity) for frame in trace.frames])
        for name in trace.frames[0].holdings
    ]
    made = [chart(f"Price of {line.name} after each step", [line], unit="dollars", mark=mark) for line in prices]
    made.append(chart("Positions after each step", _moving(sizes), unit="base units", mark=mark))
    made.append(chart("Equity after each step", _moving(equities), unit="dollars", mark=mark))
    return [plot for plot in made if plot]


def _moving(lines: list[Series]) -> list[Series]:
    """The lines that change, those that change most first."""

    def spread(line: Series) -> float:
        values = [value for value in line.values if value is not None]
        return max(values) - min(values) if values else 0.0

    return sorted((line for line in lines if spread(line) > 0), key=spread, reverse=True)[:_LINES]


def _scaled(value: int | None) -> float | None:
    return None if value is None else value / _WAD


def before_and_after(trace: Trace) -> list[Row]:
    """What the last step changed in anybody's account."""
    if len(trace.frames) < 2:
        return []
    before, after = trace.frames[-2], trace.frames[-1]
    return [row for name in after.holdings for row in _rows(name, before, after, trace.markets)]


def _rows(name: str, before: Frame, after: Frame, markets: list[str]) -> list[Row]:
    was, is_ = before.holdings[name], after.holdings[name]
    figures = [
        ("collateral", was.collateral, is_.collateral),
        ("equity", was.equity, is_.equity),
        ("initial margin", was.initial_margin, is_.initial_margin),
        ("maintenance margin", was.maintenance_margin, is_.maintenance_margin),
    ]
    rows = [Row(name, title, dollars(a), dollars(b), change(a, b)) for title, a, b in figures if a != b]
    for number, market in enumerate(markets):
        a, b = was.sizes[number], is_.sizes[number]
        if a != b:
            rows.append(Row(name, f"position in {market}", wad(a), wad(b), change(a, b)))
    return rows


def history(runs: tuple[PastRun, ...], verdict: Verdict) -> str:
    """Seconds of the whole run and of each layer over the last runs of the same profile."""
    same = [run for run in runs if run.profile is verdict.profile and not run.interrupted][-_RUNS:]
    layers = list(dict.fromkeys(name for run in same for name in run.layers))
    lines = [Series("all", [run.seconds for run in same])]
    lines += [
        Series(name, [run.layers[name].seconds if name in run.layers else None for run in same]) for name in layers
    ]
    return chart(
        f"Time of the last {len(same)} runs of the profile {verdict.profile}", lines[:_LINES], unit="seconds", first=1
    )


def _cell(mutation: Mutation, bug: int, layer: str) -> str:
    """``killed``, ``other``, ``survived``, ``could-not-run``, or nothing where it was not tried."""
    for cell in mutation.bugs[bug].cells:
        if cell.layer == layer:
            return "other" if cell.outcome is CellOutcome.OTHER else cell.outcome.value
    return ""
