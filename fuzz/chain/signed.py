"""Signed transactions, as ``eth_sendRawTransaction`` takes them."""

from __future__ import annotations

from typing import NamedTuple

import rlp  # type: ignore[import-untyped]
from eth_account import Account
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from eth_utils.crypto import keccak
from hexbytes import HexBytes

from fuzz.chain.addresses import address_text
from fuzz.chain.results import Rejected


class Signed(NamedTuple):
    """What a signed transaction asks for. ``to`` is None for a creation, ``value`` wei."""

    sender: str
    to: str | None
    data: bytes
    value: int
    nonce: int
    hash: bytes


def decode_signed(raw: bytes, chain_id: int) -> Signed:
    """Recover a signed transaction, typed or legacy. Raises Rejected where it is malformed or of another chain."""
    try:
        sender = address_text(Account.recover_transaction(HexBytes(raw)))
        if raw[0] <= 0x7F:
            fields = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
            signed_for = int(fields["chainId"])
            nonce, to, value, data = fields["nonce"], fields["to"], fields["value"], fields["data"]
        else:
            parts = rlp.decode(raw)
            nonce, value, v = (int.from_bytes(parts[place], "big") for place in (0, 4, 6))
            to, data = parts[3], parts[5]
            # EIP-155; the two older values of v carry no chain.
            signed_for = (v - 35) // 2 if v >= 35 else chain_id
    except (ValueError, TypeError, KeyError, IndexError, rlp.exceptions.RLPException) as error:
        raise Rejected(f"this is no signed transaction: {error}") from error
    if signed_for != chain_id:
        raise Rejected(f"the transaction is signed for chain {signed_for}, this is chain {chain_id}")
    target = address_text(bytes(to)) if to else None
    return Signed(sender, target, bytes(data), int(value), int(nonce), bytes(keccak(raw)))
