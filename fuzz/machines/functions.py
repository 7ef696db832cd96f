"""Which functions of the contracts the machines call: all that change something, but for those named here.

A function that is new is called by an action, or has a reason here: a test fails until one of both is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fuzz.chain import Artifact

ROLES: Mapping[str, tuple[str, ...]] = {
    "engine": ("PerpEngineV2", "PerpEngineV2Extension", "PerpEngineV2Auction"),
    "book": ("OrderbookV2", "OrderbookV2Extension", "OrderbookV2Waiting"),
    "oracle": ("OracleRouter",),
    "vault": ("Vault",),
    "insurance": ("InsuranceFund",),
}
"""What the machines call each contract, and the parts of code behind its address."""

_FIXED = "said once, when the system is deployed; a stranger is refused in `intrude`, the rest is tests/solidity"
_MODULE = (
    "for another contract of the system, which calls it in what the machines do; a stranger is refused in `intrude`"
)
_FINAL = "without an owner nobody could end an example's markets; a stranger is refused in `intrude`"
_SOURCES = "every market of the machines reads the same sources throughout; tests/solidity/oracle changes them"

NOT_CALLED: Mapping[str, str] = {
    "engine.initialize": _FIXED,
    "engine.setModules": _FIXED,
    "engine.listMarket": _FIXED,
    "engine.setGuardian": _FIXED,
    "engine.settle": _MODULE,
    "engine.settlePair": _MODULE,
    "engine.releaseOrder": _MODULE,
    "engine.useAuthorization": _MODULE,
    "engine.liquidateFor": _MODULE,
    "engine.renounceOwnership": _FINAL,
    "book.initialize": _FIXED,
    "book.openMarket": _FIXED,
    "book.submitFor": _MODULE,
    "book.simulateFor": _MODULE,
    "book.renounceOwnership": _FINAL,
    "oracle.initialize": _FIXED,
    "oracle.configureMarket": _SOURCES,
    "oracle.renounceOwnership": _FINAL,
    "vault.initialize": _FIXED,
    "vault.setEngine": _FIXED,
    "vault.setGuardian": _FIXED,
    "vault.setAllocator": _FIXED,
    "vault.onFeesReceived": _MODULE,
    "vault.renounceOwnership": _FINAL,
    "insurance.initialize": _FIXED,
    "insurance.setEngine": _FIXED,
    "insurance.setGuardian": _FIXED,
    "insurance.cover": _MODULE,
    "insurance.onFeesReceived": _MODULE,
    "insurance.renounceOwnership": _FINAL,
}
"""Functions that no action calls so that they succeed, with the reason."""

_ADAPTER = "the machines' sources are mocks behind the same interface; tests/solidity/oracle drives it"
NOT_DEPLOYED: Mapping[str, str] = {
    "ProofbookTimelock": "the owner is an account here, so that it acts at once; tests/solidity/governance drives it",
    "ChainlinkSource": _ADAPTER,
    "PythSource": _ADAPTER,
    "SignedPushSource": _ADAPTER,
    "UniswapV3Source": _ADAPTER,
}
"""Contracts that no machine deploys, with the reason."""


def changing(artifacts: Mapping[str, Artifact]) -> Iterator[str]:
    """Yield ``role.function`` for every external function that is no view."""
    for role, parts in ROLES.items():
        found = {
            item["name"]
            for part in parts
            for item in artifacts[part].abi
            if item["type"] == "function" and item["stateMutability"] not in ("view", "pure")
        }
        yield from (f"{role}.{name}" for name in sorted(found))


def expected(artifacts: Mapping[str, Artifact]) -> frozenset[str]:
    """Return the functions that a long run must have seen succeed."""
    return frozenset(changing(artifacts)) - NOT_CALLED.keys()
