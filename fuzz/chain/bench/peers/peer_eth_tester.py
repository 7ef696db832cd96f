"""web3 as its documentation uses it on eth-tester's py-evm. Run by an environment that has them."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

# It stands beside this script, which is run and not imported.
serving: Any = import_module("serving")
machine: Any = serving.load_machine(Path(sys.argv[1]))
pad: Any = serving.load_pad(Path(sys.argv[2]))
Web3: Any = import_module("web3").Web3
_BLOCK_GAS = 300_000_000


class EthTester:
    """The pads on eth-tester."""

    def __init__(self) -> None:
        tester, backends = import_module("eth_tester"), import_module("eth_tester.backends.pyevm")
        genesis = backends.PyEVMBackend.generate_genesis_params({"gas_limit": _BLOCK_GAS})
        self.w3 = Web3(Web3.EthereumTesterProvider(tester.EthereumTester(backends.PyEVMBackend(genesis))))
        self.accounts = self.w3.eth.accounts
        made = self.w3.eth.contract(abi=pad["abi"], bytecode=pad["bytecode"])
        self.pads = []
        for _ in range(machine.PADS):
            receipt = self._sent(made.constructor(), 0)
            self.pads.append(self.w3.eth.contract(address=receipt["contractAddress"], abi=pad["abi"]))
        for number in range(machine.ORDERS):
            order = (1 + number, 1 + number, number % 2 == 0)
            self._sent(self.pads[number % machine.PADS].functions.place(*order), number % machine.ACTORS)
        self._mark: Any = None

    def _sent(self, call: Any, actor: int) -> Any:
        digest = call.transact({"from": self.accounts[actor]})
        return self.w3.eth.wait_for_transaction_receipt(digest, poll_latency=0.001)

    def begin(self) -> None:
        """Take a snapshot."""
        self._mark = self.w3.provider.ethereum_tester.take_snapshot()

    def end(self) -> None:
        """Go back to it."""
        self.w3.provider.ethereum_tester.revert_to_snapshot(self._mark)

    def step(self, number: int, actor: int, tick: int, lots: int, bid: bool) -> None:
        """Place, read the order, read the depth."""
        contract = self.pads[number]
        receipt = self._sent(contract.functions.place(tick, lots, bid), actor)
        placed = int.from_bytes(receipt["logs"][0]["topics"][2], "big")
        order, depth = contract.functions.order(placed).call(), contract.functions.depth(bid, tick).call()
        if order[2] != lots or depth < lots:
            raise RuntimeError(f"placed {lots} lots, read {order} and {depth}")


row = EthTester()
serving.serve({"eth_tester": lambda steps: machine.steps_per_second(row, steps)})
