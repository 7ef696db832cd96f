"""Compiled contracts by name, read from Foundry's output folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from fuzz.chain.abi import Interface


class ArtifactError(Exception):
    """A contract has no usable build: not compiled, compiled twice under one name, or not linked."""


@dataclass(frozen=True, eq=False)
class Artifact:
    """One compiled contract: its name, its ABI and its creation code (empty for interfaces and abstract contracts)."""

    name: str
    abi: list[dict[str, Any]]
    bytecode: bytes

    @cached_property
    def interface(self) -> Interface:
        """Return the ABI's compiled encoders and decoders."""
        return Interface(self.abi)

    @classmethod
    def from_output(cls, name: str, output: Mapping[str, Any]) -> Artifact:
        """Take one contract of a compiler's output, in Foundry's form or solc's own (``evm.bytecode``).

        Raises ArtifactError when the code still has a library to link.
        """
        section = output["bytecode"] if "bytecode" in output else output.get("evm", {}).get("bytecode", {})
        text = str(section.get("object", "")).removeprefix("0x")
        if "__$" in text:
            raise ArtifactError(f"{name} needs a library linked, which is not done here")
        return cls(name, output["abi"], bytes.fromhex(text))


class Artifacts(Mapping[str, Artifact]):
    """The contracts of one build: ``artifacts["PerpEngineV2"]``, or ``["File.sol:Name"]`` for a name used twice.

    A file is read when its contract is first asked for. Looking up raises ArtifactError, never KeyError alone.
    """

    def __init__(self, paths: Mapping[str, tuple[Path, ...]], folder: Path) -> None:
        self._paths = paths
        self._folder = folder
        self._loaded: dict[Path, Artifact] = {}

    @classmethod
    def load(cls, folder: Path) -> Artifacts:
        """Index Foundry's output folder (``build/out``). Raises ArtifactError when nothing has been compiled there."""
        paths: dict[str, tuple[Path, ...]] = {}
        for path in sorted(folder.glob("**/*.sol/*.json")):
            paths[path.stem] = (*paths.get(path.stem, ()), path)
        if not paths:
            raise ArtifactError(f"no compiled contract under {folder}; compile first")
        return cls(paths, folder)

    def __getitem__(self, name: str) -> Artifact:
        file, _, contract = name.rpartition(":")
        candidates = [path for path in self._paths.get(contract, ()) if not file or path.parent.name == Path(file).name]
        if not candidates:
            raise ArtifactError(f"no contract {name} under {self._folder}; compile first, or mend the name")
        if len(candidates) > 1:
            options = ", ".join(f"{path.parent.name}:{contract}" for path in candidates)
            raise ArtifactError(f"several contracts are called {contract}: name one of {options}")
        path = candidates[0]
        if path not in self._loaded:
            self._loaded[path] = Artifact.from_output(contract, json.loads(path.read_text("utf-8")))
        return self._loaded[path]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.rpartition(":")[2] in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)
