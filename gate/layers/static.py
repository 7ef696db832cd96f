"""The layer that reads the contracts with Slither: our detectors, and Slither's own of high impact.

Slither reads the finished default build and compiles nothing, so it neither wipes nor waits for anybody's output. The
canaries (``properties/canaries/static``, each named for the detector of ours that must report it) are part of the same
build and the same run: a detector that is silent on its canary would be silent on the contracts too.
"""

from __future__ import annotations

import inspect
import json
import re
import shlex
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from slither.detectors import all_detectors as slither_own
from slither.detectors.abstract_detector import AbstractDetector, DetectorClassification

from gate.builds import CANARIES
from gate.compiler import environment
from gate.layers import static_cache
from gate.layers.static_cache import Report
from gate.output import command
from gate.results import Canary, CouldNotRun, Finding, LayerContext, LayerResult, LayerStatus, Progress
from gate.toolchain import paths
from properties.catalogue import Catalogue, load_catalogue
from slither_detectors import all_detectors
from slither_detectors.base import FAILURE_FIELD

_SOURCES = "contracts"
_ANALYZED = re.compile(r"analyzed \((\d+) contracts with (\d+) detectors\)")


class StaticLayer:
    """Slither with our plugin on the default build."""

    name = "static"

    def run(self, context: LayerContext) -> LayerResult:
        """Run Slither; raises :class:`CouldNotRun` if it, the plugin or one detector fails."""
        start = time.monotonic()
        ours = {str(detector.ARGUMENT): str(detector.HELP) for detector in all_detectors()}
        titles = {**_high_impact(), **ours}
        context.progress(Progress(0, len(titles), "detectors"))
        kept = static_cache.path(context.root, context.build("default"), titles)
        report = static_cache.find(kept)
        cached = report is not None
        if report is None:
            report = _run_slither(context, titles)
            static_cache.keep(kept, report)
        context.progress(Progress(len(titles), len(titles), "detectors"))
        missed = _missed(context.root, report.results)
        findings = _findings(context.root, report.results, titles)
        return LayerResult(
            layer=self.name,
            status=LayerStatus.FINDINGS if findings else LayerStatus.CLEAN,
            executed={"detectors": report.detectors, "contracts": report.contracts},
            canary=Canary.MISSED if missed else Canary.FOUND,
            cached=cached,
            seconds=time.monotonic() - start,
            findings=findings,
            reason=", ".join(missed) or None,
        )


def _high_impact() -> dict[str, str]:
    """Slither's own detectors of high impact: argument and title."""
    detectors: list[Any] = [value for _, value in inspect.getmembers(slither_own, _is_detector)]
    return {
        str(detector.ARGUMENT): str(detector.HELP)
        for detector in detectors
        if detector.IMPACT == DetectorClassification.HIGH
    }


def _is_detector(value: object) -> bool:
    return inspect.isclass(value) and issubclass(value, AbstractDetector)


def _run_slither(context: LayerContext, detectors: Iterable[str]) -> Report:
    wanted = sorted(detectors)
    answer = context.work / "slither.json"
    arguments = [
        str(paths.slither()),
        str(context.root),
        "--ignore-compile",
        "--foundry-out-directory",
        str(context.build("default").out),
        "--detect",
        ",".join(wanted),
        "--fail-none",
        "--disable-color",
        "--json",
        str(answer),
    ]
    print(shlex.join(arguments), flush=True)
    try:
        # In a folder of its own: a configuration or triage file of the tree must not hide a finding from the gate.
        done = subprocess.run(
            arguments,
            cwd=context.work,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=context.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CouldNotRun(f"Slither did not end within {context.seconds:.0f} s: raise --budget") from error
    print(done.stdout, flush=True)
    if done.returncode != 0 or not answer.is_file():
        raise CouldNotRun(f"Slither failed: {_last_line(done.stdout)}\n{done.stdout}")
    said = json.loads(answer.read_text())
    if not said["success"]:
        raise CouldNotRun(f"Slither failed: {_last_line(said['error'] or '')}\n{said['error']}")
    analyzed = _ANALYZED.search(done.stdout)
    if analyzed is None:
        raise CouldNotRun("Slither did not say what it analyzed: is it the pinned version? Run 'proofbook doctor'")
    results = said["results"].get("detectors", [])
    failed = next((result for result in results if FAILURE_FIELD in result.get("additional_fields", {})), None)
    if failed is not None:
        reason = failed["additional_fields"][FAILURE_FIELD]
        raise CouldNotRun(f"the detector {failed['check']} failed ({reason}): mend it, or see its log")
    report = Report(results=results, contracts=int(analyzed[1]), detectors=int(analyzed[2]))
    if report.detectors != len(wanted):
        raise CouldNotRun(f"Slither ran {report.detectors} detectors of {len(wanted)}: run 'proofbook doctor'")
    return report


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason; run 'proofbook doctor'"


def _file(root: Path, result: dict[str, Any]) -> Path:
    """The file that the result is about, relative to ``root`` where it is inside; empty where it names none."""
    for element in result["elements"]:
        path = Path(element["source_mapping"]["filename_absolute"])
        return path.relative_to(root) if path.is_relative_to(root) else path
    return Path()


def _missed(root: Path, results: Iterable[dict[str, Any]]) -> list[str]:
    """The canaries in which the detector that they are named for found nothing."""
    canaries = sorted((root / CANARIES).glob("*.sol"))
    if not canaries:
        return [f"there is none in {CANARIES}"]
    found = {(result["check"], _file(root, result)) for result in results}
    return [path.stem for path in canaries if (path.stem, path.relative_to(root)) not in found]


def _findings(root: Path, results: Iterable[dict[str, Any]], titles: dict[str, str]) -> list[Finding]:
    """Results about the contracts, one for each fingerprint."""
    catalogue = load_catalogue()
    findings: dict[str, Finding] = {}
    for result in results:
        if _file(root, result).parts[:1] == (_SOURCES,):
            finding = _finding(root, result, titles, catalogue)
            findings.setdefault(finding.fingerprint, finding)
    return list(findings.values())


def _finding(root: Path, result: dict[str, Any], titles: dict[str, str], catalogue: Catalogue) -> Finding:
    detector = result["check"]
    broken = catalogue.of_detector(detector)
    contract, function = _place(result["elements"][0])
    return Finding(
        layer=StaticLayer.name,
        rule=broken.id if broken else detector,
        title=titles[detector],
        severity=result["impact"].lower(),
        contract=contract,
        function=function,
        message=f"[{detector}] {' '.join(result['description'].split())}",
        replay=f"{command(root)} gate --only static",
    )


def _place(element: dict[str, Any]) -> tuple[str, str]:
    """Contract and function of a result's first element; the function is empty where it is about more."""
    if element["type"] == "contract":
        return element["name"], ""
    parent = element.get("type_specific_fields", {}).get("parent", {})
    if element["type"] == "function":
        return parent.get("name", ""), element["name"]
    if parent.get("type") == "function":
        outer = parent.get("type_specific_fields", {}).get("parent", {})
        return outer.get("name", ""), parent.get("name", "")
    return parent.get("name", ""), ""
