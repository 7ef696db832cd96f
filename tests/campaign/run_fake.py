"""Runs a campaign with the tests' engine: ``python run_fake.py ROOT OUT SLICES [SCHEDULER]``.

With ``CLOCK_JUMP=SECONDS`` in the environment the wall clock jumps by so much once half of the slices are done.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

JUMP = float(os.environ.get("CLOCK_JUMP", "0"))
_CLOCK = time.time


def jumping() -> float:
    """The wall clock, as one sees it that is set anew while the campaign runs."""
    done = len(list((Path(sys.argv[2]) / "results").glob("*.json")))
    return _CLOCK() + (JUMP if 2 * done >= int(sys.argv[3]) else 0.0)


if JUMP:
    # Before anybody takes the clock by name, as the scheduler does.
    time.time = jumping

from fuzz.campaign.store import StoreFault  # noqa: E402
from gate.campaign import driver  # noqa: E402
from gate.campaign.driver import Campaign, CampaignOptions, held  # noqa: E402
from gate.campaign.notify import Notifier  # noqa: E402
from gate.campaign.slices import Engine  # noqa: E402

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
    try:
        with held(options.out):
            Campaign(options, print, lambda: False).run()
    except StoreFault as fault:
        sys.exit(f"error: {fault}")
