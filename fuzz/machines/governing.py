"""The machine with all that the owner and the guardian do, and what accounts grant to others."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fuzz.machines import edges
from fuzz.machines.chance import Chance
from fuzz.machines.scenario import (
    ALLOCATION,
    ALLOCATOR,
    CAPS,
    CONTRACTS,
    DELEGATORS,
    GUARDIAN,
    LISTINGS,
    NONCES,
    OWNER,
    SIGNERS,
    STRANGER,
    TRADERS,
    USDC,
)
from fuzz.machines.signing import SigningMachine
from fuzz.machines.trading import DATA, MARKETS
from fuzz.model.insurance import MAX_DELAY, MIN_DELAY
from fuzz.model.margin import total_notional
from fuzz.model.markets import MarketState
from fuzz.model.units import PPM
from fuzz.model.vault import MAX_ALLOCATION_CAP, MAX_COOLDOWN, MAX_SLIPPAGE_PPM, MIN_COOLDOWN, MIN_IDLE_PPM


class GoverningMachine(SigningMachine):
    """Everybody: traders, keepers, the owner, the guardian and strangers."""

    @rule(data=DATA)
    def change_parameters(self, data: st.DataObject) -> None:
        """Change rates, caps or geometry of a market, within their bounds, on them or beyond."""
        chance = Chance(data)
        market = self._any_market(chance)
        listed = LISTINGS[min(market, len(LISTINGS) - 1)].market
        options: tuple[dict[str, int], ...] = (
            {},
            {"maintenance_margin_ppm": listed.maintenance_margin_ppm + chance.between(-20_000, 20_000)},
            {"initial_margin_ppm": chance.pick((listed.maintenance_margin_ppm, PPM, PPM + 1, 300_000))},
            {"taker_fee_ppm": chance.pick((0, 333, 10_000, 10_001))},
            {"maker_fee_ppm": chance.pick((0, -listed.taker_fee_ppm, -listed.taker_fee_ppm - 1, 77))},
            {"liquidation_fee_ppm": chance.pick((0, 1, listed.maintenance_margin_ppm, 9_999))},
            {"liquidation_target_ppm": chance.pick((PPM, PPM - 1, 2 * PPM, 10 * PPM, 10 * PPM + 1))},
            {"min_position_lots": chance.pick((0, 1, 1_000, 10**6))},
            {"account_notional_cap": self._about_notional(chance)},
            {"lot_size": chance.pick((0, 2 * listed.lot_size))},
        )
        self.do("set_params", actor=self._governor(chance), market=market, changes=chance.pick(options))

    @rule(data=DATA)
    def change_funding(self, data: st.DataObject) -> None:
        """Change how a market's funding is made."""
        chance = Chance(data)
        changes = chance.pick(
            (
                {},
                {"interest_ppm": chance.pick((-100_000, 0, 100_000, 100_001))},
                {"cap_ppm": chance.pick((0, 100_000, 100_001))},
                {"premium_cap_ppm": chance.pick((0, 1, 100_000))},
                {"band_ppm": chance.pick((0, 1_000, 100_000))},
                {"max_interval": chance.pick((0, 1, 604_800, 604_801))},
                {"impact_notional": chance.pick((0, 1, 10**18, 10**23))},
            )
        )
        self.do("set_funding", actor=self._governor(chance), market=self._any_market(chance), changes=changes)

    @rule(data=DATA)
    def change_state(self, data: st.DataObject) -> None:
        """Set a market reduce-only or active; seldom settle it, which is final."""
        chance = Chance(data)
        reducing = [m for m in MARKETS if self.model.clearing.statuses[m].state is MarketState.REDUCE_ONLY]
        if reducing and chance.one_in(2):
            self.do("set_state", actor=OWNER, market=chance.pick(reducing), state=int(MarketState.ACTIVE))
            return
        state = chance.pick((0, 1, 1, 1, 2))
        self.do("set_state", actor=self._governor(chance), market=self._any_market(chance), state=state)

    @rule(data=DATA)
    def cap_exposure(self, data: st.DataObject) -> None:
        """Set the caps on notional about what is held."""
        chance = Chance(data)
        account = chance.pick((CAPS[0], CAPS[0], self._about_notional(chance)))
        backstop = chance.pick((CAPS[1], CAPS[1], self._about_notional(chance), 0))
        self.do("set_caps", actor=self._governor(chance), account=account, backstop=backstop)

    @rule(data=DATA)
    def pause_or_go_on(self, data: st.DataObject) -> None:
        """Pause, or unpause: mostly who may."""
        chance = Chance(data)
        if self.model.clearing.paused:
            self.do("unpause", actor=chance.pick((OWNER, OWNER, OWNER, GUARDIAN, STRANGER)))
        elif chance.pick((True, False)):
            self.do("pause", actor=chance.pick((OWNER, GUARDIAN, GUARDIAN, STRANGER)))
        else:
            self._trade(chance)

    @rule(data=DATA)
    def delegate(self, data: st.DataObject) -> None:
        """Let a stranger act for oneself, or use up a nonce."""
        chance = Chance(data)
        if chance.one_in(3):
            self.do("cancel_nonce", actor=chance.pick(SIGNERS), nonce=chance.pick(NONCES))
            return
        actor = chance.pick(DELEGATORS)
        operator = chance.pick((STRANGER, STRANGER, STRANGER, actor))
        seconds = chance.pick((0, 1, 60, 10_000))
        self.do("set_operator", actor=actor, operator=operator, permissions=chance.between(0, 4), seconds=seconds)

    @rule(data=DATA)
    def upgrade_in_mid_life(self, data: st.DataObject) -> None:
        """Replace a contract's code by the same at another address, or go back."""
        chance = Chance(data)
        contract, spare = chance.pick(CONTRACTS), chance.pick((True, True, False))
        self.do("upgrade", actor=chance.pick((OWNER, OWNER, STRANGER, GUARDIAN)), contract=contract, spare=spare)

    @rule(data=DATA)
    def hand_over(self, data: st.DataObject) -> None:
        """Hand a contract over to somebody, and back."""
        chance = Chance(data)
        if chance.one_in(3):
            self.do("hand_over", contract=chance.pick(CONTRACTS), successor=chance.pick((GUARDIAN, TRADERS[0])))
        else:
            self._trade(chance)

    @rule(data=DATA)
    def change_vault(self, data: st.DataObject) -> None:
        """Change what the vault or the insurance fund is held to, within the bounds, on them or beyond."""
        chance = Chance(data)
        actor = self._governor(chance)
        match chance.pick(("allocation", "allocation", "allocation", "cooldown", "slippage", "delay")):
            case "allocation":
                # About what is allocated already: the next step up is one too many.
                allocated = max(0, self._vault_total() - self.model.vault.assets)
                cap = chance.pick((ALLOCATION[0], allocated, allocated + 1, 2 * allocated, 0, MAX_ALLOCATION_CAP + 1))
                least = chance.pick((ALLOCATION[1], ALLOCATION[1], MIN_IDLE_PPM, MIN_IDLE_PPM - 1, PPM, PPM + 1))
                self.do("set_allocation", actor=actor, cap=cap, least_ppm=least)
                if chance.pick((True, False)):
                    self.do("vault_deposit", actor=chance.pick(TRADERS), assets=chance.between(1, 500) * USDC)
                    room = max(0, self.model.vault.allocation_cap - allocated)
                    self.do("vault_allocate", actor=ALLOCATOR, assets=room + chance.pick((0, 1)))
            case "cooldown":
                edge = chance.pick((MIN_COOLDOWN, MIN_COOLDOWN, 2 * MIN_COOLDOWN, MAX_COOLDOWN, MAX_COOLDOWN + 1, 0))
                self.do("set_cooldown", actor=actor, cooldown=edge)
            case "slippage":
                self.do("set_slippage", actor=actor, slippage=chance.pick((0, 10_000, MAX_SLIPPAGE_PPM + 1)))
            case "delay":
                self.do("set_fund_delay", actor=actor, delay=chance.pick((MIN_DELAY, MAX_DELAY, MIN_DELAY - 1)))

    def _meddle(self, chance: Chance, market: int) -> None:
        """Besides what traders do: pause, settle the market, change a cap, liquidate."""
        if not chance.one_in(4):
            super()._meddle(chance, market)
            return
        match chance.pick(("pause", "cap", "cap", "backstop", "liquidate", "settle")):
            case "pause":
                self.do("unpause" if self.model.clearing.paused else "pause", actor=OWNER)
            case "cap":
                longs, _ = self.model.clearing.open_interest(market)
                cap = longs + chance.between(0, 20) * LISTINGS[market].market.lot_size
                self.do("set_params", actor=OWNER, market=market, changes={"open_interest_cap": cap})
            case "backstop":
                self.do("set_caps", actor=OWNER, account=CAPS[0], backstop=chance.pick((CAPS[1], 0, 10**20)))
            case "liquidate":
                for account, held in (edges.liquidatable(self.model) or self._squeezed(chance))[:1]:
                    self._liquidate(chance, account, held)
            case "settle":
                if chance.one_in(3):
                    self.do("set_state", actor=OWNER, market=market, state=int(MarketState.SETTLING))

    def _governor(self, chance: Chance) -> str:
        return chance.pick((OWNER, OWNER, OWNER, OWNER, OWNER, STRANGER, GUARDIAN))

    def _about_notional(self, chance: Chance) -> int:
        """Draw a cap at what somebody holds at the last prices, or a unit beside it."""
        marks = edges.last_marks(self.model)
        held = total_notional(self.model.clearing.account(chance.pick(TRADERS)), marks)
        return max(0, held + chance.pick((-1, 0, 1, 10**21)))
