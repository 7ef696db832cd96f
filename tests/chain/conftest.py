"""The test contracts, compiled once, and chains with a probe on them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from fuzz.chain import Artifact, Chain, Contract, open_chain
from fuzz.chain.results import Registry
from fuzz.chain.revm import RevmChain

ROOT = Path(__file__).resolve().parents[2]


def compile_contracts(folder: Path) -> dict[str, Artifact]:
    """Compile every source in a folder with the repository's compiler."""
    sources = {path.name: {"content": path.read_text("utf-8")} for path in sorted(folder.glob("*.sol"))}
    settings = {
        "evmVersion": "cancun",
        "optimizer": {"enabled": True, "runs": 200},
        "outputSelection": {"*": {"*": ["abi", "evm.bytecode.object"]}},
    }
    request = json.dumps({"language": "Solidity", "sources": sources, "settings": settings})
    solc = ROOT / "gate/toolchain/bin/solc"
    done = subprocess.run(
        [solc, "--standard-json"], input=request, capture_output=True, text=True, check=True, cwd=ROOT
    )
    output = json.loads(done.stdout)
    errors = [error["formattedMessage"] for error in output.get("errors", []) if error["severity"] == "error"]
    assert not errors, "\n".join(errors)
    return {
        name: Artifact.from_output(name, contract)
        for contracts in output["contracts"].values()
        for name, contract in contracts.items()
    }


@pytest.fixture(scope="session")
def contracts() -> Mapping[str, Artifact]:
    return compile_contracts(Path(__file__).parent / "contracts")


@pytest.fixture
def chain() -> Iterator[RevmChain]:
    with RevmChain() as opened:
        yield opened


@pytest.fixture(scope="session")
def anvil() -> Iterator[Chain]:
    """One node for all tests: each uses it between a snapshot and its revert."""
    with open_chain("anvil") as opened:
        yield opened


@pytest.fixture
def fresh_anvil(anvil: Chain) -> Iterator[Chain]:
    mark = anvil.snapshot()
    anvil.registry = Registry()
    yield anvil
    anvil.revert(mark)


@pytest.fixture(params=["revm", "anvil"])
def any_chain(request: pytest.FixtureRequest) -> Chain:
    """Each backend in turn: what a test says of it holds for both."""
    opened: Chain = request.getfixturevalue("chain" if request.param == "revm" else "fresh_anvil")
    return opened


@pytest.fixture
def probe(any_chain: Chain, contracts: Mapping[str, Artifact]) -> Contract:
    """A probe on each backend in turn."""
    return any_chain.deploy(contracts["Probe"], 5)
