"""``python -m properties.proofs.models``: one check's model, as a request on stdin, proved and tied to the bytecode."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from properties.proofs.catalogue import Statement
from properties.proofs.models.arithmetic import Unproved
from properties.proofs.models.differential import LEAST_REACHED, compare, typed
from properties.proofs.models.registry import models
from properties.proofs.models.symbolic import Exploration, Refutation
from properties.proofs.results import Exploration as Report

_MOST_BYTES = 6 << 30


def explore(statement: Statement, out: Path, seconds: float) -> Report:
    """The exploration of the statement's model; whatever is open is a fault."""
    until = time.monotonic() + seconds
    model = models().get((statement.contract, statement.name))
    if model is None:
        return Report(faults=[f"{statement.contract}.{statement.name} has no model"])
    faults: list[str] = []
    comparison = compare(out, statement, model)
    counterexample: list[Any] | None = comparison.counterexample
    if comparison.difference:
        faults.append(f"the model is not the bytecode: {comparison.difference}")
    elif counterexample is None and comparison.reached < LEAST_REACHED * model.share:
        faults.append(f"only {comparison.reached} of {comparison.compared} inputs got past the preconditions")
    if counterexample is not None or comparison.difference:
        return Report(paths=comparison.compared, counterexample=counterexample, faults=faults)
    exploration = Exploration(statement.types, until)
    try:
        exploration.run(model.statement)
    except Refutation as refutation:
        counterexample = typed(statement.types, refutation.arguments)
    except Unproved as unproved:
        faults.append(str(unproved))
    explored = exploration.explored
    return Report(paths=explored.paths, succeeded=explored.succeeded, counterexample=counterexample, faults=faults)


def main() -> int:
    """Answer one request."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    request = json.load(sys.stdin)
    statement = Statement.model_validate(request["statement"])
    print(explore(statement, Path(request["out"]), request["seconds"]).model_dump_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
