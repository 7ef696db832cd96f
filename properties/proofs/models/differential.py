"""Ties a model to the bytecode: both are run on the same inputs, and all that they compute must be the same.

The contract of a check has a second function beside it, ``trace_NAME`` for ``check_NAME``, with the same arguments: it
gives the numbers that the kernel computed. The check itself is run on the same inputs: if it fails, that is a
counterexample, whatever the model says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fuzz.chain import open_chain
from properties.proofs.catalogue import Statement
from properties.proofs.chain import CODE_SIZE_LIMIT, artifact
from properties.proofs.models.arithmetic import ClaimFailed, Concrete, Refused
from properties.proofs.models.inputs import inputs
from properties.proofs.models.registry import Model

COUNT = 6000
LEAST_REACHED = 500
"""Fewer inputs that get past the preconditions say nothing."""
_SEED = 1


@dataclass
class Comparison:
    """What came out of it."""

    compared: int = 0
    reached: int = 0
    """Inputs that got past the preconditions."""
    counterexample: list[Any] | None = None
    difference: str | None = None
    """The first input on which model and bytecode differ."""


def compare(out: Path, statement: Statement, model: Model) -> Comparison:
    """Run both; ends at the first counterexample."""
    count = int(COUNT * model.share)
    result = Comparison()
    types = statement.types
    trace = statement.function.replace("check_", "trace_", 1)
    with open_chain("revm", code_size_limit=CODE_SIZE_LIMIT) as chain:
        contract = chain.deploy(artifact(out, statement))
        sender = chain.accounts[0]
        for drawn in inputs(types, count, _SEED, model.sampler):
            values = typed(types, drawn)
            result.compared += 1
            # Nothing that a check writes may reach the next one: each begins from the constructor's state.
            snapshot = chain.snapshot()
            checked = contract.transact(statement.function, *values, sender=sender)
            chain.revert(snapshot)
            if checked.error is not None and checked.error.name == "Panic":
                result.counterexample = values
                return result
            # A model that differs proves nothing; the rest of the inputs may still refute the statement.
            if result.difference is not None:
                continue
            snapshot = chain.snapshot()
            traced = contract.transact(trace, *values, sender=sender)
            chain.revert(snapshot)
            expected = _run(model, drawn)
            actual = traced.value if traced.ok else f"{traced.error}"
            if isinstance(expected, list) and checked.ok:
                result.reached += 1
                same = traced.ok and list(traced.value) == expected
            else:
                # Both refuse, for the contract's own reasons; a claim that fails in the model alone is a difference.
                same = expected == _REFUSED and not checked.ok
            if not same:
                result.difference = f"{list(drawn)}: the model says {expected}, the bytecode {actual}, {checked.error}"
    return result


def typed(types: Sequence[str], numbers: Sequence[int]) -> list[Any]:
    """Numbers as arguments of their types."""
    return [bool(number) if type_ == "bool" else number for type_, number in zip(types, numbers, strict=True)]


_REFUSED = "refused"


def _run(model: Model, drawn: tuple[int, ...]) -> list[int] | str:
    arithmetic = Concrete()
    try:
        model.statement(arithmetic, *drawn)
    except Refused:
        return _REFUSED
    except ClaimFailed as failed:
        return f"that it fails ({failed})"
    return arithmetic.observed
