"""Namespaced storage stays where the last release put it, and a clash says what moved."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gate.bench import layout
from gate.bench.layout import Layout
from gate.bench.structs import Structs
from gate.compiler import find_compiler

RELEASED = """
    struct Inner { uint64 a; address b; bool c; }
    struct Entry { uint128 size; int128 quote; }
    enum Kind { One, Two }
    type Id is uint32;
    /// @custom:storage-location erc7201:example.main
    struct State {
        uint96 first;
        Kind kind;
        Id id;
        address owner;
        Inner inner;
        bytes4[9] selectors;
        uint24[2][3] grid;
        Entry[] entries;
        mapping(address => Entry) byOwner;
        bytes note;
        int8 last;
    }
"""


def compiled(body: str) -> dict[str, Any]:
    """What solc says of a contract with these structs; the state variable's layout is the compiler's own."""
    text = f"// SPDX-License-Identifier: MIT\npragma solidity ^0.8.24;\ncontract Example {{{body} State private _s;}}\n"
    request = {
        "language": "Solidity",
        "sources": {"contracts/Example.sol": {"content": text}},
        "settings": {"outputSelection": {"*": {"*": ["storageLayout"], "": ["ast"]}}},
    }
    done = subprocess.run(
        [find_compiler().solc, "--standard-json"], input=json.dumps(request), capture_output=True, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def laid_out(body: str) -> Layout:
    tree = compiled(body)["sources"]["contracts/Example.sol"]["ast"]
    return layout.of_trees({"contracts/Example.sol": tree})


@pytest.fixture(scope="module")
def released() -> Layout:
    return laid_out(RELEASED)


@pytest.fixture(scope="module")
def current(out: Path) -> Layout:
    return layout.read(out)


def test_layout_when_the_contracts_are_built_then_nothing_clashes_with_the_baseline(
    root: Path, current: Layout
) -> None:
    assert layout.clashes(layout.load(root), current) == []


def test_baseline_when_the_contracts_are_built_then_current(root: Path, current: Layout) -> None:
    assert layout.load(root) == current, "run `proofbook bench layout --write` once nothing clashes"


def test_layout_when_read_then_every_namespace_of_the_contracts_is_in_it(root: Path, current: Layout) -> None:
    sources = [path.read_text("utf-8") for path in (root / "contracts/v2").rglob("*.sol")]
    marked = [line.split("erc7201:")[1].strip() for text in sources for line in text.splitlines() if "erc7201:" in line]
    assert {name for name in current.namespaces if name.startswith("proofbook.")} == set(marked)
    constants = "\n".join(sources)
    assert all(current.namespaces[name][0] in constants for name in marked)


def test_layout_when_a_contract_is_deployed_then_all_its_storage_is_namespaced(root: Path, out: Path) -> None:
    for source in (root / "contracts/v2").glob("*.sol"):
        artifact = json.loads((out / source.name / f"{source.stem}.json").read_text("utf-8"))
        assert artifact["storageLayout"]["storage"] == []


def test_layout_when_compared_with_the_compilers_own_then_every_member_is_at_the_same_place(released: Layout) -> None:
    types = compiled(RELEASED)["contracts"]["contracts/Example.sol"]["Example"]["storageLayout"]["types"]
    structs = {t["label"].removeprefix("struct "): t for t in types.values() if "members" in t}
    assert set(structs) == set(released.structs)
    for name, told in structs.items():
        found = {member.name: member.place for member in released.structs[name].members}
        assert found == {member["label"]: (int(member["slot"]), member["offset"]) for member in told["members"]}
        assert released.structs[name].slots * 32 == int(told["numberOfBytes"])


@pytest.mark.parametrize(
    ("before", "after", "explained"),
    [
        ("uint96 first;", "", "Example.State: first (uint96) at slot 0, byte 0 was removed or renamed"),
        ("uint96 first;", "uint96 best;", "best (uint96) stands there now"),
        ("uint96 first;", "int96 first;", "first changed its type from uint96 to int96"),
        ("Kind kind;", "bool early; Kind kind;", "kind moved from slot 0, byte 12 to slot 0, byte 13"),
        ("Kind kind;", "bool early; Kind kind;", "early (bool) was put in at slot 0, byte 12, before members"),
        ("uint64 a;", "uint64 a; uint64 z;", "Example.Inner: b moved from slot 0, byte 8 to slot 1, byte 0"),
        ("int128 quote;", "int128 quote; bool open;", "an element of an array grew from 1 to 2 slots"),
        ("example.main", "example.other", "namespace example.main is gone"),
    ],
)
def test_clash_when_planted_then_explained(released: Layout, before: str, after: str, explained: str) -> None:
    assert RELEASED.count(before) == 1
    found = layout.clashes(released, laid_out(RELEASED.replace(before, after)))
    assert any(explained in clash for clash in found), found


def test_clash_when_two_members_of_the_engine_are_swapped_then_both_are_named(out: Path, current: Layout) -> None:
    tree = json.loads((out / "EngineStorage.sol/EngineStorage.json").read_text("utf-8"))["ast"]
    state = next(node for node in Structs([tree]).of_tree(tree) if node["name"] == "Account")
    state["members"].reverse()
    changed = Structs([tree])
    changed.add(state)
    planted = current.model_copy(update={"structs": {**current.structs, **changed.known}})
    assert layout.clashes(current, planted) == [
        "EngineStorage.Account: collateral moved from slot 0, byte 0 to slot 0, byte 16",
        "EngineStorage.Account: activeMarkets moved from slot 0, byte 16 to slot 0, byte 0",
    ]


@pytest.mark.parametrize(
    "change", [lambda text: text.replace("int8 last;", "int8 last; uint256 more;"), lambda text: text]
)
def test_upgrade_when_members_are_only_added_at_the_end_then_nothing_clashes(
    released: Layout, change: Callable[[str], str]
) -> None:
    assert layout.clashes(released, laid_out(change(RELEASED))) == []
