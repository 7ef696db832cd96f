"""Runs a campaign with the tests' engine: ``python run_fake.py ROOT OUT SLICES [SCHEDULER]``."""

from __future__ import annotations

import sys
from pathlib import Path

from gate.campaign import driver
from gate.campaign.driver import Campaign, CampaignOptions, held
from gate.campaign.notify import Notifier
from gate.campaign.slices import Engine

if __name__ == "__main__":
    root, out, slices, *more = sys.argv[1:]
    # There is nothing to compile in the tests' tree.
    driver._builds = lambda _options: {}  # type: ignore[attr-defined]
    options = CampaignOptions(
        root=Path(root),
        out=Path(out),
        hours=1,
        engines=list(Engine),
        workers=2,
        regressions=Path(out) / "regressions",
        scheduler=more[0] if more else None,
        slices=int(slices),
        target="fake_engines",
        notifier=Notifier(command=f"cat >> {out}/told.jsonl; echo >> {out}/told.jsonl"),
    )
    with held(options.out):
        Campaign(options, print, lambda: False).run()
