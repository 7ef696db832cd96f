"""The machine with prices that jump: seen once, seen again, too early, come back, or accepted by the owner."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fuzz.machines.chance import Chance
from fuzz.machines.governing import GoverningMachine
from fuzz.machines.prices import within_reach
from fuzz.machines.scenario import ANSWER, BURN_GAS, LISTINGS, OWNER, REVERT, STRANGER, TRADERS, UPTIME
from fuzz.machines.session import WAIT
from fuzz.machines.trading import DATA, MARKETS
from fuzz.model.sequencer import MAX_GRACE, MIN_GRACE
from fuzz.model.units import PPM


class PricingMachine(GoverningMachine):
    """Everybody, and prices that are not believed at once."""

    @rule(data=DATA)
    def jump(self, data: st.DataObject) -> None:
        """Move a price as far as it may at once or beyond, and have it confirmed, or not."""
        chance = Chance(data)
        market = chance.pick(MARKETS)
        feed = self.model.oracle.feeds[market]
        most, sign = feed.guards.max_jump_ppm, chance.pick((-1, 1))
        away = chance.pick((most, most, most + chance.between(1, PPM // 10), chance.between(most, 2 * most)))
        target = within_reach(market, max(1, feed.price * (PPM + sign * away) // PPM + chance.pick((-1, 0, 0, 1))))
        self._see(market, target)
        if self.model.oracle.feeds[market].pending is None:
            return
        feed = self.model.oracle.feeds[market]
        left = feed.confirmable_at - self.model.now
        # The sources' calls take a second each: the update comes after all of them.
        steps = 2 * len(feed.sources) + 1
        match chance.pick(("confirm", "confirm", "early", "late", "differ", "return", "accept", "leave")):
            case "confirm":
                self._wait(left - steps)
                self._see(market, target + chance.between(-3, 3))
            case "early":
                self._wait(left - steps - 1)
                self._see(market, target)
            case "late":
                self._wait(left + feed.max_age - steps + chance.pick((0, 1)))
                self._see(market, target)
            case "differ":
                self._wait(left - steps)
                self._see(market, target * (PPM + chance.pick((-1, 1)) * (feed.guards.max_jump_ppm + 1)) // PPM)
            case "return":
                self._see(market, feed.price)
            case "accept":
                low, high = target + chance.pick((-1, 0, 0, 1)), target + chance.pick((-1, 0, 0))
                actor = STRANGER if chance.one_in(8) else OWNER
                self.do("accept_price", actor=actor, market=market, lowest=low, highest=high)

    @rule(data=DATA)
    def outage(self, data: st.DataObject) -> None:
        """Have the oracle watch the sequencer, which goes down and comes back; try to update meanwhile."""
        chance = Chance(data)
        grace = chance.pick((MIN_GRACE, MIN_GRACE + 1, 600, MIN_GRACE - 1, MAX_GRACE + 1))
        # Without an answer nobody may be watched.
        self._report(
            up=True, ago=chance.pick((0, grace, 2 * grace, -5)), behaviour=chance.pick((ANSWER, ANSWER, REVERT))
        )
        actor = STRANGER if chance.one_in(8) else OWNER
        if not self.do("watch_sequencer", actor=actor, feed=UPTIME, grace=grace):
            return
        for _ in range(chance.between(1, 3)):
            match chance.pick(("down", "silent", "ahead", "back", "back", "long up")):
                case "down":
                    self._report(up=False, ago=chance.pick((0, 1, grace)))
                case "silent":
                    self._report(up=True, ago=2 * grace, behaviour=chance.pick((REVERT, BURN_GAS)))
                case "ahead":
                    self._report(up=True, ago=-10)
                case "back":
                    # Told by two calls, a second each: the update comes just before the grace period's end, or at it.
                    self._report(up=True, ago=chance.pick((grace - 3, grace - 2, 0)))
                case "long up":
                    self._report(up=True, ago=2 * grace)
            self._update_somehow(chance)
        # Else prices would seldom move for the rest of the example.
        self.do("watch_sequencer", actor=OWNER, feed="", grace=chance.pick((0, 0, 0, 60)))
        self.do("watch_sequencer", actor=OWNER, feed="", grace=0)

    def _report(self, *, up: bool, ago: int, behaviour: int = ANSWER) -> None:
        self.do("report_uptime", up=up, ago=ago, behaviour=behaviour)

    def _update_somehow(self, chance: Chance) -> None:
        market = chance.pick(MARKETS)
        match chance.pick(("one", "many", "accept")):
            case "one":
                self.do("update_price", actor=STRANGER, market=market)
            case "many":
                self.do("update_prices", actor=STRANGER, markets=[market])
            case "accept":
                self.do("accept_price", actor=OWNER, market=market, lowest=0, highest=10**30)

    @rule(data=DATA)
    def update_many(self, data: st.DataObject) -> None:
        """Update some markets at once, the same one twice or an unknown one too."""
        chance = Chance(data)
        markets = [self._any_market(chance) for _ in range(chance.between(0, 4))]
        self.do("update_prices", actor=chance.pick(TRADERS), markets=markets)

    @rule(data=DATA)
    def change_guards(self, data: st.DataObject) -> None:
        """Change what a price is held to, within the bounds, on them or beyond."""
        chance = Chance(data)
        options: tuple[dict[str, int], ...] = (
            {},
            {"max_deviation_ppm": chance.pick((0, 1, 100_000, 200_000, 200_001))},
            {"max_jump_ppm": chance.pick((0, 20_000, 500_000, 500_001))},
            {"confirm_delay": chance.pick((0, 1, 3_600, 3_601))},
            {"history_size": chance.pick((0, 1, 2, 1_024, 1_025))},
        )
        actor = STRANGER if chance.one_in(8) else OWNER
        self.do("set_guards", actor=actor, market=self._any_market(chance), changes=chance.pick(options))

    def _see(self, market: int, price: int) -> None:
        """Have all sources say ``price`` and update, without the owner's help."""
        readings = [[max(1, price), 0, 0] for _ in LISTINGS[market].sources]
        self.session.perform("move_price", market=market, readings=readings)

    def _wait(self, seconds: int) -> None:
        if seconds > 0:
            self.do(WAIT, seconds=seconds)
