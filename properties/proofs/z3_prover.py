"""z3 on an integer model of the check's kernel, tied to the bytecode by running both on the same inputs."""

from __future__ import annotations

import json

from pydantic import ValidationError

from properties.proofs.catalogue import Statement
from properties.proofs.results import Exploration
from properties.proofs.setting import ProverFault, Setting

# Time that the process needs to start and to report.
_OVERHEAD = 3.0


def explore(setting: Setting, statement: Statement, seconds: float) -> Exploration:
    """All paths of the model; raises :class:`ProverFault` if there is no answer though it had the time."""
    request = {
        "statement": statement.model_dump(mode="json", include=set(Statement.model_fields)),
        "out": str(setting.out),
        "seconds": max(0.1, seconds - _OVERHEAD),
    }
    command = [str(setting.python), "-P", "-m", "properties.proofs.models"]
    with setting.scratch() as scratch:
        printed = setting.run(command, seconds, scratch, json.dumps(request))
    if printed is None:
        return Exploration(faults=[f"no result within {seconds:.0f} s"])
    try:
        return Exploration.model_validate_json(printed.strip().rpartition("\n")[2])
    except ValidationError as error:
        raise ProverFault(f"the models failed on {statement.contract}.{statement.name}\n{printed}") from error
