"""A chain on Anvil, a real node: for confirming what the in-process chain found, for gas figures, and for forks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from web3 import HTTPProvider, IPCProvider, Web3
from web3.middleware import Web3Middleware
from web3.types import RPCEndpoint, RPCResponse

from fuzz.chain.addresses import address_text
from fuzz.chain.anvil_process import AnvilProcess, find_anvil
from fuzz.chain.base import ACCOUNTS, FUNDS, MNEMONIC, ChainFault
from fuzz.chain.node import REJECTED, NodeChain, NodeReceipt, RpcFailure
from fuzz.chain.results import Rejected
from fuzz.chain.revm import CHAIN_ID, CODE_SIZE_LIMIT, GAS_LIMIT, GENESIS_TIME
from fuzz.chain.rpc_forms import hexadecimal

_PRICES = {"gasPrice", "maxFeePerGas", "maxPriorityFeePerGas"}


class FreeGas(Web3Middleware):
    """Makes gas cost nothing for plain web3 code too: left alone, Anvil adds a tip to what names no price."""

    def request_processor(self, method: RPCEndpoint, params: Any) -> Any:
        """Name a price of zero where none is named."""
        if method in ("eth_sendTransaction", "eth_sendTransactionSync") and not _PRICES & set(params[0]):
            params = [{**params[0], "gasPrice": "0x0"}, *params[1:]]
        return method, params

    def response_processor(self, method: RPCEndpoint, response: RPCResponse) -> RPCResponse:
        """Suggest no tip."""
        if method == "eth_maxPriorityFeePerGas":
            return {**response, "result": "0x0"}
        return response


class AnvilChain(NodeChain):
    """Anvil with the in-process chain's rules: same accounts, genesis, limits and block times, gas at no price.

    ``binary`` None searches for the native anvil; ``fork_url`` starts from another chain's state, at ``fork_block`` or
    its latest block. ``transport`` is ``ipc`` or ``http``. Raises ChainFault where the node doesn't start.
    """

    def __init__(
        self,
        *,
        binary: Path | None = None,
        transport: str = "ipc",
        fork: str = "Cancun",
        chain_id: int = CHAIN_ID,
        gas_limit: int = GAS_LIMIT,
        code_size_limit: int = CODE_SIZE_LIMIT,
        genesis_time: int = GENESIS_TIME,
        fork_url: str | None = None,
        fork_block: int | None = None,
    ) -> None:
        if transport not in ("ipc", "http"):
            raise ValueError(f"unknown transport {transport!r}: ipc or http")
        arguments = [
            *("--hardfork", fork.lower(), "--chain-id", str(chain_id), "--gas-limit", str(gas_limit)),
            *("--code-size-limit", str(code_size_limit), "--base-fee", "0", "--gas-price", "0"),
            *("--accounts", str(len(ACCOUNTS)), "--balance", str(FUNDS // 10**18), "--mnemonic", MNEMONIC),
            *("--auto-impersonate", "--disable-min-priority-fee", "--no-request-size-limit"),
        ]
        if fork_url is None:
            arguments += ["--timestamp", str(genesis_time)]
        else:
            arguments += ["--fork-url", fork_url, "--no-storage-caching"]
            arguments += [] if fork_block is None else ["--fork-block-number", str(fork_block)]
        self._gas = hex(gas_limit)
        self._snapshots: list[int] = []
        self._process = AnvilProcess(binary or find_anvil(), arguments)
        self.url = self._process.url
        provider = IPCProvider(self._process.ipc) if transport == "ipc" else HTTPProvider(self.url)
        super().__init__(Web3(provider))
        # Innermost: it sees requests in the node's own form.
        self._w3.middleware_onion.inject(FreeGas, layer=0)
        self.accounts = ACCOUNTS
        self._w3.eth.default_account = self._w3.to_checksum_address(ACCOUNTS[0])
        try:
            self._interval_changed()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Stop the node."""
        self._process.stop()

    def _interval_changed(self) -> None:
        self.request("anvil_setBlockTimestampInterval", self._block_interval)

    def _call_fields(self) -> Mapping[str, Any]:
        # Without it a call gets another amount of gas than a transaction does.
        return {"gas": self._gas, "gasPrice": "0x0"}

    def _transact(self, sender: str, to: str | None, data: bytes, value: int) -> NodeReceipt:
        fields = {"from": sender, "data": hexadecimal(data), "value": hex(value), **self._call_fields()}
        if to is not None:
            fields["to"] = to
        try:
            # A receipt asked for after the usual request may not be there yet.
            mined = self.request("eth_sendTransactionSync", fields)
        except RpcFailure as failure:
            if failure.code == REJECTED or "init" in failure.message:
                raise Rejected(failure.message) from failure
            raise
        digest = mined["transactionHash"]
        receipt = NodeReceipt(mined, lambda: self.trace(digest))
        # Read now: a revert to a snapshot forgets the transaction.
        _ = receipt.output
        return receipt

    def snapshot(self) -> int:
        """Remember the state; returns its id."""
        snapshot = int(self.request("evm_snapshot"), 16)
        self._snapshots.append(snapshot)
        return snapshot

    def revert(self, snapshot: int) -> None:
        """Go back to a snapshot; it and all later ones are used up. Raises ChainFault for an unknown id."""
        # Anvil is never asked for one that is used up: that damages the snapshots taken since.
        if snapshot not in self._snapshots:
            raise ChainFault(f"there is no snapshot {snapshot}, or it is used up")
        self._snapshots = [known for known in self._snapshots if known < snapshot]
        if not self.request("evm_revert", hex(snapshot)):
            raise ChainFault(f"anvil has lost snapshot {snapshot}")

    def advance(self, seconds: int, blocks: int = 1) -> None:
        """Mine empty blocks (at least one), all of them ``seconds`` after the latest."""
        if seconds < 0 or blocks < 1:
            raise ValueError(f"time and blocks only go forward, not {seconds} seconds and {blocks} blocks")
        self.request("evm_setNextBlockTimestamp", self.timestamp + seconds)
        self.request("evm_mine")
        if blocks > 1:
            self.request("anvil_setBlockTimestampInterval", 0)
            self.request("anvil_mine", hex(blocks - 1))
            self._interval_changed()

    def set_balance(self, address: Any, wei: int) -> None:
        """Set a balance in wei; a snapshot's revert takes it back."""
        self.request("anvil_setBalance", address_text(address), hex(wei))
