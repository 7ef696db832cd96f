"""The solc command over the npm compiler."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from crytic_compile import CryticCompile

from gate.toolchain import paths

SOLC = paths.ROOT / "gate" / "toolchain" / "bin" / "solc"
HEADER = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.24;\n"
LIMIT_SECONDS = 60


def run(*arguments: str | Path, text: str = "", folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SOLC), *map(str, arguments)], input=text, capture_output=True, text=True, cwd=folder, timeout=LIMIT_SECONDS
    )


def standard(sources: dict[str, Any], *arguments: str | Path, folder: Path | None = None) -> dict[str, Any]:
    settings = {"evmVersion": "paris", "outputSelection": {"*": {"*": ["abi", "evm.bytecode.object"]}}}
    text = json.dumps({"language": "Solidity", "sources": sources, "settings": settings})
    finished = run("--standard-json", *arguments, text=text, folder=folder)
    assert finished.returncode == 0, finished.stderr
    output: dict[str, Any] = json.loads(finished.stdout)
    return output


def messages(output: dict[str, Any]) -> str:
    return "\n".join(error["formattedMessage"] for error in output.get("errors", []))


def test_version_when_asked_then_it_reads_like_the_native_command() -> None:
    finished = run("--version")

    assert finished.returncode == 0
    title, version = finished.stdout.splitlines()
    assert title == "solc, the solidity compiler commandline interface"
    assert version.startswith("Version: 0.8.28+commit.")


def test_standard_json_when_the_source_is_good_then_it_has_bytecode() -> None:
    output = standard({"A.sol": {"content": HEADER + "contract A { uint256 public n; }"}})

    assert output["contracts"]["A.sol"]["A"]["evm"]["bytecode"]["object"].startswith("60")


def test_standard_json_when_the_source_is_wrong_then_the_error_is_in_the_output_and_the_status_is_0() -> None:
    output = standard({"A.sol": {"content": HEADER + "contract A { uint256 }"}})

    assert "ParserError: Expected identifier" in messages(output)


def test_standard_json_when_the_input_is_not_json_then_the_compiler_says_so() -> None:
    output = json.loads(run("--standard-json", text="{").stdout)

    assert output["errors"][0]["type"] == "JSONError"


def test_standard_json_when_a_source_is_given_by_url_then_it_is_read_below_the_base_path(tmp_path: Path) -> None:
    (tmp_path / "A.sol").write_text(HEADER + "contract A {}")

    output = standard({"A.sol": {"urls": ["A.sol"]}}, "--base-path", tmp_path)

    assert list(output["contracts"]["A.sol"]) == ["A"]


def test_standard_json_when_an_import_lies_in_an_include_path_then_it_is_found(tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "B.sol").write_text(HEADER + "contract B {}")
    (tmp_path / "base").mkdir()
    source = {"A.sol": {"content": HEADER + 'import {B} from "B.sol"; contract A is B {}'}}

    output = standard(source, "--base-path", tmp_path / "base", "--include-path", tmp_path / "library")

    assert sorted(output["contracts"]) == ["A.sol", "B.sol"]


def test_standard_json_when_an_import_is_in_two_places_then_it_is_refused_as_ambiguous(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "B.sol").write_text(HEADER + "contract B {}")
    source = {"A.sol": {"content": HEADER + 'import {B} from "B.sol"; contract A is B {}'}}

    output = standard(source, "--base-path", tmp_path / "one", "--include-path", tmp_path / "two")

    assert "Ambiguous import" in messages(output)


@pytest.mark.parametrize("allowed", [False, True])
def test_standard_json_when_an_import_leaves_the_allowed_paths_then_it_is_refused(
    tmp_path: Path, allowed: bool
) -> None:
    outside = tmp_path / "outside" / "B.sol"
    outside.parent.mkdir()
    outside.write_text(HEADER + "contract B {}")
    (tmp_path / "base").mkdir()
    source = {"A.sol": {"content": HEADER + f'import {{B}} from "{outside}"; contract A is B {{}}'}}
    allow = ["--allow-paths", f"/nowhere,{outside.parent}"] if allowed else []

    output = standard(source, "--base-path", tmp_path / "base", *allow)

    assert ("outside of allowed directories" in messages(output)) is not allowed
    assert ("contracts" in output and "A.sol" in output["contracts"]) is allowed


def test_standard_json_when_the_output_is_larger_than_a_pipe_then_nothing_is_cut_off() -> None:
    contracts = "".join(f"contract C{i} {{ mapping(uint256 => uint256) public values{i}; }}\n" for i in range(150))
    settings = {"outputSelection": {"*": {"*": ["*"], "": ["ast"]}}}
    text = json.dumps(
        {"language": "Solidity", "sources": {"A.sol": {"content": HEADER + contracts}}, "settings": settings}
    )
    reading, writing = os.pipe()
    # A pipe that refuses to wait: a write that is not repeated, or an exit before its end, loses the rest.
    os.set_blocking(writing, False)
    with subprocess.Popen([SOLC, "--standard-json"], stdin=subprocess.PIPE, stdout=writing, text=True) as process:
        os.close(writing)
        assert process.stdin is not None
        process.stdin.write(text)
        process.stdin.close()
        with os.fdopen(reading) as stream:
            output = stream.read()

    assert len(output) > 20 * 65536
    assert len(json.loads(output)["contracts"]["A.sol"]) == 150


def test_combined_json_when_crytic_compile_runs_it_then_contracts_imports_and_remappings_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "B.sol").write_text(HEADER + "contract B { function one() external {} }")
    (tmp_path / "A.sol").write_text(HEADER + 'import {B} from "@lib/B.sol";\ncontract A is B { uint256 public n; }')
    monkeypatch.chdir(tmp_path)

    compiled = CryticCompile(
        "A.sol",
        solc=str(SOLC),
        solc_remaps="@lib/=library/",
        solc_args="--optimize --optimize-runs 200 --evm-version paris",
    )

    unit = next(iter(compiled.compilation_units.values()))
    names = {name for source in unit.source_units.values() for name in source.contracts_names}
    assert names == {"A", "B"}
    assert {Path(name.absolute).name for name in unit.source_units} == {"A.sol", "B.sol"}


def test_combined_json_when_the_fork_is_given_then_the_code_is_for_it(tmp_path: Path) -> None:
    (tmp_path / "A.sol").write_text(
        HEADER + "contract A { function f() external view returns (uint256) { return block.basefee; } }"
    )
    push0_prefix = {"paris": "6080604052348015600f57600080fd5b", "cancun": "6080604052348015600e575f5ffd5b"}

    for fork, prefix in push0_prefix.items():
        finished = run("A.sol", "--combined-json", "bin", "--optimize", "--evm-version", fork, folder=tmp_path)
        code = json.loads(finished.stdout)["contracts"]["A.sol:A"]["bin"]
        assert code.startswith(prefix)


def test_combined_json_when_the_source_is_wrong_then_the_message_is_on_stderr_and_the_status_is_1(
    tmp_path: Path,
) -> None:
    (tmp_path / "A.sol").write_text(HEADER + "contract A {")

    finished = run("A.sol", "--combined-json", "abi", folder=tmp_path)

    assert (finished.returncode, finished.stdout) == (1, "")
    assert "ParserError" in finished.stderr
    assert "A.sol:3:13" in finished.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--gas"], "option --gas is not supported"),
        (["--evm-version"], "--evm-version needs a value"),
        (["A.sol"], "nothing to do"),
        (["--combined-json", "abi"], "--combined-json needs a source file"),
        (["--combined-json", "abi,asm", "A.sol"], "--combined-json does not know asm"),
        (["--combined-json", "abi", "Missing.sol"], "cannot read Missing.sol"),
        (["--combined-json", "abi", "--optimize-runs", "many", "A.sol"], "--optimize-runs many is not a number"),
        (["--standard-json", "missing.json"], "cannot read missing.json"),
    ],
)
def test_command_when_it_is_called_wrongly_then_one_line_says_how(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "A.sol").write_text(HEADER + "contract A {}")

    finished = run(*arguments, folder=tmp_path)

    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith("solc: ")
    assert message in finished.stderr
    assert len(finished.stderr.splitlines()) == 1


def test_command_when_the_npm_package_is_not_installed_then_one_line_names_the_mend(tmp_path: Path) -> None:
    for folder in ("bin", "solc"):
        shutil.copytree(SOLC.parent.parent / folder, tmp_path / folder)

    finished = subprocess.run(
        [tmp_path / "bin" / "solc", "--version"], capture_output=True, text=True, timeout=LIMIT_SECONDS
    )

    assert finished.returncode == 1
    assert "run `make setup`" in finished.stderr
    assert len(finished.stderr.splitlines()) == 1


def test_compiler_when_it_is_loaded_then_it_leaves_no_listeners_behind() -> None:
    code = """
        const { loadCompiler } = require("./gate/toolchain/solc/compiler");
        loadCompiler();
        console.log(process.listenerCount("uncaughtException"), process.listenerCount("unhandledRejection"));
    """

    finished = subprocess.run(
        ["node", "-e", code], cwd=paths.ROOT, capture_output=True, text=True, timeout=LIMIT_SECONDS
    )

    assert finished.stdout.split() == ["0", "0"]
