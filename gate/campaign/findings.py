"""Making sure of a finding: its counterexample is replayed, and what shows it again becomes a test for ever."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fuzz.campaign.store import note, write
from gate.findings import MergedFinding
from gate.output import logged
from gate.replay import ChainName, ReplayFault, replay
from gate.results import CouldNotRun


@dataclass(frozen=True)
class Confirmer:
    """Replays findings on the tree ``root``."""

    root: Path
    out: Path
    regressions: Path
    """Every file here is replayed by the tests from now on."""

    def confirm(self, finding: MergedFinding) -> tuple[bool, str | None]:
        """Whether a replay shows it, and the regression file that was written; raises StoreFault."""
        for witness in finding.witnesses:
            if witness.counterexample is None:
                continue
            try:
                with logged(self.out / "replay.log"):
                    shown = replay(self.root, witness.counterexample, ChainName.REVM, lambda _: None).shown
            except (ReplayFault, CouldNotRun) as error:
                note(self.out, f"{finding.rule} ({finding.fingerprint[:8]}) could not be replayed: {error}")
                continue
            if shown:
                target = self.regressions / f"{finding.rule}-{finding.fingerprint[:8]}.json"
                if not target.exists():
                    write(target, witness.counterexample.read_bytes())
                name = target.relative_to(self.root) if target.is_relative_to(self.root) else target
                return True, str(name)
        return False, None
