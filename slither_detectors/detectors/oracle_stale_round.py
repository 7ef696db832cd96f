"""oracle-stale-round: a feed's answer is used and its time is never compared with the clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from slither_detectors.analysis.model import ContractModel
from slither_detectors.analysis.oracles import FeedRead, feed_reads, is_checked_later, is_handed_on, time_checks
from slither_detectors.base import HIGH, MEDIUM, Detector, Message


class OracleStaleRound(Detector):
    """Finds reads of an aggregator whose ``updatedAt`` never reaches a comparison with the block's time."""

    ARGUMENT = "oracle-stale-round"
    HELP = "The time of a feed's answer is never compared with the clock"
    IMPACT = MEDIUM
    CONFIDENCE = HIGH

    WIKI_TITLE = "Stale oracle round"
    WIKI_DESCRIPTION = (
        "The answer of a price feed is used, but `updatedAt` never reaches a comparison with `block.timestamp`, "
        "neither "
        "here nor in what the function hands it to. `answeredInRound` says nothing about age, and `latestAnswer` gives "
        "no time at all."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function price() public view returns (uint256) {
    (, int256 answer,,,) = feed.latestRoundData();
    require(answer > 0);
    return uint256(answer);
}
```
The feed stops for an hour while the market falls by 10 %. A trader deposits the fallen asset at its old price, borrows
against it, and leaves the loss to the protocol."""
    WIKI_RECOMMENDATION = (
        "Revert, or use another source, when `block.timestamp - updatedAt` exceeds the feed's heartbeat."
    )

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each function that reads a feed without a check of age."""
        unchecked: defaultdict[object, list[FeedRead]] = defaultdict(list)
        checked: set[object] = set()
        for entry in model.entries:
            for read in feed_reads(entry):
                if _is_checked(model, read):
                    checked.add(read.function)
                else:
                    unchecked[read.function].append(read)
        for function, reads in unchecked.items():
            if function not in checked:
                yield [function, " uses a feed's answer and never compares its time with the clock"]
                continue
            for read in reads:
                yield [
                    read.entry.function,
                    " uses the answer of ",
                    function,
                    " without comparing its time with the clock",
                ]


def _is_checked(model: ContractModel, read: FeedRead) -> bool:
    """Whether this reading's time, or that of another reading of the same feed in the same entry, is looked at."""
    return any(
        _is_time_checked(model, other)
        for other in feed_reads(read.entry)
        if other.step is read.step or _feed(other) == _feed(read)
    )


def _feed(read: FeedRead) -> object:
    """The feed asked: the place it is kept in with its keys, or where its address comes from."""
    execution = read.entry.execution
    origin = execution.origin(read.feed)
    place = execution.place_of(origin)
    return origin if place is None else (place.value, tuple(execution.origin(key) for key in place.keys))


def _is_time_checked(model: ContractModel, read: FeedRead) -> bool:
    moment = read.updated_at
    if moment is None:
        return False
    if read.started_at is not None and time_checks(read.entry, read.started_at):
        return True  # a sequencer's feed tells since when its answer holds
    return (
        bool(time_checks(read.entry, moment))
        or is_handed_on(read.entry, moment)
        or is_checked_later(model, read.entry, moment)
    )
