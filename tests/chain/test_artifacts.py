"""Reading compiled contracts by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fuzz.chain import Artifact, ArtifactError, Artifacts


def write(folder: Path, file: str, name: str, code: str = "0x6001") -> None:
    path = folder / file / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"abi": [], "bytecode": {"object": code}, "file": file}), "utf-8")


def test_artifact_when_named_then_it_has_its_code(tmp_path: Path) -> None:
    write(tmp_path, "Engine.sol", "Engine")
    artifacts = Artifacts.load(tmp_path)
    assert (artifacts["Engine"].name, artifacts["Engine"].bytecode) == ("Engine", b"\x60\x01")
    assert "Engine" in artifacts
    assert list(artifacts) == ["Engine"]


def test_artifact_when_a_name_is_used_twice_then_the_file_is_needed(tmp_path: Path) -> None:
    write(tmp_path, "A.sol", "Token", "0x01")
    write(tmp_path, "B.sol", "Token", "0x02")
    artifacts = Artifacts.load(tmp_path)
    with pytest.raises(ArtifactError, match=r"name one of A\.sol:Token, B\.sol:Token"):
        _ = artifacts["Token"]
    assert artifacts["B.sol:Token"].bytecode == b"\x02"


def test_artifact_when_missing_then_it_says_to_compile(tmp_path: Path) -> None:
    write(tmp_path, "A.sol", "Token")
    with pytest.raises(ArtifactError, match="no contract Engine"):
        _ = Artifacts.load(tmp_path)["Engine"]
    with pytest.raises(ArtifactError, match="compile first"):
        Artifacts.load(tmp_path / "nothing")


@pytest.mark.parametrize(
    "output",
    [
        {"abi": [], "bytecode": {"object": "0x73__$1234567890abcdef$__"}},
        {"abi": [], "evm": {"bytecode": {"object": "73__$1234567890abcdef$__"}}},
    ],
)
def test_artifact_when_a_library_is_not_linked_then_it_is_refused(output: dict[str, Any]) -> None:
    with pytest.raises(ArtifactError, match="needs a library linked"):
        Artifact.from_output("Linked", output)


def test_artifact_when_abstract_then_it_has_no_code() -> None:
    assert Artifact.from_output("Shape", {"abi": []}).bytecode == b""
