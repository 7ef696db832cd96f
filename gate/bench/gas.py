"""Gas by operation, beside its limit and what others pay: measured, kept in a snapshot, shown in the docs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from fuzz.chain import Artifact, open_chain
from gate.bench.operations import OPERATIONS
from gate.bench.stage import build

SNAPSHOT = Path("tests/bench/gas-snapshot.json")
PAGE = Path("docs/gas.md")
_TABLE_BEGINS, _TABLE_ENDS = "<!-- table: proofbook bench gas --write -->", "<!-- end of table -->"

GTE, BOROS = "GTE perps", "Boros, book alone"
NEAREST_LIQUIDATION = "nearest peer, with one maker fill"

LIMITS: Mapping[str, int] = {
    "oracle_price": 12_000,
    "deposit": 75_000,
    "deposit_first": 75_000,
    "withdraw": 95_000,
    "liquidate": 260_000,
    "settle_funding": 15_000,
    "per_market": 12_000,
    "place_new_level": 170_000,
    "place_new_word": 170_000,
    "place_existing_level": 125_000,
    "cancel": 60_000,
    "cancel_last": 70_000,
    "take_1_both_open": 260_000,
    "take_1_both_have": 190_000,
    "take_10_makers_open": 900_000,
    "take_10_levels": 800_000,
}
"""The most an operation may cost; one without a limit is there to be read."""

# Published or measured figures, gas; the lower end where a range is known.
PEERS: Mapping[str, Mapping[str, int]] = {
    "liquidate": {NEAREST_LIQUIDATION: 333_000},
    "place_new_level": {GTE: 357_000, BOROS: 81_000},
    "place_new_word": {GTE: 357_000, BOROS: 103_000},
    "place_existing_level": {GTE: 298_000, BOROS: 59_000},
    "cancel": {GTE: 100_000, BOROS: 38_000},
    "cancel_last": {GTE: 121_000, BOROS: 38_000},
    "take_1_both_open": {GTE: 474_000, BOROS: 54_000},
    "take_1_both_have": {GTE: 240_000},
    "take_10_makers_open": {GTE: 1_681_000, BOROS: 110_000},
    "take_10_levels": {GTE: 885_000, BOROS: 840_000},
}


@dataclass(frozen=True)
class Row:
    """One operation: its gas, the most it may cost (None: no limit) and what peers pay, all in gas units."""

    operation: str
    gas: int
    limit: int | None
    peers: Mapping[str, int]

    @property
    def holds(self) -> bool:
        """Whether the operation is within its limit."""
        return self.limit is None or self.gas <= self.limit


def measure(
    artifacts: Mapping[str, Artifact], anvil: Path, ready: Callable[[Row], None] = lambda _row: None
) -> list[Row]:
    """Measure every operation on the same fresh system. Raises ChainFault without a node, ChainError on a revert."""
    rows = []
    with open_chain("anvil", binary=anvil) as chain:
        stage = build(chain, artifacts)
        people = stage.people
        for name, operation in OPERATIONS.items():
            mark = chain.snapshot()
            rows.append(Row(name, operation(stage), LIMITS.get(name), PEERS.get(name, {})))
            ready(rows[-1])
            chain.revert(mark)
            stage.people = people
    return rows


def as_json(rows: Sequence[Row]) -> str:
    """Return ``{"rows": [{"operation", "gas", "limit", "peers"}]}``."""
    return json.dumps({"rows": [asdict(row) for row in rows]}, indent=2)


def as_text(rows: Sequence[Row]) -> str:
    """Return a table for a terminal."""
    lines = [f"{'operation':<22}{'gas':>11}{'limit':>11}  peers"]
    for row in rows:
        peers = ", ".join(f"{name} {gas:,}" for name, gas in row.peers.items())
        limit = f"{row.limit:,}" if row.limit is not None else ""
        fault = "" if row.holds else "  over its limit"
        lines.append(f"{row.operation:<22}{row.gas:>11,}{limit:>11}  {peers}{fault}".rstrip())
    return "\n".join(lines)


def as_markdown(rows: Sequence[Row]) -> str:
    """Return the table of the docs; what an operation is, is its function's docstring."""
    lines = [
        f"| operation | what | gas | limit | {GTE} | {BOROS} |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for row in rows:
        what = " ".join((OPERATIONS[row.operation].__doc__ or "").split()).removesuffix(".")
        limit = f"{row.limit:,}" if row.limit is not None else ""
        peers = " | ".join(f"{row.peers[name]:,}" if name in row.peers else "" for name in (GTE, BOROS))
        gas = f"{row.gas:,}" if row.holds else f"**{row.gas:,}**"
        lines.append(f"| `{row.operation}` | {what} | {gas} | {limit} | {peers} |")
    return "\n".join(lines)


def snapshot_text(rows: Sequence[Row]) -> str:
    """Return the snapshot file's text: gas by operation."""
    return json.dumps({row.operation: row.gas for row in rows}, indent=2) + "\n"


def page_with(page: str, rows: Sequence[Row]) -> str:
    """Return the page of the docs with its table made anew. Raises ValueError where the table's marks are missing."""
    before, begins, rest = page.partition(_TABLE_BEGINS)
    _, ends, after = rest.partition(_TABLE_ENDS)
    if not begins or not ends:
        raise ValueError(f"{PAGE} lacks the marks of its table: {_TABLE_BEGINS} and {_TABLE_ENDS}")
    return f"{before}{begins}\n{as_markdown(rows)}\n{ends}{after}"


def write(root: Path, rows: Sequence[Row]) -> None:
    """Bring the snapshot and the docs up to date."""
    (root / SNAPSHOT).write_text(snapshot_text(rows), "utf-8")
    (root / PAGE).write_text(page_with((root / PAGE).read_text("utf-8"), rows), "utf-8")
