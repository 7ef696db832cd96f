"""fee-split-dust: the shares of a split are truncated one by one and nobody takes what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from slither.slithir.operations import Binary, BinaryType, Length

from slither_detectors.analysis.arithmetic import Quotient
from slither_detectors.analysis.loops import Loop, loops
from slither_detectors.analysis.model import ContractModel, Entry
from slither_detectors.analysis.siblings import local_sources
from slither_detectors.analysis.state import Change
from slither_detectors.analysis.values import Value
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class FeeSplitDust(Detector):
    """Finds two or more truncated shares of one amount, each credited, of which none is the rest."""

    ARGUMENT = "fee-split-dust"
    HELP = "Truncated shares of one amount are credited and none takes the rest"
    IMPACT = MEDIUM
    CONFIDENCE = HIGH

    WIKI_TITLE = "Fee split leaves dust"
    WIKI_DESCRIPTION = (
        "An amount is split by rates, every share is rounded down, and no share is the amount less the others. The "
        "sum of "
        "the shares is less than the amount, so the books show less than was charged and the difference is lost."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function _split(uint256 fee) internal {
    vaultFees += fee * vaultPpm / 1e6;
    insuranceFees += fee * insurancePpm / 1e6;
    treasuryFees += fee * treasuryPpm / 1e6;
}
```
The three rates add up to 1e6, yet a fee of 10 with rates of 33.3 %, 33.3 % and 33.4 % credits 3 + 3 + 3 = 9. Every
trade loses up to two units, and the sum of all balances drifts away from the tokens held."""
    WIKI_RECOMMENDATION = "Compute all shares but one, and let the last be the amount less the others."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each amount that is split with a loss."""
        for entry in model.writing:
            for base, shares in _splits(entry).items():
                if not _rest_is_taken(entry, base, shares):
                    text = " credits truncated shares of one amount and nobody takes the rest"
                    yield [_common_function(shares), text]


def _common_function(shares: list[Quotient]) -> object:
    """The innermost function that all shares are computed in or below: the one that decides on the split."""
    paths = [[frame for frame, _ in share.step.frame.path] for share in shares]
    common = [frames[0] for frames in zip(*paths, strict=False) if all(frame is frames[0] for frame in frames)]
    return common[-1].function


def _splits(entry: Entry) -> dict[Value, list[Quotient]]:
    """Truncated shares by the amount they are shares of, where two or more are credited to different places."""
    by_base: defaultdict[Value, list[Quotient]] = defaultdict(list)
    for quotient in entry.arithmetic.quotients:
        if quotient.rounding != "down" or quotient.divisor is None:
            continue
        counted = entry.arithmetic.constant(quotient.divisor) is not None or _is_length(entry, quotient.divisor)
        if not counted or not 1 <= len(quotient.factors) <= 2:
            continue
        for position, base in enumerate(quotient.factors):
            others = quotient.factors[:position] + quotient.factors[position + 1 :]
            if not base.is_constant and all(entry.arithmetic.is_setting(rate) for rate in others):
                by_base[entry.arithmetic.identity(base)].append(quotient)
    turning = list(loops(entry.execution)) if by_base else []
    return {
        base: shares
        for base, shares in by_base.items()
        if len(_sinks(entry, shares)) >= 2 or any(_is_spread(entry, base, share, turning) for share in shares)
    }


def _is_spread(entry: Entry, base: Value, share: Quotient, turning: list[Loop]) -> bool:
    """Whether each turn of a loop credits a share of one amount to somebody else: an equal one, or by his own rate."""
    for loop in turning:
        if not loop.contains(share.step):
            if len(share.factors) != 1 or not _receivers(entry, share):
                continue
            moving = {v for step in loop.steps if (v := step.result) is not None and loop.is_counter(v)}
            if any(_is_looked_up(entry, r, moving) for r in _receivers(entry, share)):
                return True
            continue
        if any(loop.contains(s) for s in entry.execution.defining.get(base, [])):
            continue
        moving = {v for step in loop.steps if (v := step.result) is not None and loop.is_counter(v)}
        rated = any(_is_looked_up(entry, factor, moving) for factor in share.factors)
        if rated and any(_is_looked_up(entry, receiver, moving) for receiver in _receivers(entry, share)):
            return True
    return False


def _is_length(entry: Entry, value: Value) -> bool:
    """Whether the number is how many there are of something in a list."""
    return any(isinstance(step.ir, Length) for step in entry.execution.defining.get(entry.execution.origin(value), []))


def _is_looked_up(entry: Entry, value: Value, moving: set[Value]) -> bool:
    """Whether a key on the way to the value moves with the loop."""
    places = (entry.execution.place_of(v) for v in entry.arithmetic.same(value))
    return any(moving & local_sources(entry, key) for place in places if place is not None for key in place.keys)


def _receivers(entry: Entry, share: Quotient) -> list[Value]:
    found = [
        key
        for write in entry.state.writes
        if write.change is Change.RAISE and write.amount is not None
        if share.result in entry.arithmetic.same(write.amount)
        for key in write.place.keys
    ]
    paid = (p for p in entry.payments if p.payer is None and share.result in entry.arithmetic.same(p.amount))
    return [*found, *(payment.receiver for payment in paid)]


def _sinks(entry: Entry, shares: list[Quotient]) -> set[object]:
    """Where the shares are credited: fields and variables raised by a share, receivers that are paid one."""
    sinks: set[object] = set()
    results = {share.result for share in shares}
    for write in entry.state.writes:
        if (
            write.change is Change.RAISE
            and write.amount is not None
            and entry.arithmetic.summands(write.amount) & results
        ):
            sinks.add((write.variable, tuple(entry.execution.origin(key) for key in write.place.keys)))
    for payment in entry.payments:
        if payment.payer is None and entry.arithmetic.same(payment.amount) & results:
            sinks.add(entry.execution.origin(payment.receiver))
    return sinks


def _rest_is_taken(entry: Entry, base: Value, shares: list[Quotient]) -> bool:
    """Whether the amount less shares is computed, or the shares' sum is what is charged."""
    results = {share.result for share in shares}
    wholes = entry.arithmetic.copies(base)
    for step in entry.execution.steps:
        if not isinstance(step.ir, Binary) or step.result is None or entry.execution.place_of(step.result) is not None:
            continue
        left, right = step.value(step.ir.variable_left), step.value(step.ir.variable_right)
        if step.ir.type == BinaryType.SUBTRACTION:
            minuend, subtrahend = entry.execution.local_sources(left), entry.execution.local_sources(right)
            if minuend & wholes and subtrahend & results:
                return True
        if step.ir.type == BinaryType.ADDITION and _is_charged(entry, step.result):
            first, second = entry.execution.local_sources(left), entry.execution.local_sources(right)
            if first & results and second & results and len((first | second) & results) > 1:
                return True
    return False


def _is_charged(entry: Entry, total: Value) -> bool:
    """Whether a sum of shares is taken from an account or pulled from a payer."""
    uses = entry.execution.local_uses(total)
    taken = [w.amount for w in entry.state.writes if w.change in (Change.LOWER, Change.SET) and w.amount is not None]
    pulled = [payment.amount for payment in entry.payments if payment.payer is not None]
    return any(amount in uses for amount in (*taken, *pulled))


def _is_state(value: Value) -> bool:
    return value.is_state
