"""The verdict as JUnit XML, as CI servers show it: a suite for each layer, a case for each promise it saw broken."""

from __future__ import annotations

from xml.etree import ElementTree

from gate.findings import MergedFinding, Witness
from gate.results import LayerResult, LayerStatus
from gate.verdict import Verdict, executed_text


def junit(verdict: Verdict) -> str:
    """The XML document. A layer that could not run is an error, a finding a failure, an accepted one skipped."""
    suites = ElementTree.Element("testsuites", name="proofbook", time=f"{verdict.seconds:.3f}")
    for layer in verdict.layers:
        suites.append(_suite(layer, verdict))
    totals = {name: sum(int(suite.get(name, "0")) for suite in suites) for name in ("tests", "failures", "errors")}
    for name, count in totals.items():
        suites.set(name, str(count))
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _suite(layer: LayerResult, verdict: Verdict) -> ElementTree.Element:
    seen = [(f, w) for f in verdict.findings for w in f.witnesses if w.layer == layer.layer]
    failures = sum(1 for finding, _ in seen if finding.counts)
    stuck = layer.status is LayerStatus.COULD_NOT_RUN
    suite = ElementTree.Element(
        "testsuite",
        name=layer.layer,
        tests=str(1 + len(seen)),
        failures=str(failures),
        errors=str(int(stuck)),
        skipped=str(len(seen) - failures),
        time=f"{layer.seconds:.3f}",
    )
    ran = ElementTree.SubElement(
        suite, "testcase", classname=layer.layer, name="ran and found its canary", time=f"{layer.seconds:.3f}"
    )
    if stuck:
        _say(ran, "error", layer.reason or "could not run", layer.detail or "")
    ElementTree.SubElement(ran, "system-out").text = _plain(executed_text(layer.executed))
    for finding, witness in seen:
        suite.append(_case(finding, witness))
    return suite


def _case(finding: MergedFinding, witness: Witness) -> ElementTree.Element:
    name = f"{finding.rule} holds in {finding.place}"
    case = ElementTree.Element("testcase", classname=f"{witness.layer}.{finding.rule}", name=name, time="0")
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(witness.steps, 1))
    text = f"{finding.title}\n{witness.message}\n{steps}\nreplay: {witness.replay}\nfingerprint: {finding.fingerprint}"
    if finding.counts:
        _say(case, "failure", witness.message or finding.title, text)
    else:
        why = f"accepted by {finding.accepted.owner}: {finding.accepted.reason}" if finding.accepted else "accepted"
        _say(case, "skipped", why, "")
    return case


def _say(case: ElementTree.Element, kind: str, message: str, text: str) -> None:
    ElementTree.SubElement(case, kind, message=_plain(message)).text = _plain(text)


def _plain(text: str) -> str:
    """``text`` without what XML 1.0 can't hold: engines print terminal codes."""
    return "".join(char for char in text if char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd")
