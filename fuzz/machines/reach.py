"""What a campaign never reached: rules that never succeeded, errors that never came.

What the machines draw for nothing, or a refusal that nobody ever provokes, says nothing about the contracts.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fuzz import model
from fuzz.machines.actions import ACTIONS
from fuzz.machines.statistics import Statistics

NEVER_SUCCEED = frozenset(("intrude",))
"""Rules made of calls that must be refused."""
ONLY_AT_DEPLOYMENT = frozenset(("MarketAlreadyOpen", "TooManyMarkets", "InvalidTickLot"))
"""Errors of calls that the deployment makes and no rule does; the forge tests reach them."""
ONLY_OTHERWISE: Mapping[str, str] = {
    "WindowOutOfRange": "views alone answer it: it is compared in the averages of every market that is read",
    "InvalidMarketState": "every market has a price before an example begins; tests/solidity settles one without",
}
"""Errors that no call of the machines can end with, and the reason."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """Rules and functions that never succeeded, and errors that the model knows and no call ended with."""

    rules: tuple[str, ...]
    errors: tuple[str, ...]
    functions: tuple[str, ...] = ()


def unreached(statistics: Statistics, functions: Collection[str] = ()) -> Unreached:
    """Return what a run never reached; of ``functions``, ``contract.function``, those that never succeeded."""
    rules = [rule for rule in sorted(ACTIONS) if rule not in NEVER_SUCCEED and not statistics.succeeded(rule)]
    errors = sorted(refusals() - ONLY_AT_DEPLOYMENT - ONLY_OTHERWISE.keys() - statistics.errors.keys())
    return Unreached(tuple(rules), tuple(errors), tuple(sorted(set(functions) - statistics.functions.keys())))


@cache
def refusals() -> frozenset[str]:
    """Return the name of every error that the model can refuse a call with, read from its source."""
    sources = sorted(Path(str(model.__file__)).parent.rglob("*.py"))
    return frozenset(name for source in sources for name in _refusals_in(ast.parse(source.read_text("utf-8"))))


def _refusals_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value
