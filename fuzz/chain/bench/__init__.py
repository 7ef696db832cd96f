"""How fast the chain is beside an empty machine and beside web3 on other nodes.

One run, rows alternating, medians: state of 10 contracts and 1,000 orders, one transaction and two views a step, inside
Hypothesis. Peers that can't share our environment (eth-tester, eth-wake) get their own where they are asked for
(``extras``); a row that can't run says so instead of giving a figure.
"""

from __future__ import annotations

import json
import resource
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from fuzz.chain import Artifact, open_chain
from fuzz.chain.base import ChainFault
from fuzz.chain.bench.environments import PEERS, NoPeer, Peer, environment
from fuzz.chain.bench.machine import Row, plain_steps_per_second, steps_per_second
from fuzz.chain.bench.rows import Empty, Ours, PlainWeb3

# Enough steps for a part of a second a round, by how fast a row is.
_STEPS = {"empty_machine": 2_000, "chain": 2_000, "web3_in_process": 100, "anvil_ipc": 100, "anvil_http": 50}
_PEER_STEPS = {"eth_tester": 50, "wake5": 2_000}
_NODES = ("anvil_ipc", "anvil_http")
"""Rows with a second process, whose time is the clock's; the others' is the CPU's."""
_CHAIN = "chain"
_PLAIN, _PLAIN_PEER = "chain_plain", "wake5_plain"
"""Rows without Hypothesis, for each other."""
_GROWTH_STEPS = 10_000
_NOT_ASKED = "not asked for: --extras makes its environment"
_CLOCK, _CPU = 0, 1


@dataclass(frozen=True)
class Report:
    """The outcome of one run.

    ``ratios`` are the chain's steps per second over each other row's, for the rows that ran: medians over the rounds of
    what was measured side by side, in CPU time where both rows run in one process each. ``wake5_plain`` is beside
    ``chain_plain``, every other row beside ``chain``.
    """

    ratios: Mapping[str, float]
    steps_per_second: Mapping[str, float]
    could_not_run: Mapping[str, str]
    growth: Mapping[str, float]

    def as_json(self) -> str:
        """Return the report as JSON."""
        return json.dumps(vars(self), indent=2)

    def as_text(self) -> str:
        """Return the report as a table."""
        lines = [f"{'row':<18}{'steps/s':>10}{'chain is':>10}"]
        for name, rate in self.steps_per_second.items():
            ratio = f"{self.ratios[name]:.2f}x" if name in self.ratios else ""
            lines.append(f"{name:<18}{rate:>10.0f}{ratio:>10}")
        lines += [f"{name:<18}could not run: {reason}" for name, reason in self.could_not_run.items()]
        growth = self.growth
        lines.append(
            f"{growth['steps']:.0f} steps in a row: memory grew {growth['memory_mb']:.0f} MB, "
            f"time per step {growth['time_ratio']:.2f}x"
        )
        return "\n".join(lines)


def compile_pad(solc: Path) -> Artifact:
    """Compile the benchmark's contract. Raises CalledProcessError where the compiler fails."""
    source = (Path(__file__).parent / "OrderPad.sol").read_text("utf-8")
    settings = {
        "evmVersion": "cancun",
        "optimizer": {"enabled": True, "runs": 200},
        "outputSelection": {"*": {"*": ["abi", "evm.bytecode.object"]}},
    }
    request = {"language": "Solidity", "sources": {"OrderPad.sol": {"content": source}}, "settings": settings}
    done = subprocess.run(
        [solc, "--standard-json"], input=json.dumps(request), capture_output=True, text=True, check=True
    )
    return Artifact.from_output("OrderPad", json.loads(done.stdout)["contracts"]["OrderPad.sol"]["OrderPad"])


def run_bench(solc: Path, anvil: Path | None = None, rounds: int = 9, extras: Path | None = None) -> Report:
    """Measure all rows ``rounds`` times in turn.

    ``anvil`` None searches for it; ``extras`` is the folder that holds the peers' environments, or will.
    """
    artifact = compile_pad(solc)
    missing: dict[str, str] = {}
    rates: list[dict[str, tuple[float, float]]] = []
    with ExitStack() as opened:
        rows = _own_rows(opened, artifact, anvil, missing)
        peers = _peers(opened, artifact, extras, missing)
        for row in rows.values():
            # Once unmeasured: imports, caches and compiled encoders belong to nobody's figure.
            steps_per_second(row, 50)
        for peer in peers.values():
            peer.measure(50)
        for _ in range(rounds):
            measured = {name: steps_per_second(row, _STEPS[name]) for name, row in rows.items()}
            measured[_PLAIN] = plain_steps_per_second(rows[_CHAIN], _STEPS[_CHAIN])
            for name, peer in peers.items():
                measured.update(peer.measure(_PEER_STEPS[name]))
            rates.append(measured)
    names = [name for name in rates[0] if name not in (_CHAIN, _PLAIN)]
    return Report(
        ratios={name: median(_ratio(measured, name) for measured in rates) for name in names},
        steps_per_second={name: median(measured[name][_clock(name)] for measured in rates) for name in rates[0]},
        could_not_run=missing,
        growth=measure_growth(artifact),
    )


def _clock(name: str) -> int:
    return _CLOCK if name in _NODES else _CPU


def _ratio(measured: Mapping[str, tuple[float, float]], name: str) -> float:
    own = _PLAIN if name == _PLAIN_PEER else _CHAIN
    return measured[own][_clock(name)] / measured[name][_clock(name)]


def _own_rows(opened: ExitStack, artifact: Artifact, anvil: Path | None, missing: dict[str, str]) -> dict[str, Row]:
    rows: dict[str, Row] = {
        "empty_machine": Empty(),
        _CHAIN: Ours(opened.enter_context(open_chain("revm")), artifact),
        "web3_in_process": PlainWeb3(opened.enter_context(open_chain("revm")), artifact),
    }
    for name in _NODES:
        try:
            node = opened.enter_context(open_chain("anvil", binary=anvil, transport=name.removeprefix("anvil_")))
        except ChainFault as fault:
            missing[name] = str(fault)
        else:
            rows[name] = PlainWeb3(node, artifact)
    return rows


def _peers(opened: ExitStack, artifact: Artifact, extras: Path | None, missing: dict[str, str]) -> dict[str, Peer]:
    if extras is None:
        missing.update(dict.fromkeys(PEERS, _NOT_ASKED))
        return {}
    peers: dict[str, Peer] = {}
    scratch = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
    for name in PEERS:
        try:
            peers[name] = opened.enter_context(Peer(name, environment(extras, name), artifact, scratch))
        except NoPeer as reason:
            missing[name] = str(reason)
    return peers


def measure_growth(artifact: Artifact) -> dict[str, float]:
    """Take 10,000 steps with no revert between: growth in memory (MB), and in time per step from start to end."""
    with open_chain("revm") as chain:
        row = Ours(chain, artifact)

        def tenth(part: int) -> float:
            started = process_time()
            for number in range(_GROWTH_STEPS // 10):
                place = part * _GROWTH_STEPS + number
                row.step(number % 10, number % 6, 1 + place % (2**24 - 1), 1 + number, number % 2 == 0)
            return process_time() - started

        before = _peak_mb()
        times = [tenth(part) for part in range(10)]
        slower = median(times[-3:]) / median(times[:3])
        return {"steps": _GROWTH_STEPS, "memory_mb": _peak_mb() - before, "time_ratio": slower}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(
    solc: Path, anvil: Path | None, as_json: bool, show: Callable[[str], Any] = print, extras: Path | None = None
) -> None:
    """Run the benchmark and show its report."""
    report = run_bench(solc, anvil, extras=extras)
    show(report.as_json() if as_json else report.as_text())
