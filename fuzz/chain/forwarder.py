"""Sending a message *from* a contract, which the in-process engine refuses.

For the one call, the contract's code is replaced by a forwarder: called by ``FORWARDER_CALLER`` it passes the message
on, so that ``msg.sender`` is the contract; called by anybody else (the message may come back to it) it delegates to a
copy of its own code. What differs from a node that impersonates the contract: ``tx.origin`` is the caller above, the
sender's code hash is the forwarder's while the message runs, and its nonce stays as it is.
"""

from __future__ import annotations

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

FORWARDER_CALLER = str(to_checksum_address(keccak(text="proofbook.forwarder.caller")[12:]))
# Copies memory's return data and returns or reverts with it; the success flag is on the stack.
_BUBBLE = "3d600060003e60{:02x}573d6000fd5b3d6000f3"


def copy_address(contract: str) -> str:
    """Return the address where a contract's code stands while it forwards."""
    return str(to_checksum_address(keccak(text=f"proofbook.forwarder.copy.{contract}")[12:]))


def forwarder_code(contract: str) -> bytes:
    """Return the code that forwards for ``FORWARDER_CALLER`` and is the contract's own for all others."""
    check = f"3373{FORWARDER_CALLER[2:]}1460{{:02x}}57"
    delegate = f"3660006000376000600036600073{copy_address(contract)[2:]}5af4"
    forward = "5b6034360360346000376000600060343603600060143560003560601c5af1"
    size_of_check = len(check.format(0)) // 2
    # The jump target inside a bubble stands 14 bytes after its start: 3d6000 6000 3e 60xx 57 3d6000fd, then 5b.
    first_bubble = size_of_check + len(delegate) // 2
    forward_at = first_bubble + len(_BUBBLE.format(0)) // 2
    second_bubble = forward_at + len(forward) // 2
    code = check.format(forward_at) + delegate + _BUBBLE.format(first_bubble + 13) + forward
    return bytes.fromhex(code + _BUBBLE.format(second_bubble + 13))


def forwarded(to: str, value: int, data: bytes) -> bytes:
    """Return the calldata that makes the forwarder send ``data`` with ``value`` wei."""
    return bytes.fromhex(to[2:]) + value.to_bytes(32, "big") + data
