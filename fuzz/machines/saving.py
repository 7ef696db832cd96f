"""The machine with all that is done with the vault and the insurance fund."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fuzz.machines import edges
from fuzz.machines.chance import Chance
from fuzz.machines.scenario import ALLOCATOR, GUARDIAN, LISTINGS, OWNER, STRANGER, TRADERS, USDC
from fuzz.machines.session import WAIT
from fuzz.machines.trading import DATA, MARKETS, TradingMachine
from fuzz.model.insurance import MAX_FLOOR, WINDOW
from fuzz.model.refusal import Refusal
from fuzz.model.token import UNLIMITED
from fuzz.model.units import PPM


class SavingMachine(TradingMachine):
    """Traders who lend to the vault as well, its allocator, and the owner of the insurance fund."""

    def _refresh(self) -> None:
        """Bring every price up to date where it stands."""
        for market, listing in enumerate(LISTINGS):
            price = self.model.oracle.feeds[market].price
            self.do("move_price", market=market, readings=[[price, 0, 0] for _ in listing.sources])

    def _vault_total(self) -> int:
        """USDC units that the vault has, nothing where it can't be told."""
        try:
            return self.model.vault_total()
        except Refusal:
            return 0

    # In and out

    @rule(data=DATA)
    def enter_vault(self, data: st.DataObject) -> None:
        """Deposit or mint within, at and beyond what the trader has."""
        chance = Chance(data)
        actor = chance.pick(TRADERS)
        assets = self._amount(chance, self.model.token.balance(actor))
        if chance.pick((True, False)):
            self.do("vault_deposit", actor=actor, assets=assets)
        else:
            shares = self.model.vault.to_shares_down(assets, self._vault_total())
            self.do("vault_mint", actor=actor, shares=shares + chance.between(0, 1))

    @rule(data=DATA)
    def ask_back(self, data: st.DataObject) -> None:
        """Request a settlement of one's own shares, seldom of another's, or take a request back."""
        chance = Chance(data)
        vault = self.model.vault
        if vault.requests and chance.one_in(4):
            request_id, request = chance.pick(sorted(vault.requests.items()))
            actor = chance.pick((request.controller, request.controller, STRANGER))
            self.do("vault_cancel", actor=actor, request=chance.pick((request_id, request_id, vault.following, 0)))
            return
        owner = chance.pick([name for name in TRADERS if vault.shares_of(name)] or list(TRADERS))
        actor = chance.pick(TRADERS) if chance.one_in(6) else owner
        self.do("vault_request", actor=actor, shares=self._amount(chance, vault.shares_of(owner)), owner=owner)

    @rule(data=DATA)
    def settle_and_take(self, data: st.DataObject) -> None:
        """Let the cooldown pass, nearly or quite; settle some of the queue; take some of what was settled."""
        chance = Chance(data)
        vault = self.model.vault
        if vault.requests and not chance.one_in(3):
            due = min(request.matures_at for request in vault.requests.values()) - self.model.now
            # A settlement with fresh prices comes a few seconds later.
            self.do(WAIT, seconds=max(1, chance.pick((due - 30, due - 2, due, due, due, vault.cooldown))))
            if not chance.one_in(4):
                self._refresh()
        self.do("vault_settle", actor=STRANGER, count=chance.pick((0, 1, 2, 100, 100)))
        ready = [name for name in TRADERS if self.model.vault.claim_of(name).shares]
        if not ready:
            return
        owner = chance.pick(ready)
        actor = STRANGER if chance.one_in(6) else owner
        claim = self.model.vault.claim_of(owner)
        if chance.pick((True, False)):
            self.do("vault_redeem", actor=actor, shares=self._amount(chance, claim.shares), owner=owner)
        else:
            self.do("vault_withdraw", actor=actor, assets=self._amount(chance, claim.assets), owner=owner)

    @rule(data=DATA)
    def go_out_of_the_vault(self, data: st.DataObject) -> None:
        """Ask for one's shares, wait for the settlement, and take what was settled, or a unit more."""
        chance = Chance(data)
        holders = [name for name in TRADERS if self.model.vault.shares_of(name)]
        if not holders:
            self.enter_vault(data)
            return
        owner = chance.pick(holders)
        self.do("vault_request", actor=owner, shares=self.model.vault.shares_of(owner), owner=owner)
        self.do(WAIT, seconds=self.model.vault.cooldown)
        self._refresh()
        self.do("vault_settle", actor=STRANGER, count=100)
        claim, beyond = self.model.vault.claim_of(owner), chance.pick((0, 0, 1))
        if chance.pick((True, False)):
            self.do("vault_redeem", actor=owner, shares=claim.shares + beyond, owner=owner)
        else:
            self.do("vault_withdraw", actor=owner, assets=claim.assets + beyond, owner=owner)

    @rule(data=DATA)
    def pass_shares_on(self, data: st.DataObject) -> None:
        """Give shares away, let somebody move them, or move them; all there are, and one more."""
        chance = Chance(data)
        vault = self.model.vault
        owner = chance.pick([name for name in TRADERS if vault.shares_of(name)] or list(TRADERS))
        others = [name for name in TRADERS if name != owner]
        shares = self._amount(chance, vault.shares_of(owner))
        match chance.pick(("give", "let", "move", "move", "claim")):
            case "give":
                self.do("share_transfer", actor=owner, receiver=chance.pick(TRADERS), shares=shares)
            case "let":
                self.do("share_approve", actor=owner, spender=chance.pick(others), shares=shares)
            case "move":
                spender = chance.pick(others)
                if not chance.one_in(4):
                    allowed = chance.pick((shares, UNLIMITED, max(0, shares - 1)))
                    self.do("share_approve", actor=owner, spender=spender, shares=allowed)
                if chance.pick((True, False)):
                    receiver = chance.pick(TRADERS)
                    self.do("share_transfer_from", actor=spender, owner=owner, receiver=receiver, shares=shares)
                else:
                    self.do("vault_request", actor=spender, shares=shares, owner=owner)
            case "claim":
                self.do("vault_claim", actor=chance.pick((*TRADERS, STRANGER)))

    # Allocation

    def _allocatable(self) -> int:
        """USDC units that may go to the engine."""
        vault, total = self.model.vault, self._vault_total()
        room = vault.allocation_cap - (total - vault.assets)
        return max(0, min(vault.assets - vault.must_stay(total), room))

    @rule(data=DATA)
    def allocate(self, data: st.DataObject) -> None:
        """Move what may go to the engine, or of what is there back; one unit beyond; a stranger tries."""
        chance = Chance(data)
        actor = chance.pick((ALLOCATOR, ALLOCATOR, ALLOCATOR, ALLOCATOR, OWNER))
        if chance.one_in(3):
            answer = self.session.state.accounts["vault"].withdrawable
            free = 0 if isinstance(answer, str) else answer
            self.do("vault_deallocate", actor=actor, assets=self._amount(chance, free))
        else:
            self.do("vault_allocate", actor=actor, assets=self._amount(chance, self._allocatable()))

    def _endow_vault(self, chance: Chance) -> None:
        """Have somebody deposit, and the allocator send on what may go: what a backstop needs."""
        self.do("vault_deposit", actor=chance.pick(TRADERS), assets=chance.between(1, 9_000) * USDC)
        self.do("vault_allocate", actor=ALLOCATOR, assets=max(1, self._allocatable()))

    @rule(data=DATA)
    def unwind(self, data: st.DataObject) -> None:
        """Reduce a position that the vault has taken over, at, about and beyond the slippage allowed."""
        chance = Chance(data)
        account = self.model.clearing.account("vault")
        held = [market for market in MARKETS if account.position(market).size]
        if not held and not chance.one_in(8):
            self._trade(chance)
            return
        market = chance.pick(held or list(MARKETS))
        size = account.position(market).size
        lots = abs(size) // self.model.clearing.markets[market].lot_size
        mark = edges.mark_tick(self.model, market)
        away = mark * self.model.vault.slippage_ppm // PPM + chance.pick((0, -1, 1, 1, 2))
        limit = chance.pick((mark, mark - away if size > 0 else mark + away))
        if chance.pick((True, False)):
            maker = chance.pick(TRADERS)
            self._place(maker, market, size > 0, limit, max(1, lots))
        actor = chance.pick((ALLOCATOR, ALLOCATOR, ALLOCATOR, STRANGER))
        amount = chance.pick((lots, max(1, lots // 2), lots + 1))
        self.do("vault_unwind", actor=actor, market=market, tick=edges.nearest_tick(limit), lots=amount)

    @rule(data=DATA)
    def pause_vault(self, data: st.DataObject) -> None:
        """Stop deposits and allocation for a while."""
        chance = Chance(data)
        if self.model.vault.paused:
            self.do("vault_unpause", actor=chance.pick((OWNER, OWNER, OWNER, GUARDIAN)))
        elif chance.one_in(3):
            self.do("vault_pause", actor=chance.pick((OWNER, GUARDIAN, STRANGER)))
        else:
            self.enter_vault(data)

    # The insurance fund

    @rule(data=DATA)
    def contribute(self, data: st.DataObject) -> None:
        """Give the fund what pays bad debt, less, or more."""
        chance = Chance(data)
        actor = chance.pick(TRADERS)
        owed = -(-self.model.clearing.bad_debt // 10**12)
        limit = min(self.model.token.balance(actor), chance.pick((owed or USDC, 500 * USDC)))
        match chance.pick(("give", "give", "repay", "fund")):
            case "repay":
                self.do("repay_bad_debt", actor=actor, assets=self._amount(chance, limit))
                return
            case "fund":
                self.do("fund_repay", actor=STRANGER)
                return
        self.do("fund_contribute", actor=actor, assets=self._amount(chance, limit))

    def _draw_below_floor(self, chance: Chance) -> None:
        """Announce what the floor keeps, lower the floor when it is due, and try to take it."""
        fund = self.model.insurance
        if fund.withdrawal is not None:
            self.do("fund_cancel", actor=GUARDIAN)
        self.do("set_fund_floor", actor=OWNER, floor=min(MAX_FLOOR, fund.assets))
        self.do("fund_announce", actor=OWNER, assets=chance.between(1, fund.assets))
        self.do(WAIT, seconds=fund.delay)
        self._refresh()
        self.do("set_fund_floor", actor=OWNER, floor=0)
        self.do("fund_execute", actor=OWNER)

    def _draw_in_debt(self, chance: Chance) -> None:
        """Try to take something out of the fund while bad debt stands, in the time for it."""
        if self.model.insurance.withdrawal is None:
            self.do("fund_announce", actor=OWNER, assets=chance.between(1, 100 * USDC))
        if (pending := self.model.insurance.withdrawal) is not None:
            self.do(WAIT, seconds=max(1, pending.executable_at - self.model.now))
            self.do("fund_execute", actor=OWNER)

    def _bear(self, chance: Chance) -> None:
        """Try to leave others with bad debt, repay some of it, or leave it as it is."""
        match chance.pick(("draw", "repay", "leave")):
            case "draw":
                self._draw_in_debt(chance)
            case "repay":
                owed = -(-self.model.clearing.bad_debt // 10**12)
                self.do("repay_bad_debt", actor=chance.pick(TRADERS), assets=self._amount(chance, owed))

    @rule(data=DATA)
    def draw_on_fund(self, data: st.DataObject) -> None:
        """Announce, wait too little, long enough or too long; execute; or cancel, or set the floor."""
        chance = Chance(data)
        fund = self.model.insurance
        if self.model.clearing.bad_debt and not chance.one_in(4):
            self._draw_in_debt(chance)
            return
        if fund.assets and chance.one_in(3):
            self._draw_below_floor(chance)
            return
        owner = chance.pick((OWNER, OWNER, OWNER, OWNER, GUARDIAN, STRANGER))
        if fund.withdrawal is None and chance.one_in(3):
            edge = chance.pick((0, fund.assets // 2, fund.assets, MAX_FLOOR, MAX_FLOOR + 1))
            self.do("set_fund_floor", actor=owner, floor=edge)
        if fund.withdrawal is None or chance.one_in(6):
            limit = chance.pick((fund.assets - fund.floor, fund.assets))
            self.do("fund_announce", actor=owner, assets=self._amount(chance, max(1, limit)))
        match chance.pick(("cancel", "execute", "execute", "later")):
            case "cancel":
                self.do("fund_cancel", actor=chance.pick((OWNER, GUARDIAN, STRANGER)))
            case "execute":
                self.do(WAIT, seconds=chance.pick((1, fund.delay - 2, fund.delay, fund.delay, fund.delay + WINDOW)))
                self._refresh()
                self.do("fund_execute", actor=owner)
            case "later":
                self.do("fund_execute", actor=owner)
