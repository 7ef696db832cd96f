"""The JSON-RPC methods of the in-process chain: what web3.py and tools on top of it ask a node for."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import TYPE_CHECKING, Any

from fuzz.chain.addresses import address_text
from fuzz.chain.base import ChainFault
from fuzz.chain.coding_errors import EncodingError
from fuzz.chain.ledger import Block, Mined, block_number
from fuzz.chain.log_filters import LogFilters, LogQuery
from fuzz.chain.results import ChainError, Rejected
from fuzz.chain.rpc_forms import block_form, hexadecimal, log_form, octets, quantity, receipt_form, transaction_form
from fuzz.chain.signed import decode_signed

if TYPE_CHECKING:
    from fuzz.chain.revm import RevmChain

METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
SERVER_ERROR = -32000
REJECTED = -32003
REVERTED = 3
EVM_ERROR = -32015


class RpcError(Exception):
    """An error object of JSON-RPC: code, message and, for a revert, its data."""

    def __init__(self, code: int, message: str, data: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.data = data

    def as_json(self) -> dict[str, Any]:
        """Return the error object. web3 reads reason strings from the message and custom errors from the data."""
        answer: dict[str, Any] = {"code": self.code, "message": str(self)}
        if self.data is not None:
            answer["data"] = self.data
        return answer


class RpcServer:
    """Answers requests about one chain.

    Only the latest state exists: a question about an older block's state is an error, never another block's answer.
    """

    def __init__(self, chain: RevmChain) -> None:
        self._chain = chain
        self._filters = LogFilters(chain.ledger)
        self._methods: dict[str, Callable[..., Any]] = {
            "web3_clientVersion": lambda: "proofbook/revm",
            "net_version": lambda: str(chain.chain_id),
            "net_listening": lambda: True,
            "eth_chainId": lambda: hex(chain.chain_id),
            "eth_syncing": lambda: False,
            "eth_accounts": lambda: list(chain.accounts),
            "eth_coinbase": lambda: address_text(bytes(20)),
            "eth_blockNumber": lambda: hex(chain.ledger.height),
            "eth_gasPrice": lambda: "0x0",
            "eth_maxPriorityFeePerGas": lambda: "0x0",
            "eth_feeHistory": self._fee_history,
            "eth_call": self._call,
            "eth_estimateGas": self._estimate_gas,
            "eth_sendTransaction": self._send,
            "eth_sendRawTransaction": self._send_raw,
            "eth_getBalance": lambda address, at="latest": hex(chain.engine.balance(self._account(address, at))),
            "eth_getTransactionCount": lambda address, at="latest": hex(chain.engine.nonce(self._account(address, at))),
            "eth_getCode": lambda address, at="latest": hexadecimal(chain.engine.code(self._account(address, at))),
            "eth_getStorageAt": self._storage,
            "eth_getBlockByNumber": self._block_by_number,
            "eth_getBlockByHash": self._block_by_hash,
            "eth_getBlockTransactionCountByNumber": self._count_by_number,
            "eth_getTransactionByHash": self._transaction,
            "eth_getTransactionByBlockNumberAndIndex": self._transaction_by_place,
            "eth_getTransactionReceipt": self._receipt,
            "eth_getLogs": lambda query: [log_form(*found) for found in self._filters.find(self._query(query))],
            "eth_newFilter": lambda query: hex(self._filters.add_logs(self._query(query))),
            "eth_newBlockFilter": lambda: hex(self._filters.add_blocks()),
            "eth_newPendingTransactionFilter": lambda: hex(self._filters.add_transactions()),
            "eth_getFilterChanges": lambda number: self._known_filter(self._filters.changes(int(number, 16))),
            "eth_getFilterLogs": lambda number: self._known_filter(self._filters.all_logs(int(number, 16))),
            "eth_uninstallFilter": lambda number: self._filters.remove(int(number, 16)),
            "evm_snapshot": lambda: hex(chain.snapshot()),
            "evm_revert": self._revert,
            "evm_mine": lambda *_options: self._advance(chain.block_interval),
            "evm_increaseTime": lambda seconds: self._advance(quantity(seconds)),
            "anvil_setBalance": lambda address, wei: chain.engine.set_balance(address_text(address), quantity(wei)),
        }

    def answer(self, method: str, params: list[Any]) -> Any:
        """Return a request's result. Raises RpcError."""
        handler = self._methods.get(method)
        if handler is None:
            raise RpcError(METHOD_NOT_FOUND, f"the method {method} does not exist on the in-process chain")
        try:
            signature(handler).bind(*params)
        except TypeError as error:
            raise RpcError(INVALID_PARAMS, f"{method}: {error}") from error
        try:
            return handler(*params)
        except Rejected as error:
            raise RpcError(REJECTED, str(error)) from error
        except (EncodingError, ChainFault) as error:
            raise RpcError(INVALID_PARAMS, str(error)) from error

    # Calls and transactions

    def _message(self, transaction: dict[str, Any]) -> tuple[str, str | None, bytes, int]:
        to = transaction.get("to")
        data = transaction.get("input") or transaction.get("data") or "0x"
        sender = address_text(transaction.get("from") or self._chain.accounts[0])
        return sender, address_text(to) if to else None, octets(data), quantity(transaction.get("value", "0x0"))

    def _call(self, transaction: dict[str, Any], at: Any = "latest", *_overrides: Any) -> str:
        if _overrides and _overrides[0]:
            raise RpcError(INVALID_PARAMS, "state overrides are not there on the in-process chain")
        self._latest_only(at)
        sender, to, data, value = self._message(transaction)
        chain = self._chain
        ok, output, halt = (
            chain.engine.call(sender, to, data, value)
            if to is not None
            else chain.engine.call_creation(sender, data, value)
        )
        if not ok:
            raise self._reverted(output, halt)
        return hexadecimal(output)

    def _estimate_gas(self, transaction: dict[str, Any], *_at: Any) -> str:
        """Return the block's gas limit: this engine's estimate would be wrong. A revert is an error, as on a node."""
        self._call(transaction, "latest")
        return hex(self._chain.gas_limit)

    def _reverted(self, output: bytes, halt: str | None) -> RpcError:
        error: ChainError = self._chain.registry.error(output, halt)
        if halt is not None:
            return RpcError(EVM_ERROR, f"EVM error {halt}")
        message = "execution reverted"
        if error.name == "Error":
            message += f": {error.args_[0]}"
        elif error.name == "Panic":
            message += f": {error}"
        elif output:
            message += f": custom error 0x{output[:4].hex()}"
        return RpcError(REVERTED, message, hexadecimal(output))

    def _send(self, transaction: dict[str, Any]) -> str:
        nonce = transaction.get("nonce")
        message = self._message(transaction)
        if nonce is not None and quantity(nonce) != self._chain.engine.nonce(message[0]):
            raise Rejected(f"nonce {quantity(nonce)} given, {self._chain.engine.nonce(message[0])} expected")
        return hexadecimal(self._chain.mine_transaction(*message).hash)

    def _send_raw(self, raw: str) -> str:
        signed = decode_signed(octets(raw), self._chain.chain_id)
        expected = self._chain.engine.nonce(signed.sender)
        if signed.nonce != expected:
            raise Rejected(f"nonce {signed.nonce} given, {expected} expected")
        mined = self._chain.mine_transaction(signed.sender, signed.to, signed.data, signed.value, signed.hash)
        return hexadecimal(mined.hash)

    # State

    def _account(self, address: str, at: Any) -> str:
        self._latest_only(at)
        return address_text(address)

    def _storage(self, address: str, slot: str, at: Any = "latest") -> str:
        word = self._chain.engine.storage(self._account(address, at), quantity(slot))
        return hexadecimal(word.to_bytes(32, "big"))

    def _latest_only(self, at: Any) -> None:
        if isinstance(at, dict):
            at = at.get("blockNumber", at.get("blockHash"))
        if at in (None, "latest", "pending", "safe", "finalized"):
            return
        number = self._number(at)
        if number != self._chain.ledger.height:
            raise RpcError(SERVER_ERROR, f"missing state of block {number}: the in-process chain keeps the latest only")

    def _number(self, block: Any) -> int | None:
        height = self._chain.ledger.height
        match block:
            case None | "latest" | "pending" | "safe" | "finalized":
                return height
            case "earliest":
                return 0
            case str() if len(block) == 66:
                return block_number(octets(block), height)
            case _:
                return quantity(block)

    # Blocks, transactions and logs

    def _block_by_number(self, number: Any, full: bool = False) -> dict[str, Any] | None:
        return self._shown(self._number(number), full)

    def _block_by_hash(self, digest: str, full: bool = False) -> dict[str, Any] | None:
        return self._shown(block_number(octets(digest), self._chain.ledger.height), full)

    def _shown(self, number: int | None, full: bool) -> dict[str, Any] | None:
        block: Block | None = None if number is None else self._chain.ledger.block(number)
        return None if block is None else block_form(block, full, self._chain.gas_limit, self._chain.chain_id)

    def _count_by_number(self, number: Any) -> str | None:
        block = self._chain.ledger.block(self._number(number) or 0)
        return None if block is None else hex(0 if block.transaction is None else 1)

    def _transaction(self, digest: str) -> dict[str, Any] | None:
        found = self._chain.ledger.transaction(octets(digest))
        return None if found is None else transaction_form(found, self._chain.gas_limit, self._chain.chain_id)

    def _transaction_by_place(self, number: Any, place: str) -> dict[str, Any] | None:
        block = self._chain.ledger.block(self._number(number) or 0)
        found: Mined | None = block.transaction if block and quantity(place) == 0 else None
        return None if found is None else transaction_form(found, self._chain.gas_limit, self._chain.chain_id)

    def _receipt(self, digest: str) -> dict[str, Any] | None:
        found = self._chain.ledger.transaction(octets(digest))
        return None if found is None else receipt_form(found)

    def _query(self, query: dict[str, Any]) -> LogQuery:
        if "blockHash" in query:
            number = block_number(octets(query["blockHash"]), self._chain.ledger.height)
            if number is None:
                raise RpcError(SERVER_ERROR, f"unknown block {query['blockHash']}")
            return LogQuery.read(query, number, number)
        last = query.get("toBlock")
        open_ended = last in (None, "latest", "pending")
        return LogQuery.read(
            query, self._number(query.get("fromBlock")) or 0, None if open_ended else self._number(last)
        )

    def _known_filter(self, changes: list[Any] | None) -> list[Any]:
        if changes is None:
            raise RpcError(SERVER_ERROR, "filter not found")
        return changes

    def _fee_history(self, count: Any, newest: Any, percentiles: Any = None) -> dict[str, Any]:
        height = self._number(newest) or 0
        blocks = min(quantity(count), height + 1)
        answer: dict[str, Any] = {
            "oldestBlock": hex(height + 1 - blocks),
            "baseFeePerGas": ["0x0"] * (blocks + 1),
            "gasUsedRatio": [0.0] * blocks,
        }
        if percentiles:
            answer["reward"] = [["0x0"] * len(percentiles)] * blocks
        return answer

    # Control

    def _revert(self, snapshot: Any) -> bool:
        try:
            self._chain.revert(quantity(snapshot))
        except ChainFault:
            return False
        return True

    def _advance(self, seconds: int) -> str:
        self._chain.advance(seconds)
        return hex(seconds)
