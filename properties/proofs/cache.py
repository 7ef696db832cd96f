"""Results kept by what they depend on: the check's bytecode, the statement, and the code that attempts it."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from properties.proofs import chain
from properties.proofs.catalogue import Proof
from properties.proofs.results import Outcome, ProofResult
from properties.proofs.setting import Setting

FOLDER = Path("build/proof-results")


def find(setting: Setting, proof: Proof) -> ProofResult | None:
    """The result of an earlier attempt at the same proof of the same bytecode; None if none can be read."""
    try:
        return ProofResult.model_validate_json(_path(setting, proof).read_text()).model_copy(update={"cached": True})
    except (FileNotFoundError, ValidationError):
        return None


def keep(setting: Setting, proof: Proof, result: ProofResult) -> None:
    """Keep a result; one that is not proved is none: more time may change it."""
    if result.outcome is Outcome.NOT_PROVED:
        return
    path = _path(setting, proof)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(result.model_dump_json() + "\n")
    draft.replace(path)


def _path(setting: Setting, proof: Proof) -> Path:
    key = sha256(_code().encode())
    key.update(chain.artifact(setting.out, proof).bytecode)
    # When it runs is no part of what it says.
    key.update(proof.model_dump_json(exclude={"level"}).encode())
    return setting.root / FOLDER / f"{proof.id}-{key.hexdigest()[:16]}.json"


@cache
def _code() -> str:
    """A digest of this package: a mended prover proves anew."""
    total = sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()
