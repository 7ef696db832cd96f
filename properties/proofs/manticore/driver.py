"""Explore one check function on all paths with Manticore: a request as JSON on stdin, a report as JSON on stdout.

Manticore 0.3.7 drops what it can't decide without a word, so the report counts whatever would make silence mean
nothing; ``properties.proofs.manticore_prover`` judges it. Run by the interpreter of ``.venv-manticore``.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections import Counter
from typing import Any

from manticore.core.plugin import Plugin
from manticore.core.smtlib import Operators, issymbolic
from manticore.core.smtlib.solver import SOLVER_STATS, SolverType
from manticore.ethereum import ABI, ManticoreEVM
from manticore.utils import config

# Translated signed, so wrong from 2^255 on.
_MISTRANSLATED = {"MOD", "ADDMOD", "MULMOD"}
# Sampled or concretised where an operand is symbolic.
_SAMPLED = {"EXP", "CREATE", "CREATE2", "CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"}
_UNKNOWN = {"INVALID"}
_PANIC = bytes.fromhex("4e487b71")
# The most solutions a fork takes before it drops the rest.
_MOST_FORKS = 7


class Watch(Plugin):  # type: ignore[misc]  # Manticore ships no types
    """Notes whatever makes an exploration incomplete or wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: Counter[str] = Counter()
        self.steps = 0

    def will_evm_execute_instruction_callback(self, _state: Any, instruction: Any, arguments: Any) -> None:
        """Called before each instruction."""
        self.steps += 1
        name = instruction.name
        symbolic = any(issymbolic(argument) for argument in arguments)
        if name in _MISTRANSLATED and symbolic:
            self.faults[f"{name} on symbolic operands is translated signed"] += 1
        elif name in _SAMPLED and symbolic:
            self.faults[f"{name} on symbolic operands is sampled"] += 1
        elif name in _UNKNOWN:
            self.faults[f"{name} was executed"] += 1

    def on_symbolic_function_callback(self, _state: Any, _function: Any, data: Any, _result: Any) -> None:
        """Called with what is hashed; of known content the hash is exact."""
        if issymbolic(data):
            self.faults["a hash of unknown content was made up"] += 1

    def will_fork_state_callback(self, _state: Any, expression: Any, solutions: Any, policy: str) -> None:
        """Called before a state is split over the values of ``expression``."""
        if policy != "ALL":
            self.faults[f"a {type(expression).__name__} was concretised by policy {policy}"] += 1
        elif len(solutions) >= _MOST_FORKS:
            self.faults[f"a fork had {len(solutions)} or more values"] += 1

    def will_kill_state_callback(self, _state: Any, error: Exception) -> None:
        """Called when an error inside Manticore or its solver ends a state."""
        self.faults[f"a state was killed: {type(error).__name__}"] += 1


def configure(request: dict[str, Any]) -> None:
    """One process, one solver (ours), and no answer taken for another."""
    config.get_group("core").mprocessing = config.get_group("core").mprocessing.single
    config.get_group("evm").oog = "ignore"
    smt = config.get_group("smt")
    smt.defaultunsat = False
    smt.optimize = False
    smt.solver = SolverType.z3
    smt.z3_bin = request["solver"]
    smt.timeout = request["query_seconds"]
    logging.getLogger("manticore").setLevel(logging.ERROR)


def in_range(argument: Any, type_: str) -> Any:
    """The constraint that a 256-bit word holds a value of ``type_``."""
    if type_.startswith("uint"):
        bits = int(type_[4:])
        return Operators.ULE(argument, (1 << bits) - 1)
    if type_.startswith("int"):
        half = 1 << int(type_[3:]) - 1
        return Operators.OR(Operators.ULT(argument, half), Operators.UGE(argument, (1 << 256) - half))
    if type_ == "bool":
        return Operators.ULE(argument, 1)
    raise ValueError(f"no symbolic argument of type {type_}")


def explore(request: dict[str, Any]) -> dict[str, Any]:
    """All paths of one call with symbolic arguments, and what became of each."""
    configure(request)
    manticore = ManticoreEVM(workspace_url="mem:")
    watch = Watch()
    manticore.register_plugin(watch)
    caller = manticore.create_account(balance=10**18)
    # Whoever deploys pays for gas that may depend on what is stored; the caller's funds stay a known number.
    deployer = manticore.create_account(balance=10**18)
    contract = manticore.create_contract(init=bytes.fromhex(request["bytecode"]), owner=deployer)
    if contract is None:
        return {"error": "the contract did not deploy"}
    words = []
    for index, type_ in enumerate(request["types"]):
        word = manticore.make_symbolic_value(256, name=f"argument{index}")
        manticore.constrain(in_range(word, type_))
        words.append(word)
    # The words stand for their types already: encoded as they are.
    data = ABI.function_selector(request["signature"])
    for word in words:
        data += ABI.serialize("uint256", word)
    manticore.transaction(caller=caller, address=contract, data=data, value=0)
    outcomes: Counter[str] = Counter()
    refuted: dict[str, Any] | None = None
    for state in manticore.all_states:
        transaction = state.platform.human_transactions[-1]
        outcome = str(transaction.result)
        if outcome == "REVERT":
            returned = bytes(state.solve_one(transaction.return_data)) if len(transaction.return_data) else b""
            if returned[:4] == _PANIC and len(returned) == 36:
                code = int.from_bytes(returned[4:], "big")
                outcome = f"Panic({code})"
                if refuted is None:
                    refuted = {"panic": code, "words": [int(value) for value in state.solve_one_n(*words)]}
        outcomes[outcome] += 1
    return {
        "outcomes": dict(outcomes),
        "refuted": refuted,
        "killed": manticore.count_killed_states(),
        "running": manticore.count_busy_states(),
        "faults": dict(watch.faults),
        "unknown": SOLVER_STATS["unknown"] + SOLVER_STATS["timeout"],
        "steps": watch.steps,
    }


def main() -> int:
    """Answer one request."""
    request = json.load(sys.stdin)
    start = time.monotonic()
    report = explore(request)
    report["seconds"] = time.monotonic() - start
    json.dump(report, sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
