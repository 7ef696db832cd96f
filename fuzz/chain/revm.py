"""The in-process chain: an engine, a ledger, and a block for every transaction."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from fuzz.chain.addresses import address_text
from fuzz.chain.base import ACCOUNTS, FUNDS, Chain, ChainFault
from fuzz.chain.engine import Engine
from fuzz.chain.ledger import Ledger, Mined

if TYPE_CHECKING:
    from web3 import Web3

CHAIN_ID = 8453
GENESIS_TIME = 1_700_000_000
GAS_LIMIT = 300_000_000
"""Gas of a block and of every transaction in it."""
CODE_SIZE_LIMIT = 24_576
"""EIP-170's limit in bytes; creation code may have twice as much."""


class RevmChain(Chain):
    """A chain inside this process: nothing to start, nothing to wait for."""

    def __init__(
        self,
        *,
        fork: str = "Cancun",
        chain_id: int = CHAIN_ID,
        gas_limit: int = GAS_LIMIT,
        code_size_limit: int = CODE_SIZE_LIMIT,
        genesis_time: int = GENESIS_TIME,
    ) -> None:
        super().__init__()
        self.chain_id = chain_id
        self.gas_limit = gas_limit
        self.ledger = Ledger(genesis_time)
        self.engine = Engine(
            fork=fork,
            chain_id=chain_id,
            gas_limit=gas_limit,
            code_size_limit=code_size_limit,
            block=(0, genesis_time),
        )
        self._call = self.engine.call
        self._marks: dict[int, tuple[int, int, int]] = {}
        for account in ACCOUNTS:
            self.engine.set_balance(account, FUNDS)

    def close(self) -> None:
        """Nothing is held."""

    def _interval_changed(self) -> None:
        """Blocks ask for the interval themselves."""

    @property
    def w3(self) -> Web3:
        """A standard web3.py object on this chain."""
        return self._w3

    @cached_property
    def _w3(self) -> Web3:
        # web3 takes a second to import, and most machines never need it.
        from fuzz.chain.provider import in_process_web3

        return in_process_web3(self)

    def mine_transaction(
        self, sender: str, to: str | None, data: bytes, value: int, signed_hash: bytes | None = None
    ) -> Mined:
        """Run a transaction in a new block. Raises Rejected, and then mines nothing."""
        engine, ledger = self.engine, self.ledger
        number, timestamp = ledger.height + 1, ledger.timestamp + self._block_interval
        nonce = engine.nonce(sender)
        address = None
        engine.set_block(number, timestamp)
        try:
            if to is None:
                (ok, output, halt), address = engine.create(sender, data, value)
            else:
                ok, output, halt = engine.execute(sender, to, data, value)
        except BaseException:
            engine.set_block(ledger.height, ledger.timestamp)
            raise
        result = engine.result() if ok else None
        mined = Mined(sender, to, data, value, ok, output, halt, result, number, timestamp, nonce, address, signed_hash)
        ledger.append(mined)
        return mined

    _transact = mine_transaction

    def snapshot(self) -> int:
        """Remember the state; returns its id."""
        snapshot = self.engine.snapshot()
        self._marks[snapshot] = self.ledger.mark()
        return snapshot

    def revert(self, snapshot: int) -> None:
        """Go back to a snapshot; it and all later ones are used up. Raises ChainFault for an unknown id."""
        if not self.engine.revert(snapshot):
            raise ChainFault(f"there is no snapshot {snapshot}, or it is used up")
        self.ledger.rewind(self._marks[snapshot])
        self._marks = {known: mark for known, mark in self._marks.items() if known < snapshot}

    @property
    def timestamp(self) -> int:
        """The latest block's time in seconds."""
        return self.ledger.timestamp

    @property
    def block_number(self) -> int:
        """The latest block's number."""
        return self.ledger.height

    def advance(self, seconds: int, blocks: int = 1) -> None:
        """Mine empty blocks (at least one), all of them ``seconds`` after the latest."""
        if seconds < 0 or blocks < 1:
            raise ValueError(f"time and blocks only go forward, not {seconds} seconds and {blocks} blocks")
        self.ledger.skip(blocks, self.ledger.timestamp + seconds)
        self.engine.set_block(self.ledger.height, self.ledger.timestamp)

    def balance(self, address: Any) -> int:
        """Return a balance in wei."""
        return self.engine.balance(address_text(address))

    def set_balance(self, address: Any, wei: int) -> None:
        """Set a balance in wei; a snapshot's revert takes it back."""
        self.engine.set_balance(address_text(address), wei)

    def storage(self, address: Any, slot: int) -> int:
        """Return a storage word."""
        return self.engine.storage(address_text(address), slot)

    def code(self, address: Any) -> bytes:
        """Return an account's code."""
        return self.engine.code(address_text(address))
