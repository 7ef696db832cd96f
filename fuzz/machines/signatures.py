"""EIP-712 signatures as wallets make them, and as wrong as they may come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from eth_account import Account
from eth_keys.datatypes import PrivateKey
from eth_utils.crypto import keccak

from fuzz.chain.base import ACCOUNTS, MNEMONIC
from fuzz.chain.revm import CHAIN_ID
from fuzz.model.signatures import Signed

_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "OrderParams": (
        "uint16 marketId",
        "bool isBuy",
        "uint24 tick",
        "uint64 lots",
        "uint8 timeInForce",
        "uint8 selfTrade",
        "bool postOnly",
        "bool reduceOnly",
        "uint40 expiry",
        "uint16 maxFills",
        "uint64 clientId",
    ),
    "AuctionOrderParams": (
        "uint16 marketId",
        "bool isBuy",
        "uint24 tick",
        "uint64 lots",
        "uint8 unfilled",
        "uint64 clientId",
    ),
    "StopParams": (
        "uint16 marketId",
        "bool isBuy",
        "bool above",
        "uint24 triggerTick",
        "uint24 limitTick",
        "uint64 lots",
        "bool market",
        "bool reduceOnly",
        "uint64 clientId",
    ),
}
_STRUCTS = {"PlaceOrder": "OrderParams", "PlaceInAuction": "AuctionOrderParams", "PlaceStop": "StopParams"}
_OTHER_KIND = {"PlaceOrder": "PlaceStop", "PlaceInAuction": "PlaceOrder", "PlaceStop": "PlaceInAuction"}
_PERMIT = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
_DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
_NAMES = {"token": ("USD Coin", "1")}
_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""Order of the curve's group."""


class Fault(StrEnum):
    """What is wrong with a signature."""

    NONE = "none"
    SIGNER = "signer"
    DOMAIN = "domain"
    CHAIN = "chain"
    ACTION = "action"
    NONCE = "nonce"
    DEADLINE = "deadline"
    KIND = "kind"
    MALLEABLE = "malleable"
    CUT = "cut"
    EMPTY = "empty"


FORGER = "carol"
"""Who signs in another's name."""


@dataclass(frozen=True, slots=True)
class Signature:
    """An argument that stands for a signature.

    ``content`` is the action as it is called with, ``fault`` what is wrong, ``part`` which of ``v``, ``r`` and ``s`` is
    meant where not all of it.
    """

    signed: Signed
    content: tuple[Any, ...]
    fault: Fault = Fault.NONE
    part: str = ""


def shown(signed: Signed, fault: Fault) -> Signed | None:
    """Return what a signature with a fault says; None where it is no signature."""
    match fault:
        case Fault.NONE:
            return signed
        case Fault.SIGNER:
            return replace(signed, signer=FORGER)
        case Fault.DOMAIN | Fault.CHAIN:
            return replace(signed, domain=f"another {fault}")
        case Fault.ACTION:
            return replace(signed, action=("another", signed.action))
        case Fault.NONCE:
            return replace(signed, nonce=signed.nonce ^ 1)
        case Fault.DEADLINE:
            return replace(signed, deadline=signed.deadline + 1)
        case Fault.KIND:
            return replace(signed, kind=f"not {signed.kind}")
    return None


def make(signature: Signature, addresses: Mapping[str, str]) -> Any:
    """Return a signature's bytes, or the part asked for; who has no key signs as the contracts among traders do."""
    signed, fault = signature.signed, signature.fault
    signer = FORGER if fault is Fault.SIGNER else signed.signer
    domain = "book" if fault is Fault.DOMAIN else signed.domain
    separator = _separator(domain, addresses[domain], CHAIN_ID + (fault is Fault.CHAIN))
    digest = keccak(b"\x19\x01" + separator + _message(signature, addresses))
    address = addresses[signer]
    whole = _sign(digest, ACCOUNTS.index(address)) if address in ACCOUNTS else digest
    if fault is Fault.MALLEABLE:
        whole = _turned(whole)
    if fault is Fault.CUT:
        whole = whole[:-1]
    if fault is Fault.EMPTY:
        whole = b""
    if not signature.part:
        return whole
    whole = whole.ljust(65, b"\0")
    return {"v": whole[64], "r": whole[:32], "s": whole[32:64]}[signature.part]


def _message(signature: Signature, addresses: Mapping[str, str]) -> bytes:
    signed, fault = signature.signed, signature.fault
    nonce, deadline = signed.nonce ^ (fault is Fault.NONCE), signed.deadline + (fault is Fault.DEADLINE)
    ends = _word(nonce) + _word(deadline)
    if signed.kind == "Permit":
        spender, assets = signature.content
        parties = _address(addresses[signed.signer]) + _address(addresses[spender])
        kind = keccak(text=_PERMIT if fault is not Fault.KIND else _PERMIT.replace("Permit", "Allow"))
        return keccak(kind + parties + _word(assets + (fault is Fault.ACTION)) + ends)
    struct = _STRUCTS[signed.kind]
    fields = f"{struct}({','.join(_ACTIONS[struct])})"
    content = [int(value) for value in signature.content]
    if fault is Fault.ACTION:
        content[-1] += 1
    action = keccak(keccak(text=fields) + b"".join(map(_word, content)))
    name = signed.kind if fault is not Fault.KIND else _OTHER_KIND[signed.kind]
    return keccak(keccak(text=f"{name}({struct} action,uint256 nonce,uint256 deadline){fields}") + action + ends)


def _word(value: int) -> bytes:
    return value.to_bytes(32, "big")


def _address(text: str) -> bytes:
    return bytes.fromhex(text[2:]).rjust(32, b"\0")


@lru_cache(maxsize=64)
def _separator(domain: str, address: str, chain_id: int) -> bytes:
    name, version = _NAMES.get(domain, ("Proofbook", "2"))
    parts = [keccak(text=_DOMAIN), keccak(text=name), keccak(text=version), _word(chain_id), _address(address)]
    return keccak(b"".join(parts))


@cache
def _key(index: int) -> PrivateKey:
    Account.enable_unaudited_hdwallet_features()
    return PrivateKey(bytes(Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{index}").key))


@lru_cache(maxsize=4096)
def _sign(digest: bytes, index: int) -> bytes:
    signature = _key(index).sign_msg_hash(digest)
    return _word(signature.r) + _word(signature.s) + bytes([27 + signature.v])


def _turned(whole: bytes) -> bytes:
    """Return the other signature that anybody can make of one: it must not be good as well."""
    if len(whole) != 65:
        return whole + b"\0"
    return whole[:32] + _word(_ORDER - int.from_bytes(whole[32:64], "big")) + bytes([55 - whole[64]])
