"""eth-wake 5 on its own engine: its own flows, and the same inside Hypothesis. Run by an environment that has it.

The contract's class is written as ``wake up`` generates it, whose compiler can't be had everywhere.
"""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

# It stands beside this script, which is run and not imported.
serving: Any = import_module("serving")
machine: Any = serving.load_machine(Path(sys.argv[1]))
pad: Any = serving.load_pad(Path(sys.argv[2]))
wake_rs, eth_abi = import_module("wake_rs"), import_module("eth_utils.abi")
fuzzing, generators = import_module("wake.testing.fuzzing"), import_module("wake.testing.fuzzing.generators")

_SELECTORS = {
    item["name"]: eth_abi.function_abi_to_4byte_selector(item) for item in pad["abi"] if item["type"] == "function"
}
_ABI: dict[bytes, Any] = {
    (
        eth_abi.event_abi_to_log_topic(item)
        if item["type"] == "event"
        else eth_abi.function_abi_to_4byte_selector(item)
    ): item
    for item in pad["abi"]
}
# Gas, prices, access list, authorisations, block and confirmations: not given.
_DEFAULTS = (0, *(None,) * 8, True, False)


@dataclass
class Order:
    """An order as ``order`` answers it."""

    owner: Any
    tick: int
    lots: int
    bid: bool


class OrderPad(wake_rs.Contract):  # type: ignore[name-defined, misc]
    """The benchmark's contract."""

    _abi = _ABI
    _creation_code = pad["bytecode"]
    _fqn = "OrderPad.sol:OrderPad"

    @classmethod
    def deploy(cls, sender: Any, chain: Any) -> Any:
        """Deploy it."""
        return cls._deploy("tx", [], False, cls, sender, 0, None, {}, chain, *(None,) * 7, True, False)

    def place(self, tick: int, lots: int, bid: bool, from_: Any) -> Any:
        """Send ``place``."""
        return self._ask("tx", "place", [tick, lots, bid], int, from_)

    def order(self, number: int) -> Any:
        """Call ``order``."""
        return self._ask("call", "order", [number], Order, None)

    def depth(self, bid: bool, tick: int) -> Any:
        """Call ``depth``."""
        return self._ask("call", "depth", [bid, tick], int, None)

    def _ask(self, kind: str, name: str, arguments: list[Any], answer: Any, sender: Any) -> Any:
        selector, sent, to = _SELECTORS[name].hex(), kind == "tx", str(self.address)
        return self._execute(self.chain, kind, selector, arguments, sent, answer, sender, to, *_DEFAULTS)


class Wake:
    """The pads on wake's engine, as a row for the machine."""

    def __init__(self, chain: Any) -> None:
        self.chain = chain
        self.pads = [OrderPad.deploy(chain.accounts[0], chain) for _ in range(machine.PADS)]
        for number in range(machine.ORDERS):
            actor = chain.accounts[number % machine.ACTORS]
            self.pads[number % machine.PADS].place(1 + number, 1 + number, number % 2 == 0, actor)
        self._mark: Any = None

    def begin(self) -> None:
        """Take a snapshot."""
        self._mark = self.chain.snapshot()

    def end(self) -> None:
        """Go back to it."""
        self.chain.revert(self._mark)

    def step(self, number: int, actor: int, tick: int, lots: int, bid: bool) -> None:
        """Place, read the order, read the depth."""
        contract = self.pads[number]
        placed = contract.place(tick, lots, bid, self.chain.accounts[actor])
        order, depth = contract.order(placed.return_value), contract.depth(bid, tick)
        if order.lots != lots or depth < lots:
            raise RuntimeError(f"placed {lots} lots, read {order} and {depth}")


def own_flows(row: Wake, steps: int) -> tuple[float, float]:
    """Drive the row by wake's own fuzz test."""

    class Flows(fuzzing.FuzzTest):  # type: ignore[name-defined, misc]
        def pre_sequence(self) -> None:
            row.begin()

        def post_sequence(self) -> None:
            row.end()

        @fuzzing.flow()  # type: ignore[untyped-decorator]
        def place(self) -> None:
            draw, flag = generators.random_int, generators.random_bool
            pad_number, actor = draw(0, machine.PADS - 1), draw(0, machine.ACTORS - 1)
            row.step(pad_number, actor, draw(1, 2**24 - 1), draw(1, 10**6), flag())

    sequences = max(1, steps // machine.STEPS_PER_EXAMPLE)
    gc.collect()
    started, worked = perf_counter(), process_time()
    Flows.run(sequences, machine.STEPS_PER_EXAMPLE)
    done = sequences * machine.STEPS_PER_EXAMPLE
    return done / (perf_counter() - started), done / (process_time() - worked)


used: Any = wake_rs.default_chain()
with used.connect():
    row = Wake(used)
    serving.serve(
        {
            "wake5": lambda steps: own_flows(row, steps),
            "wake5_hypothesis": lambda steps: machine.steps_per_second(row, steps),
            "wake5_plain": lambda steps: machine.plain_steps_per_second(row, steps),
        }
    )
