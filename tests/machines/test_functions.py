"""No function of the contracts is forgotten by the machines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from fuzz.chain import Artifacts
from fuzz.machines.actions import ACTIONS, INTRUSIONS, Step, calls_of
from fuzz.machines.functions import NOT_CALLED, NOT_DEPLOYED, ROLES, changing, expected
from fuzz.machines.reach import unreached
from fuzz.machines.scenario import CONTRACTS
from fuzz.machines.statistics import Statistics
from tests.machines.conftest import ROOT
from tests.machines.test_declarations import EXAMPLES

ORDER = {"actor": "bob", "owner": "bob", "market": 0, "is_buy": True, "tick": 20_000, "lots": 10}
VARIANTS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("order", ORDER),
    ("stop", {**ORDER, "actor": "mallory", "above": True, "trigger": 21_000, "limit": 21_010}),
    ("auction_order", {**ORDER, "unfilled": 0}),
    *(("upgrade", {"actor": "owner", "contract": contract, "spare": True}) for contract in CONTRACTS),
    *(("hand_over", {"contract": contract, "successor": "guardian"}) for contract in CONTRACTS),
)
"""Rules that call another function than in their example."""


def called() -> set[str]:
    """Return every function that some action calls, but for those made to be refused."""
    steps = [Step(rule, arguments) for rule, (arguments, _) in EXAMPLES.items() if rule in ACTIONS]
    steps += [Step(rule, arguments) for rule, arguments in VARIANTS]
    return {f"{c.contract}.{c.function}" for step in steps if step.rule != "intrude" for c in calls_of(step, 0)}


def test_every_function_that_changes_something_is_called_by_an_action_or_says_why_not(artifacts: Artifacts) -> None:
    assert set(changing(artifacts)) - called() == set(NOT_CALLED)


def test_every_contract_is_deployed_or_says_why_not() -> None:
    sources = (ROOT / "contracts" / "v2").rglob("*.sol")
    contracts = {
        name for path in sources for name in re.findall(r"^contract (\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert contracts == {part for parts in ROLES.values() for part in parts} | set(NOT_DEPLOYED)


@pytest.mark.parametrize("function", sorted(NOT_CALLED))
def test_what_is_never_called_so_that_it_succeeds_is_refused_to_strangers(function: str) -> None:
    tried = {f"{contract}.{name}" for contract, name, *_ in INTRUSIONS.values()}
    assert function in tried


def test_a_long_run_that_never_saw_a_function_succeed_says_so(artifacts: Artifacts) -> None:
    functions = expected(artifacts)
    assert set(unreached(Statistics(), functions).functions) == functions
    statistics = Statistics()
    statistics.functions["book.amendFor"] += 1
    assert "book.amendFor" not in unreached(statistics, functions).functions
