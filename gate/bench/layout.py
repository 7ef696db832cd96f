"""The layout of namespaced (ERC-7201) storage: read from the compiler's syntax tree, compared with the baseline.

solc tells the layout of plain state variables only. Here each struct marked ``@custom:storage-location`` and what it
reaches gets its slots by the language's own rules. An upgrade may add members at a struct's end; whatever else
changes would read old storage wrongly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from web3 import Web3

from gate.bench.structs import Member, Struct, Structs

BASELINE = Path("contracts/storage-layout.json")
_MARK = "erc7201:"


class Layout(BaseModel):
    """``namespaces``: the base slot and the struct of each. ``structs``: their members by qualified name."""

    namespaces: dict[str, tuple[str, str]]
    structs: dict[str, Struct]


def read(out: Path) -> Layout:
    """Return the layout of all namespaces of the contracts, from forge's output folder of one whole build."""
    return of_trees(_trees(out))


def of_trees(trees: Mapping[str, dict[str, Any]]) -> Layout:
    """Return the layout from syntax trees by source path, all of one compiler run."""
    structs = Structs(trees.values())
    namespaces = {}
    for tree in trees.values():
        for node in structs.of_tree(tree):
            location = _location(node)
            if location:
                namespaces[location] = (base_slot(location), structs.add(node))
    return Layout(namespaces=dict(sorted(namespaces.items())), structs=dict(sorted(structs.known.items())))


def base_slot(location: str) -> str:
    """Return ERC-7201's slot of a namespace: ``keccak256(keccak256(id) - 1)`` with its last byte cleared."""
    inner = int.from_bytes(Web3.keccak(text=location)) - 1
    outer = int.from_bytes(Web3.keccak(inner.to_bytes(32)))
    return f"0x{outer & ~0xFF:064x}"


def clashes(baseline: Layout, current: Layout) -> list[str]:
    """Return one sentence for each thing that the current code would read elsewhere, or as something else."""
    found = []
    for name, (slot, root) in baseline.namespaces.items():
        if name not in current.namespaces:
            found.append(f"namespace {name} is gone: what it stores can't be reached any more")
        elif current.namespaces[name] != (slot, root):
            found.append(f"namespace {name} was {root} at {slot}, now {' at '.join(current.namespaces[name][::-1])}")
    for name, struct in baseline.structs.items():
        if name not in current.structs:
            found.append(f"struct {name} is gone or renamed")
        else:
            found += [f"{name}: {text}" for text in _struct_clashes(struct, current.structs[name])]
    return found


def _struct_clashes(before: Struct, now: Struct) -> Iterator[str]:
    members = {member.name: member for member in now.members}
    for old in before.members:
        new = members.get(old.name)
        if new is None:
            heir = next((member for member in now.members if member.place == old.place), None)
            what = f"{heir.name} ({heir.type}) stands there now" if heir else "nothing stands there now"
            yield f"{old.name} ({old.type}) at {_place(old)} was removed or renamed: {what}"
            continue
        if new.place != old.place:
            yield f"{old.name} moved from {_place(old)} to {_place(new)}"
        if new.type != old.type:
            yield f"{old.name} changed its type from {old.type} to {new.type}"
    end = max((member.place for member in before.members), default=(-1, 0))
    kept = {member.name for member in before.members}
    for member in now.members:
        if member.name not in kept and member.place < end:
            yield f"{member.name} ({member.type}) was put in at {_place(member)}, before members that hold something"
    if before.in_array and before.slots != now.slots:
        yield f"an element of an array grew from {before.slots} to {now.slots} slots: all elements after the first move"


def _place(member: Member) -> str:
    return f"slot {member.slot}, byte {member.offset}"


def load(root: Path) -> Layout:
    """Return the baseline: the layout of the last release."""
    return Layout.model_validate_json((root / BASELINE).read_text("utf-8"))


def as_json(layout: Layout) -> str:
    """Return the baseline's text."""
    return json.dumps(layout.model_dump(), indent=1) + "\n"


def write(root: Path, layout: Layout) -> None:
    """Make the layout the baseline."""
    (root / BASELINE).write_text(as_json(layout), "utf-8")


def _location(node: Mapping[str, Any]) -> str | None:
    text = (node.get("documentation") or {}).get("text", "")
    words = text.split()
    return next((word.removeprefix(_MARK) for word in words if word.startswith(_MARK)), None)


def _trees(out: Path) -> dict[str, dict[str, Any]]:
    """Return the trees of our contracts and of the libraries they import."""
    trees = {}
    for path in sorted(out.glob("*.sol/*.json")):
        tree = json.loads(path.read_text("utf-8")).get("ast")
        if tree and tree["absolutePath"].startswith(("contracts/", "node_modules/")):
            trees[tree["absolutePath"]] = tree
    return trees
