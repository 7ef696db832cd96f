"""The system on a chain, and the model's state that belongs to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from typing import Any

from fuzz.chain import Artifact, Chain, Contract
from fuzz.machines.scenario import (
    ACCOMPLICE,
    ALLOCATION,
    ALLOCATOR,
    CAPS,
    CONTRACTS,
    COOLDOWN,
    ENDOWMENT,
    GUARDIAN,
    LISTINGS,
    OWNER,
    PEOPLE,
    SHORT_ALLOWANCE,
    SPLIT,
    TRADERS,
    TREASURY,
    UPTIME,
)
from fuzz.model.clearing import ClearingHouse
from fuzz.model.exchange import Addresses, Exchange
from fuzz.model.oracle import Feed, Oracle, Source
from fuzz.model.sequencer import Report
from fuzz.model.token import UNLIMITED
from fuzz.model.vault import Vault

USDC_DECIMALS = 6
SPENDERS = ("engine", "vault", "insurance")
"""Contracts that traders let take their tokens."""
_PARTS: Mapping[str, Mapping[str, str]] = {
    "PerpEngineV2": {"extension of engine": "PerpEngineV2Extension", "auction of engine": "PerpEngineV2Auction"},
    "OrderbookV2": {"extension of book": "OrderbookV2Extension"},
    "OrderbookV2Extension": {"waiting of book": "OrderbookV2Waiting"},
}
"""One address, several parts of code: what one does not know it delegates to the next, whose addresses it is told."""
_SOURCES = {
    "engine": "PerpEngineV2",
    "book": "OrderbookV2",
    "oracle": "OracleRouter",
    "vault": "Vault",
    "insurance": "InsuranceFund",
}


@dataclass(frozen=True)
class System:
    """Everything deployed. Accounts and contracts go by name (``alice``, ``engine``); two mappings translate.

    ``listed_at`` is when each market was listed, unix seconds.
    """

    chain: Chain
    contracts: Mapping[str, Contract]
    implementations: Mapping[str, Contract]
    addresses: Mapping[str, str]
    names: Mapping[str, str]
    listed_at: list[int] = field(default_factory=list)

    def contract(self, name: str) -> Contract:
        """Return a contract by name: ``token``, a proxy, a source, or ``implementation of …``."""
        return self.contracts[name]

    def name(self, address: str) -> str:
        """Return the name of an address, the address itself where it has none."""
        return self.names.get(address, address)


def deploy(chain: Chain, artifacts: Mapping[str, Artifact], token_name: str = "HostileToken") -> System:
    """Deploy implementations and proxies, wire them, list the markets and hand out money; no price is stored yet.

    A token that is none of the hostile one's calls nobody back.
    """
    addresses = {OWNER: chain.accounts[0], TREASURY: chain.accounts[-1], GUARDIAN: chain.accounts[-2]}
    addresses.update(zip((name for name in PEOPLE if name != ACCOMPLICE), chain.accounts[1:], strict=False))
    owner = addresses[OWNER]
    contracts: dict[str, Contract] = {"token": chain.deploy(artifacts[token_name], sender=owner)}
    contracts[ACCOMPLICE] = chain.deploy(artifacts["Accomplice"], sender=owner)
    implementations: dict[str, Contract] = {}
    token = contracts["token"].address
    # The engine stands before the book, whose initialiser takes its address.
    initial: dict[str, tuple[Any, ...]] = {"engine": (token,), "oracle": (), "vault": (token,), "insurance": (token,)}
    for name, arguments in initial.items():
        _deploy_proxy(chain, artifacts, name, (owner, *arguments), contracts, implementations)
    engine = contracts["engine"].address
    _deploy_proxy(chain, artifacts, "book", (owner, engine), contracts, implementations)
    for listing in LISTINGS:
        for source in listing.sources:
            contracts[source] = chain.deploy(artifacts["PriceSourceMock"], sender=owner)
    contracts[UPTIME] = chain.deploy(artifacts["ChainlinkAggregatorMock"], 0, 0, 1, sender=owner)
    contracts.update({f"implementation of {name}": contract for name, contract in implementations.items()})
    addresses.update({name: contract.address for name, contract in contracts.items()})
    names = {address: name for name, address in addresses.items()}
    system = System(chain, contracts, implementations, addresses, names)
    _wire(system)
    _list_markets(system)
    _endow(system)
    return system


def _deploy_proxy(
    chain: Chain,
    artifacts: Mapping[str, Artifact],
    name: str,
    arguments: tuple[Any, ...],
    contracts: dict[str, Contract],
    implementations: dict[str, Contract],
) -> None:
    implementation, artifact = _deploy_whole(chain, artifacts, _SOURCES[name], contracts, owner=arguments[0])
    call = implementation.encode("initialize", *arguments)
    proxy = chain.deploy(artifacts["ERC1967Proxy"], implementation.address, call)
    implementations[name] = implementation
    contracts[name] = chain.at(artifact, proxy.address)
    # The same code once more, to upgrade to: whatever state the system is in, nothing else may change.
    parts = [contracts[part].address for part in _PARTS.get(_SOURCES[name], {})]
    contracts[f"spare of {name}"] = chain.deploy(artifact, *parts)


def _deploy_whole(
    chain: Chain, artifacts: Mapping[str, Artifact], source: str, contracts: dict[str, Contract], *, owner: str
) -> tuple[Contract, Artifact]:
    """Deploy a contract behind the parts it delegates to, which join ``contracts``; return it with all their ABI."""
    artifact = artifacts[source]
    told: list[str] = []
    for name, part in _PARTS.get(source, {}).items():
        contracts[name], extension = _deploy_whole(chain, artifacts, part, contracts, owner=owner)
        artifact = _whole(artifact, extension)
        told.append(contracts[name].address)
    return chain.deploy(artifact, *told, sender=owner), artifact


def _whole(core: Artifact, extension: Artifact) -> Artifact:
    """Return the core with the extension's functions, events and errors beside its own."""
    known = {json.dumps(item, sort_keys=True) for item in core.abi}
    extra = [
        item
        for item in extension.abi
        if item["type"] in ("function", "event", "error") and json.dumps(item, sort_keys=True) not in known
    ]
    return Artifact(core.name, [*core.abi, *extra], core.bytecode)


def _wire(system: System) -> None:
    owner, at = system.addresses[OWNER], system.addresses
    modules = [at[name] for name in ("book", "oracle", "vault", "insurance", TREASURY)]
    system.contract("engine").transact("setModules", *modules, sender=owner).expect()
    split = (SPLIT.vault_ppm, SPLIT.insurance_ppm, SPLIT.treasury_ppm)
    system.contract("engine").transact("setFeeSplit", split, sender=owner).expect()
    for sink in ("vault", "insurance"):
        system.contract(sink).transact("setEngine", at["engine"], sender=owner).expect()
        system.contract(sink).transact("setGuardian", at[GUARDIAN], sender=owner).expect()
    system.contract("vault").transact("setAllocator", at[ALLOCATOR], sender=owner).expect()
    system.contract("vault").transact("setAllocationLimits", *ALLOCATION, sender=owner).expect()
    system.contract("vault").transact("setCooldown", COOLDOWN, sender=owner).expect()
    system.contract("engine").transact("setGuardian", at[GUARDIAN], sender=owner).expect()
    system.contract("engine").transact("setExposureCaps", *CAPS, sender=owner).expect()


def _list_markets(system: System) -> None:
    owner, engine = system.addresses[OWNER], system.contract("engine")
    for market_id, listing in enumerate(LISTINGS):
        engine.transact("listMarket", astuple(listing.market), astuple(listing.funding), sender=owner).expect()
        system.listed_at.append(system.chain.timestamp)
        sources = [system.addresses[source] for source in listing.sources]
        limits = (listing.max_age, listing.min_sources)
        system.contract("oracle").transact("configureMarket", market_id, limits, sources, sender=owner).expect()
        guards = astuple(listing.guards)
        system.contract("oracle").transact("setGuards", market_id, guards, sender=owner).expect()
        system.contract("book").transact("openMarket", market_id, sender=owner).expect()


def _allowance(trader: str) -> int:
    return SHORT_ALLOWANCE if trader == TRADERS[-1] else UNLIMITED


def _endow(system: System) -> None:
    token, owner = system.contract("token"), system.addresses[OWNER]
    if token.artifact.name == "HostileToken":
        token.transact("setWatcher", system.addresses[ACCOMPLICE], sender=owner).expect()
    for trader in TRADERS:
        address = system.addresses[trader]
        token.transact("mint", address, ENDOWMENT, sender=owner).expect()
        for spender in SPENDERS:
            token.transact("approve", system.addresses[spender], _allowance(trader), sender=address).expect()


def mirror(system: System) -> Exchange:
    """Return the model's state of a system just deployed; of its code it only asks the constants that it publishes."""
    offset = system.contract("vault").call("decimals") - USDC_DECIMALS
    exchange = Exchange(
        Addresses("engine", "vault", "insurance", TREASURY, OWNER, GUARDIAN, ALLOCATOR),
        ClearingHouse(SPLIT),
        Oracle(system.contract("oracle").call("MAX_PRICE")),
        Vault(offset, cooldown=COOLDOWN, allocation_cap=ALLOCATION[0], min_idle_ppm=ALLOCATION[1]),
        now=system.chain.timestamp,
    )
    exchange.set_exposure_caps(OWNER, *CAPS)
    for market_id, listing in enumerate(LISTINGS):
        exchange.now = system.listed_at[market_id]
        exchange.list_market(OWNER, listing.market, listing.funding)
        exchange.open_market(OWNER, market_id)
        exchange.configure_feed(OWNER, market_id, Feed(listing.max_age, listing.min_sources, listing.sources))
        exchange.set_guards(OWNER, market_id, listing.guards)
        for source in listing.sources:
            exchange.set_source(source, Source())
    exchange.oracle.uptime[UPTIME] = Report()
    for trader in TRADERS:
        exchange.token.mint(trader, ENDOWMENT)
        for spender in SPENDERS:
            exchange.token.approve(trader, spender, _allowance(trader))
    exchange.now = system.chain.timestamp
    return exchange


__all__ = ["CONTRACTS", "System", "deploy", "mirror"]
