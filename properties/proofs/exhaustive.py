"""Exhaustion: a check of small bounds is run on the in-process chain with every arguments there are.

No solver is asked and nothing is modelled: it is the bytecode that answers. Manifestly complete, within its domain.
"""

from __future__ import annotations

import time
from itertools import product

from fuzz.chain import open_chain
from properties.proofs.catalogue import Statement
from properties.proofs.chain import CODE_SIZE_LIMIT, PANIC, artifact
from properties.proofs.results import Exploration
from properties.proofs.setting import Setting


def explore(setting: Setting, statement: Statement, seconds: float) -> Exploration:
    """The check on its whole domain, ended by the first failure or when the time is over."""
    until = time.monotonic() + seconds
    if len(statement.domain) != len(statement.types):
        return Exploration(faults=[f"{statement.id} has no domain for each of its arguments"])
    paths = succeeded = 0
    reverts: dict[str, int] = {}
    with open_chain("revm", code_size_limit=CODE_SIZE_LIMIT) as chain:
        contract = chain.deploy(artifact(setting.out, statement))
        for arguments in product(*(range(low, high + 1) for low, high in statement.domain)):
            if time.monotonic() > until:
                return Exploration(paths=paths, faults=[f"no end within {seconds:.0f} s"])
            snapshot = chain.snapshot()
            result = contract.transact(statement.function, *arguments, sender=chain.accounts[0])
            chain.revert(snapshot)
            paths += 1
            if result.error is None:
                succeeded += 1
            elif result.error.name == PANIC:
                return Exploration(paths=paths, succeeded=succeeded, counterexample=list(arguments))
            else:
                reverts[result.error.name] = reverts.get(result.error.name, 0) + 1
    return Exploration(paths=paths, succeeded=succeeded, reverts=reverts)
