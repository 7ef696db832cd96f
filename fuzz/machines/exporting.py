"""A machine's counterexample as a plain pytest: it fails as long as the property is broken."""

from __future__ import annotations

import re

from fuzz.counterexample import MachineCounterexample
from fuzz.machines.calls import Step
from fuzz.machines.narration import tell

_HEADER = '''"""{message}

Fails as long as {property} is broken; run it with pytest in the repository's root.
"""

from pathlib import Path

from fuzz.chain import Artifacts, open_chain
from fuzz.machines.runner import checks_of
from fuzz.machines.world import World
from gate.builds import ensure
from gate.compiler import find_compiler
from gate.tree import find_root


def test_{name}() -> None:
    artifacts = Artifacts.load(ensure(find_root(Path.cwd()), "default", find_compiler()).out)
    with open_chain("revm") as chain, World(chain, artifacts).session(checks=checks_of({machine!r})) as session:
'''


def as_pytest(counterexample: MachineCounterexample) -> str:
    """Return the text of a test module that makes the steps, each under a comment that tells it."""
    message = counterexample.message.replace("\\", "\\\\").replace('"""', "'''")
    text = _HEADER.format(
        message=message,
        property=counterexample.property,
        name=re.sub(r"\W+", "_", counterexample.property.lower()),
        machine=counterexample.machine,
    )
    for step in counterexample.steps:
        arguments = "".join(f", {name}={value!r}" for name, value in step.arguments.items())
        text += f"        # {tell(Step(step.rule, step.arguments))}\n"
        text += f"        session.perform({step.rule!r}{arguments})\n"
    return text if counterexample.steps else text + "        assert session\n"
