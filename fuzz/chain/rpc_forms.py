"""JSON-RPC's forms of numbers, bytes, blocks, transactions, receipts and logs."""

from __future__ import annotations

from typing import Any

from fuzz.chain.coding_errors import EncodingError
from fuzz.chain.ledger import Block, Mined, block_hash
from fuzz.chain.results import RawLog

_NO_HASH = "0x" + "00" * 32
_NO_BLOOM = "0x" + "00" * 256
_NO_ADDRESS = "0x" + "00" * 20


def hexadecimal(octets: bytes) -> str:
    """Return bytes as ``0x…``."""
    return "0x" + octets.hex()


def octets(text: Any) -> bytes:
    """Read ``0x…`` or bytes. Raises EncodingError."""
    if isinstance(text, bytes | bytearray):
        return bytes(text)
    try:
        return bytes.fromhex(str(text).removeprefix("0x"))
    except ValueError as error:
        raise EncodingError(f"{text!r} is not hexadecimal") from error


def quantity(value: Any) -> int:
    """Read a number, or one as ``0x…``. Raises EncodingError."""
    try:
        return value if isinstance(value, int) else int(value, 16)
    except (TypeError, ValueError) as error:
        raise EncodingError(f"{value!r} is not a quantity") from error


def transaction_form(transaction: Mined, gas_limit: int, chain_id: int) -> dict[str, Any]:
    """Return a transaction object. Only a signed one has a signature to show: r and s are zero."""
    return {
        "hash": hexadecimal(transaction.hash),
        "type": "0x0",
        "nonce": hex(transaction.nonce),
        "blockHash": hexadecimal(block_hash(transaction.block)),
        "blockNumber": hex(transaction.block),
        "transactionIndex": "0x0",
        "from": transaction.sender,
        "to": transaction.to,
        "value": hex(transaction.value),
        "gas": hex(gas_limit),
        "gasPrice": "0x0",
        "input": hexadecimal(transaction.data),
        "chainId": hex(chain_id),
        "v": "0x0",
        "r": "0x0",
        "s": "0x0",
    }


def receipt_form(transaction: Mined) -> dict[str, Any]:
    """Return a receipt. Gas reads zero: the engine counts it wrong, and a wrong number would be believed."""
    return {
        "transactionHash": hexadecimal(transaction.hash),
        "transactionIndex": "0x0",
        "blockHash": hexadecimal(block_hash(transaction.block)),
        "blockNumber": hex(transaction.block),
        "from": transaction.sender,
        "to": transaction.to,
        "contractAddress": transaction.contract_address if transaction.ok else None,
        "cumulativeGasUsed": "0x0",
        "gasUsed": "0x0",
        "effectiveGasPrice": "0x0",
        "logs": [log_form(transaction, place, log) for place, log in enumerate(transaction.logs())],
        "logsBloom": _NO_BLOOM,
        "status": "0x1" if transaction.ok else "0x0",
        "type": "0x0",
    }


def log_form(transaction: Mined, place: int, log: RawLog) -> dict[str, Any]:
    """Return a log object; ``place`` is its index in the transaction, and so in the block."""
    return {
        "address": log.address,
        "topics": [hexadecimal(topic) for topic in log.topics],
        "data": hexadecimal(log.data),
        "blockNumber": hex(transaction.block),
        "blockHash": hexadecimal(block_hash(transaction.block)),
        "transactionHash": hexadecimal(transaction.hash),
        "transactionIndex": "0x0",
        "logIndex": hex(place),
        "removed": False,
    }


def block_form(block: Block, full: bool, gas_limit: int, chain_id: int) -> dict[str, Any]:
    """Return a block object, with its transactions in full or by hash."""
    transactions: list[Any] = []
    if block.transaction is not None:
        transaction = block.transaction
        transactions = [transaction_form(transaction, gas_limit, chain_id) if full else hexadecimal(transaction.hash)]
    return {
        "number": hex(block.number),
        "hash": hexadecimal(block.hash),
        "parentHash": hexadecimal(block_hash(block.number - 1)) if block.number else _NO_HASH,
        "timestamp": hex(block.timestamp),
        "transactions": transactions,
        "gasLimit": hex(gas_limit),
        "gasUsed": "0x0",
        "baseFeePerGas": "0x0",
        "miner": _NO_ADDRESS,
        "difficulty": "0x0",
        "totalDifficulty": "0x0",
        "extraData": "0x",
        "size": "0x0",
        "nonce": "0x0000000000000000",
        "mixHash": _NO_HASH,
        "sha3Uncles": _NO_HASH,
        "uncles": [],
        "logsBloom": _NO_BLOOM,
        "stateRoot": _NO_HASH,
        "transactionsRoot": _NO_HASH,
        "receiptsRoot": _NO_HASH,
    }
