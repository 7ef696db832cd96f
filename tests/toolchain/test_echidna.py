"""Echidna's own Slither, and the two together with the real compiler."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from gate.toolchain import paths
from tests.toolchain.conftest import MakeScript

FILTER = paths.ROOT / "gate" / "toolchain" / "echidna_path" / "slither"
PRINTER = ["--print", "echidna", "--json", "-"]
LIMIT_SECONDS = 120


def filtered(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(FILTER.parent), str(tmp_path / "on-path"), os.environ["PATH"]])
    return subprocess.run(
        ["slither", *arguments], env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=LIMIT_SECONDS
    )


def fake_slither(script: MakeScript, tmp_path: Path, information: object, status: int = 0) -> None:
    output = tmp_path / "output.json"
    output.write_text(
        json.dumps({"success": True, "results": {"printers": [{"description": json.dumps(information)}]}})
    )
    script(
        tmp_path / "on-path" / "slither",
        f'echo "$@" > {tmp_path}/arguments; cat {output}; echo said >&2; exit {status}',
    )


def test_filter_when_the_printer_lists_nodes_then_echidna_gets_functions(tmp_path: Path, script: MakeScript) -> None:
    information = {"payable": {"T": []}, "assert": {"T": {"set(uint256)": [{"start": 1}], "get()": []}, "U": {}}}
    fake_slither(script, tmp_path, information)

    finished = filtered(tmp_path, ".", *PRINTER)

    printed = json.loads(json.loads(finished.stdout)["results"]["printers"][0]["description"])
    assert printed == {"payable": {"T": []}, "assert": {"T": ["set(uint256)", "get()"], "U": []}}
    assert (finished.returncode, finished.stderr) == (0, "said\n")
    assert (tmp_path / "arguments").read_text().split() == [".", *PRINTER]


def test_filter_when_another_command_is_called_then_it_goes_through_unchanged(
    tmp_path: Path, script: MakeScript
) -> None:
    fake_slither(script, tmp_path, {"assert": {"T": {"f()": []}}}, status=7)

    finished = filtered(tmp_path, ".", "--json", "-")

    assert json.loads(json.loads(finished.stdout)["results"]["printers"][0]["description"]) == {
        "assert": {"T": {"f()": []}}
    }
    assert finished.returncode == 7


def test_filter_when_slither_fails_then_echidna_sees_its_status_and_words(tmp_path: Path, script: MakeScript) -> None:
    script(tmp_path / "on-path" / "slither", "echo half; echo broken plugin >&2; exit 1")

    finished = filtered(tmp_path, ".", *PRINTER)

    assert (finished.returncode, finished.stdout, finished.stderr) == (1, "half\n", "broken plugin\n")


@pytest.mark.slow
def test_echidna_when_a_contract_asserts_then_it_finds_what_breaks_and_passes_what_holds(tmp_path: Path) -> None:
    (tmp_path / "T.sol").write_text(
        """// SPDX-License-Identifier: MIT
        pragma solidity ^0.8.24;
        contract T {
            uint256 internal n;
            function set(uint256 x) external { n = x; assert(x != 1234567); }
            function echidna_small() external view returns (bool) { return n != 77777; }
            function echidna_holds() external pure returns (bool) { return true; }
        }"""
    )
    (tmp_path / "echidna.yaml").write_text(
        'testLimit: 3000\nseed: 1\nformat: text\nsolcArgs: "--optimize --evm-version paris"\n'
    )

    def campaign(mode: str) -> str:
        command = [paths.echidna(), "T.sol", "--contract", "T", "--config", "echidna.yaml", "--test-mode", mode]
        environment = paths.environment()
        finished = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS
        )
        return finished.stdout + finished.stderr

    properties = campaign("property")
    assert "echidna_holds:  passed!" in properties
    assert "echidna_small: failed!" in properties
    assert "set(77777)" in properties
    # The assertion is only looked for where the printer's `assert` field reached Echidna.
    assert "set(1234567)" in campaign("assertion")
