"""Addresses as text, as 20 bytes and as ABI words."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from eth_utils.address import is_checksum_formatted_address, to_checksum_address

from fuzz.chain.coding_errors import EncodingError

_ZERO_12 = bytes(12)


@lru_cache(maxsize=65536)
def address_word(address: str) -> bytes:
    """Return the 32-byte word of an address, in lower case or with a right checksum; EncodingError else."""
    try:
        checksummed = to_checksum_address(address)
    except (ValueError, TypeError) as error:
        raise EncodingError(f"{address!r} is not an address") from error
    if is_checksum_formatted_address(address) and address != checksummed:
        raise EncodingError(f"{address} has a wrong checksum; it should read {checksummed}")
    return _ZERO_12 + bytes.fromhex(checksummed[2:])


@lru_cache(maxsize=65536)
def checksum(raw: bytes) -> str:
    """Return the checksummed text of a 20-byte address."""
    return str(to_checksum_address(raw))


def encode_address(value: Any) -> bytes:
    """Return the word of anything that names an account: text, 20 bytes, or an object with ``address``."""
    if value.__class__ is str:
        return address_word(value)
    if isinstance(value, bytes | bytearray) and len(value) == 20:
        return _ZERO_12 + bytes(value)
    inner = getattr(value, "address", value)
    if isinstance(inner, str):
        return address_word(str(inner))
    raise EncodingError(f"{value!r} is not an address")


def address_text(address: object) -> str:
    """Return the checksummed text of anything that names an account."""
    return checked_text(address) if address.__class__ is str else checksum(encode_address(address)[12:])


@lru_cache(maxsize=65536)
def checked_text(address: str) -> str:
    """Return the checksummed text of an address given as text."""
    return checksum(address_word(address)[12:])
