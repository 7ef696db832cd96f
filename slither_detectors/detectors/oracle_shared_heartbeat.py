"""oracle-shared-heartbeat: feeds of different heartbeats are held to one and the same age."""

from __future__ import annotations

from collections.abc import Iterator

from slither_detectors.analysis.model import ContractModel
from slither_detectors.analysis.oracles import FeedRead, feed_reads, time_checks
from slither_detectors.analysis.values import Value
from slither_detectors.base import LOW, MEDIUM, Detector, Message


class OracleSharedHeartbeat(Detector):
    """Finds checks of age that hold several feeds to one limit."""

    ARGUMENT = "oracle-shared-heartbeat"
    HELP = "Several feeds are held to one limit of age"
    IMPACT = LOW
    CONFIDENCE = MEDIUM

    WIKI_TITLE = "Feeds share one heartbeat"
    WIKI_DESCRIPTION = (
        "The feed is looked up per market, or there are several, while the age allowed is one number for all. "
        "Feeds are "
        "updated every hour or every day: a limit that suits the slow ones lets the fast ones be stale for a day, "
        "one that "
        "suits the fast ones makes the slow ones unusable."
    )
    WIKI_EXPLOIT_SCENARIO = """
```solidity
function price(uint256 market) public view returns (uint256) {
    (, int256 answer,, uint256 updatedAt,) = feeds[market].latestRoundData();
    require(answer > 0 && block.timestamp - updatedAt <= MAX_AGE);
    return uint256(answer);
}
```
`MAX_AGE` was set to a day for a stablecoin's feed. The ether feed, updated every twenty minutes, may stop for most
of a day, and its old price is still traded at."""
    WIKI_RECOMMENDATION = "Keep the limit of age beside each feed."

    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each function that holds several feeds to one limit."""
        reads = [read for entry in model.entries for read in feed_reads(entry)]
        for read in reads:
            if read.updated_at is None or not _is_one_of_many(read, reads):
                continue
            limits = _limits_of(read)
            others = [
                other for other in reads if other.function is read.function and _feed_key(other) != _feed_key(read)
            ]
            if any(limits != _limits_of(other) for other in others):
                continue
            if limits and all(_is_one_for_all(read, limit) for limit in limits):
                yield [read.function, " holds several feeds to one limit of age"]


def _limits_of(read: FeedRead) -> set[Value]:
    """What the age of the answer is held to."""
    moment = read.updated_at
    checks = [] if moment is None else time_checks(read.entry, moment)
    return {limit for pair in checks for limit in _limits(read, pair)}


def _is_one_of_many(read: FeedRead, reads: list[FeedRead]) -> bool:
    """Whether the feed is looked up by a key, or another function or argument reads another feed in the same way."""
    own = _feed_key(read)
    return own == "looked up" or len({_feed_key(other) for other in reads if other.function is read.function}) > 1


def _feed_key(read: FeedRead) -> object:
    execution = read.entry.execution
    origin = execution.origin(read.feed)
    place = execution.place_of(origin)
    if place is None:
        return "given" if not getattr(origin.variable, "is_immutable", False) else origin
    return "looked up" if place.keys else place.value


def _limits(read: FeedRead, pair: tuple[Value, Value]) -> list[Value]:
    """What the age is compared with: the roots on both sides that are neither the feed's time nor the block's."""
    moment = read.updated_at
    execution = read.entry.execution
    made_of = {s for side in pair for s in execution.local_sources(side)}
    given = set(execution.parameters())
    roots = [
        source
        for source in made_of
        if source != moment and source.key[0] not in ("s", "t") and (_is_fixed(source) or source in given)
    ]
    return [root for root in roots if read.entry.arithmetic.constant(root) != 0]


def _is_fixed(value: Value) -> bool:
    return value.is_constant or value.is_state or bool(getattr(value.variable, "is_immutable", False))


def _is_one_for_all(read: FeedRead, limit: Value) -> bool:
    if not limit.is_state:
        return limit.is_constant or bool(getattr(limit.variable, "is_immutable", False))
    execution = read.entry.execution
    places = [execution.place_of(target) for target, _ in execution.outputs.get(limit, []) if not target.is_state]
    return bool(limit.type_name) and all(place is None or not place.keys for place in places)
