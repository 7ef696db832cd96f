"""Telling somebody of a new finding: a POST to an address, a command, or both."""

from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from gate.findings import MergedFinding

_SECONDS = 20


@dataclass(frozen=True)
class Notifier:
    """Where new findings are told; None tells nobody."""

    url: str | None = None
    command: str | None = None

    def tell(self, message: dict[str, Any]) -> list[str]:
        """Tell ``message`` everywhere; what went wrong, one line each: a deaf listener never stops a campaign."""
        text = json.dumps(message)
        return [fault for fault in (self._post(text), self._run(text)) if fault]

    def _post(self, text: str) -> str | None:
        if self.url is None:
            return None
        if not self.url.startswith(("http://", "https://")):
            return f"not told to {self.url}: it is no web address"
        request = urllib.request.Request(
            self.url, data=text.encode(), headers={"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS):
                return None
        except (urllib.error.URLError, OSError, ValueError) as error:
            return f"not told to {self.url}: {error}"

    def _run(self, text: str) -> str | None:
        if self.command is None:
            return None
        try:
            done = subprocess.run(
                self.command, shell=True, input=text, text=True, capture_output=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return f"the command did not end within {_SECONDS} s: {self.command}"
        return f"the command failed with {done.returncode}: {self.command}" if done.returncode else None


def message_of(finding: MergedFinding, *, confirmed: bool, regression: str | None) -> dict[str, Any]:
    """What a listener gets."""
    best = finding.best
    return {
        "event": "finding",
        "text": f"{finding.rule} is broken in {finding.place} ({', '.join(finding.layers)}): {best.message}",
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "place": finding.place,
        "severity": finding.severity,
        "title": finding.title,
        "steps": list(best.steps),
        "replay": best.replay,
        "confirmed": confirmed,
        "regression": regression,
    }
