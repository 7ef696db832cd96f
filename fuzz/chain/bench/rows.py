"""The rows of the benchmark that run in this environment."""

from __future__ import annotations

from typing import Any

from web3 import Web3

from fuzz.chain import Artifact, Chain, Contract
from fuzz.chain.bench.machine import ORDERS, PADS

_POLL = 0.001


class Empty:
    """Draws and nothing else: what Hypothesis itself costs."""

    def begin(self) -> None:
        """Nothing to keep."""

    def end(self) -> None:
        """Nothing to undo."""

    def step(self, pad: int, actor: int, tick: int, lots: int, bid: bool) -> None:
        """Do nothing."""


class Ours:
    """The chain's own interface."""

    def __init__(self, chain: Chain, artifact: Artifact) -> None:
        self.chain = chain
        self.pads = prepare(chain, artifact)
        self._mark = 0

    def begin(self) -> None:
        """Take a snapshot."""
        self._mark = self.chain.snapshot()

    def end(self) -> None:
        """Go back to it."""
        self.chain.revert(self._mark)

    def step(self, pad: int, actor: int, tick: int, lots: int, bid: bool) -> None:
        """Place, read the order, read the depth."""
        contract = self.pads[pad]
        placed = contract.transact("place", tick, lots, bid, sender=self.chain.accounts[actor])
        order = contract.call("order", placed.value)
        depth = contract.call("depth", bid, tick)
        check(order.lots, depth, lots)


class PlainWeb3:
    """web3 as its documentation uses it."""

    def __init__(self, chain: Chain, artifact: Artifact) -> None:
        self.chain = chain
        self.w3 = chain.w3
        self.pads: list[Any] = [
            self.w3.eth.contract(address=Web3.to_checksum_address(pad.address), abi=artifact.abi)
            for pad in prepare(chain, artifact)
        ]
        self._mark = 0

    def begin(self) -> None:
        """Take a snapshot."""
        self._mark = self.chain.snapshot()

    def end(self) -> None:
        """Go back to it."""
        self.chain.revert(self._mark)

    def step(self, pad: int, actor: int, tick: int, lots: int, bid: bool) -> None:
        """Place, read the order, read the depth."""
        contract = self.pads[pad]
        digest = contract.functions.place(tick, lots, bid).transact({"from": self.chain.accounts[actor]})
        receipt = self.w3.eth.wait_for_transaction_receipt(digest, poll_latency=_POLL)
        # The order's id is the event's second topic: a transaction has no return value in web3.
        placed = int.from_bytes(receipt["logs"][0]["topics"][2], "big")
        order = contract.functions.order(placed).call()
        check(order[2], contract.functions.depth(bid, tick).call(), lots)


def prepare(chain: Chain, artifact: Artifact) -> list[Contract]:
    """Deploy the pads and rest the orders."""
    pads = [chain.deploy(artifact) for _ in range(PADS)]
    for number in range(ORDERS):
        sender = chain.accounts[number % len(chain.accounts)]
        pads[number % PADS].transact("place", 1 + number, 1 + number, number % 2 == 0, sender=sender).expect()
    return pads


def check(order_lots: int, depth: int, lots: int) -> None:
    """Raise where a step did not do what it is timed for."""
    if order_lots != lots or depth < lots:
        raise RuntimeError(f"placed {lots} lots, read {order_lots} in the order and {depth} at its level")
