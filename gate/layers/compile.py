"""The layer that builds the contracts once for all others."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import TypeAdapter

from gate.builds import count_contracts, ensure
from gate.compiler import find_compiler
from gate.results import Build, LayerContext, LayerResult, LayerStatus, Progress

BUILDS_FILE = "builds.json"
"""In the layer's work folder: where the finished builds are."""

_FORMAT = TypeAdapter(dict[str, Build])


class CompileLayer:
    """Makes the builds named, or finds them made from the same sources; the compiler must answer either way."""

    name = "compile"

    def __init__(self, builds: Sequence[str]) -> None:
        """Make the builds of these names (:data:`gate.builds.KINDS`)."""
        self._names = list(builds)

    def run(self, context: LayerContext) -> LayerResult:
        """Build; raises :class:`CouldNotRun` with the compiler's own message."""
        start = time.monotonic()
        compiler = find_compiler()
        done = 0
        context.progress(Progress(0, len(self._names), "builds"))

        def ready(name: str) -> Build:
            nonlocal done
            build = ensure(context.root, name, compiler)
            done += 1
            context.progress(Progress(done, len(self._names), "builds"))
            return build

        with ThreadPoolExecutor(max_workers=2) as pool:
            builds = dict(zip(self._names, pool.map(ready, self._names), strict=True))
        (context.work / BUILDS_FILE).write_bytes(_FORMAT.dump_json(builds))
        return LayerResult(
            layer=self.name,
            status=LayerStatus.CLEAN,
            executed={"builds": len(builds), "contracts": sum(count_contracts(build) for build in builds.values())},
            seconds=time.monotonic() - start,
        )


def read_builds(work: Path) -> dict[str, Build]:
    """The builds that the layer left in its work folder."""
    return _FORMAT.validate_json((work / BUILDS_FILE).read_bytes())
