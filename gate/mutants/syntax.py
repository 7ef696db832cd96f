"""One source file and its syntax tree, as the compiler gives it: nodes with their place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]

_COMMENT = re.compile(rb"//[^\n]*|/\*.*?\*/", re.DOTALL)
_NO_CODE = ("StructuredDocumentation", "PragmaDirective", "ImportDirective", "ParameterList", "EnumDefinition")


@dataclass(frozen=True)
class Visit:
    """A node and the nodes it stands in, the innermost last."""

    node: Node
    within: tuple[Node, ...]

    @property
    def kind(self) -> str:
        """The node's type, as the compiler calls it."""
        return str(self.node["nodeType"])

    @property
    def parent(self) -> Node:
        """The node around it."""
        return self.within[-1]

    @property
    def function(self) -> str:
        """The function (or modifier) it stands in; empty for a constant of the contract."""
        for node in reversed(self.within):
            if node["nodeType"] in ("FunctionDefinition", "ModifierDefinition"):
                return str(node["name"] or node.get("kind", ""))
        return ""

    def is_child(self, field: str) -> bool:
        """True iff it is what its parent calls ``field``."""
        return self.parent.get(field) is self.node


@dataclass(frozen=True)
class Source:
    """A file: its path in the tree, its bytes (places count them), and its tree."""

    file: str
    text: bytes
    tree: Node

    def visits(self) -> Iterator[Visit]:
        """Every node that becomes code, in the order of the text."""
        yield from _walk(self.tree, ())

    def said(self, node: Node) -> str:
        """The text of ``node``."""
        start, end = span(node)
        return self.text[start:end].decode()

    def find(self, token: str, start: int, end: int) -> tuple[int, int]:
        """Where ``token`` stands between two places, outside comments; raises ValueError where it doesn't."""
        hidden = _COMMENT.sub(lambda match: b" " * len(match[0]), self.text[start:end])
        at = start + hidden.index(token.encode())
        return at, at + len(token.encode())

    def place(self, at: int) -> tuple[int, int]:
        """Line and column, both from one, of the byte ``at``."""
        before = self.text[:at]
        return before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode()) + 1


def span(node: Node) -> tuple[int, int]:
    """First byte of ``node`` and the one behind its last."""
    start, length, _ = node["src"].split(":")
    return int(start), int(start) + int(length)


def type_of(node: Node) -> str:
    """``uint256``; for a number as it is written, ``int_const 5``; empty where the compiler names none."""
    return str((node.get("typeDescriptions") or {}).get("typeString") or "")


def bare(node: Node) -> Node:
    """``node`` without the parentheses around it."""
    while node["nodeType"] == "TupleExpression" and not node.get("isInlineArray") and len(node["components"]) == 1:
        node = node["components"][0]
    return node


def _walk(node: Node, within: tuple[Node, ...]) -> Iterator[Visit]:
    if within:
        yield Visit(node, within)
    children = [child for value in node.values() for child in (value if isinstance(value, list) else [value])]
    nodes = [child for child in children if isinstance(child, dict) and "nodeType" in child and _is_code(child)]
    for child in sorted(nodes, key=span):
        yield from _walk(child, (*within, node))


def _is_code(node: Node) -> bool:
    return node["nodeType"] not in _NO_CODE and not node["nodeType"].endswith("TypeName")
