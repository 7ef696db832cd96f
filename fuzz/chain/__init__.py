"""One interface to every chain that machines talk to.

    artifacts = Artifacts.load(root / "build/out")
    with open_chain("revm") as chain:                      # or "anvil", or the URL of a node
        token = chain.deploy(artifacts["USDCMock"], sender=chain.accounts[0])
        engine = chain.at(artifacts["PerpEngineV2"], proxy.address)
        engine.call("equity", account)                     # decoded; structs are named tuples; raises ChainError
        result = engine.transact("deposit", 10**6, sender=account)
        result.ok, result.value, result.events, result.error   # a revert is a result, not an exception

What is public is what this module exports; the rest of the package may change.

- Names may be full signatures (``"place(uint16,uint24)"``), and must be where a function is overloaded.
- ``ChainError.name`` and ``.args_`` are a custom error's name and arguments (named as in the ABI); reason strings are
  ``Error``, panics ``Panic``, empty reverts ``Revert``, halts ``Halt``. Every ABI that was deployed, attached with
  ``at`` or given to ``register`` is searched.
- ``Event`` has ``address``, ``name`` and ``args`` (a named tuple).
- Addresses are checksummed text; lower case, 20 bytes and ``Contract`` objects are taken as well. ``sender`` may be any
  address.
- Every transaction mines one block, ``chain.block_interval`` seconds (1) after the one before, on every backend;
  calls see the latest block. ``chain.advance(seconds, blocks=1)`` mines empty ones.
- ``chain.snapshot()`` and ``chain.revert(id)`` nest; ``chain.balance``, ``set_balance``, ``storage``, ``code``,
  ``timestamp``, ``block_number``, ``call_raw``, ``transact_raw`` do what they say.
- ``chain.w3`` is a standard ``Web3`` object on the same chain.
- ``gas_used`` is None in-process, where gas is counted wrong: ask Anvil or Foundry.
"""

from fuzz.chain.abi import UnknownNameError
from fuzz.chain.artifacts import Artifact, ArtifactError, Artifacts
from fuzz.chain.base import Chain, ChainFault, Contract
from fuzz.chain.coding_errors import DecodingError, EncodingError
from fuzz.chain.opening import open_chain
from fuzz.chain.results import ChainError, Event, RawLog, Rejected, TxResult

__all__ = [
    "Artifact",
    "ArtifactError",
    "Artifacts",
    "Chain",
    "ChainError",
    "ChainFault",
    "Contract",
    "DecodingError",
    "EncodingError",
    "Event",
    "RawLog",
    "Rejected",
    "TxResult",
    "UnknownNameError",
    "open_chain",
]
