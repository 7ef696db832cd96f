"""What the in-process chain has mined: blocks, transactions and their logs, kept as cheaply as a fuzzer needs.

A transaction is one small object when it happens; its hash, its logs and its place in an index are made when asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak

from fuzz.chain.results import RawLog


class Mined:
    """One transaction and its outcome (a ``results.Receipt``). ``to`` is None for a creation."""

    __slots__ = (
        "_hash",
        "_logs",
        "_result",
        "block",
        "contract_address",
        "data",
        "halt",
        "nonce",
        "ok",
        "output",
        "sender",
        "timestamp",
        "to",
        "value",
    )

    # The engine counts gas wrong across calls.
    gas_used = None

    def __init__(
        self,
        sender: str,
        to: str | None,
        data: bytes,
        value: int,
        ok: bool,
        output: bytes,
        halt: str | None,
        result: Any,
        block: int,
        timestamp: int,
        nonce: int,
        contract_address: str | None = None,
        signed_hash: bytes | None = None,
    ) -> None:
        self.sender = sender
        self.to = to
        self.data = data
        self.value = value
        self.ok = ok
        self.output = output
        self.halt = halt
        self.block = block
        self.timestamp = timestamp
        self.nonce = nonce
        self.contract_address = contract_address
        self._result = result
        self._logs: tuple[RawLog, ...] | None = None if ok else ()
        self._hash = signed_hash

    def logs(self) -> tuple[RawLog, ...]:
        """Return the logs in order."""
        logs = self._logs
        if logs is None:
            logs = tuple([RawLog(log.address, tuple(log.data[0]), log.data[1]) for log in self._result.logs])
            self._logs = logs
            self._result = None
        return logs

    @property
    def hash(self) -> bytes:
        """The signed transaction's hash; where nobody signed, one that block and nonce make unique."""
        if self._hash is None:
            fields = [self.block, self.nonce, self.sender.encode(), (self.to or "").encode(), self.value, self.data]
            self._hash = bytes(keccak(rlp.encode(fields)))
        return self._hash


class Block(NamedTuple):
    """One block; most have one transaction."""

    number: int
    timestamp: int
    transaction: Mined | None

    @property
    def hash(self) -> bytes:
        """The block's hash."""
        return block_hash(self.number)


class EmptyBlocks(NamedTuple):
    """A run of blocks without transactions from ``first`` on, all at one time."""

    first: int
    timestamp: int


def block_hash(number: int) -> bytes:
    """Return a block's hash: the one that BLOCKHASH gives inside the engine."""
    return bytes(keccak(text=str(number)))


def block_number(digest: bytes, height: int) -> int | None:
    """Return the number of the block with this hash, up to ``height``; None where there is none."""
    return next((number for number in range(height, -1, -1) if block_hash(number) == digest), None)


class Ledger:
    """The blocks so far. ``height`` is the latest block's number, ``timestamp`` its time in seconds."""

    def __init__(self, timestamp: int) -> None:
        self.height = 0
        self.timestamp = timestamp
        self._entries: list[Mined | EmptyBlocks] = [EmptyBlocks(0, timestamp)]
        self._index: dict[bytes, Mined] = {}
        self._indexed = 0

    def append(self, transaction: Mined) -> None:
        """Mine a block with this transaction."""
        self._entries.append(transaction)
        self.height = transaction.block
        self.timestamp = transaction.timestamp

    def skip(self, blocks: int, timestamp: int) -> None:
        """Mine empty blocks, all at ``timestamp``."""
        if blocks:
            self._entries.append(EmptyBlocks(self.height + 1, timestamp))
            self.height += blocks
            self.timestamp = timestamp

    def mark(self) -> tuple[int, int, int]:
        """Return what ``rewind`` takes to come back here."""
        return len(self._entries), self.height, self.timestamp

    def rewind(self, mark: tuple[int, int, int]) -> None:
        """Forget all that was mined after ``mark``."""
        length, self.height, self.timestamp = mark
        for entry in self._entries[length : self._indexed]:
            if isinstance(entry, Mined):
                self._index.pop(entry.hash, None)
        self._indexed = min(self._indexed, length)
        del self._entries[length:]

    def block(self, number: int) -> Block | None:
        """Return a block, or None above the height."""
        if not 0 <= number <= self.height:
            return None
        entry = self._entries[bisect_right(self._entries, number, key=_first_block) - 1]
        if isinstance(entry, Mined):
            return Block(number, entry.timestamp, entry)
        return Block(number, entry.timestamp, None)

    def transaction(self, digest: bytes) -> Mined | None:
        """Return a transaction by its hash."""
        for entry in self._entries[self._indexed :]:
            if isinstance(entry, Mined):
                self._index[entry.hash] = entry
        self._indexed = len(self._entries)
        return self._index.get(digest)

    def transactions(self, first: int, last: int) -> Iterator[Mined]:
        """Yield the transactions of the blocks ``first`` to ``last``."""
        start = max(0, bisect_right(self._entries, first, key=_first_block) - 1)
        for place in range(start, len(self._entries)):
            entry = self._entries[place]
            if isinstance(entry, Mined):
                if entry.block > last:
                    return
                if entry.block >= first:
                    yield entry

    def logs(self, first: int, last: int) -> Iterator[tuple[Mined, int, RawLog]]:
        """Yield the logs of the blocks ``first`` to ``last`` with their transaction and place in it."""
        for transaction in self.transactions(first, last):
            for place, log in enumerate(transaction.logs()):
                yield transaction, place, log


def _first_block(entry: Mined | EmptyBlocks) -> int:
    return entry.block if isinstance(entry, Mined) else entry.first
