"""One bug in one copy of the tree: the layers that check what it breaks are tried on it first, then the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from gate.budget import Budget
from gate.config import Minutes
from gate.display import Silent
from gate.layers import LayerSpec
from gate.mutate.bugs import Bug, planted
from gate.mutate.results import BugOutcome, BugResult, Cell, CellOutcome, judge
from gate.output import Output
from gate.results import LayerResult, LayerStatus, Profile
from gate.runner import Runner
from properties.catalogue import Catalogue
from properties.proofs.catalogue import Proof


def promising_first(
    layers: Sequence[LayerSpec], bug: Bug, catalogue: Catalogue, refuting: Collection[str]
) -> list[LayerSpec]:
    """``layers`` with the ``refuting`` first, then those that check what ``bug`` breaks; each group as it was."""
    checking = {layer for entry in catalogue.properties if entry.id in bug.breaks for layer in entry.layers}
    return sorted(layers, key=lambda spec: (spec.name not in refuting, spec.name not in checking))


@dataclass(frozen=True)
class Trial:
    """How every bug is tried; ``proofs`` are those of the profile, ``all_layers`` goes on after the first kill."""

    layers: Sequence[LayerSpec]
    catalogue: Catalogue
    proofs: Sequence[Proof]
    profile: Profile
    seed: int
    all_layers: bool
    cancelled: Callable[[], bool]

    def provers(self, bug: Bug) -> set[str]:
        """The layers with a proof that ``bug`` is known to turn into a counterexample."""
        return {proof.tool.value for proof in self.proofs if proof.bug == bug.id}

    def run(self, copy: Path, bug: Bug, output: Output) -> BugResult:
        """Plant ``bug`` in ``copy`` and run the layers; raises :class:`gate.mutate.bugs.BugError`."""
        start = time.monotonic()
        cells: list[Cell] = []
        outcome, reason, detail = BugOutcome.SURVIVED, None, None
        with planted(copy, bug):
            for spec in promising_first(self.layers, bug, self.catalogue, self.provers(bug)):
                compiled, *results = self.run_layers(copy, [spec], output)
                if compiled.status is LayerStatus.COULD_NOT_RUN:
                    outcome, reason, detail = BugOutcome.DOES_NOT_COMPILE, compiled.reason, compiled.detail
                    break
                cells.extend(judge(bug, result) for result in results)
                if cells[-1].outcome is CellOutcome.KILLED and not self.all_layers:
                    break
        stuck = [cell for cell in cells if cell.outcome is CellOutcome.COULD_NOT_RUN]
        killer = next((cell.layer for cell in cells if cell.outcome is CellOutcome.KILLED), None)
        if self.cancelled():
            outcome, reason, detail = BugOutcome.INTERRUPTED, "interrupted", None
        elif killer is not None:
            outcome = BugOutcome.KILLED
        elif stuck and outcome is BugOutcome.SURVIVED:
            outcome, reason = BugOutcome.UNCLEAR, f"{stuck[0].layer} could not run: {stuck[0].reason}"
        return BugResult(
            id=bug.id,
            title=bug.title,
            family=bug.family,
            file=str(bug.file),
            breaks=list(bug.breaks),
            outcome=outcome,
            killed_by=killer,
            seconds=time.monotonic() - start,
            cells=cells,
            reason=reason,
            detail=detail,
        )

    def run_layers(
        self, copy: Path, layers: Sequence[LayerSpec], output: Output, workers: int = 1
    ) -> list[LayerResult]:
        """Compile ``copy`` (as far as ``layers`` need it) and run ``layers`` on it."""
        runner = Runner(
            root=copy,
            output=output,
            profile=self.profile,
            seed=self.seed,
            budget=Budget.of(self.profile, None, Minutes()),
            display=Silent(),
            workers=workers,
            cancelled=self.cancelled,
        )
        return runner.run(layers)
