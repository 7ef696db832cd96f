"""rounding-favours-caller: a share conversion rounds to the side of whoever calls it."""

from __future__ import annotations

from collections.abc import Iterator

from slither.slithir.operations import HighLevelCall

from slither_detectors.analysis.arithmetic import Quotient
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.siblings import local_sources
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.tokens import comes_in
from slither_detectors.analysis.values import Value
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class RoundingFavoursCaller(Detector):
    """Finds conversions by a share's price that round up what the caller gets, or down what it gives."""

    ARGUMENT = "rounding-favours-caller"
    HELP = "A share conversion rounds in favour of the caller"
    IMPACT = HIGH
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Share conversion rounds for the caller"
    WIKI_DESCRIPTION = (
        "What a caller receives (shares minted, assets sent) must be rounded down, what it gives (shares burned, "
        "assets "
        "pulled) up; of the shares of a debt the reverse. This conversion by the total supply does the opposite; each "
        "call takes up to one unit from the "
        "other holders, and a unit of a share can be worth a lot."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function withdraw(uint256 assets) external {
    uint256 shares = assets * totalSupply / totalAssets;
    balanceOf[msg.sender] -= shares;
    totalSupply -= shares;
    token.transfer(msg.sender, assets);
}
```
A share is worth 10 units. Withdrawing 9 burns no share at all; repeated, it empties the vault."""
    WIKI_RECOMMENDATION = "Round against the caller in all four conversions."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each conversion that rounds the wrong way."""
        for entry in model.writing:
            for rounding, values, text in _roles(entry):
                for quotient in _conversions(entry, values):
                    if quotient.rounding == rounding:
                        yield [entry.function, f" {text} by a conversion in ", quotient.step.frame.function]


def _roles(entry: Entry) -> list[tuple[str, list[Value], str]]:
    """The wrong rounding, the amounts and the words for each of the four roles."""
    minted = [*_changed_with_supply(entry, Change.RAISE), *_asked_of_token(entry, "mint")]
    burned = [*_changed_with_supply(entry, Change.LOWER), *_asked_of_token(entry, "burn")]
    sent = [payment.amount for payment in entry.payments if payment.payer is None]
    pulled = [payment.amount for payment in entry.payments if comes_in(entry.execution, payment)]
    # shares of a debt: raised for assets sent, lowered for assets pulled
    lent, repaid = _given_for(entry, minted, sent), _given_for(entry, burned, pulled)
    return [
        ("up", [value for value in minted if value not in lent], "rounds up the shares it mints"),
        ("down", [value for value in burned if value not in repaid], "rounds down the shares it burns"),
        ("down", lent, "rounds down the shares of a debt it books"),
        ("up", repaid, "rounds up the shares of a debt it writes off"),
        ("up", sent, "rounds up the assets it sends"),
        ("down", pulled, "rounds down the assets it pulls"),
    ]


def _given_for(entry: Entry, shares: list[Value], assets: list[Value]) -> list[Value]:
    """The shares that are converted from what is paid, and not from what comes back for them."""
    paid = {same for amount in assets for same in entry.arithmetic.same(amount)}
    return [value for value in shares if paid & local_sources(entry, value)]


def _changed_with_supply(entry: Entry, change: Change) -> list[Value]:
    """Amounts by which an account's balance and a total change alike."""
    writes = [w for w in entry.state.writes if w.change is change and w.amount is not None]
    totals = {entry.execution.origin(w.amount) for w in writes if w.amount is not None and not w.place.by_account}
    parts = [w.amount for w in writes if w.amount is not None and w.place.by_account]
    return [amount for amount in parts if entry.execution.origin(amount) in totals]


def _asked_of_token(entry: Entry, verb: str) -> list[Value]:
    """Amounts that another contract is asked to mint or burn."""
    return [
        step.arguments[-1]
        for step in entry.execution.steps
        if isinstance(step.ir, HighLevelCall) and step.callee is None and step.called_name == verb and step.arguments
    ]


def _conversions(entry: Entry, values: list[Value]) -> list[Quotient]:
    """Divisions behind the values that use the supply of the shares."""
    supplies = _supplies(entry)
    found = []
    for value in values:
        for quotient in entry.arithmetic.quotients_behind(value):
            parts = [*quotient.factors, *([quotient.divisor] if quotient.divisor is not None else [])]
            if any(local_sources(entry, part) & supplies for part in parts):
                found.append(quotient)
    return found


def _supplies(entry: Entry) -> set[Value]:
    """The totals that change with balances, and answers to ``totalSupply()``."""
    found = {
        step.result
        for step in entry.execution.steps
        if isinstance(step.ir, HighLevelCall) and step.called_name == "totalSupply" and step.result is not None
    }
    for change in (Change.RAISE, Change.LOWER):
        amounts = {entry.execution.origin(value) for value in _changed_with_supply(entry, change)}
        for write in entry.state.writes:
            same = write.amount is not None and entry.execution.origin(write.amount) in amounts
            if same and write.change is change and not write.place.by_account:
                found.add(write.place.value)
    return found
