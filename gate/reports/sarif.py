"""The verdict as SARIF 2.1.0, for code scanning: rules are properties, results are findings with their steps."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gate.findings import MergedFinding, Standing
from gate.reports.sources import Place, Sources
from gate.results import LayerStatus
from gate.tree import git
from gate.verdict import Verdict
from properties.catalogue import Catalogue, Property

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0-rtm.5.json"
_LEVELS = {"high": "error", "medium": "warning", "low": "note", "informational": "note", "optimization": "note"}
_SCORES = {"high": "8.5", "medium": "5.5", "low": "2.5"}
"""What GitHub shows as high, medium and low."""
_BASELINE = {Standing.NEW: "new", Standing.KNOWN: "unchanged"}
_CATALOGUE = "properties/catalogue.toml"
_ROOT_ID = "ROOT"


def sarif(root: Path, verdict: Verdict, catalogue: Catalogue) -> str:
    """The document as text."""
    rules = [_rule(entry, _page(root, entry)) for entry in catalogue.properties]
    known = {rule["id"] for rule in rules}
    for finding in verdict.findings:
        if finding.rule not in known:
            known.add(finding.rule)
            rules.append(_detector_rule(finding))
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    sources = Sources(root)
    address = _repository(root)
    driver: dict[str, Any] = {"name": "Proofbook", "version": version("proofbook"), "rules": rules}
    run: dict[str, Any] = {
        "tool": {"driver": driver | ({"informationUri": address} if address else {})},
        "automationDetails": {"id": f"proofbook/{verdict.profile.value}"},
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {_ROOT_ID: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(verdict)],
        "results": [
            _result(finding, index[finding.rule], _place(root, sources, finding)) for finding in verdict.findings
        ],
    }
    if verdict.commit and address:
        run["versionControlProvenance"] = [
            {"repositoryUri": address, "revisionId": verdict.commit.removesuffix("-dirty")}
        ]
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(entry: Property, page: str | None) -> dict[str, Any]:
    checked = ", ".join(entry.layers)
    markdown = (
        f"**{entry.id}** {entry.sentence}\n\n`{entry.formula}`\n\n"
        f"Severity {entry.severity.value}; checked by {checked}. "
        f"`proofbook explain FINGERPRINT` shows a finding in human units."
    )
    rule: dict[str, Any] = {
        "id": entry.id,
        "name": entry.id.replace("-", ""),
        "shortDescription": {"text": entry.sentence},
        "fullDescription": {"text": f"{entry.sentence} {entry.formula}"},
        "help": {"text": f"{entry.sentence}\n{entry.formula}\nChecked by {checked}.", "markdown": markdown},
        "defaultConfiguration": {"level": _LEVELS[entry.severity.value]},
        "properties": {
            "tags": ["security", "smart-contract", entry.family],
            "security-severity": _SCORES[entry.severity.value],
            "precision": "very-high",
        },
    }
    return rule | ({"helpUri": page} if page else {})


def _detector_rule(finding: MergedFinding) -> dict[str, Any]:
    return {
        "id": finding.rule,
        "shortDescription": {"text": finding.title},
        "help": {"text": finding.title, "markdown": finding.title},
        "defaultConfiguration": {"level": _LEVELS.get(finding.severity, "warning")},
        "properties": {
            "tags": ["security", "smart-contract"],
            "security-severity": _SCORES.get(finding.severity, "2.5"),
        },
    }


def _result(finding: MergedFinding, index: int, place: Place) -> dict[str, Any]:
    best = finding.best
    found = ", ".join(finding.layers)
    text = f"{finding.rule} is broken in {finding.place}: {best.message} Found by {found}. Replay: {best.replay}"
    markdown = (
        f"**{finding.rule}** is broken in `{finding.place}`: {best.message}\n\nFound by {found}.\n\n"
        f"Replay: `{best.replay}`"
    )
    location = _location(place, finding.place)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS.get(finding.severity, "warning"),
        "message": {"text": text, "markdown": markdown},
        "locations": [location],
        "partialFingerprints": {"proofbook/v1": finding.fingerprint},
        "properties": {
            "layers": finding.layers,
            "replay": best.replay,
            "counterexamples": [str(w.counterexample) for w in finding.witnesses if w.counterexample],
        },
    }
    if best.steps:
        steps = [{"location": _location(place, finding.place, f"{i}. {s}")} for i, s in enumerate(best.steps, 1)]
        result["codeFlows"] = [
            {"message": {"text": "The shortest known sequence"}, "threadFlows": [{"locations": steps}]}
        ]
    if finding.standing in _BASELINE:
        result["baselineState"] = _BASELINE[finding.standing]
    if finding.accepted is not None:
        why = f"{finding.accepted.owner}, until {finding.accepted.expires}: {finding.accepted.reason}"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    return result


def _location(place: Place, name: str, message: str | None = None) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": place.file, "uriBaseId": _ROOT_ID},
            "region": {"startLine": place.line},
        },
        "logicalLocations": [{"fullyQualifiedName": name, "kind": "function"}],
    }
    return location | ({"message": {"text": message}} if message else {})


def _place(root: Path, sources: Sources, finding: MergedFinding) -> Place:
    """Where the finding is shown: its function, else its property's declaration."""
    place = sources.find(finding.contract, finding.function)
    if place is not None:
        return place
    text = (root / _CATALOGUE).read_text("utf-8") if (root / _CATALOGUE).is_file() else ""
    position = text.find(f'id = "{finding.rule}"')
    return Place(_CATALOGUE, text.count("\n", 0, position) + 1 if position >= 0 else 1)


def _invocation(verdict: Verdict) -> dict[str, Any]:
    stuck = [layer for layer in verdict.layers if layer.status is LayerStatus.COULD_NOT_RUN]
    return {
        "executionSuccessful": verdict.status is not LayerStatus.COULD_NOT_RUN,
        "exitCode": verdict.exit_code,
        "startTimeUtc": verdict.started.replace("+00:00", "Z"),
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": f"{layer.layer} could not run: {layer.reason}"},
                "descriptor": {"id": "could-not-run"},
            }
            for layer in stuck
        ],
    }


def _repository(root: Path) -> str | None:
    """The web address of the repository, from its remote; None where it has none that a browser can open."""
    remote = git(root, "remote", "get-url", "origin")
    if not remote:
        return None
    found = re.fullmatch(r"(?:https://(?:[^@/]+@)?|(?:ssh://)?git@)([\w.-]+\.\w+)[:/](.+?)(?:\.git)?/?", remote)
    return f"https://{found[1]}/{found[2]}" if found else None


def _page(root: Path, entry: Property) -> str | None:
    """The property's page: its family's section of the documentation."""
    address = _repository(root)
    return f"{address}/blob/HEAD/docs/catalogue.md#{entry.id.lower()}" if address else None
