"""Functions that no handler reaches: each is reached, listed with a reason, or said."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.coverage import ContractCoverage, Coverage, FunctionCoverage
from gate.unreached import LIST, Known, UnreachedError, load_list, unlisted

FILE = "contracts/v2/Vault.sol"


def coverage(**calls: int) -> Coverage:
    functions = [FunctionCoverage(name=name, calls=count, lines=1, hit=min(count, 1)) for name, count in calls.items()]
    return Coverage(
        contracts=[ContractCoverage(file=FILE, lines=1, hit=1, branches=0, branches_hit=0, functions=functions)]
    )


def known(*names: str) -> tuple[Known, ...]:
    return (Known(file=FILE, functions=names, reason="only clients ask for it"),) if names else ()


def test_unlisted_when_a_function_is_not_reached_then_it_is_named_with_its_file() -> None:
    assert list(unlisted(coverage(deposit=3, sweep=0), known())) == [
        f"{FILE}: no handler reaches sweep: call it from one, or list it with a reason in {LIST}"
    ]


def test_unlisted_when_it_is_listed_or_reached_then_nothing_is_said() -> None:
    assert list(unlisted(coverage(deposit=3, sweep=0), known("sweep", "deposit"))) == []


def test_unlisted_when_a_listed_function_is_gone_then_the_entry_is_named() -> None:
    assert list(unlisted(coverage(deposit=3), known("sweep"))) == [
        f"{LIST}: {FILE} has no function sweep: take it off the list"
    ]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (None, "can't be read"),
        ("[[unreached]", "is not TOML"),
        ('[[unreached]]\nfile = "a"\nfunctions = ["b"]', "reason"),
        ('[[unreached]]\nfile = "a"\nfunctions = []\nreason = "only clients ask"', "functions"),
    ],
)
def test_list_when_it_is_unusable_then_the_entry_is_named(text: str | None, cause: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / LIST).parent.mkdir()
        (tmp_path / LIST).write_text(text)
    with pytest.raises(UnreachedError, match=cause):
        load_list(tmp_path)
