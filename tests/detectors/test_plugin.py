"""The plugin as Slither loads it, and what happens when a detector fails."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from slither import Slither

from slither_detectors import all_detectors, docs, make_plugin
from slither_detectors.analysis.model import ContractModel
from slither_detectors.base import FAILURE_FIELD, Detector, Message
from slither_detectors.detectors.fee_split_dust import FeeSplitDust

from .conftest import CONTRACTS, ROOT, analyse


class Broken(FeeSplitDust):
    ARGUMENT = "broken"

    def find(self, model: ContractModel) -> Iterator[Message]:
        raise ZeroDivisionError("planted")


@pytest.fixture(scope="module")
def small() -> Slither:
    return analyse(CONTRACTS / "fee-split-dust.sol")


def test_plugin_when_loaded_then_gives_detectors_and_no_printers() -> None:
    detectors, printers = make_plugin()
    assert FeeSplitDust in detectors
    assert printers == []


def test_plugin_when_installed_then_is_found_by_its_entry_point() -> None:
    found = [
        e for e in metadata.entry_points(group="slither_analyzer.plugin") if e.value.startswith("slither_detectors")
    ]
    assert {entry.load() for entry in found} == {make_plugin}


def test_run_when_a_detector_raises_then_reports_it_and_keeps_the_others(small: Slither) -> None:
    small.register_detector(Broken)
    small.register_detector(FeeSplitDust)
    broken, sound = small.run_detectors()
    assert [result["additional_fields"] for result in broken] == [{FAILURE_FIELD: "ZeroDivisionError: planted"}]
    assert [result["check"] for result in broken] == ["broken"]
    assert {result["check"] for result in sound} == {"fee-split-dust"}
    assert len(sound) == 5


def test_arguments_when_listed_then_match_the_modules() -> None:
    modules = {path.stem.replace("_", "-") for path in (ROOT / "slither_detectors/detectors").glob("[a-z]*.py")}
    assert {detector.ARGUMENT for detector in all_detectors()} == modules


@pytest.mark.parametrize("name", docs.pages())
def test_page_when_generated_then_is_the_one_in_the_repository(name: str) -> None:
    assert (ROOT / "docs" / "detectors" / name).read_text() == docs.pages()[name], (
        "run python -m slither_detectors.docs"
    )


def test_pages_when_listed_then_none_is_left_over() -> None:
    present = {path.name for path in Path(ROOT / "docs" / "detectors").glob("*.md")}
    assert set(docs.pages()) <= present <= set(docs.pages()) | docs.BY_HAND


def test_id_when_lines_move_then_stays(tmp_path: Path) -> None:
    source = (CONTRACTS / "fee-split-dust.sol").read_text()
    (tmp_path / "tokens.sol").write_text((CONTRACTS / "tokens.sol").read_text())
    ids = []
    for lead in ("", "\n// a line more\n\n"):
        file = tmp_path / "moved.sol"
        file.write_text(lead + source)
        slither = analyse(file)
        slither.register_detector(FeeSplitDust)
        ids.append([result["id"] for result in slither.run_detectors()[0]])
    assert ids[0] == ids[1]
    assert ids[0]


def test_comment_when_it_disables_a_detector_then_the_finding_is_gone(tmp_path: Path) -> None:
    source = (CONTRACTS / "fee-split-dust.sol").read_text()
    (tmp_path / "tokens.sol").write_text((CONTRACTS / "tokens.sol").read_text())
    file = tmp_path / "triaged.sol"
    pay = "    function pay() external {"
    file.write_text(source.replace(pay, f"    // slither-disable-next-line fee-split-dust\n{pay}"))
    slither = analyse(file)
    slither.register_detector(FeeSplitDust)
    assert len(slither.run_detectors()[0]) == 4


def test_detector_when_abstract_then_is_not_registered() -> None:
    assert Detector not in all_detectors()
