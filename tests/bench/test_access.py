"""Who may call what is read from the code, and the page that says so is the code's."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gate.access import page
from gate.access.page import Access
from gate.access.roles import role_of
from gate.access.syntax import Trees
from gate.cli import app
from gate.compiler import find_compiler

EXAMPLE = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;
abstract contract Owned {
    address internal _owner;
    error OwnableUnauthorizedAccount(address caller);
    error NotThem();
    error NotGuardian(address caller);
    modifier onlyOwner() { _check(); _; }
    function _check() internal view virtual {
        if (_owner != _msgSender()) revert OwnableUnauthorizedAccount(msg.sender);
    }
    function _msgSender() internal view returns (address) { return msg.sender; }
    function _hook() internal virtual;
}
contract Example is Owned {
    uint256 public value;
    function free() external { ++value; }
    function own() external onlyOwner { ++value; }
    function deep() external { _hook(); }
    function local() external { address sender = _msgSender(); if (_owner != sender) revert NotThem(); ++value; }
    function equal(address other) external { if (other == msg.sender) revert NotThem(); ++value; }
    function either() external { if (value != 1 && msg.sender != _owner) revert NotGuardian(msg.sender); ++value; }
    function asked() external { if (!_may(1, msg.sender)) revert NotThem(); ++value; }
    function other() external { if (msg.sender != _owner) ++value; }
    function outside() external { this.own(); }
    function look() external view returns (uint256) { return value; }
    function _may(uint256 what, address who) private view returns (bool) { return what == value || who == _owner; }
    function _hook() internal override onlyOwner { ++value; }
}
"""


@pytest.fixture(scope="module")
def trees() -> Trees:
    request = {
        "language": "Solidity",
        "sources": {"contracts/Example.sol": {"content": EXAMPLE}},
        "settings": {"outputSelection": {"*": {"": ["ast"]}}},
    }
    done = subprocess.run(
        [find_compiler().solc, "--standard-json"], input=json.dumps(request), capture_output=True, text=True, check=True
    )
    return Trees([json.loads(done.stdout)["sources"]["contracts/Example.sol"]["ast"]])


@pytest.fixture(scope="module")
def current(out: Path) -> Access:
    return page.read(out)


@pytest.mark.parametrize(
    ("function", "role"),
    [
        ("free", "anybody"),
        ("own", "owner"),
        ("deep", "owner"),
        ("local", "passes `NotThem`"),
        ("equal", "anybody"),
        ("either", "guardian, owner"),
        ("asked", "passes `NotThem`"),
        ("other", "anybody"),
        ("outside", "anybody"),
    ],
)
def test_role_when_the_code_checks_the_caller_then_found_however_deep(trees: Trees, function: str, role: str) -> None:
    contract = trees.contracts["Example"]
    assert role_of(trees.entry_points(contract)[function], contract, trees) == role


def test_entry_points_when_listed_then_without_what_only_reads(trees: Trees) -> None:
    names = set(trees.entry_points(trees.contracts["Example"]))
    assert names == {"free", "own", "deep", "local", "equal", "either", "asked", "other", "outside"}


def test_page_when_the_contracts_are_built_then_current(root: Path, current: Access) -> None:
    kept = (root / page.PAGE).read_text("utf-8")
    assert kept == page.as_text(current), "run `proofbook bench access --write` and read what has changed"


@pytest.mark.parametrize(
    ("contract", "role", "function"),
    [
        ("Vault", "owner", "setCooldown"),
        ("Vault", "allocator", "allocate"),
        ("Vault", "whose request it is", "withdraw"),
        ("Vault", "anybody", "settleRequests"),
        ("InsuranceFund", "engine", "cover"),
        ("InsuranceFund", "guardian, owner", "cancelWithdrawal"),
        ("PerpEngineV2", "owner", "upgradeToAndCall"),
        ("PerpEngineV2", "order book", "settle"),
        ("PerpEngineV2", "owner", "listMarket"),
        ("ProofbookTimelock", "proposer", "schedule"),
        ("ProofbookTimelock", "the contract itself", "updateDelay"),
    ],
)
def test_access_when_read_then_as_meant(current: Access, contract: str, role: str, function: str) -> None:
    assert function in current[contract][role]


def test_command_when_asked_then_the_page_alone_is_printed(
    root: Path, current: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    done = CliRunner().invoke(app, ["bench", "access"], catch_exceptions=False)
    assert (done.exit_code, done.stdout) == (0, page.as_text(current))
