"""One bug in one copy of the tree: the layers that promise to kill it are tried on it first, then the others."""

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

_FUZZERS = ("foundry", "machines")
"""They end with the first finding, which most bugs give within seconds; others take their time whatever they find."""


def promising(
    layers: Sequence[LayerSpec], bug: Bug, catalogue: Catalogue, refuting: Collection[str]
) -> list[LayerSpec]:
    """Those of ``layers`` that are ``refuting``, then those that check what ``bug`` breaks, fuzzers before others."""
    checking = {layer for entry in catalogue.properties if entry.id in bug.breaks for layer in entry.layers}
    fuzzers = [name for name in _FUZZERS if name in checking]
    order = [*sorted(refuting), *fuzzers, *(spec.name for spec in layers if spec.name in checking)]
    return sorted((spec for spec in layers if spec.name in order), key=lambda spec: order.index(spec.name))


@dataclass(frozen=True)
class Trial:
    """How every bug is tried; ``proofs`` are those of the profile.

    After ``kills`` layers have killed it, it is left alone; None: all layers are run on it. A first kill is looked for
    on every layer, a further one on those only that promise it.
    """

    layers: Sequence[LayerSpec]
    catalogue: Catalogue
    proofs: Sequence[Proof]
    profile: Profile
    seed: int
    kills: int | None
    cancelled: Callable[[], bool]

    def provers(self, bug: Bug) -> set[str]:
        """The layers with a proof that ``bug`` is known to turn into a counterexample."""
        return {proof.tool.value for proof in self.proofs if proof.bug == bug.id}

    def run(self, copy: Path, bug: Bug, output: Output) -> BugResult:
        """Plant ``bug`` in ``copy`` and run the layers; raises :class:`gate.mutate.bugs.BugError`."""
        start = time.monotonic()
        cells: list[Cell] = []
        killers: list[str] = []
        seconds_to_kill = None
        outcome, reason, detail = BugOutcome.SURVIVED, None, None
        first = promising(self.layers, bug, self.catalogue, self.provers(bug))
        with planted(copy, bug):
            for spec in (*first, *(spec for spec in self.layers if spec not in first)):
                if self.kills is not None and killers and (len(killers) >= self.kills or spec not in first):
                    break
                compiled, *results = self.run_layers(copy, [spec], output)
                if compiled.status is LayerStatus.COULD_NOT_RUN:
                    outcome, reason, detail = BugOutcome.DOES_NOT_COMPILE, compiled.reason, compiled.detail
                    break
                cells.extend(judge(bug, result) for result in results)
                if cells[-1].outcome is CellOutcome.KILLED:
                    killers.append(spec.name)
                    if seconds_to_kill is None:
                        seconds_to_kill = time.monotonic() - start
        stuck = [cell for cell in cells if cell.outcome is CellOutcome.COULD_NOT_RUN]
        if self.cancelled():
            outcome, reason, detail = BugOutcome.INTERRUPTED, "interrupted", None
        elif killers:
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
            killed_by=killers[0] if killers else None,
            seconds_to_kill=seconds_to_kill,
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
