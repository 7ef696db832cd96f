"""The interface of all chains, and the contracts reached through it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from fuzz.chain.addresses import address_text, checked_text
from fuzz.chain.artifacts import Artifact
from fuzz.chain.results import Receipt, Registry, TxResult

if TYPE_CHECKING:
    from web3 import Web3

# The mnemonic and accounts of development nodes everywhere.
MNEMONIC = "test test test test test test test test test test test junk"
ACCOUNTS = (
    "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
    "0x90F79bf6EB2c4f870365E785982E1f101E93b906",
    "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65",
    "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc",
    "0x976EA74026E726554dB657fA54763abd0C3a0aa9",
    "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955",
    "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f",
    "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
)
FUNDS = 10_000 * 10**18
"""Wei that each of ``ACCOUNTS`` starts with."""


class ChainFault(Exception):
    """The chain can't do what is asked (no such snapshot, a node that is gone, a read-only address)."""


class Chain(ABC):
    """A chain that machines talk to. Open one with ``open_chain``; a context manager.

    ``accounts`` are funded and deterministic; any other address may send as well, contracts included. Every transaction
    mines one block, ``block_interval`` seconds after the one before; calls see the latest block.
    """

    accounts: Sequence[str] = ACCOUNTS
    # Calls without effect, given sender, target, data and wei: success, return or revert data, reason of a halt. Each
    # backend binds or defines it, so that the shortest way to it has no frame between.
    _call: Callable[[str, str, bytes, int], tuple[bool, bytes, str | None]]

    def __init__(self) -> None:
        self.registry = Registry()
        self._block_interval = 1

    @property
    def block_interval(self) -> int:
        """Seconds from one block to the next."""
        return self._block_interval

    @block_interval.setter
    def block_interval(self, seconds: int) -> None:
        if seconds < 0:
            raise ValueError(f"time only goes forward, not {seconds} seconds")
        self._block_interval = seconds
        self._interval_changed()

    @abstractmethod
    def _interval_changed(self) -> None:
        """Tell the node, where there is one."""

    def __enter__(self) -> Chain:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Release what the chain holds (a node's process)."""

    @property
    @abstractmethod
    def w3(self) -> Web3:
        """A standard web3.py object on this chain."""

    # Contracts

    def deploy(self, artifact: Artifact, *args: Any, sender: Any = None, value: int = 0) -> Contract:
        """Deploy a contract. Raises ChainError when its constructor reverts, ChainFault when it has no code."""
        if not artifact.bytecode:
            raise ChainFault(f"{artifact.name} is abstract or an interface: it can't be deployed")
        interface = artifact.interface
        self.registry.add(interface)
        data = artifact.bytecode + interface.constructor.encode(args)
        result = TxResult(self._transact(self._sender(sender), None, data, value), self.registry, None).expect()
        if result.contract_address is None:
            raise ChainFault(f"{artifact.name}: the node gave no contract address")
        return self.at(artifact, result.contract_address)

    def at(self, artifact: Artifact, address: Any) -> Contract:
        """Return the contract at an address under an ABI: for a proxy, its implementation's."""
        contract = Contract(self, artifact, address_text(address))
        self.registry.add(artifact.interface, contract.address)
        return contract

    def register(self, *artifacts: Artifact) -> None:
        """Learn ABIs whose errors and events may turn up (libraries, tokens made by other contracts)."""
        for artifact in artifacts:
            self.registry.add(artifact.interface)

    # Raw messages

    def call_raw(self, sender: Any, to: Any, data: bytes, value: int = 0) -> bytes:
        """Call without effect; returns the return data. Raises ChainError."""
        ok, output, halt = self._call(self._sender(sender), address_text(to), data, value)
        if not ok:
            raise self.registry.error(output, halt)
        return output

    def transact_raw(self, sender: Any, to: Any, data: bytes, value: int = 0) -> TxResult:
        """Send a transaction; ``to`` None creates a contract. Raises Rejected where a node would refuse it."""
        target = None if to is None else address_text(to)
        return TxResult(self._transact(self._sender(sender), target, data, value), self.registry, None)

    def _sender(self, sender: Any) -> str:
        # An address as text is what nearly every call gives: it has no frame of its own.
        if sender.__class__ is str:
            return checked_text(sender)
        return self.accounts[0] if sender is None else address_text(sender)

    @abstractmethod
    def _transact(self, sender: str, to: str | None, data: bytes, value: int) -> Receipt:
        """Send a transaction and mine it."""

    # Time and state

    @abstractmethod
    def snapshot(self) -> int:
        """Remember the state; returns its id."""

    @abstractmethod
    def revert(self, snapshot: int) -> None:
        """Go back to a snapshot; it and all later ones are used up. Raises ChainFault for an unknown id."""

    @property
    @abstractmethod
    def timestamp(self) -> int:
        """The latest block's time in seconds."""

    @property
    @abstractmethod
    def block_number(self) -> int:
        """The latest block's number."""

    @abstractmethod
    def advance(self, seconds: int, blocks: int = 1) -> None:
        """Mine empty blocks (at least one), all of them ``seconds`` after the latest."""

    def mine(self, blocks: int = 1) -> None:
        """Mine empty blocks, ``block_interval`` seconds apart."""
        for _ in range(blocks):
            self.advance(self.block_interval)

    @abstractmethod
    def balance(self, address: Any) -> int:
        """Return a balance in wei."""

    @abstractmethod
    def set_balance(self, address: Any, wei: int) -> None:
        """Set a balance in wei; a snapshot's revert takes it back."""

    @abstractmethod
    def storage(self, address: Any, slot: int) -> int:
        """Return a storage word."""

    @abstractmethod
    def code(self, address: Any) -> bytes:
        """Return an account's code."""


class Contract:
    """A contract by its ABI. Names are a function's name, or its full signature where the name is overloaded."""

    __slots__ = ("_chain", "_function", "address", "artifact")

    def __init__(self, chain: Chain, artifact: Artifact, address: str) -> None:
        self._chain = chain
        self._function = artifact.interface.function
        self.artifact = artifact
        self.address = address

    def call(self, name: str, *args: Any, sender: Any = None) -> Any:
        """Call without effect; returns the decoded value. Raises ChainError, EncodingError, UnknownNameError."""
        chain = self._chain
        function = self._function(name)
        sender = chain._sender(sender)
        ok, output, halt = chain._call(sender, self.address, function.encode(args), 0)
        if ok:
            return function.decode(output)
        raise chain.registry.error(output, halt)

    def transact(self, name: str, *args: Any, sender: Any, value: int = 0) -> TxResult:
        """Send a transaction; a revert is a result. Raises EncodingError, UnknownNameError, Rejected."""
        chain = self._chain
        function = self._function(name)
        receipt = chain._transact(chain._sender(sender), self.address, function.encode(args), value)
        return TxResult(receipt, chain.registry, function)

    def encode(self, name: str, *args: Any) -> bytes:
        """Return the calldata of a call, for initialisers and multicalls."""
        return self._function(name).encode(args)

    def __repr__(self) -> str:
        return f"{self.artifact.name}({self.address})"
