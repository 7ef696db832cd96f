"""Checks run with concrete arguments on the in-process chain: the same bytecode that the provers explore."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fuzz.chain import Artifact, ArtifactError, Artifacts, open_chain
from properties.proofs.catalogue import Proof, Statement

CODE_SIZE_LIMIT = 2**31
"""Checks may be larger than what is deployed."""
PANIC = "Panic"
"""The error of a failed assertion, an overflow, a division by zero."""


def artifact(out: Path, statement: Statement) -> Artifact:
    """The compiled check contract; raises :class:`fuzz.chain.ArtifactError`."""
    return Artifacts.load(out)[statement.contract]


def argument_names(out: Path, statement: Statement) -> list[str]:
    """The names of the check's arguments, in order; raises :class:`fuzz.chain.ArtifactError`."""
    for entry in artifact(out, statement).abi:
        if entry.get("name") == statement.name:
            return [str(argument["name"]) for argument in entry["inputs"]]
    raise ArtifactError(f"{statement.contract} has no function {statement.name}")


def word_as(type_: str, word: int) -> Any:
    """A 256-bit word as an argument of ``type_``."""
    if type_.startswith("int"):
        return word - (1 << 256) if word >> 255 else word
    if type_ == "bool":
        return bool(word)
    return f"0x{word:040x}" if type_ == "address" else word


def failure(out: Path, statement: Statement, arguments: Sequence[Any]) -> str | None:
    """How the check fails with these arguments, None if it passes; reverts of any kind are failures."""
    with open_chain("revm", code_size_limit=CODE_SIZE_LIMIT) as chain:
        contract = chain.deploy(artifact(out, statement))
        result = contract.transact(statement.function, *arguments, sender=chain.accounts[0])
        return None if result.ok else str(result.error)


def breaks(out: Path, statement: Statement, arguments: Sequence[Any]) -> bool:
    """Whether the check fails with these arguments; refusing them is no failure."""
    with open_chain("revm", code_size_limit=CODE_SIZE_LIMIT) as chain:
        contract = chain.deploy(artifact(out, statement))
        result = contract.transact(statement.function, *arguments, sender=chain.accounts[0])
        return result.error is not None and result.error.name == PANIC


def sender() -> str:
    """The account that replays call from."""
    with open_chain("revm") as chain:
        return str(chain.accounts[0])


def unreached(out: Path, proof: Proof) -> list[Any] | None:
    """The first of the proof's witnesses that does not pass its check, None if all do."""
    for witness in proof.witnesses:
        if failure(out, proof, witness) is not None:
            return witness
    return None
