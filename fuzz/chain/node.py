"""A chain behind a node's RPC address: reads, and with private keys transactions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from hexbytes import HexBytes
from web3 import Web3
from web3.exceptions import Web3Exception
from web3.types import RPCEndpoint, TxParams

from fuzz.chain.addresses import address_text
from fuzz.chain.base import Chain, ChainFault
from fuzz.chain.results import RawLog, Rejected, halt_reason
from fuzz.chain.rpc_forms import hexadecimal, octets

REJECTED = -32003
REVERTED = 3
_TRACE = {"tracer": "callTracer", "tracerConfig": {"onlyTopCall": True}}


class RpcFailure(ChainFault):
    """The node answered a request with an error object."""

    def __init__(self, method: str, error: Mapping[str, Any]) -> None:
        super().__init__(f"{method}: {error.get('message')}")
        self.code = error.get("code")
        self.message = str(error.get("message"))
        self.data = error.get("data")


class NodeReceipt:
    """A receipt of a node (a ``results.Receipt``); the output is asked for by ``trace`` when it is read."""

    def __init__(self, receipt: Mapping[str, Any], trace: Callable[[], tuple[bytes, str | None]]) -> None:
        self._receipt = receipt
        self._trace = trace
        self._outcome: tuple[bytes, str | None] | None = None
        self.ok = receipt["status"] == "0x1"
        self.gas_used: int | None = int(receipt["gasUsed"], 16)
        made = receipt.get("contractAddress")
        self.contract_address = address_text(made) if made else None

    @property
    def output(self) -> bytes:
        """Return data, or revert data. Raises ChainFault where the node doesn't trace."""
        return self._traced()[0]

    @property
    def halt(self) -> str | None:
        """The reason of an exceptional halt. Raises ChainFault where the node doesn't trace."""
        return self._traced()[1]

    def _traced(self) -> tuple[bytes, str | None]:
        if self._outcome is None:
            self._outcome = self._trace()
        return self._outcome

    def logs(self) -> Sequence[RawLog]:
        """Return the logs in order."""
        return tuple(
            RawLog(address_text(log["address"]), tuple(map(octets, log["topics"])), octets(log["data"]))
            for log in self._receipt["logs"]
        )


class Refused:
    """The receipt of a transaction that would revert and was therefore not sent (a ``results.Receipt``)."""

    ok = False
    gas_used: int | None = 0
    contract_address: str | None = None

    def __init__(self, output: bytes, halt: str | None) -> None:
        self.output = output
        self.halt = halt

    def logs(self) -> Sequence[RawLog]:
        """Nothing happened."""
        return ()


class NodeChain(Chain):
    """A deployed system behind an RPC address. Read-only unless keys are given; time and state are not ours to change.

    With keys, ``accounts`` are theirs and a transaction is signed, sent and waited for; one that would revert is not
    sent, and its result says why.
    """

    def __init__(self, w3: Web3, keys: Sequence[str] = ()) -> None:
        super().__init__()
        self._w3 = w3
        signers: list[LocalAccount] = [Account.from_key(key) for key in keys]
        self._signers = {str(signer.address): signer for signer in signers}
        self.accounts: Sequence[str] = tuple(self._signers)

    def close(self) -> None:
        """Nothing is held."""

    def _interval_changed(self) -> None:
        raise self._not_ours("set the time between blocks")

    @property
    def w3(self) -> Web3:
        """A standard web3.py object on this node."""
        return self._w3

    def request(self, method: str, *params: Any) -> Any:
        """Return a request's result. Raises RpcFailure for an error object, ChainFault where the node is gone."""
        try:
            answer = self._w3.provider.make_request(RPCEndpoint(method), list(params))
        except (OSError, Web3Exception) as error:
            raise ChainFault(f"the node does not answer {method}: {error}") from error
        if "error" in answer:
            failure = answer["error"]
            raise RpcFailure(method, failure if isinstance(failure, Mapping) else {"message": failure})
        return answer.get("result")

    def _sender(self, sender: Any) -> str:
        # A read-only chain has no accounts, and a view seldom asks who calls.
        if sender is None and not self.accounts:
            return address_text(bytes(20))
        return super()._sender(sender)

    def _call(self, sender: str, to: str, data: bytes, value: int) -> tuple[bool, bytes, str | None]:
        message = {"from": sender, "to": to, "data": hexadecimal(data), "value": hex(value), **self._call_fields()}
        try:
            return True, octets(self.request("eth_call", message, "latest")), None
        except RpcFailure as failure:
            return (False, *_reverted(failure))

    def _call_fields(self) -> Mapping[str, Any]:
        """Return fields that every call carries besides."""
        return {}

    def _transact(self, sender: str, to: str | None, data: bytes, value: int) -> NodeReceipt | Refused:
        signer = self._signers.get(sender)
        if signer is None:
            raise Rejected(f"no key of {sender} was given: this chain is read-only for it")
        fields: dict[str, Any] = {"from": sender, "data": hexadecimal(data), "value": hex(value)}
        if to is not None:
            fields["to"] = to
        try:
            gas = self.request("eth_estimateGas", fields)
        except RpcFailure as failure:
            return Refused(*_reverted(failure))
        tip = self._w3.eth.max_priority_fee
        base = self._w3.eth.get_block("latest").get("baseFeePerGas", 0)
        # Twice the base fee outlasts six full blocks; a fifth more gas covers a state that moved since the estimate.
        transaction: TxParams = {
            "data": HexBytes(data),
            "value": self._w3.to_wei(value, "wei"),
            "chainId": self._w3.eth.chain_id,
            "nonce": self._w3.eth.get_transaction_count(self._w3.to_checksum_address(sender), "pending"),
            "gas": int(gas, 16) * 6 // 5,
            "maxFeePerGas": self._w3.to_wei(2 * base + tip, "wei"),
            "maxPriorityFeePerGas": tip,
        }
        if to is not None:
            transaction["to"] = to
        signed = signer.sign_transaction(transaction)  # type: ignore[arg-type]
        try:
            digest = self.request("eth_sendRawTransaction", hexadecimal(signed.raw_transaction))
        except RpcFailure as failure:
            raise Rejected(failure.message) from failure
        self._w3.eth.wait_for_transaction_receipt(digest, poll_latency=0.05)
        return NodeReceipt(self.request("eth_getTransactionReceipt", digest), lambda: self.trace(digest))

    def trace(self, digest: str) -> tuple[bytes, str | None]:
        """Return a mined transaction's output and reason of a halt. Raises ChainFault where the node doesn't trace."""
        trace = self.request("debug_traceTransaction", digest, _TRACE)
        error = trace.get("error")
        halted = error is not None and "revert" not in error
        return octets(trace.get("output") or "0x"), halt_reason(error) if halted else None

    def snapshot(self) -> int:
        """Raise ChainFault: not on a chain that others use."""
        raise self._not_ours("take snapshots")

    def revert(self, snapshot: int) -> None:
        """Raise ChainFault: not on a chain that others use."""
        raise self._not_ours(f"go back to snapshot {snapshot}")

    def advance(self, seconds: int, blocks: int = 1) -> None:
        """Raise ChainFault: not on a chain that others use."""
        raise self._not_ours(f"mine {blocks} blocks {seconds} seconds on")

    def set_balance(self, address: Any, wei: int) -> None:
        """Raise ChainFault: not on a chain that others use."""
        raise self._not_ours(f"set the balance of {address} to {wei}")

    def _not_ours(self, what: str) -> ChainFault:
        return ChainFault(f"can't {what} behind an RPC address; fork it: open_chain('anvil', fork_url=...)")

    @property
    def timestamp(self) -> int:
        """The latest block's time in seconds."""
        return int(self.request("eth_getBlockByNumber", "latest", False)["timestamp"], 16)

    @property
    def block_number(self) -> int:
        """The latest block's number."""
        return int(self.request("eth_blockNumber"), 16)

    def balance(self, address: Any) -> int:
        """Return a balance in wei."""
        return int(self.request("eth_getBalance", address_text(address), "latest"), 16)

    def storage(self, address: Any, slot: int) -> int:
        """Return a storage word."""
        return int(self.request("eth_getStorageAt", address_text(address), hex(slot), "latest"), 16)

    def code(self, address: Any) -> bytes:
        """Return an account's code."""
        return octets(self.request("eth_getCode", address_text(address), "latest"))


def _reverted(failure: RpcFailure) -> tuple[bytes, str | None]:
    """Read revert data or a halt's reason out of an error object; raises it where it is of another kind."""
    data = failure.data
    # Some nodes nest the data.
    if isinstance(data, Mapping):
        data = data.get("data")
    if isinstance(data, str) and data.startswith("0x"):
        return octets(data), None
    if failure.code == REVERTED or "execution reverted" in failure.message:
        return b"", None
    if "EVM error" in failure.message or "out of gas" in failure.message:
        return b"", halt_reason(failure.message)
    if failure.code == REJECTED or "nsufficient funds" in failure.message:
        raise Rejected(failure.message) from failure
    raise failure
