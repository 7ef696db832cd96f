"""What Echidna reads, made small: the entry contract's part of a finished build, and what Slither would say of it.

Echidna takes a minute and more to read a full build with its syntax trees, and another for Slither's printer. Of the
first it needs the bytecode and ABI of the contract that it deploys, of the second which functions change nothing; the
ABI says that too. What is lost is the dictionary of constants: handlers draw from live state and do not need it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate.layers.entry_contract import NAME, EntryContract
from gate.results import CouldNotRun

_NOTHING: tuple[str, ...] = (
    "payable",
    "enum_ranges",
    "enum_ranges_top_level",
    "timestamp",
    "block_number",
    "msg_sender",
    "msg_gas",
    "assert",
    "constants_used",
    "constants_used_in_binary",
    "functions_relations",
    "constructors",
    "have_external_calls",
    "use_balance",
)
"""Parts of the printer's answer that Echidna 2.0.2 wants to be there."""


@dataclass(frozen=True)
class Project:
    """``out`` for ``--foundry-out-directory``, ``path`` to stand first on PATH."""

    out: Path
    path: Path


def prepare(build: Path, entry: EntryContract, folder: Path) -> Project:
    """Write the project into ``folder``; raises :class:`CouldNotRun` if the build is not the one expected."""
    infos = sorted((build / "build-info").glob("*.json"))
    if len(infos) != 1:
        raise CouldNotRun(
            f"the build holds {len(infos)} build-info files instead of one: remove build/gate and run again"
        )
    project = Project(out=folder / "out", path=folder / "bin")
    info = project.out / "build-info" / infos[0].name
    info.parent.mkdir(parents=True, exist_ok=True)
    info.write_text(json.dumps(_pruned(json.loads(infos[0].read_text("utf-8")))), "utf-8")
    project.path.mkdir(parents=True, exist_ok=True)
    answer = project.path / "slither.json"
    answer.write_text(json.dumps(_information(entry)), "utf-8")
    command = project.path / "slither"
    command.write_text('#!/bin/sh\nexec cat "$(dirname "$0")/slither.json"\n', "utf-8")
    command.chmod(0o755)
    return project


def _pruned(info: dict[str, Any]) -> dict[str, Any]:
    """The build-info with the entry contract alone and syntax trees without nodes."""
    output = info["output"]
    output["contracts"] = {
        path: {NAME: contracts[NAME]} for path, contracts in output["contracts"].items() if NAME in contracts
    }
    for path, source in output["sources"].items():
        source["ast"] = {
            "absolutePath": path,
            "nodeType": "SourceUnit",
            "nodes": [],
            "id": source["id"],
            "src": f"0:0:{source['id']}",
        }
    return info


def _information(entry: EntryContract) -> dict[str, Any]:
    description: dict[str, Any] = {part: {} for part in _NOTHING}
    description |= {
        "constant_functions": {NAME: list(entry.views)},
        "solc_versions": ["0.8.28"],
        "with_fallback": [],
        "with_receive": [],
    }
    printed = {"printer": "echidna", "description": json.dumps(description)}
    return {"success": True, "error": None, "results": {"printers": [printed]}}
