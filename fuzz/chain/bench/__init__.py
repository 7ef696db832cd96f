"""How fast the chain is beside an empty machine and beside web3 on other nodes.

One run, rows alternating, medians: state of 10 contracts and 1,000 orders, one transaction and two views a step, inside
Hypothesis. A peer of another environment (eth-tester, eth-wake) that isn't there says so instead of giving a figure.
"""

from __future__ import annotations

import json
import resource
import subprocess
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from fuzz.chain import Artifact, open_chain
from fuzz.chain.base import ChainFault
from fuzz.chain.bench.machine import Row, steps_per_second
from fuzz.chain.bench.rows import Empty, Ours, PlainWeb3

# Enough steps for a second or two a round, by how fast a row is.
_STEPS = {"empty_machine": 4_000, "chain": 4_000, "web3_in_process": 200, "anvil_ipc": 150, "anvil_http": 100}
_PEERS = ("eth_tester", "wake5")
_GROWTH_STEPS = 10_000


@dataclass(frozen=True)
class Report:
    """The outcome of one run.

    ``ratios`` are the chain's steps per second over each other row's, for the rows that ran.
    """

    steps_per_second: Mapping[str, float]
    ratios: Mapping[str, float]
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


def run_bench(solc: Path, anvil: Path | None = None, rounds: int = 5) -> Report:
    """Measure all rows ``rounds`` times in turn. ``anvil`` None searches for it."""
    artifact = compile_pad(solc)
    missing = dict.fromkeys(_PEERS, "its environment is not installed")
    rates: dict[str, list[float]] = {}
    with ExitStack() as opened:
        rows: dict[str, Row] = {
            "empty_machine": Empty(),
            "chain": Ours(opened.enter_context(open_chain("revm")), artifact),
            "web3_in_process": PlainWeb3(opened.enter_context(open_chain("revm")), artifact),
        }
        for transport in ("ipc", "http"):
            try:
                node = opened.enter_context(open_chain("anvil", binary=anvil, transport=transport))
            except ChainFault as fault:
                missing[f"anvil_{transport}"] = str(fault)
            else:
                rows[f"anvil_{transport}"] = PlainWeb3(node, artifact)
        for row in rows.values():
            # Once unmeasured: imports, caches and compiled encoders belong to nobody's figure.
            steps_per_second(row, 50)
        for _ in range(rounds):
            for name, row in rows.items():
                rates.setdefault(name, []).append(steps_per_second(row, _STEPS[name]))
    medians = {name: median(values) for name, values in rates.items()}
    ratios = {name: medians["chain"] / rate for name, rate in medians.items() if name != "chain"}
    return Report(medians, ratios, missing, measure_growth(artifact))


def measure_growth(artifact: Artifact) -> dict[str, float]:
    """Take 10,000 steps with no revert between: growth in memory (MB), and in time per step from start to end."""
    with open_chain("revm") as chain:
        row = Ours(chain, artifact)

        def tenth(part: int) -> float:
            started = perf_counter()
            for number in range(_GROWTH_STEPS // 10):
                place = part * _GROWTH_STEPS + number
                row.step(number % 10, number % 6, 1 + place % (2**24 - 1), 1 + number, number % 2 == 0)
            return perf_counter() - started

        before = _peak_mb()
        times = [tenth(part) for part in range(10)]
        slower = median(times[-3:]) / median(times[:3])
        return {"steps": _GROWTH_STEPS, "memory_mb": _peak_mb() - before, "time_ratio": slower}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(solc: Path, anvil: Path | None, as_json: bool, show: Callable[[str], Any] = print) -> None:
    """Run the benchmark and show its report."""
    report = run_bench(solc, anvil)
    show(report.as_json() if as_json else report.as_text())
