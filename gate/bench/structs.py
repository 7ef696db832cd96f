"""Slots and offsets of struct members, by Solidity's storage rules, from the compiler's syntax tree.

Members stand in order, several to a slot where they fit; structs, arrays and mappings begin a slot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

_SLOT = 32


class UnknownType(Exception):
    """A member's type is none whose size is known here."""


class Member(BaseModel):
    """One member: ``slot`` counts from the struct's first, ``offset`` in bytes from the slot's low end."""

    name: str
    type: str
    slot: int
    offset: int

    @property
    def place(self) -> tuple[int, int]:
        """Slot and offset, in the order of storage."""
        return self.slot, self.offset


class Struct(BaseModel):
    """A struct's members and its slots; ``in_array``: it is the element of an array."""

    slots: int
    in_array: bool
    members: list[Member]


class Structs:
    """All structs of one compiler run; ``known`` are those asked for and what they reach, by qualified name."""

    def __init__(self, trees: Iterable[dict[str, Any]]) -> None:
        self.known: dict[str, Struct] = {}
        self._nodes = {node["id"]: node for tree in trees for node in _walk(tree)}

    def of_tree(self, tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Iterate over the struct definitions of one source."""
        return (node for node in _walk(tree) if node["nodeType"] == "StructDefinition")

    def add(self, node: dict[str, Any], in_array: bool = False) -> str:
        """Lay a struct out with all it reaches; returns its name. Raises UnknownType."""
        name = str(node["canonicalName"])
        if name in self.known:
            self.known[name].in_array |= in_array
            return name
        struct = self.known[name] = Struct(slots=0, in_array=in_array, members=[])
        slot = offset = 0
        for member in node["members"]:
            size, alone = self._size(member["typeName"])
            if offset and (alone or offset + size > _SLOT):
                slot, offset = slot + 1, 0
            text = member["typeDescriptions"]["typeString"]
            struct.members.append(Member(name=member["name"], type=text, slot=slot, offset=offset))
            if alone or size == _SLOT:
                slot += -(-size // _SLOT)
            else:
                offset += size
        struct.slots = slot + (1 if offset else 0)
        return name

    def _size(self, type_name: dict[str, Any]) -> tuple[int, bool]:
        """Return the bytes of a type, and whether it begins and ends a slot of its own."""
        kind = type_name["nodeType"]
        if kind == "ElementaryTypeName":
            return _elementary(type_name["name"])
        if kind == "Mapping":
            self._size(type_name["valueType"])
            return _SLOT, True
        if kind == "ArrayTypeName":
            return self._array(type_name)
        if kind == "UserDefinedTypeName":
            return self._defined(self._nodes[type_name["referencedDeclaration"]])
        raise UnknownType(f"{kind} has no size known here")

    def _array(self, type_name: dict[str, Any]) -> tuple[int, bool]:
        base = type_name["baseType"]
        size, alone = self._size(base)
        if base["nodeType"] == "UserDefinedTypeName":
            element = self._nodes[base["referencedDeclaration"]]
            if element["nodeType"] == "StructDefinition":
                self.add(element, in_array=True)
        length = type_name.get("length")
        if length is None:
            return _SLOT, True
        # The outermost length is the last; the compiler has worked out what it is.
        count = int(re.findall(r"\[(\d+)\]", type_name["typeDescriptions"]["typeString"])[-1])
        slots = count * -(-size // _SLOT) if alone or size > _SLOT // 2 else -(-count // (_SLOT // size))
        return slots * _SLOT, True

    def _defined(self, node: dict[str, Any]) -> tuple[int, bool]:
        kind = node["nodeType"]
        if kind == "StructDefinition":
            return self.known[self.add(node)].slots * _SLOT, True
        if kind == "ContractDefinition":
            return 20, False
        if kind == "EnumDefinition":
            return 1, False
        if kind == "UserDefinedValueTypeDefinition":
            return self._size(node["underlyingType"])
        raise UnknownType(f"{kind} has no size known here")


def _elementary(name: str) -> tuple[int, bool]:
    if name in ("bytes", "string"):
        return _SLOT, True
    if name in ("address", "bool"):
        return {"address": 20, "bool": 1}[name], False
    if found := re.fullmatch(r"u?int(\d+)", name):
        return int(found[1]) // 8, False
    if name in ("uint", "int"):
        return _SLOT, False
    if found := re.fullmatch(r"bytes(\d+)", name):
        return int(found[1]), False
    raise UnknownType(f"{name} has no size known here")


def _walk(node: Any) -> Iterator[dict[str, Any]]:
    """Iterate over all nodes below one, itself included."""
    if isinstance(node, list):
        for item in node:
            yield from _walk(item)
    elif isinstance(node, dict):
        if "nodeType" in node and "id" in node:
            yield node
        for value in node.values():
            yield from _walk(value)
