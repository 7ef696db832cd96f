"""A small exchange that nobody has used yet."""

import pytest

from fuzz.model.clearing import ClearingHouse
from fuzz.model.exchange import Addresses, Exchange
from fuzz.model.fees import FeeSplit
from fuzz.model.oracle import Feed, Oracle, Source
from fuzz.model.token import UNLIMITED
from fuzz.model.units import WAD
from fuzz.model.vault import Vault
from tests.model.figures import NOW, USDC, eth_market, sol_market


@pytest.fixture
def exchange() -> Exchange:
    """ETH at 2000 dollars, SOL at 30; nobody has deposited, everybody owns 100,000 dollars and approved all."""
    addresses = Addresses("engine", "vault", "insurance", "treasury", "owner", "guardian", "allocator")
    split = FeeSplit(vault_ppm=500_000, insurance_ppm=300_000, treasury_ppm=200_000)
    exchange = Exchange(addresses, ClearingHouse(split), Oracle(max_price=10**30), Vault(offset=6), now=NOW)
    for market_id, (market, price) in enumerate([(eth_market(), 2000 * WAD), (sol_market(), 30 * WAD)]):
        exchange.list_market("owner", market)
        exchange.open_market("owner", market_id)
        exchange.configure_feed("owner", market_id, Feed(60, 1, (f"source-{market_id}",)))
        exchange.set_source(f"source-{market_id}", Source(price, NOW))
        exchange.update_price("owner", market_id)
    for user in ("alice", "bob", "carol"):
        exchange.token.mint(user, 100_000 * USDC)
        for spender in ("engine", "vault", "insurance"):
            exchange.token.approve(user, spender, UNLIMITED)
    return exchange
