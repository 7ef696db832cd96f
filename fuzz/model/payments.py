"""Tokens on the move: what a contract makes of a token that fails, keeps a part, or calls somebody on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import Any

from fuzz.model.refusal import Refusal
from fuzz.model.state import Ambush, Deed, State
from fuzz.model.token import Behaviour


class Payments(State):
    """Moves of tokens by the system's contracts: each gets what it books, or the whole call is refused.

    ``Panic`` stands for ``TransferMismatch`` where more leaves from within an inflow than comes in.
    """

    def send(self, sender: str, receiver: str, assets: int) -> None:
        """Pay out USDC units.

        Refuses ``SafeERC20FailedOperation`` where the token answers false, and the token's own errors.
        """
        if not self.token.answer():
            raise Refusal("SafeERC20FailedOperation")
        self._shift(sender, receiver, assets)

    def hand_over(self, sender: str, receiver: str, assets: int) -> None:
        """Pay a contract of the system, which books ``assets``; refuses ``TransferMismatch`` besides."""
        with self._exactly(receiver, assets):
            self.send(sender, receiver, assets)

    def take(self, spender: str, payer: str, assets: int) -> None:
        """Have a contract take what it was allowed; refuses ``TransferMismatch`` besides."""
        with self._exactly(spender, assets):
            if not self.token.answer():
                raise Refusal("SafeERC20FailedOperation")
            self.token.spend(payer, spender, assets)
            self._shift(payer, spender, assets)

    def transfer(self, caller: str, receiver: str, assets: int) -> bool:
        """Send tokens of one's own, to a contract as a donation that nobody may credit; returns the token's answer."""
        if not self.token.answer():
            return False
        self._shift(caller, receiver, assets)
        return True

    # What the world outside does

    def misbehave(self, behaviour: Behaviour, fee: int) -> None:
        """Set how transfers fail, and what the issuer keeps of each, USDC units."""
        self.token.behaviour, self.token.fee = behaviour, fee

    def block(self, account: str, *, blocked: bool) -> None:
        """Shut an account out of the token, or let it in again."""
        others = self.token.blocked - {account}
        self.token.blocked = others | {account} if blocked else others

    def lie_in_wait(self, deed: Deed, when_moved: bool, call: Callable[[Any], object]) -> None:
        """Prepare what is done in the middle of the next transfer, if it comes within a second."""
        self.ambush = Ambush(deed, when_moved, call, self.now + 1)

    # Inside

    @contextmanager
    def _exactly(self, receiver: str, assets: int) -> Iterator[None]:
        before = self.token.balance(receiver)
        yield
        received = self.token.balance(receiver) - before
        if received < 0:
            # More has left meanwhile than came: what was received can't even be told.
            raise Refusal("Panic")
        if received != assets:
            raise Refusal("TransferMismatch")

    def _shift(self, sender: str, receiver: str, assets: int) -> None:
        self.token.admit(sender, receiver)
        self._spring(moved=False)
        self.token.move(sender, receiver, assets)
        self._spring(moved=True)

    def _spring(self, *, moved: bool) -> None:
        """Let who lies in wait do what it came for: what it is refused changes nothing and stops nobody."""
        ambush = self.ambush
        if ambush is None or self.now > ambush.until or ambush.when_moved != moved:
            return
        self.ambush = None
        if ambush.deed is Deed.REVERT:
            raise Refusal("Unwanted")
        if ambush.deed is Deed.BURN_GAS:
            raise Refusal("Revert")
        before = self.copy()
        before.tape = self.tape.copy()
        try:
            ambush.call(self)
        except Refusal as refusal:
            self._restore(before)
            self.tape.intruded.append(refusal.error)
        else:
            self.tape.intruded.append(None)

    def _restore(self, before: State) -> None:
        """Go back to a copy, part by part: the call that was intruded on goes on with the parts that it holds."""
        for part in fields(before):
            mine, old = getattr(self, part.name), getattr(before, part.name)
            if is_dataclass(mine) and mine is not before.addresses:
                for detail in fields(mine):
                    setattr(mine, detail.name, getattr(old, detail.name))
            else:
                setattr(self, part.name, old)
