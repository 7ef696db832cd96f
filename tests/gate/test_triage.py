from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gate.triage import Triage, TriageError, load_triage

ENTRY = """
[[accepted]]
fingerprint = "0123456789abcdef"
owner = "ana"
reason = "the market is not listed yet"
expires = 2027-01-31
"""


def load(tmp_path: Path, text: str) -> Triage:
    (tmp_path / "triage.toml").write_text(text)
    return load_triage(tmp_path / "triage.toml")


def test_load_when_there_is_no_file_then_nothing_is_accepted(tmp_path: Path) -> None:
    assert load_triage(tmp_path / "triage.toml").accepted == ()


@pytest.mark.parametrize(
    ("day", "live", "expired"), [(date(2027, 1, 31), 1, 0), (date(2027, 2, 1), 0, 1)], ids=["last day", "day after"]
)
def test_an_entry_holds_to_the_end_of_its_day(tmp_path: Path, day: date, live: int, expired: int) -> None:
    triage = load(tmp_path, ENTRY)
    assert (len(triage.live(day)), len(triage.expired(day))) == (live, expired)


def test_unused_then_it_names_entries_that_no_finding_needs(tmp_path: Path) -> None:
    triage = load(tmp_path, ENTRY)
    assert triage.unused({"0123456789abcdef"}) == []
    assert [entry.owner for entry in triage.unused(set())] == ["ana"]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("[[accepted]\n", "is not TOML"),
        (ENTRY.replace('owner = "ana"\n', ""), "owner: Field required"),
        (ENTRY.replace("2027-01-31", '"soon"'), "expires"),
        (ENTRY.replace("the market is not listed yet", "fine"), "at least 10 characters"),
        (ENTRY.replace("0123456789abcdef", "0123"), "fingerprint"),
        (ENTRY + 'until = "ever"\n', "until: Extra inputs are not permitted"),
        (ENTRY + ENTRY, "accepts 0123456789abcdef more than once"),
    ],
)
def test_load_when_the_file_is_wrong_then_the_error_names_the_entry(tmp_path: Path, text: str, cause: str) -> None:
    with pytest.raises(TriageError, match=cause):
        load(tmp_path, text)
