"""The page of the docs that says who may call what, generated; a test keeps it current."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from gate.access.roles import ANYBODY, role_of
from gate.access.syntax import Trees

PAGE = Path("docs/access.md")
PARTS: Mapping[str, tuple[str, ...]] = {
    "PerpEngineV2": ("PerpEngineV2", "PerpEngineV2Extension", "PerpEngineV2Auction"),
    "OrderbookV2": ("OrderbookV2", "OrderbookV2Extension", "OrderbookV2Waiting"),
    "OracleRouter": ("OracleRouter",),
    "Vault": ("Vault",),
    "InsuranceFund": ("InsuranceFund",),
    "ProofbookTimelock": ("ProofbookTimelock",),
}
"""Contracts by the parts of code behind their one address."""
_HEAD = """# Who may call what

Generated from the compiled contracts by `proofbook bench access --write`; a test keeps it current. What only reads is
left out. The owner is the [timelock](governance.md). A function is somebody's when it, or what it calls, reverts for
every other caller.
"""

Access = dict[str, dict[str, list[str]]]
"""Functions by contract and by who may call them."""


def read(out: Path) -> Access:
    """Return who may call what, from forge's output folder of one whole build."""
    trees = Trees.load(out)
    return {name: _access(parts, trees) for name, parts in PARTS.items()}


def _access(parts: tuple[str, ...], trees: Trees) -> dict[str, list[str]]:
    roles: dict[str, list[str]] = defaultdict(list)
    known: set[str] = set()
    for part in parts:
        contract = trees.contracts[part]
        for name, function in trees.entry_points(contract).items():
            # The first part answers for itself what several have.
            if name not in known:
                known.add(name)
                roles[role_of(function, contract, trees)].append(name)
    return {role: sorted(roles[role]) for role in sorted(roles, key=lambda role: (role != ANYBODY, role))}


def as_text(access: Access) -> str:
    """Return the page."""
    lines = [_HEAD]
    for contract, roles in access.items():
        lines += [f"## {contract}", "", "| who | functions |", "|---|---|"]
        lines += [f"| {role} | {', '.join(f'`{name}`' for name in names)} |" for role, names in roles.items()]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def write(root: Path, access: Access) -> None:
    """Bring the page up to date."""
    (root / PAGE).write_text(as_text(access), "utf-8")
