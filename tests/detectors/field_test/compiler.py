"""Compiles a folder of npm packages with the compiler of their own time, as one standard JSON input."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

_IMPORT = re.compile(r"""^\s*import\s[^;]*?["']([^"']+)["']\s*;""", re.MULTILINE)
_PRAGMA = re.compile(r"^\s*pragma\s+solidity\s+([^;]+);", re.MULTILINE)

COMMAND = """#!/usr/bin/env node
"use strict";
const fs = require("fs");
const solc = require("{compiler}");
const text = process.argv.includes("--version")
  ? "solc, the solidity compiler commandline interface\\nVersion: " + solc.version() + "\\n"
  : solc.compile(fs.readFileSync(0, "utf8"));
let rest = Buffer.from(text, "utf8");
while (rest.length > 0) {{
  try {{
    rest = rest.subarray(fs.writeSync(1, rest));
  }} catch (error) {{
    if (error.code !== "EAGAIN") throw error;
  }}
}}
process.exit(0);
"""
"""The npm compiler as the command that crytic-compile calls: ``--version`` and ``--standard-json``."""


def install(folder: Path, packages: list[str], overrides: dict[str, str] | None = None) -> None:
    """Installs npm packages into ``folder``; does nothing where the same are there. Raises CalledProcessError.

    ``overrides`` names releases for what the packages ask for by an address instead of by a version.
    """
    stamp = folder / "installed.txt"
    if stamp.is_file() and stamp.read_text() == "\n".join(packages):
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"private": True, "overrides": overrides or {}}))
    flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--loglevel", "error"]
    subprocess.run(["npm", "install", *flags, *packages], cwd=folder, check=True)
    stamp.write_text("\n".join(packages))


def compiler(folder: Path, version: str) -> Path:
    """The command of one compiler version, installed below ``folder`` on first use."""
    home = folder / f"solc-{version}"
    install(home, [f"solc@{version}"])
    command = home / "solc"
    command.write_text(COMMAND.format(compiler=home / "node_modules" / "solc"))
    command.chmod(0o755)
    return command


def standard_json(root: Path, files: list[Path], version: str, evm: str | None, optimize: bool) -> dict[str, Any]:
    """The compiler's input for ``files`` and all they import; left out where a pragma refuses the version."""
    sources: dict[str, dict[str, str]] = {}
    for file in files:
        closure = _closure(root, file, version)
        if closure is not None:
            sources.update(closure)
    scopes = {f"{path.name}/" for path in (root / "node_modules").iterdir() if path.is_dir()}
    settings: dict[str, Any] = {
        "remappings": [f"{scope}=node_modules/{scope}" for scope in sorted(scopes)],
        "optimizer": {"enabled": optimize},
        "outputSelection": {"*": {"*": ["abi", "evm.bytecode", "evm.deployedBytecode"], "": ["ast"]}},
    }
    if evm is not None:
        settings["evmVersion"] = evm
    return {"language": "Solidity", "sources": sources, "settings": settings}


def _closure(root: Path, file: Path, version: str) -> dict[str, dict[str, str]] | None:
    found: dict[str, dict[str, str]] = {}
    pending = [file]
    while pending:
        current = pending.pop()
        name = os.path.relpath(current, root)
        if name in found:
            continue
        text = current.read_text()
        if not all(_accepts(pragma, version) for pragma in _PRAGMA.findall(text)):
            return None
        found[name] = {"content": text}
        for target in _IMPORT.findall(text):
            base = current.parent if target.startswith(".") else root / "node_modules"
            path = Path(os.path.normpath(base / target))
            if not path.is_file():
                return None
            pending.append(path)
    return found


def _accepts(pragma: str, version: str) -> bool:
    """Whether a pragma of comparators, carets and alternatives accepts the version."""
    wanted = _number(version)
    return any(all(_compare(part, wanted) for part in _parts(either)) for either in pragma.split("||"))


def _parts(either: str) -> list[str]:
    return re.findall(r"[\^~<>=]*\s*\d+\.\d+(?:\.\d+)?", either)


def _compare(part: str, version: tuple[int, ...]) -> bool:
    match = re.match(r"([\^~<>=]*)\s*(.+)", part)
    assert match is not None
    operator, bound = match[1], _number(match[2])
    if operator in ("^", "~"):
        return version >= bound and version[:2] == bound[:2]
    if operator == ">=":
        return version >= bound
    if operator == ">":
        return version > bound
    if operator == "<=":
        return version <= bound
    return version < bound if operator == "<" else version == bound


def _number(text: str) -> tuple[int, ...]:
    parts = [int(part) for part in text.strip().split(".")]
    return tuple(parts + [0] * (3 - len(parts)))
