from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fuzz.chain import Artifact
from gate import replay
from gate.cli import app
from gate.toolchain import paths

SOURCE = """
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;
contract Sample {
    error TooEarly();
    event AssertionFailed(uint256 limit);
    uint256 public sum;
    uint256 private immutable start = block.timestamp;
    uint256 public startBlock = block.number;
    address public caller;
    function add(uint256 by) external { sum += by; caller = msg.sender; }
    function claim() external { if (block.timestamp < start + 1000) revert TooEarly(); sum = 10; }
    function wait() external { if (block.number < startBlock + 50) revert TooEarly(); sum = 10; }
    function pay() external payable { sum = msg.value; }
    function assertSmall(uint256 value) external pure { assert(value < 3); }
    function tellSmall(uint256 value) external { if (value >= 3) emit AssertionFailed(3); }
    function echidna_small() external view returns (bool) { return sum < 10; }
    function echidna_reverts() external view returns (bool) { require(sum < 10, "sum is large"); return true; }
    function echidna_caller() external view returns (bool) { return caller != address(0x20000); }
}
"""


@pytest.fixture(scope="module")
def sample() -> Artifact:
    asked = {
        "language": "Solidity",
        "sources": {"Sample.sol": {"content": SOURCE}},
        "settings": {"evmVersion": "paris", "outputSelection": {"*": {"*": ["abi", "evm.bytecode.object"]}}},
    }
    done = subprocess.run(
        [paths.solc(), "--standard-json"], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    return Artifact.from_output("Sample", json.loads(done.stdout)["contracts"]["Sample.sol"]["Sample"])


@pytest.fixture
def replayed(tree: Path, sample: Artifact, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Replay calls on ``Sample``: (function, arguments…) each, with further fields of the call as a last dict."""
    monkeypatch.chdir(tree)
    monkeypatch.setattr(replay, "_find_artifact", lambda _root, _name: ("default", sample))

    def run(*calls: tuple[object, ...], check: str | None = None, options: tuple[str, ...] = ()) -> Result:
        data = {
            "kind": "calls",
            "property": "FC-01",
            "engine": "echidna",
            "contract": "Sample",
            "calls": [_call(*call) for call in calls],
            "check": check,
        }
        (tree / "found.json").write_text(json.dumps(data))
        return CliRunner().invoke(app, ["replay", "found.json", *options], catch_exceptions=False)

    return run


def _call(function: object, *rest: object) -> dict[str, object]:
    fields = rest[-1] if rest and isinstance(rest[-1], dict) else {}
    arguments = [value for value in rest if not isinstance(value, dict)]
    return {"function": function, "arguments": arguments, "sender": f"0x{0x10000:040x}", **fields}


def test_replay_when_the_property_becomes_false_then_exit_1_with_the_steps(replayed: Callable[..., Result]) -> None:
    done = replayed(("add(uint256)", 4), ("add(uint256)", 6), check="echidna_small()")
    assert done.exit_code == 1
    assert "2. add(6) by 0x0000000000000000000000000000000000010000 -> ok" in done.output
    assert done.output.rstrip().endswith("FC-01 is broken: echidna_small() is false")


def test_replay_when_the_property_holds_then_exit_0(replayed: Callable[..., Result]) -> None:
    done = replayed(("add(uint256)", 4), check="echidna_small()")
    assert done.exit_code == 0
    assert "FC-01 holds" in done.output


def test_replay_when_the_property_reverts_then_exit_1_with_the_reason(replayed: Callable[..., Result]) -> None:
    done = replayed(("add(uint256)", 10), check="echidna_reverts()")
    assert done.exit_code == 1
    assert "sum is large" in done.output


def test_replay_when_a_call_reverts_but_a_check_decides_then_the_revert_is_only_shown(
    replayed: Callable[..., Result],
) -> None:
    done = replayed(("claim()",), check="echidna_small()")
    assert done.exit_code == 0
    assert "claim() by" in done.output
    assert "reverted: TooEarly()" in done.output


@pytest.mark.parametrize("call", [("assertSmall(uint256)", 3), ("tellSmall(uint256)", 3), ("claim()",)])
def test_replay_without_check_when_the_last_call_fails_then_exit_1(
    call: tuple[object, ...], replayed: Callable[..., Result]
) -> None:
    assert replayed(("add(uint256)", 1), call).exit_code == 1


@pytest.mark.parametrize("call", [("assertSmall(uint256)", 2), ("tellSmall(uint256)", 2)])
def test_replay_without_check_when_nothing_fails_then_exit_0(
    call: tuple[object, ...], replayed: Callable[..., Result]
) -> None:
    assert replayed(("claim()",), call).exit_code == 0


def test_replay_when_an_assertion_fails_before_the_check_then_exit_1(replayed: Callable[..., Result]) -> None:
    assert replayed(("assertSmall(uint256)", 3), check="echidna_small()").exit_code == 1


@pytest.mark.parametrize(("seconds", "status"), [(998, 0), (1000, 1)], ids=["a moment too early", "after the delay"])
def test_replay_when_a_delay_is_needed_then_the_call_is_made_at_that_time(
    seconds: int, status: int, replayed: Callable[..., Result]
) -> None:
    assert replayed(("claim()", {"delay_seconds": seconds}), check="echidna_small()").exit_code == status


@pytest.mark.parametrize(("blocks", "status"), [(49, 0), (50, 1)])
def test_replay_when_blocks_must_pass_then_the_call_is_made_in_that_block(
    blocks: int, status: int, replayed: Callable[..., Result]
) -> None:
    assert replayed(("wait()", {"delay_blocks": blocks}), check="echidna_small()").exit_code == status


def test_replay_when_a_sender_or_a_value_is_given_then_it_is_used(replayed: Callable[..., Result]) -> None:
    sender = {"sender": f"0x{0x20000:040x}"}
    assert replayed(("add(uint256)", 1, sender), check="echidna_caller()").exit_code == 1
    assert replayed(("pay()", {"value": 10}), check="echidna_small()").exit_code == 1


@pytest.mark.parametrize(
    ("calls", "cause"),
    [
        ([("gone(uint256)", 1)], "gone"),
        ([("add(uint256)", "many")], "many"),
        ([("add(uint256)", -1)], "-1"),
    ],
)
def test_replay_when_a_call_does_not_fit_the_contract_then_exit_2_and_says_so(
    calls: list[tuple[object, ...]], cause: str, replayed: Callable[..., Result]
) -> None:
    done = replayed(*calls)
    assert done.exit_code == 2
    assert cause in done.stderr


@pytest.fixture
def forge_test(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Run an exported test beside ``Sample`` in a project of its own."""
    project = tmp_path / "project"
    (project / "src").mkdir(parents=True)
    (project / "src/Sample.sol").write_text(SOURCE)
    (project / "foundry.toml").write_text(f'[profile.default]\nsolc = "{paths.solc()}"\noffline = true\ntest = "src"\n')

    def run(text: str) -> subprocess.CompletedProcess[str]:
        (project / "src/Found.t.sol").write_text(text)
        call = [paths.forge(), "test", "--root", project]
        return subprocess.run(call, capture_output=True, text=True, check=False)

    return run


@pytest.mark.parametrize(
    ("calls", "check", "broken"),
    [
        ([("add(uint256)", 4), ("add(uint256)", 6)], "echidna_small()", True),
        ([("add(uint256)", 4)], "echidna_small()", False),
        ([("add(uint256)", 10)], "echidna_reverts()", True),
        ([("claim()", {"delay_seconds": 998})], "echidna_small()", False),
        ([("claim()", {"delay_seconds": 1000})], "echidna_small()", True),
        ([("wait()", {"delay_blocks": 50})], "echidna_small()", True),
        ([("add(uint256)", 1, {"sender": f"0x{0x20000:040x}"})], "echidna_caller()", True),
        ([("pay()", {"value": 10})], "echidna_small()", True),
        ([("assertSmall(uint256)", 3)], None, True),
        ([("assertSmall(uint256)", 2)], None, False),
    ],
)
def test_export_to_foundry_then_the_test_fails_exactly_where_the_property_is_broken(
    calls: list[tuple[object, ...]],
    check: str | None,
    broken: bool,
    replayed: Callable[..., Result],
    forge_test: Callable[[str], subprocess.CompletedProcess[str]],
) -> None:
    exported = replayed(*calls, check=check, options=("--export", "foundry"))
    assert exported.exit_code == 0, exported.stderr
    ran = forge_test(exported.stdout)
    assert ran.returncode == (1 if broken else 0), ran.stdout + ran.stderr
    assert ("FC-01 is broken" in ran.stdout) == broken


def test_export_when_the_form_is_another_kinds_then_exit_2_and_the_right_one_is_named(
    replayed: Callable[..., Result],
) -> None:
    done = replayed(("add(uint256)", 4), options=("--export", "pytest"))
    assert done.exit_code == 2
    assert "export it as foundry" in done.stderr


@pytest.mark.parametrize(
    ("text", "cause"), [("not json", "is not JSON"), ("{}", "is no counterexample"), (None, "No such file")]
)
def test_replay_when_the_file_is_unusable_then_exit_2_and_says_so(
    text: str | None, cause: str, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree)
    if text is not None:
        (tree / "bad.json").write_text(text)
    done = CliRunner().invoke(app, ["replay", "bad.json"], catch_exceptions=False)
    assert done.exit_code == 2
    assert cause in done.stderr
