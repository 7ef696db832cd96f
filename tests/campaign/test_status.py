from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gate.campaign.nights import EngineNight, Night
from gate.campaign.status import MARKDOWN_FILE, REPORT_FILE, STATUS_FILE, Standing, line, write_report, write_status
from gate.findings import merge
from gate.reports.plots import Series, chart
from gate.results import Finding

FOUND = merge(
    [
        Finding(
            layer="machines",
            rule="FC-01",
            title="Fees are <conserved>",
            severity="high",
            contract="PerpEngineV2",
            function="payFees",
            message="charged 7",
            steps=("deposit", "pay <fees>"),
            replay="proofbook replay x.json",
        )
    ]
)


def standing(left: float | None) -> Standing:
    engine = EngineNight(slices=3, calls=12_345, seconds=51, engine_seconds=50, waited=52, coverage=321)
    night = Night(
        started="2026-11-23T22:00:00+00:00",
        seconds=3700,
        interrupted=False,
        engines={"machines": engine, "foundry": engine},
        new=[FOUND[0].fingerprint],
        known=[],
    )
    return Standing(
        night=night,
        left=left,
        running=["machines-0-000001"],
        workers=2,
        findings=FOUND,
        setbacks=["machines made 50 calls a second, 100 before"],
        notes=["an entry was set aside"],
        before=[night, night],
        plots=[chart("What machines reached", [Series("machines", [1.0, 2.0, 5.0])])],
    )


def test_pages_when_opened_on_phone_and_desktop_then_no_error_no_request_and_nothing_sticks_out(
    tmp_path: Path, browse: Callable[..., Any]
) -> None:
    write_status(tmp_path, standing(left=90.0))
    write_report(tmp_path, standing(left=None))
    pages = browse((tmp_path / STATUS_FILE).as_uri(), (tmp_path / REPORT_FILE).as_uri())
    for page in pages:
        assert page.errors == []
        assert {request for request in page.requests if not request.startswith("data:")} == {page.url}
        assert page.overflow <= 0
        for said in ("FC-01 in PerpEngineV2.payFees", "pay <fees>", "12,345", "an entry was set aside", "100 before"):
            assert said in page.text
        assert page.figures == 1
    assert "90 s left" not in (tmp_path / REPORT_FILE).read_text()
    assert 'http-equiv="refresh"' in (tmp_path / STATUS_FILE).read_text()
    assert 'http-equiv="refresh"' not in (tmp_path / REPORT_FILE).read_text()


def test_report_in_markdown_then_it_has_the_figures_the_findings_and_the_nights_before(tmp_path: Path) -> None:
    write_report(tmp_path, standing(left=None))
    text = (tmp_path / MARKDOWN_FILE).read_text()
    assert "| machines | 12,345 | 247 | 321 | 3 | 3.8 % |" in text
    assert "### FC-01 in PerpEngineV2.payFees (new, high)" in text
    assert "1. `pay <fees>`" in text
    assert "**Worse than the nights before:** machines made 50 calls a second, 100 before" in text
    table = [row for row in text.splitlines() if row.startswith("|")]
    assert len({row.count("|") for row in table[-3:]}) == 1, table


def test_line_then_it_says_how_it_stands_in_one_line() -> None:
    said = line(standing(left=90.0))
    assert said.startswith("Running: 1 new finding in 24,690 calls and 62 min, 90 s left. machines 12,345 calls, 247/s")
