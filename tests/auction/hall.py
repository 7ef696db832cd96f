"""An auction hall: one market of the stage with its epochs, on the contract and by brute force."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from fuzz.chain import TxResult
from fuzz.machines.scenario import OWNER
from gate.bench.stage import MARKETS, PRICE, TICK, USDC, WAD, Stage
from tests.auction.naive import Epoch, Told, Unfilled, Vault, execute

LENGTH = 3_600
TICK_SIZE = 10**17
BAND_PPM = 500
"""Ten ticks at the stage's price."""
ALL_STEPS = 2**256 - 1
TOLD = (
    "AuctionPriced",
    "AuctionMatched",
    "AuctionSelfTradePrevented",
    "AuctionOrderRemoved",
    "AuctionOrderCarried",
    "AuctionExecuted",
)


def told(result: TxResult) -> list[Told]:
    """Return the auction's events of a transaction as the brute-force auction tells them."""
    return [
        (event.name, *(value.lower() if isinstance(value, str) else int(value) for value in tuple(event.args)))
        for event in result.events
        if event.name in TOLD
    ]


@dataclass
class Hall:
    """Sends the same orders to both and executes both."""

    stage: Stage
    random: Random
    people: list[str]
    market: int
    gathering: Epoch = field(init=False)
    mark: int = 0

    def __post_init__(self) -> None:
        self.gathering = Epoch(self.market, 1)

    @classmethod
    def open(cls, stage: Stage, seed: int, number: int, people: int = 6, length: int = LENGTH) -> Hall:
        """Open auctions in one of the stage's markets and give the vault collateral to fill with."""
        owner = stage.system.addresses[OWNER]
        market = stage.market(number)
        stage.send("book", "setAuctionConfig", market, (length, BAND_PPM), sender=owner)
        # Other halls have let time pass.
        for other in range(MARKETS):
            stage.set_price(PRICE, other)
        # Halls may stand on one stage: what the vault holds is for all of them.
        if stage.system.contract("engine").call("collateralOf", stage.system.addresses["vault"]) <= 0:
            rich = stage.person(1_000)
            stage.send("token", "approve", stage.system.addresses["vault"], 2 * 10**9 * USDC, sender=rich)
            stage.send("vault", "deposit", 2 * 10**9 * USDC, rich, sender=rich)
            stage.send("vault", "setAllocator", owner, sender=owner)
            stage.send("vault", "setAllocationLimits", 10**9 * USDC, 50_000, sender=owner)
            stage.send("vault", "allocate", 10**9 * USDC, sender=owner)
        return cls(stage, Random(seed), [stage.person(10**9).lower() for _ in range(people)], market)

    def fill_the_hall(self, orders: int, spread: int) -> None:
        """Send random orders within ``spread`` ticks of the price; few sizes, so that sums are often equal."""
        draw = self.random
        for _ in range(orders):
            is_buy = draw.random() < 0.5
            tick = TICK + draw.randint(-spread, spread) + (1 if is_buy else -1) * draw.randint(0, spread // 2)
            lots = draw.choice((1, 1, 2, 3, 5, 8, 50))
            unfilled = draw.choice((Unfilled.CANCEL, Unfilled.CANCEL, Unfilled.NEXT_EPOCH))
            self.send(draw.choice(self.people), is_buy, tick, lots, unfilled)

    def send(self, owner: str, is_buy: bool, tick: int, lots: int, unfilled: Unfilled) -> int:
        """Send one order to both; returns its id."""
        params = (self.market, is_buy, tick, lots, int(unfilled), 0)
        sent = self.stage.send("book", "placeInAuction", params, sender=owner)
        order = self.gathering.add(owner, is_buy, tick, lots, unfilled)
        assert sent.value == order.order_id, "an id says where its order waits"
        return order.order_id

    def end_epoch(self) -> None:
        """Let the epoch end at a random mark, often between two ticks."""
        ends_at = self.stage.system.contract("book").call("auctionEpoch", self.market, self.gathering.number).endsAt
        self.stage.chain.advance(ends_at - self.stage.chain.timestamp)
        self.mark = TICK * TICK_SIZE + self.random.choice((0, 1, 5, -5, 25, 50, 130, -130)) * 10**16
        # The vault fills where all its markets have a price, other halls' too.
        for number in range(MARKETS):
            self.stage.set_price(PRICE, number)
        self.stage.set_price(self.mark, self.market - self.stage.market())

    def execute(self, cuts: tuple[int, ...]) -> list[Told]:
        """Execute the contract's epoch by calls of some number of steps each; returns what it announces."""
        announced: list[Told] = []
        while True:
            result = self.stage.send(
                "book", "executeAuction", self.market, self.random.choice(cuts), sender=self.people[0]
            )
            announced += told(result)
            if result.value:
                return announced

    def expected(self) -> list[Told]:
        """Execute the brute-force epoch; the next one gathers from now on."""
        ended, self.gathering = self.gathering, Epoch(self.market, self.gathering.number + 1)
        return list(execute(ended, self.gathering, self.mark, TICK_SIZE, Vault(BAND_PPM)))


__all__ = ["ALL_STEPS", "WAD", "Hall", "told"]
