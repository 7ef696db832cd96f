"""What ``proofbook prove`` does: the proofs asked for, from the cache where nothing has changed, and how they read."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path

from rich.console import Console
from rich.table import Table

from fuzz.chain import ArtifactError
from gate.builds import ensure
from gate.compiler import find_compiler
from gate.interrupts import interrupting
from gate.layers.symbolic import BUILD, make_setting
from gate.results import CouldNotRun
from properties.proofs import cache
from properties.proofs.catalogue import Level, Proof, ProofCatalogueError, Tool, load_proofs
from properties.proofs.prove import attempt, attempt_all, save
from properties.proofs.results import Outcome, ProofResult
from properties.proofs.setting import ProverFault

DEFAULT_MINUTES = 30.0
_SCRATCH = Path("build/proof-scratch")
_EXIT_CODES = {Outcome.PROVED: 0, Outcome.REFUTED: 1, Outcome.NOT_PROVED: 2}


def chosen(ids: Sequence[str], tool: Tool | None, level: Level = Level.NIGHTLY) -> list[Proof]:
    """The proofs by ``tool`` that run at ``level``, of these ids (of proofs or properties; all if none is given).

    Raises :class:`CouldNotRun`.
    """
    try:
        proofs = load_proofs().proofs(tool, level)
    except ProofCatalogueError as error:
        raise CouldNotRun(str(error)) from error
    for id_ in ids:
        if not any(id_ in (proof.id, proof.property) for proof in proofs):
            raise CouldNotRun(f"there is no proof '{id_}'; `proofbook prove --list` lists them")
    return [proof for proof in proofs if not ids or proof.id in ids or proof.property in ids]


def prove(
    root: Path, proofs: Sequence[Proof], minutes: float, tell: Callable[[str], None], *, fresh: bool = False
) -> list[ProofResult]:
    """Attempt ``proofs`` within ``minutes``; raises :class:`CouldNotRun`."""
    until = time.monotonic() + 60 * minutes
    with redirect_stdout(sys.stderr):
        # The compiler's words are no part of what is printed, which may be JSON.
        out = ensure(root, BUILD, find_compiler()).out
    setting = make_setting(root, out, root / _SCRATCH)

    def one(proof: Proof, share: float) -> ProofResult:
        result = None if fresh else cache.find(setting, proof)
        if result is None:
            result = attempt(setting, proof, share)
            cache.keep(setting, proof, result)
        if result.outcome is Outcome.REFUTED:
            file = save(setting.work / "counterexamples", proof, result)
            result = result.model_copy(update={"reason": f"proofbook replay {file.relative_to(root.resolve())}"})
        tell(f"{proof.id}: {result.outcome}{' (cached)' if result.cached else f' in {result.seconds:.1f} s'}")
        return result

    try:
        with interrupting():
            return attempt_all(proofs, lambda: until - time.monotonic(), one)
    except (ProverFault, ArtifactError) as error:
        raise CouldNotRun(str(error)) from error


def exit_code(results: Sequence[ProofResult]) -> int:
    """0 all proved, 1 one refuted, 2 one not proved (which outweighs) or none attempted."""
    return max((_EXIT_CODES[result.outcome] for result in results), default=2)


def as_json(proofs: Sequence[Proof], results: Sequence[ProofResult]) -> str:
    """The results as JSON, with what was proved and how far it reaches."""
    rows = [
        {
            "id": proof.id,
            "property": proof.property,
            "tool": proof.tool,
            "target": proof.target,
            "statement": proof.statement,
            "symbolic": proof.symbolic,
            "bounds": proof.bounds,
            "result": result.outcome,
            "seconds": round(result.seconds, 2),
            "paths": result.paths,
            "cached": result.cached,
            "reason": result.reason,
            "counterexample": result.counterexample,
        }
        for proof, result in zip(proofs, results, strict=True)
    ]
    return json.dumps({"proofs": rows}, indent=2)


def as_markdown(proofs: Sequence[Proof], results: Sequence[ProofResult]) -> str:
    """The table of the documentation: what was proved, by whom, how far it reaches and what it took."""
    lines = ["| proof | property | prover | symbolic | bounds | result | seconds |", "|---|---|---|---|---|---|---|"]
    for proof, result in zip(proofs, results, strict=True):
        says = f"`{proof.id}`: {proof.statement}"
        cells = [
            says,
            proof.property,
            proof.tool,
            proof.symbolic,
            proof.bounds,
            result.outcome,
            f"{result.seconds:.0f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def print_proofs(console: Console, proofs: Sequence[Proof], results: Sequence[ProofResult] = ()) -> None:
    """A table of what the proofs say, with their results where they were attempted."""
    table = Table(box=None, pad_edge=False)
    for heading in ("proof", "property", "tool", "says", "bounds", *(("result",) if results else ())):
        table.add_column(heading)
    for index, proof in enumerate(proofs):
        cells = [proof.id, proof.property, str(proof.tool), proof.statement, proof.bounds]
        if results:
            result = results[index]
            cells.append(f"{result.outcome}, {result.seconds:.1f} s{f': {result.reason}' if result.reason else ''}")
        table.add_row(*cells)
    console.print(table)
