"""Names whose meaning is fixed by a standard or a library everybody uses; the only place where names count."""

from __future__ import annotations

import re
from typing import Any

SIGNATURE_CHECKS = ("ecrecover", "recover", "tryRecover", "isValidSignature", "isValidSignatureNow")
"""What a signature is checked with: the precompile, its wrappers, and a contract that answers for its owner."""

_TRANSFERS = {
    "transfer",
    "safeTransfer",
    "transferFrom",
    "safeTransferFrom",
    "trySafeTransfer",
    "trySafeTransferFrom",
    "safeTransferETH",
    "sendValue",
}

_FLOOR = {
    "mulDiv",
    "mulDivDown",
    "fullMulDiv",
    "mulWad",
    "mulWadDown",
    "divWad",
    "divWadDown",
    "wMulDown",
    "wDivDown",
    "rayMulDown",
    "rayDivDown",
    "mulDown",
    "divDown",
}
_CEIL = {
    "mulDivUp",
    "mulDivRoundingUp",
    "fullMulDivUp",
    "mulWadUp",
    "divWadUp",
    "wMulUp",
    "wDivUp",
    "rayMulUp",
    "rayDivUp",
    "mulUp",
    "divUp",
    "ceilDiv",
    "divRoundingUp",
    "divUpUnsafe",
}
_NEAREST = {"rayMul", "rayDiv", "wadMul", "wadDiv", "percentMul", "percentDiv", "wmul", "wdiv", "rmul", "rdiv"}
_TWO_OPERANDS = {"mulWad", "mulWadDown", "mulWadUp", "mulDown", "mulUp", "rayMulDown", "rayMulUp", "wMulDown", "wMulUp"}


ASSEMBLY_GLOBALS = {
    "address()": "this",
    "caller()": "msg.sender",
    "chainid()": "block.chainid",
    "timestamp()": "block.timestamp",
}
"""What assembly asks for by a call and Solidity by a name."""


def words(name: str) -> list[str]:
    """The lower-case words of an identifier: ``lastFundingTime`` has ``last``, ``funding``, ``time``."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def mentions(name: str, *vocabulary: str) -> bool:
    """Whether one of the identifier's words starts with one of the given stems."""
    return any(word.startswith(vocabulary) for word in words(name))


def is_known_arithmetic(name: str, parameters: int) -> bool:
    """Whether a function of that name and number of parameters is multiplication and division with one rounding."""
    plain = name.lstrip("_")
    return parameters >= 2 and (plain in _FLOOR or plain in _CEIL or plain in _NEAREST)


def known_rounding(name: str) -> str:
    """``down``, ``up`` or ``nearest`` for a name that :func:`is_known_arithmetic` accepts."""
    plain = name.lstrip("_")
    return "down" if plain in _FLOOR else "up" if plain in _CEIL else "nearest"


def multiplies_only(name: str) -> bool:
    """Whether both operands are factors and the divisor is a fixed unit (``mulWad``)."""
    return name.lstrip("_") in _TWO_OPERANDS


def is_choice(name: str, parameters: int) -> bool:
    """Whether a function answers one of its two arguments, the smaller or the larger."""
    return parameters == 2 and name.lstrip("_") in ("min", "max")


def is_token_transfer(function: Any) -> bool:
    """Whether a function moves tokens or ether by its name and number of parameters, whatever library it is from."""
    return is_transfer_name(function.name) and 2 <= len(function.parameters) <= 4


def is_transfer_name(name: str) -> bool:
    """Whether the name is one of ERC-20's transfers or of the libraries that wrap them."""
    return name in _TRANSFERS
