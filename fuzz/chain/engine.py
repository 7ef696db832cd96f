"""The in-process EVM, with the traps of its engine closed.

pyrevm executes quickly but leaves its caller to know a lot; each of these has a test in ``tests/chain/test_engine.py``:

* An unknown fork name silently means the newest fork: only names in ``FORKS`` are taken.
* Its journal is never finalised, so transient storage survives a transaction: it is cleared before every execution, and
  after every revert to a snapshot, which would bring old values back. Gas is counted wrong for the same reason: never
  reported. A contract that destroys itself in the transaction that made it would live on: refused.
* An open checkpoint takes one of the EVM's 1,024 call levels, and undoing an outer one before an inner one corrupts the
  journal: every checkpoint is closed at once (its journal position stays valid), and undone at depth zero.
* Balances set from outside and the block environment are not journaled: both are kept with the snapshot here.
* Setting the block environment resets every field that isn't given: all are given, always.
* A message call doesn't raise the sender's nonce: nonces of external accounts are kept here.
* A sender with code is refused: such a sender's code is replaced for the call by a forwarder (``forwarder.py``).
* Code that has run reads with 33 padding bytes, revert data stands only in an exception's text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak
from pyrevm import EVM, AccountInfo, BlockEnv, CfgEnv, Env

from fuzz.chain.addresses import checksum
from fuzz.chain.forwarder import FORWARDER_CALLER, copy_address, forwarded, forwarder_code
from fuzz.chain.results import Rejected, halt_reason

# The engine's name of each fork; it calls Paris by the older name.
FORKS = {"London": "London", "Paris": "Merge", "Shanghai": "Shanghai", "Cancun": "Cancun"}
COINBASE = "0x0000000000000000000000000000000000000000"
_WORD = 1 << 256
_ZERO_WORD = bytes(32)
# solc's trailer: a CBOR map of the source's hash and the compiler's version, whose bytes mean nothing as opcodes.
_METADATA = re.compile(rb"\xa2\x64ipfs\x58\x22.{34}\x64solc\x43.{3}", re.DOTALL)
_CODE_PADDING = 33
_JUMPDEST, _INVALID, _SELFDESTRUCT = 0x5B, 0xFE, 0xFF
# STOP, JUMP, RETURN, REVERT and INVALID: nothing falls through them.
_ENDS = frozenset((0x00, 0x56, 0xF3, 0xFD, _INVALID))


# What one execution left: whether it succeeded, its return or revert data, and the reason of a halt.
Output = tuple[bool, bytes, str | None]


class Checkpoint(NamedTuple):
    """A state to go back to."""

    id: int
    journal: Any
    block: tuple[int, int]
    nonces: dict[str, int]
    # What was added to balances from outside between this checkpoint and the next; the journal doesn't know it.
    gifts: dict[str, int]


class Engine:
    """Accounts and code, executed one message at a time at the block (number, timestamp) last set.

    Addresses are checksummed text. ``call`` leaves no trace; ``execute`` and ``create`` do.
    """

    def __init__(
        self, *, fork: str, chain_id: int, gas_limit: int, code_size_limit: int, block: tuple[int, int]
    ) -> None:
        if fork not in FORKS:
            raise ValueError(f"unknown fork {fork!r}: one of {', '.join(FORKS)}")
        config = CfgEnv(chain_id=chain_id, limit_contract_code_size=code_size_limit)
        self._evm = EVM(Env(cfg=config), gas_limit=gas_limit, spec_id=FORKS[fork])
        # The engine's type stub calls its fields read-only, which they are not.
        self._block: Any = BlockEnv(
            number=0,
            coinbase=COINBASE,
            timestamp=0,
            difficulty=0,
            prevrandao=_ZERO_WORD,
            basefee=0,
            gas_limit=gas_limit,
        )
        self._nonces: dict[str, int] = {}
        self._checkpoints: list[Checkpoint] = []
        self._snapshots = 0
        self._watch_destruction = False
        self.set_block(*block)

    def set_block(self, number: int, timestamp: int) -> None:
        """Set the block in which messages run, timestamp in seconds."""
        self.number = number
        self.timestamp = timestamp
        block = self._block
        block.number = number
        block.timestamp = timestamp
        self._evm.set_block_env(block)

    def execute(self, sender: str, to: str, data: bytes, value: int) -> Output:
        """Run a transaction and keep its effects. Raises Rejected where a node would refuse it."""
        output: Output
        if self._watch_destruction:
            output = self._watched(lambda: self._message(sender, to, data, value))
        else:
            # What _message does, without its frame.
            evm = self._evm
            evm.reset_transient_storage()
            try:
                output = (True, evm.message_call(sender, to, data, value), None)
            except RuntimeError as error:
                output = self._failed_message(str(error), sender, to, data, value)
        nonces = self._nonces
        if sender in nonces:
            nonces[sender] += 1
        elif not self.code(sender):
            nonces[sender] = 1
        return output

    def create(self, sender: str, code: bytes, value: int) -> tuple[Output, str]:
        """Create a contract by a transaction; returns the outcome and the address it has or would have had."""
        nonce = self.nonce(sender)
        self._watch_destruction = self._watch_destruction or may_destroy_itself(code)
        output = self._watched(lambda: self._create(sender, nonce, code, value))
        address = created_address(sender, nonce)
        self._watch_destruction = self._watch_destruction or (output[0] and may_destroy_itself(self.code(address)))
        self._nonces[sender] = nonce + 1
        return output, address

    def _create(self, sender: str, nonce: int, code: bytes, value: int) -> Output:
        evm = self._evm
        evm.insert_account_info(sender, _account(evm.get_balance(sender), nonce, b""))
        evm.reset_transient_storage()
        try:
            evm.deploy(sender, code, value)
        except RuntimeError as error:
            return _failure(str(error))
        return True, b"", None

    def _watched(self, action: Callable[[], Output]) -> Output:
        """Run an action that is undone when it raises, or when a contract destroys itself in it (Rejected)."""
        evm = self._evm
        mark = evm.snapshot()
        try:
            output = action()
            if self._watch_destruction and "SelfDestruct" in evm.journal_str:
                raise Rejected("a contract destroys itself, which the in-process engine gets wrong: run this on anvil")
        except BaseException:
            evm.revert(mark)
            raise
        evm.commit()
        return output

    def call(self, sender: str, to: str, data: bytes, value: int = 0) -> Output:
        """Run a message and undo it, whatever it did."""
        evm = self._evm
        mark = evm.snapshot()
        try:
            # What _message does, without its frame: this is what machines do most.
            evm.reset_transient_storage()
            return True, evm.message_call(sender, to, data, value), None
        except RuntimeError as error:
            return self._failed_message(str(error), sender, to, data, value)
        finally:
            evm.revert(mark)

    def call_creation(self, sender: str, code: bytes, value: int) -> Output:
        """Run creation code and undo it; the data returned is the code that would stand there."""
        evm = self._evm
        nonce = self.nonce(sender)
        mark = evm.snapshot()
        try:
            ok, data, halt = self._create(sender, nonce, code, value)
            return ok, self.code(created_address(sender, nonce)) if ok else data, halt
        finally:
            evm.revert(mark)

    def _message(self, sender: str, to: str, data: bytes, value: int) -> Output:
        evm = self._evm
        evm.reset_transient_storage()
        try:
            return True, evm.message_call(sender, to, data, value), None
        except RuntimeError as error:
            return self._failed_message(str(error), sender, to, data, value)

    def _failed_message(self, text: str, sender: str, to: str, data: bytes, value: int) -> Output:
        if text == "Transaction(RejectCallerWithCode)":
            return self._message_from_contract(sender, to, data, value)
        return _failure(text)

    def _message_from_contract(self, sender: str, to: str, data: bytes, value: int) -> Output:
        own, copy = self.code(sender), copy_address(sender)
        self._set_code(copy, own)
        self._set_code(sender, forwarder_code(sender))
        try:
            return self._message(FORWARDER_CALLER, sender, forwarded(to, value, data), 0)
        finally:
            self._set_code(sender, own)
            self._set_code(copy, b"")

    def _set_code(self, address: str, code: bytes) -> None:
        info = self._evm.basic(address)
        self._evm.insert_account_info(address, _account(info.balance, info.nonce, code))

    def result(self) -> Any:
        """Return the engine's record of the last execution, which holds its logs."""
        return self._evm.result

    def snapshot(self) -> int:
        """Remember the state; returns its id, counting from 1."""
        mark = self._evm.snapshot()
        self._evm.commit()
        # Ids are never used again, so that one used up can't mean another state.
        self._snapshots += 1
        block = (self.number, self.timestamp)
        self._checkpoints.append(Checkpoint(self._snapshots, mark, block, dict(self._nonces), {}))
        return self._snapshots

    def revert(self, snapshot: int) -> bool:
        """Go back to a snapshot, which is used up with all taken after it; False if there is none of this id."""
        place = next((place for place, known in enumerate(self._checkpoints) if known.id == snapshot), None)
        if place is None:
            return False
        evm = self._evm
        _, mark, block, nonces, _ = self._checkpoints[place]
        for checkpoint in self._checkpoints[place:]:
            for address, gift in checkpoint.gifts.items():
                evm.set_balance(address, (evm.get_balance(address) - gift) % _WORD)
        del self._checkpoints[place:]
        # The engine undoes a checkpoint only at an open level: this one is opened to be closed by it.
        evm.snapshot()
        evm.revert(mark)
        evm.reset_transient_storage()
        self._nonces = nonces
        self.set_block(*block)
        return True

    def nonce(self, address: str) -> int:
        """Return the number of transactions sent, or for a contract its nonce."""
        known = self._nonces.get(address)
        if known is not None:
            return known
        # An external account's nonce inside the engine is what its last creation left there, reverted or not.
        return int(self._evm.basic(address).nonce) if self.code(address) else 0

    def balance(self, address: str) -> int:
        """Return a balance in wei."""
        return int(self._evm.get_balance(address))

    def set_balance(self, address: str, wei: int) -> None:
        """Give or take money from outside."""
        gift = wei - self.balance(address)
        if self._checkpoints:
            gifts = self._checkpoints[-1].gifts
            gifts[address] = gifts.get(address, 0) + gift
        self._evm.set_balance(address, wei)

    def storage(self, address: str, slot: int) -> int:
        """Return a storage word."""
        return int(self._evm.storage(address, slot))

    def code(self, address: str) -> bytes:
        """Return an account's code as it was deployed."""
        code = bytes(self._evm.get_code(address) or b"")
        if keccak(code) == self._evm.basic(address).code_hash:
            return code
        return code[:-_CODE_PADDING]


def _account(balance: int, nonce: int, code: bytes) -> AccountInfo:
    # The engine's type stub leaves out the balance.
    return AccountInfo(balance, nonce, keccak(code), code or None)  # type: ignore[call-arg, arg-type]


def created_address(sender: str, nonce: int) -> str:
    """Return the address of the contract that a transaction with this nonce creates."""
    return checksum(keccak(rlp.encode([bytes.fromhex(sender[2:]), nonce]))[12:])


def may_destroy_itself(code: bytes) -> bool:
    """Tell whether SELFDESTRUCT can run in the code or in code it carries, which solc puts behind an INVALID."""
    code = _METADATA.sub(b"", code)
    starts = [0, *(at + 1 for at, octet in enumerate(code) if octet == _INVALID)]
    walked: set[tuple[int, bool]] = set()
    return any(_reaches_destruction(code, start, walked) for start in starts)


def _reaches_destruction(code: bytes, at: int, walked: set[tuple[int, bool]]) -> bool:
    """Walk a program: what stands behind an end or a jump runs only from the next jump target on.

    ``walked`` are the places of earlier walks; from there on nothing is new.
    """
    runs = True
    while at < len(code) and (at, runs) not in walked:
        walked.add((at, runs))
        opcode = code[at]
        if runs and opcode == _SELFDESTRUCT:
            return True
        if opcode == _JUMPDEST:
            runs = True
        elif opcode in _ENDS:
            runs = False
        at += opcode - 0x5E if 0x60 <= opcode <= 0x7F else 1
    return False


def _failure(text: str) -> Output:
    """Read the outcome from the text of the engine's exception, the only place where it stands."""
    if text.startswith("Revert {"):
        return False, bytes.fromhex(text[text.index("output: 0x") + 10 : -2]), None
    if text.startswith("Halt {"):
        return False, b"", halt_reason(text[len("Halt { reason: ") : text.rindex(", gas_used")])
    raise Rejected(text)
