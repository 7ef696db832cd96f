"""unscaled-decimals: six and eighteen decimals meet in one sum or comparison."""

from __future__ import annotations

from collections.abc import Iterator

from slither_detectors.analysis.model import ContractModel
from slither_detectors.analysis.units import Unit, Units
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class UnscaledDecimals(Detector):
    """Finds a token's raw amounts mixed with amounts scaled to eighteen decimals."""

    ARGUMENT = "unscaled-decimals"
    HELP = "Amounts of six and eighteen decimals are mixed"
    IMPACT = HIGH
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Unscaled decimals"
    WIKI_DESCRIPTION = (
        "The contract scales a token's amounts by 1e12 in one place. In another, a raw amount of the same token is "
        "added "
        "to, taken from, or compared with a scaled one, which is larger by twelve orders of magnitude."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function deposit(uint256 amount) external {
    token.transferFrom(msg.sender, address(this), amount);
    collateral[msg.sender] += amount * 1e12;
}

function withdraw(uint256 amount) external {
    collateral[msg.sender] -= amount;
    token.transfer(msg.sender, amount);
}
```
A withdrawal of everything lowers the account by a millionth of a millionth. The first depositor takes all there is."""
    WIKI_RECOMMENDATION = "Convert at the border, in one pair of functions, and give the two units types of their own."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each function that mixes the two."""
        units = Units(model)
        for entry in model.entries:
            for step in units.mixed(entry):
                yield [step.frame.function, " mixes raw amounts of a token with scaled ones"]
            for write in entry.state.writes:
                conflicting = units.state.get(write.variable, set()) == {Unit.RAW, Unit.SCALED}
                if conflicting and write.amount is not None and units.of(entry, write.amount) is Unit.RAW:
                    yield [
                        entry.function,
                        " counts raw amounts of a token in ",
                        write.variable,
                        ", which holds scaled ones",
                    ]
