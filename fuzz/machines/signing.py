"""The machine with what is brought in others' names: signed orders, permits for the token, several calls in one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fuzz.machines import edges
from fuzz.machines.chance import Chance
from fuzz.machines.keeping import KeepingMachine
from fuzz.machines.scenario import ACCOUNTS, NONCES, SIGNERS, STRANGER, TRADERS, USDC
from fuzz.machines.signatures import Fault
from fuzz.machines.trading import DATA, MARKETS
from fuzz.model.auctions import Unfilled
from fuzz.model.fees import FeeSink
from fuzz.model.token import UNLIMITED


class SigningMachine(KeepingMachine):
    """Traders who sign, and strangers who bring what was signed."""

    @rule(data=DATA)
    def bring(self, data: st.DataObject) -> None:
        """Bring a signed order, stop or order for an auction; as signed, too late, again, or signed otherwise."""
        chance = Chance(data)
        owner, market = chance.pick(SIGNERS), chance.pick(MARKETS)
        draw = chance.pick((self._signed_order, self._signed_order, self._signed_auction_order, self._signed_stop))
        brought = draw(chance, owner, market)
        faults = (Fault.NONE, Fault.NONE, Fault.NONE, chance.pick(tuple(Fault)))
        signed = {
            "owner": owner,
            "nonce": self._nonce(chance, owner),
            "deadline": chance.pick((600, 600, 1, 0, -1)),
            "fault": str(chance.pick(faults)),
        }
        rule_name, terms = brought["rule"], brought["arguments"]
        made = self.do(rule_name, actor=chance.pick((STRANGER, owner)), **signed, **terms)
        if made and chance.one_in(3):
            self.do(rule_name, actor=STRANGER, **signed, **terms)

    def _nonce(self, chance: Chance, owner: str) -> int:
        """Draw a nonce, mostly one that is not used up."""
        left = [nonce for nonce in NONCES if (owner, nonce) not in self.model.operators.used]
        return chance.pick(NONCES) if not left or chance.one_in(8) else chance.pick(left)

    def _signed_order(self, chance: Chance, owner: str, market: int) -> Mapping[str, Any]:
        terms = self._terms(chance, market, chance.pick((True, False)), self._lots(chance, owner, market))
        return {"rule": "signed_order", "arguments": terms}

    def _signed_auction_order(self, chance: Chance, owner: str, market: int) -> Mapping[str, Any]:
        self._open_auctions(chance, market)
        terms = {
            "market": market,
            "is_buy": chance.pick((True, False)),
            "tick": edges.nearest_tick(edges.mark_tick(self.model, market) + chance.between(-4, 4)),
            "lots": self._lots(chance, owner, market),
            "unfilled": int(chance.pick(tuple(Unfilled))),
        }
        return {"rule": "signed_auction_order", "arguments": terms}

    def _signed_stop(self, chance: Chance, owner: str, market: int) -> Mapping[str, Any]:
        return {"rule": "signed_stop", "arguments": self._stop_terms(chance, owner, market)}

    @rule(data=DATA)
    def deposit_by_permit(self, data: st.DataObject) -> None:
        """Deposit with a permit, good or not, where an allowance may be too small without; or allow something."""
        chance = Chance(data)
        # Whoever lets the engine take everything would let it take less afterwards.
        actor = TRADERS[-1] if chance.pick((True, True, False)) else chance.pick(TRADERS)
        if chance.one_in(3):
            spender = chance.pick(("engine", "vault", "insurance"))
            self.do("approve", actor=actor, spender=spender, assets=chance.pick((UNLIMITED, 0, 5_000 * USDC)))
            return
        used = self.model.token.permits(actor)
        self.do(
            "deposit_with_permit",
            actor=actor,
            account=chance.pick((actor, actor, chance.pick(ACCOUNTS))),
            assets=self._amount(chance, self.model.token.balance(actor)),
            nonce=used + chance.pick((0, 0, 0, 0, 1, -1 if used else 1)),
            deadline=chance.pick((600, 600, 0, -1)),
            fault=str(chance.pick((Fault.NONE, Fault.NONE, Fault.NONE, chance.pick(tuple(Fault))))),
        )
        if self.model.token.allowance(actor, "engine") == 0 and chance.pick((True, False)):
            self.do("approve", actor=actor, spender="engine", assets=UNLIMITED)

    @rule(data=DATA)
    def call_many(self, data: st.DataObject) -> None:
        """Make several calls of the engine in one: that all can succeed, or that one spoils."""
        chance = Chance(data)
        actor = chance.pick(TRADERS)
        parts = [self._part(chance, actor) for _ in range(chance.between(0, 4))]
        self.do("multicall", actor=actor, parts=parts)

    def _part(self, chance: Chance, actor: str) -> Mapping[str, Any]:
        answer = self.session.state.accounts[actor].withdrawable
        free = 0 if isinstance(answer, str) else answer
        options: tuple[Callable[[], tuple[str, dict[str, Any]]], ...] = (
            lambda: ("deposit", {"assets": self._amount(chance, self.model.token.balance(actor) // 3)}),
            lambda: ("withdraw", {"assets": self._amount(chance, free // 2)}),
            lambda: ("withdraw_to", {"receiver": chance.pick(TRADERS), "assets": max(1, free // 3)}),
            lambda: ("pay_fees", {"sink": int(chance.pick(tuple(FeeSink)))}),
            lambda: ("update_funding", {"market": chance.pick(MARKETS)}),
            lambda: ("settle_funding", {"account": actor, "market": chance.pick(MARKETS)}),
            lambda: ("liquidate", {"account": chance.pick(TRADERS), "market": chance.pick(MARKETS)}),
            lambda: ("cancel_nonce", {"nonce": chance.pick(NONCES)}),
        )
        # The later ones mostly fail, and spoil the rest.
        rule_name, arguments = chance.pick(options if chance.one_in(3) else options[:5])()
        return {"rule": rule_name, "arguments": {"actor": actor, **arguments}}
