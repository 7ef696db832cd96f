"""The end of a run as text: the table, what could not run and why, the findings, and the sentence."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gate.display import result_text, style
from gate.findings import MergedFinding, Standing
from gate.results import Canary, LayerResult, LayerStatus
from gate.verdict import Verdict, executed_text
from properties.catalogue import FAMILIES, Catalogue

_PLAIN_WIDTH = 120
_STEPS = 40


def console_for_output() -> Console:
    """A console that is wide enough for the table where nobody set a width."""
    console = Console()
    return console if console.is_terminal else Console(width=_PLAIN_WIDTH)


def plainly(console: Console, text: str) -> None:
    """Print ``text`` as it is: no markup, no colours, no line breaks of our own."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def print_verdict(console: Console, verdict: Verdict, page: Path) -> None:
    """Print ``verdict`` and where its ``page`` is; the sentence comes last."""
    console.print()
    console.print(_table(verdict))
    for layer in verdict.layers:
        if layer.detail:
            console.print(f"\n[bold]{layer.layer}[/] {escape(layer.reason or '')}", soft_wrap=True)
            plainly(console, layer.detail)
    for finding in verdict.findings:
        if finding.counts:
            _print_finding(console, finding)
    _print_triage(console, verdict)
    console.print()
    plainly(console, f"The page: {page.relative_to(Path.cwd()) if page.is_relative_to(Path.cwd()) else page}")
    colour = style(verdict.status)
    console.print(f"[bold {colour}]{escape(verdict.sentence)}[/]", soft_wrap=True, highlight=False)


def _table(verdict: Verdict) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 3, 0, 0))
    table.add_column("layer")
    table.add_column("executed")
    table.add_column("canary")
    table.add_column("time", justify="right")
    table.add_column("result")
    for layer in verdict.layers:
        table.add_row(
            layer.layer,
            executed_text(layer.executed),
            "" if layer.canary is Canary.NONE else layer.canary.value,
            f"{layer.seconds:.1f} s",
            _result(layer),
        )
    table.add_row("", "", "", f"{verdict.seconds:.1f} s", "")
    return table


def _result(layer: LayerResult) -> str:
    text = f"[{style(layer.status)}]{result_text(layer)}[/]{', cached' if layer.cached else ''}"
    if layer.status is LayerStatus.COULD_NOT_RUN:
        text += f": {escape(layer.reason or '')}"
        if layer.findings:
            text += f" (and {len(layer.findings)} findings)"
    return text


def _print_finding(console: Console, finding: MergedFinding) -> None:
    console.print()
    standing = "" if finding.standing is Standing.OPEN else f", {finding.standing}"
    console.print(
        f"[bold red]{escape(finding.rule)}[/] [bold]{escape(finding.place)}[/]  {escape(finding.title)}"
        f"  [dim]{', '.join(finding.layers)}, {finding.severity}{standing}, {finding.fingerprint}[/]",
        highlight=False,
        soft_wrap=True,
    )
    if finding.note:
        console.print(f"  {escape(finding.note)}", highlight=False, soft_wrap=True)
    best, *others = finding.witnesses
    if best.message:
        console.print(f"  {escape(best.message)}", highlight=False, soft_wrap=True)
    for number, step in enumerate(best.steps[:_STEPS], 1):
        plainly(console, f"  {number:>3}. {step}")
    if len(best.steps) > _STEPS:
        plainly(console, f"       and {len(best.steps) - _STEPS} more")
    plainly(console, f"  replay: {best.replay}")
    for witness in others:
        plainly(console, f"  {witness.layer} as well, in {len(witness.steps)} steps: {witness.replay}")
    plainly(console, f"  explain: proofbook explain {finding.fingerprint[:8]}")


def _print_triage(console: Console, verdict: Verdict) -> None:
    for finding in verdict.findings:
        if finding.accepted is not None:
            console.print()
            text = f"{finding.rule} {finding.place} ({finding.fingerprint}) is accepted by {finding.accepted.owner}"
            plainly(console, f"{text} until {finding.accepted.expires}: {finding.accepted.reason}")
    for entry in verdict.triage.expired:
        text = f"triage: the entry {entry.fingerprint} of {entry.owner} expired on {entry.expires}"
        console.print(f"\n[yellow]{text}: mend it, or accept it anew[/]", highlight=False, soft_wrap=True)
    for entry in verdict.triage.unused:
        text = f"triage: no finding needs the entry {entry.fingerprint} of {entry.owner}: remove it"
        console.print(f"\n[yellow]{text}[/]", highlight=False, soft_wrap=True)


def print_catalogue(console: Console, catalogue: Catalogue) -> None:
    """Print all properties, by family."""
    for family, name in FAMILIES.items():
        entries = [entry for entry in catalogue.properties if entry.family == family]
        if not entries:
            continue
        console.print(f"\n[bold]{family}[/] {name}")
        for entry in entries:
            console.print(f"  [bold]{entry.id}[/] {escape(entry.sentence)}", highlight=False, soft_wrap=True)
            console.print(f"        {escape(entry.formula)}", highlight=False, soft_wrap=True)
            bugs = f"; broken by {', '.join(entry.bugs)}" if entry.bugs else ""
            checked = f"{entry.severity.value}; checked by {', '.join(entry.layers)}{bugs}"
            console.print(f"        [dim]{escape(checked)}[/]", highlight=False, soft_wrap=True)
