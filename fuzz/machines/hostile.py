"""The machine with a hostile token: its issuer stops it, shuts people out or takes a fee, and receivers call back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fuzz.machines import edges
from fuzz.machines.chance import Chance
from fuzz.machines.pricing import PricingMachine
from fuzz.machines.scenario import ACCOMPLICE, ALLOCATOR, STRANGER, TRADERS, TREASURY, USDC
from fuzz.machines.trading import DATA, MARKETS
from fuzz.model.fees import FeeSink
from fuzz.model.state import Deed
from fuzz.model.token import Behaviour

Drawn = Mapping[str, Any]
"""A step that was drawn and not yet made: rule and arguments."""


def _step(rule_name: str, **arguments: Any) -> Drawn:
    return {"rule": rule_name, "arguments": arguments}


class HostileMachine(PricingMachine):
    """Everybody, and a token whose transfers can't be relied on."""

    @rule(data=DATA)
    def meet_a_hostile_issuer(self, data: st.DataObject) -> None:
        """Have the token fail somehow for a few payments, and mostly work again afterwards."""
        chance = Chance(data)
        self._heal()
        match chance.pick(("block", "block", "fee", "false", "revert")):
            case "block":
                for _ in range(chance.between(1, 2)):
                    account = chance.pick((*TRADERS, TREASURY, "vault", "insurance", "engine"))
                    self.do("block", account=account, blocked=True)
            case "fee":
                self.do("misbehave", behaviour=int(Behaviour.HONEST), fee=chance.pick((1, USDC, 10**12)))
            case "false":
                self.do("misbehave", behaviour=int(Behaviour.ANSWER_FALSE), fee=0)
            case "revert":
                self.do("misbehave", behaviour=int(Behaviour.REVERT), fee=0)
        for _ in range(chance.between(1, 4)):
            self._make(self._payment(chance))
        if not chance.one_in(4):
            self._heal()

    @rule(data=DATA)
    def intrude_on_a_transfer(self, data: st.DataObject) -> None:
        """Call something from within a transfer, or have the transfer fail there."""
        chance = Chance(data)
        self._heal()
        self.do(
            "conspire",
            deed=int(chance.pick((Deed.CALL, Deed.CALL, Deed.CALL, Deed.CALL, Deed.REVERT, Deed.BURN_GAS))),
            when_moved=chance.pick((True, False)),
            inner=self._intrusion(chance),
            outer=self._payment(chance),
        )

    @rule(data=DATA)
    def pull_out_more(self, data: st.DataObject) -> None:
        """Take more out of a contract from within a payment into it than comes in."""
        chance = Chance(data)
        self._heal()
        payer = chance.pick([name for name in TRADERS if name != ACCOMPLICE])
        if chance.pick((True, True, False)):
            if not self._free(ACCOMPLICE):
                self.do("deposit", actor=ACCOMPLICE, assets=max(1, self.model.token.balance(ACCOMPLICE) // 8))
            free = max(1, self._free(ACCOMPLICE))
            inner = _step("withdraw", actor=ACCOMPLICE, assets=free)
            outer = _step("deposit", actor=payer, assets=max(1, free // chance.pick((1, 2, 100))))
        else:
            shares = max(1, self.model.vault.shares_of(ACCOMPLICE))
            options = (
                _step("vault_request", actor=ACCOMPLICE, shares=shares, owner=ACCOMPLICE),
                _step("vault_deposit", actor=ACCOMPLICE, assets=10**6),
                _step("vault_settle", actor=ACCOMPLICE, count=1),
                _step("vault_claim", actor=ACCOMPLICE),
            )
            inner, outer = chance.pick(options), _step("vault_deposit", actor=payer, assets=chance.between(1, 10**7))
        self.do("conspire", deed=int(Deed.CALL), when_moved=chance.pick((True, False)), inner=inner, outer=outer)

    def _make(self, step: Drawn) -> None:
        self.do(step["rule"], **step["arguments"])

    def _heal(self) -> None:
        """Have the token be honest again."""
        token = self.model.token
        for account in sorted(token.blocked):
            self.do("block", account=account, blocked=False)
        if not token.honest:
            self.do("misbehave", behaviour=int(Behaviour.HONEST), fee=0)

    def _payment(self, chance: Chance) -> Drawn:
        """Draw a step that moves tokens, most of which could be made if the token let it."""
        draw: Callable[[Chance], Drawn] = chance.pick(
            (
                self._withdrawal,
                self._withdrawal,
                self._deposit,
                self._deposit,
                self._fees,
                self._fees,
                self._share,
                self._share,
                self._way_out_of_the_vault,
                self._way_out_of_the_vault,
                self._allocation,
                self._gift,
                self._cover,
            )
        )
        return draw(chance)

    def _withdrawal(self, chance: Chance) -> Drawn:
        able = [(name, free) for name in TRADERS if (free := self._free(name))]
        actor, free = chance.pick(able) if able else (chance.pick(TRADERS), 1)
        assets = self._amount(chance, max(1, free // 4))
        if chance.one_in(2):
            return _step("withdraw", actor=actor, assets=assets)
        return _step("withdraw_to", actor=actor, receiver=chance.pick(TRADERS), assets=assets)

    def _deposit(self, chance: Chance) -> Drawn:
        actor = chance.pick(TRADERS)
        assets = self._amount(chance, max(1, self.model.token.balance(actor) // 4))
        if chance.one_in(2):
            return _step("deposit", actor=actor, assets=assets)
        return _step("deposit_for", actor=actor, account=chance.pick(TRADERS), assets=assets)

    def _fees(self, chance: Chance) -> Drawn:
        return _step("pay_fees", actor=chance.pick(TRADERS), sink=int(chance.pick(tuple(FeeSink))))

    def _share(self, chance: Chance) -> Drawn:
        actor = chance.pick(TRADERS)
        assets = self._amount(chance, max(1, self.model.token.balance(actor) // 4))
        if chance.one_in(2):
            return _step("vault_deposit", actor=actor, assets=assets)
        return _step("vault_mint", actor=actor, shares=self.model.vault.to_shares_down(assets, self._vault_total()))

    def _way_out_of_the_vault(self, chance: Chance) -> Drawn:
        vault = self.model.vault
        ready = [name for name in TRADERS if vault.claim_of(name).shares]
        if not ready or chance.one_in(3):
            return _step("vault_settle", actor=STRANGER, count=chance.between(1, 5))
        owner = chance.pick(ready)
        claim = vault.claim_of(owner)
        if chance.one_in(2):
            return _step("vault_redeem", actor=owner, shares=self._amount(chance, claim.shares), owner=owner)
        return _step("vault_withdraw", actor=owner, assets=self._amount(chance, claim.assets), owner=owner)

    def _allocation(self, chance: Chance) -> Drawn:
        free = self._free("vault")
        if free and chance.one_in(2):
            return _step("vault_deallocate", actor=ALLOCATOR, assets=self._amount(chance, free))
        return _step("vault_allocate", actor=ALLOCATOR, assets=max(1, self._allocatable() // 2))

    def _gift(self, chance: Chance) -> Drawn:
        actor = chance.pick(TRADERS)
        return _step("fund_contribute", actor=actor, assets=chance.between(1, 100 * USDC))

    def _cover(self, chance: Chance) -> Drawn:
        """Liquidate who is bankrupt: insurance pays."""
        bankrupt = edges.bankrupt(self.model)
        if not bankrupt:
            return self._fees(chance)
        account, market = chance.pick(bankrupt)
        by_wealth = sorted(TRADERS, key=lambda name: -self.model.clearing.account(name).collateral)
        return _step("liquidate", actor=by_wealth[0], account=account, market=market)

    def _intrusion(self, chance: Chance) -> Drawn:
        """Draw what the accomplice does from within: whatever anybody may do."""
        market, me = chance.pick(MARKETS), ACCOMPLICE
        tick = edges.mark_tick(self.model, market)
        mine = sorted(order_id for order_id, order in self.model.book.orders.items() if order.owner == me)
        others = [name for name in TRADERS if name != me]
        options = (
            _step("place", actor=me, market=market, is_buy=chance.one_in(2), tick=tick, lots=chance.between(1, 500)),
            _step("cancel_many", actor=me, orders=mine[:4]),
            _step("cancel", actor=me, order=mine[0] if mine else 1),
            _step("update_price", actor=me, market=market),
            _step("update_funding", actor=me, market=market),
            _step("settle_funding", actor=me, account=chance.pick(TRADERS), market=market),
            _step("liquidate", actor=me, account=chance.pick(others), market=market),
            _step("vault_request", actor=me, shares=max(1, self.model.vault.shares_of(me) // 2), owner=me),
            _step("update_price", actor=me, market=market)
            if self.model.auctions.unsure
            else _step("execute_auction", actor=me, market=market),
            _step("upgrade", actor=me, contract="engine", spare=True),
        )
        return chance.pick((*options, self._of_its_own(self._payment(chance))))

    def _of_its_own(self, step: Drawn) -> Drawn:
        """Have the accomplice do what was drawn for somebody."""
        arguments = {**step["arguments"], "actor": ACCOMPLICE}
        if "owner" in arguments:
            arguments["owner"] = ACCOMPLICE
        return {"rule": step["rule"], "arguments": arguments}

    def _free(self, name: str) -> int:
        answer = self.session.state.accounts[name].withdrawable
        return 0 if isinstance(answer, str) else answer
