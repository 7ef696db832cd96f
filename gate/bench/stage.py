"""The system that gas is measured on: the machines' deployment with markets and people of the benchmark's own.

Nothing of it depends on what the machines play with: markets are alike, prices stay fresh, caps bind nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fuzz.chain import Artifact, Chain, Contract, TxResult
from fuzz.machines.deployment import System, deploy
from fuzz.machines.scenario import LISTINGS, OWNER

USDC = 10**6
WAD = 10**18
PRICE = 2000 * WAD
TICK = 20_000
"""The tick of the price: a tick is worth ten cents."""
ETH = 1_000
"""Lots in one whole unit of the base asset."""
MARKETS = 9
_UNBOUNDED = 2**127
_MARKET = (10**17, 10**15, 100_000, 50_000, 500, 200, 10_000, 1_250_000, 100, _UNBOUNDED, _UNBOUNDED)
_FUNDING = (5_000 * WAD, 100, 500, 40_000, 60_000, 3_600)
_NO_FUNDING = (5_000 * WAD, 0, 0, 1, 0, 3_600)
_MAX_AGE = 24 * 3600
_FIRST_PERSON = 0xA11CE << 140


@dataclass
class Stage:
    """The deployed system and what the operations do on it. Markets are ``market(0)`` to ``market(MARKETS - 1)``."""

    chain: Chain
    system: System
    meter: Contract
    people: int = 0

    def market(self, number: int = 0) -> int:
        """Return the engine's id of one of the benchmark's markets."""
        return len(LISTINGS) + number

    def person(self, dollars: int = 0) -> str:
        """Return somebody new who holds USDC, has approved the engine and has deposited ``dollars``, if any."""
        self.people += 1
        address = f"0x{_FIRST_PERSON + self.people:040x}"
        token = self.system.contract("token")
        token.transact("mint", address, 10**12 * USDC, sender=None).expect()
        token.transact("approve", self.system.addresses["engine"], 2**256 - 1, sender=address).expect()
        if dollars:
            self.send("engine", "deposit", dollars * USDC, sender=address)
        return address

    def send(self, contract: str, function: str, *arguments: object, sender: str) -> TxResult:
        """Send a transaction. Raises ChainError where it reverts: an operation that fails has no price."""
        return self.system.contract(contract).transact(function, *arguments, sender=sender).expect()

    def gas(self, contract: str, function: str, *arguments: object, sender: str) -> int:
        """Return the gas that a transaction is charged: the 21,000, calldata and refunds included."""
        used = self.send(contract, function, *arguments, sender=sender).receipt.gas_used
        if used is None:
            raise RuntimeError("this chain does not count gas: measure on a node")
        return used

    def place(self, sender: str, is_buy: bool, tick: int = TICK, lots: int = ETH, market: int = 0) -> int:
        """Place an order; returns its id, zero where nothing rests."""
        placed = self.send("book", "place", self.market(market), is_buy, tick, lots, sender=sender)
        return int(placed.value[0])

    def trade(self, buyer: str, seller: str, lots: int = ETH, market: int = 0) -> None:
        """Let the buyer take the seller's order at the mark."""
        self.place(seller, False, lots=lots, market=market)
        self.place(buyer, True, lots=lots, market=market)

    def trader(self, markets: int = 1) -> str:
        """Return somebody with a long position of one unit in each of the first ``markets`` markets."""
        trader, other = self.person(100_000), self.person(100_000)
        for number in range(markets):
            self.trade(trader, other, market=number)
        return trader

    def set_price(self, price: int, market: int = 0) -> None:
        """Move the mark to ``price`` WAD dollars."""
        source = self.system.contract("ETH source 0")
        source.transact("set", price, self.chain.timestamp, sender=None).expect()
        self.send("oracle", "updatePrice", self.market(market), sender=self.system.addresses[OWNER])

    def run_funding(self, number: int = 0) -> None:
        """Give the market a rate that is not zero and let it run for a while; before that, nothing is due."""
        self._fund(_FUNDING, self.market(number))
        self.chain.advance(60)

    def stop_funding(self, number: int = 0) -> None:
        """Accrue what is due and let nothing more come."""
        self._fund(_NO_FUNDING, self.market(number))

    def _fund(self, terms: tuple[int, ...], market: int) -> None:
        owner = self.system.addresses[OWNER]
        self.send("engine", "setFundingParams", market, terms, sender=owner)
        # A book that has just changed is not sampled.
        self.chain.advance(60)
        self.send("engine", "updateFunding", market, sender=owner)
        if (self.system.contract("engine").call("fundingState", market).rateWad == 0) != (terms == _NO_FUNDING):
            raise RuntimeError("the funding rate is not what its terms say")


def build(chain: Chain, artifacts: Mapping[str, Artifact]) -> Stage:
    """Deploy the system, list the benchmark's markets and let a few people trade, so that no counter is at zero."""
    system = deploy(chain, artifacts, "USDCMock")
    stage = Stage(chain, system, chain.deploy(artifacts["PriceMeter"]))
    owner = system.addresses[OWNER]
    stage.send("engine", "setExposureCaps", _UNBOUNDED, _UNBOUNDED, sender=owner)
    source = system.addresses["ETH source 0"]
    for number in range(MARKETS):
        market = stage.market(number)
        stage.send("engine", "listMarket", _MARKET, _FUNDING, sender=owner)
        stage.send("oracle", "configureMarket", market, (_MAX_AGE, 1), [source], sender=owner)
        stage.send("book", "openMarket", market, sender=owner)
        stage.set_price(PRICE, number)
        stage.run_funding(number)
        stage.stop_funding(number)
    # Funding index, open interest, accrued fees and the engine's balance are never zero in a market that lives.
    stage.trader(MARKETS)
    return stage
