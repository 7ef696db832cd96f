"""The machine with all that keepers do besides: funding, the backstop, batches, deficits, settlement."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fuzz.machines import edges
from fuzz.machines.calling import CallingMachine
from fuzz.machines.chance import Chance
from fuzz.machines.prices import within_reach
from fuzz.machines.saving import SavingMachine
from fuzz.machines.scenario import ACCOUNTS, LISTINGS, STRANGER, TRADERS
from fuzz.machines.session import WAIT
from fuzz.machines.trading import DATA, MARKETS
from fuzz.model.deficits import WINDOW
from fuzz.model.fees import FeeSink
from fuzz.model.units import PPM, to_assets_down


class KeepingMachine(CallingMachine, SavingMachine):
    """Traders, and keepers who do all that is open to everybody."""

    def _any_market(self, chance: Chance) -> int:
        """Draw a market; seldom one that is not listed."""
        return len(LISTINGS) if chance.one_in(8) else chance.pick(MARKETS)

    def _populated(self, chance: Chance) -> list[tuple[str, int]]:
        """Return every position, after trading where there are hardly any: they are what keepers live on."""
        if len(edges.holders(self.model)) < 4 and not self.model.clearing.paused:
            self._trade(chance)
        return edges.holders(self.model)

    # Collateral of others

    @rule(data=DATA)
    def move_collateral_of_others(self, data: st.DataObject) -> None:
        """Deposit for somebody, or try to for the vault, or withdraw to somebody."""
        chance = Chance(data)
        actor = chance.pick(TRADERS)
        if chance.pick((True, False)):
            account, limit = chance.pick((*ACCOUNTS, "vault")), self.model.token.balance(actor)
            self.do("deposit_for", actor=actor, account=account, assets=self._amount(chance, limit))
            return
        answer = self.session.state.accounts[actor].withdrawable
        free = 0 if isinstance(answer, str) else answer
        receiver = chance.pick((*ACCOUNTS, "engine", "insurance"))
        self.do("withdraw_to", actor=actor, receiver=receiver, assets=self._amount(chance, free))

    # Funding

    @rule(data=DATA)
    def sample(self, data: st.DataObject) -> None:
        """Show a premium in the book, or none, and update funding; perhaps at the same time, when it must not count."""
        chance = Chance(data)
        actor, market = chance.pick(TRADERS), self._any_market(chance)
        if market < len(LISTINGS) and chance.pick((True, False)):
            is_buy, away = chance.pick((True, False)), chance.between(-400, 400)
            tick = edges.nearest_tick(edges.mark_tick(self.model, market) * (10_000 + away) // 10_000)
            lots = self._lots(chance, actor, market)
            if chance.pick((True, False)):
                self.do("sample_at_once", actor=actor, market=market, is_buy=is_buy, tick=tick, lots=lots)
                return
            self._place(actor, market, is_buy, tick, lots)
        self.do("update_funding", actor=STRANGER, market=market)

    @rule(data=DATA)
    def let_funding_run(self, data: st.DataObject) -> None:
        """Let time pass between two samples, and settle somebody's funding."""
        chance = Chance(data)
        self._populated(chance)
        market = chance.pick(MARKETS)
        self.do("update_funding", actor=STRANGER, market=market)
        cut = LISTINGS[market].funding.max_interval
        self.do(WAIT, seconds=chance.pick((1, cut - 2, cut, 8 * 3600, chance.between(1, 100_000))))
        self._refresh()
        self._settle_somebody(chance)

    @rule(data=DATA)
    def settle_somebody(self, data: st.DataObject) -> None:
        """Settle somebody's funding, or sweep what rounding left."""
        self._settle_somebody(Chance(data))

    def _settle_somebody(self, chance: Chance) -> None:
        held = self._populated(chance) or [(TRADERS[0], 0)]
        account, market = chance.pick(held)
        if chance.one_in(6):
            account, market = chance.pick(ACCOUNTS), self._any_market(chance)
        if chance.one_in(4):
            self.do("sweep_residual", actor=STRANGER, market=market)
        else:
            self.do("settle_funding", actor=STRANGER, account=account, market=market)

    # Liquidation

    @rule(data=DATA)
    def back_stop(self, data: st.DataObject) -> None:
        """Give the vault's account collateral and have it take over whoever can be liquidated."""
        chance = Chance(data)
        if chance.one_in(3):
            self._endow_vault(chance)
        candidates = edges.liquidatable(self.model) or self._squeezed(chance)
        if not candidates and not chance.one_in(4):
            self._trade(chance)
            return
        account, market = chance.pick(candidates or [(TRADERS[0], 0)])
        self.do("liquidate_to_vault", actor=STRANGER, account=account, market=market)

    @rule(data=DATA)
    def wind_down(self, data: st.DataObject) -> None:
        """Have the vault take somebody over, if it holds nothing yet, and unwind what it took."""
        chance = Chance(data)
        if not self.model.clearing.account("vault").held_markets:
            self._endow_vault(chance)
            candidates = edges.liquidatable(self.model) or self._squeezed(chance)
            if not candidates:
                return
            account, market = chance.pick(candidates)
            self.do("liquidate_to_vault", actor=STRANGER, account=account, market=market)
        self.unwind(data)

    @rule(data=DATA)
    def sweep_up(self, data: st.DataObject) -> None:
        """Liquidate several at once, some of whom can't be."""
        chance = Chance(data)
        candidates = edges.liquidatable(self.model) or self._squeezed(chance)
        others = [(chance.pick(ACCOUNTS), self._any_market(chance)) for _ in range(chance.between(0, 2))]
        targets = [*candidates[:4], *others, *candidates[:1]]
        actor = chance.pick(TRADERS)
        self.do("liquidate_many", actor=actor, targets=[[account, market] for account, market in targets])

    def _squeezed(self, chance: Chance, *, ruin: bool = False) -> list[tuple[str, int]]:
        """Move a price to where a holder is liquidatable, or bankrupt; returns those who are liquidatable."""
        held = self._populated(chance)
        if not held:
            return []
        account, market = chance.pick(held)
        edge = (edges.bankruptcy_price if ruin else edges.liquidation_price)(self.model, account, market)
        falls = self.model.clearing.account(account).position(market).size > 0
        # A little beyond: insurance can bear it. Far beyond: others must.
        most = chance.pick((30, 150_000)) if ruin else chance.pick((30, 20_000))
        beyond = edge * chance.between(0, most) // PPM + 1
        target = within_reach(market, edge - beyond if falls else edge + beyond)
        self.do("move_price", market=market, readings=[[target, 0, 0] for _ in LISTINGS[market].sources])
        return edges.liquidatable(self.model)

    # Deficits

    @rule(data=DATA)
    def go_bankrupt(self, data: st.DataObject) -> None:
        """Ruin a holder, flag it, and let the window open, or close again; then book, deleverage or leave it."""
        chance = Chance(data)
        if chance.pick((True, False)):
            self.do("pay_fees", actor=STRANGER, sink=int(FeeSink.INSURANCE))
        self._squeezed(chance, ruin=True)
        ruined = edges.bankrupt(self.model)
        if not ruined:
            return
        account, market = chance.pick(ruined)
        if chance.pick((True, True, False)):
            self.do("flag_deficit", actor=STRANGER, account=account)
        match chance.pick(("deleverage", "wait", "now")):
            case "deleverage":
                self._deleverage(chance, account, market)
            case "wait":
                self.do(WAIT, seconds=chance.pick((WINDOW - 30, WINDOW, WINDOW + 1, 2 * WINDOW - 30, 2 * WINDOW + 1)))
                self._refresh()
                self._liquidate(chance, account, market)
                if self.model.clearing.bad_debt:
                    self._bear(chance)
            case "now":
                self._liquidate(chance, account, market)

    @rule(data=DATA)
    def resolve(self, data: st.DataObject) -> None:
        """Flag, deleverage or liquidate whoever is bankrupt already."""
        chance = Chance(data)
        ruined = edges.bankrupt(self.model)
        if not ruined and not chance.one_in(4):
            self._trade(chance)
            return
        account, market = chance.pick(ruined or edges.holders(self.model) or [(TRADERS[0], 0)])
        match chance.pick(("flag", "deleverage", "deleverage", "liquidate", "pay")):
            case "flag":
                self.do("flag_deficit", actor=STRANGER, account=account)
            case "deleverage":
                self._deleverage(chance, account, market)
            case "liquidate":
                self._liquidate(chance, account, market)
            case "pay":
                self.do("pay_fees", actor=STRANGER, sink=int(FeeSink.INSURANCE))

    def _deleverage(self, chance: Chance, account: str, market: int) -> None:
        """Name the ranked counterparties: all of them, in part, out of order or wrong ones."""
        lot_size = self.model.clearing.markets[market].lot_size
        left = abs(self.model.clearing.account(account).position(market).size) // lot_size
        others = []
        ranked = edges.ranked(self.model, account, market)
        if len(ranked) > 1 and left > 1 and chance.pick((True, False)):
            # A lot of the second, then one of the first: of two with one score either may come first.
            pair = [[ranked[1][0], 1], [ranked[0][0], 1]]
            self.do("deleverage", actor=STRANGER, account=account, market=market, others=pair)
            left = abs(self.model.clearing.account(account).position(market).size) // lot_size
            ranked = edges.ranked(self.model, account, market)
        for name, lots in ranked:
            taken = min(lots, left)
            if chance.one_in(4):
                taken = chance.between(0, taken + 1)
            left -= taken
            if taken > 0:
                others.append([name, taken])
        if chance.one_in(6):
            others.reverse()
        if chance.one_in(8):
            others.append([chance.pick(ACCOUNTS), chance.between(0, 5)])
        self.do("deleverage", actor=STRANGER, account=account, market=market, others=others)

    # Settlement

    @rule(data=DATA)
    def close_out(self, data: st.DataObject) -> None:
        """Close positions of a settling market, or try to in one that is not."""
        chance = Chance(data)
        settling = [market for market in MARKETS if self.model.clearing.statuses[market].settling]
        if not settling:
            if chance.one_in(4):
                actor, market = chance.pick(TRADERS), self._any_market(chance)
                self.do("settle_position", actor=STRANGER, account=actor, market=market)
            else:
                self._trade(chance)
            return
        market = chance.pick(settling)
        held = [name for name in ACCOUNTS if self.model.clearing.account(name).position(market).size != 0]
        account = chance.pick(held or list(TRADERS))
        self.do("settle_position", actor=STRANGER, account=account, market=market)
        if chance.pick((True, False)):
            self.do("sweep_residual", actor=STRANGER, market=market)

    @rule(data=DATA)
    def withdraw_all(self, data: st.DataObject) -> None:
        """Take out all of one's collateral, profit or not."""
        chance = Chance(data)
        actor = chance.pick(TRADERS)
        collateral = self.model.clearing.account(actor).collateral
        self.do("withdraw", actor=actor, assets=max(1, to_assets_down(collateral)))
