"""Log queries and the filters that a client polls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fuzz.chain.addresses import address_text
from fuzz.chain.ledger import Ledger, Mined, block_hash
from fuzz.chain.results import RawLog
from fuzz.chain.rpc_forms import hexadecimal, log_form, octets


@dataclass(frozen=True)
class LogQuery:
    """Which logs are wanted; ``last`` None means up to the latest block, whenever asked."""

    first: int
    last: int | None
    addresses: frozenset[str] | None
    topics: tuple[frozenset[bytes] | None, ...]

    @classmethod
    def read(cls, query: Mapping[str, Any], first: int, last: int | None) -> LogQuery:
        """Read a query object's addresses and topics. Raises EncodingError."""
        wanted = query.get("address")
        addresses = None
        if wanted:
            addresses = frozenset(map(address_text, [wanted] if isinstance(wanted, str) else wanted))
        topics = tuple(_alternatives(topic) for topic in query.get("topics") or ())
        return cls(first, last, addresses, topics)

    def matches(self, log: RawLog) -> bool:
        """Tell whether a log passes: by address, and place by place by topic."""
        if self.addresses is not None and log.address not in self.addresses:
            return False
        if len(self.topics) > len(log.topics):
            return False
        return all(wanted is None or topic in wanted for wanted, topic in zip(self.topics, log.topics, strict=False))


def _alternatives(topic: Any) -> frozenset[bytes] | None:
    if topic is None:
        return None
    return frozenset(map(octets, topic)) if isinstance(topic, list | tuple) else frozenset((octets(topic),))


@dataclass
class _Filter:
    next_block: int
    """The first block not yet reported."""
    report: Callable[[int, int], list[Any]]
    query: LogQuery | None = None


class LogFilters:
    """The filters of one chain, by number."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._filters: dict[int, _Filter] = {}
        self._made = 0

    def find(self, query: LogQuery) -> Iterator[tuple[Mined, int, RawLog]]:
        """Yield the logs a query asks for, with their transaction and place."""
        last = self._ledger.height if query.last is None else min(query.last, self._ledger.height)
        return (found for found in self._ledger.logs(query.first, last) if query.matches(found[2]))

    def add_logs(self, query: LogQuery) -> int:
        """Install a log filter, which reports from now on; returns its number."""

        def report(first: int, last: int) -> list[Any]:
            stop = last if query.last is None else min(last, query.last)
            part = replace(query, first=max(first, query.first), last=stop)
            return [log_form(*found) for found in self.find(part)]

        return self._add(report, query)

    def add_blocks(self) -> int:
        """Install a filter of block hashes; returns its number."""
        return self._add(lambda first, last: [hexadecimal(block_hash(number)) for number in range(first, last + 1)])

    def add_transactions(self) -> int:
        """Install a filter of transaction hashes; returns its number."""
        return self._add(
            lambda first, last: [hexadecimal(found.hash) for found in self._ledger.transactions(first, last)]
        )

    def _add(self, report: Callable[[int, int], list[Any]], query: LogQuery | None = None) -> int:
        self._made += 1
        self._filters[self._made] = _Filter(self._ledger.height + 1, report, query)
        return self._made

    def changes(self, number: int) -> list[Any] | None:
        """Return what is new since the last time; None for an unknown filter."""
        known = self._filters.get(number)
        if known is None:
            return None
        first, last = known.next_block, self._ledger.height
        # After a revert to a snapshot the chain may be shorter than what was reported.
        known.next_block = last + 1
        return known.report(first, last) if first <= last else []

    def all_logs(self, number: int) -> list[Any] | None:
        """Return everything a log filter matches; None for an unknown filter or one of another kind."""
        known = self._filters.get(number)
        if known is None or known.query is None:
            return None
        return [log_form(*found) for found in self.find(known.query)]

    def remove(self, number: int) -> bool:
        """Forget a filter; False where there is none of this number."""
        return self._filters.pop(number, None) is not None
