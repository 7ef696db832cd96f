from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gate import compiler
from gate.builds import FOLDER, count_contracts, ensure, in_use
from gate.compiler import Compiler, compiler_message, find_compiler
from gate.results import CouldNotRun
from gate.toolchain import paths

ROOT = Path(__file__).parents[2]
GOOD = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.24;\ncontract Good { uint256 public sum; }\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A tree with our configuration and one contract."""
    root = tmp_path / "project"
    (root / "contracts").mkdir(parents=True)
    shutil.copy(ROOT / "foundry.toml", root)
    (root / "contracts" / "Good.sol").write_text(GOOD)
    return root


@pytest.fixture(scope="module")
def real() -> Compiler:
    return find_compiler()


def test_ensure_then_the_build_is_complete_with_one_build_info_and_its_cache(project: Path, real: Compiler) -> None:
    build = ensure(project, "default", real)
    assert (build.out / "Good.sol" / "Good.json").is_file()
    assert len(list((build.out / "build-info").iterdir())) == 1
    assert build.cache.is_dir()
    assert (build.profile, count_contracts(build)) == ("default", 1)


def test_ensure_when_nothing_changed_then_nothing_is_built_again(project: Path, real: Compiler) -> None:
    first = ensure(project, "default", real)
    stamp = (first.out / "Good.sol" / "Good.json").stat().st_mtime_ns
    assert ensure(project, "default", real) == first
    assert (first.out / "Good.sol" / "Good.json").stat().st_mtime_ns == stamp


def test_ensure_when_a_source_changed_then_it_is_built_in_an_empty_folder(project: Path, real: Compiler) -> None:
    first = ensure(project, "default", real)
    (project / "contracts" / "Good.sol").write_text(GOOD.replace("sum", "total"))
    (project / "contracts" / "Other.sol").write_text(GOOD.replace("Good", "Other"))
    second = ensure(project, "default", real)
    assert second.out != first.out
    assert first.out.is_dir()
    assert count_contracts(second) == 2
    assert len(list((second.out / "build-info").iterdir())) == 1


def test_ensure_when_a_build_was_cut_short_then_it_is_made_again(project: Path, real: Compiler) -> None:
    first = ensure(project, "default", real)
    (first.out.parent / "complete").unlink()
    (first.out / "Good.sol" / "Good.json").unlink()
    assert (ensure(project, "default", real).out / "Good.sol" / "Good.json").is_file()


def test_ensure_when_a_contract_does_not_compile_then_the_compilers_message_with_its_place(
    project: Path, real: Compiler
) -> None:
    (project / "contracts" / "Good.sol").write_text(GOOD.replace("public sum;", "public sum"))
    with pytest.raises(CouldNotRun) as caught:
        ensure(project, "default", real)
    first, _, rest = str(caught.value).partition("\n")
    assert first == "contracts/Good.sol:3:36: Error (2314): Expected ';' but got '}'"
    assert "contract Good { uint256 public sum }" in rest


def test_ensure_when_many_builds_pile_up_then_old_ones_go_but_never_one_that_is_read(
    project: Path, real: Compiler
) -> None:
    held = ensure(project, "default", real)
    with in_use([held]):
        for number in range(7):
            folder = project / FOLDER / "default" / f"old{number}"
            folder.mkdir()
        (project / "contracts" / "Good.sol").write_text(GOOD + "// changed\n")
        newest = ensure(project, "default", real)
    left = {path.name for path in (project / FOLDER / "default").iterdir() if path.is_dir()}
    assert {held.out.parent.name, newest.out.parent.name} <= left
    assert len(left) <= 6


def test_compiler_message_when_forge_itself_fails_then_its_own_line_is_given() -> None:
    text = compiler_message("default", "Some warning\nError: failed to resolve file: contracts/Gone.sol\nmore\n")
    assert text.splitlines()[0] == "the default build failed: Error: failed to resolve file: contracts/Gone.sol"


def test_find_compiler_when_solc_is_unreadable_then_one_line_names_the_mend(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "solc").write_text("#!/bin/sh\n")
    (tmp_path / "solc").chmod(0)
    monkeypatch.setattr(paths, "SOLC", paths.Tool("solc", tmp_path / "solc"))
    with pytest.raises(CouldNotRun) as caught:
        find_compiler()
    assert "solc is not readable" in str(caught.value)
    assert "make setup" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("script", "cause"), [("echo garbage", "garbage"), ("echo broken module >&2; exit 1", "broken module")]
)
def test_find_compiler_when_solc_does_not_answer_then_what_it_said_is_shown(
    script: str, cause: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "solc").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / "solc").chmod(0o755)
    monkeypatch.setattr(paths, "SOLC", paths.Tool("solc", tmp_path / "solc"))
    with pytest.raises(CouldNotRun) as caught:
        find_compiler()
    assert str(caught.value).startswith("the compiler does not work")
    assert cause in str(caught.value)


def test_environment_when_the_users_shell_sets_forge_then_that_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOUNDRY_OPTIMIZER", "false")
    monkeypatch.setenv("DAPP_SRC", "elsewhere")
    given = compiler.environment(FOUNDRY_PROFILE="default")
    assert "FOUNDRY_OPTIMIZER" not in given
    assert "DAPP_SRC" not in given
    assert given["FOUNDRY_PROFILE"] == "default"
    assert Path(given["FOUNDRY_SOLC"]).is_absolute()
