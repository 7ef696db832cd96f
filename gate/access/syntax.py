"""The syntax trees of one build: nodes by id, contracts by name, and what a function runs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Node = Mapping[str, Any]


class Trees:
    """All contracts of a build."""

    def __init__(self, trees: list[Node]) -> None:
        self._nodes: dict[int, Node] = {}
        self.contracts: dict[str, Node] = {}
        for tree in trees:
            for node in walk(tree):
                if node["nodeType"] in ("ContractDefinition", "FunctionDefinition", "ModifierDefinition"):
                    self._nodes[node["id"]] = node
                if node["nodeType"] == "ContractDefinition":
                    self.contracts[node["name"]] = node

    @classmethod
    def load(cls, out: Path) -> Trees:
        """Read the trees of our contracts and of what they import from forge's output folder."""
        trees: dict[str, Node] = {}
        for path in sorted(out.glob("*.sol/*.json")):
            tree = json.loads(path.read_text("utf-8")).get("ast")
            if tree and tree["absolutePath"].startswith(("contracts/", "node_modules/")):
                trees[tree["absolutePath"]] = tree
        return cls(list(trees.values()))

    def lineage(self, contract: Node) -> list[Node]:
        """Return a contract and its bases, the most derived first."""
        return [self._nodes[base] for base in contract["linearizedBaseContracts"]]

    def entry_points(self, contract: Node) -> dict[str, Node]:
        """Return what can be called from outside and may change something, by name, in the order of the names."""
        found: dict[str, Node] = {}
        taken: set[str] = set()
        for base in self.lineage(contract):
            for node in base["nodes"]:
                if not _is_entry_point(node) or node["functionSelector"] in taken:
                    continue
                taken.add(node["functionSelector"])
                found[_signature(node, found)] = node
        return dict(sorted(found.items()))

    def runs(self, function: Node, contract: Node) -> Iterator[Node]:
        """Yield a function and all modifiers and internal functions that it may run within a contract, each once."""
        waiting, seen = [function], set()
        while waiting:
            node = waiting.pop()
            if node["id"] in seen:
                continue
            seen.add(node["id"])
            yield node
            waiting += [self._override(called, contract) for called in self._called(node)]

    def _called(self, node: Node) -> Iterator[Node]:
        for part in walk(node):
            target: Node | None = None
            if part["nodeType"] == "ModifierInvocation":
                target = part["modifierName"]
            elif part["nodeType"] == "FunctionCall":
                target = part["expression"]
            called = self._nodes.get((target or {}).get("referencedDeclaration") or 0)
            # An external call of another contract has another sender.
            if called is not None and called.get("visibility") in ("internal", "private", "public"):
                yield called

    def _override(self, called: Node, contract: Node) -> Node:
        """Return what a call of a virtual function or modifier ends at."""
        if not called.get("virtual"):
            return called
        count = len(called["parameters"]["parameters"])
        for base in self.lineage(contract):
            for node in base["nodes"]:
                same = node["nodeType"] == called["nodeType"] and node.get("name") == called["name"]
                if same and node.get("body") and len(node["parameters"]["parameters"]) == count:
                    return node  # type: ignore[no-any-return]
        return called


def walk(node: object) -> Iterator[Node]:
    """Yield every node of a tree."""
    if isinstance(node, Mapping):
        if "nodeType" in node:
            yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


def _is_entry_point(node: Node) -> bool:
    return (
        node["nodeType"] == "FunctionDefinition"
        and node["kind"] == "function"
        and node["visibility"] in ("external", "public")
        and node["stateMutability"] not in ("view", "pure")
        and bool(node.get("implemented"))
    )


def _signature(node: Node, taken: Mapping[str, Node]) -> str:
    """The name, with its parameters' types where another function has the same."""
    if node["name"] not in taken:
        return str(node["name"])
    types = ",".join(entry["typeDescriptions"]["typeString"] for entry in node["parameters"]["parameters"])
    return f"{node['name']}({types})"
