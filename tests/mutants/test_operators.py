"""Each operator on a line or two: exactly the mistakes that it stands for, and none elsewhere."""

from __future__ import annotations

import pytest

from gate.mutants.mutant import Mutant, mutants_of
from gate.mutants.operators import OPERATORS
from gate.mutants.sources import parse, read_layout
from gate.mutants.syntax import Source

PRELUDE = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;
type Word is uint256;
library Math {
    enum Rounding { Floor, Ceil }
    function min(uint256 a, uint256 b) internal pure returns (uint256) { return a < b ? a : b; }
    function ceilDiv(uint256 a, uint256 b) internal pure returns (uint256) { return a / b; }
    function mulDiv(uint256 a, uint256 b, uint256 c) internal pure returns (uint256) { return a * b / c; }
    function mulDiv(uint256 a, uint256 b, uint256 c, Rounding) internal pure returns (uint256) { return a * b / c; }
    function sub(uint256 a, uint256 b) internal pure returns (uint256) { return a - b; }
    function max(uint256 a, uint256 b) internal pure returns (uint256) { return a > b ? a : b; }
    function divFloor(int256 a, uint256 b) internal pure returns (int256) { return a / int256(b); }
    function toInt128(int256 a) internal pure returns (int128) { return int128(a); }
}
"""
UNSIGNED, SIGNED, LOGICAL = "uint256 a, uint256 b", "int256 a, uint256 b", "bool p, bool q"

# Operator, parameters, what is returned, body, and what each mutant makes of the line that it changes.
CASES: list[tuple[str, str, str, str, list[str]]] = [
    ("relational-boundary", UNSIGNED, "bool", "return a < b;", ["return a <= b;"]),
    ("relational-boundary", UNSIGNED, "bool", "return a >= b;", ["return a > b;"]),
    ("relational-boundary", UNSIGNED, "bool", "return a == b;", []),
    ("relational-boundary", UNSIGNED, "uint256", "assembly { a := lt(a, b) }", ["assembly { a := iszero(gt(a, b)) }"]),
    ("equality-flip", UNSIGNED, "bool", "return a == b;", ["return a != b;"]),
    ("equality-flip", UNSIGNED, "bool", "return a /* == */ != b;", ["return a /* == */ == b;"]),
    ("condition-negated", UNSIGNED, "", "if (a < b) delete a;", ["if (!(a < b)) delete a;"]),
    # The operator for == makes that one.
    ("condition-negated", UNSIGNED, "", "if (a == b) delete a;", []),
    ("condition-constant", UNSIGNED, "", "if (a < b) delete a;", ["if (true) delete a;", "if (false) delete a;"]),
    ("condition-constant", UNSIGNED, "", "while (a < b) ++a;", ["while (false) ++a;"]),
    ("condition-constant", LOGICAL, "bool", "return p ? q : p;", ["return true ? q : p;", "return false ? q : p;"]),
    ("logical-swap", LOGICAL, "bool", "return p && q;", ["return (p || q);"]),
    ("condition-part-dropped", LOGICAL, "bool", "return p || q;", ["return (p);", "return (q);"]),
    (
        "loop-boundary",
        UNSIGNED,
        "",
        "for (uint256 i = a; i < b; ++i) delete a;",
        ["for (uint256 i = (a) + 1; i < b; ++i) delete a;", "for (uint256 i = a; i < (b) - 1; ++i) delete a;"],
    ),
    ("negation-dropped", LOGICAL, "bool", "return !p;", ["return p;"]),
    ("negation-dropped", UNSIGNED, "", "assembly { a := iszero(b) }", ["assembly { a := (b) }"]),
    ("arithmetic-swap", UNSIGNED, "uint256", "return (a + b) * b;", ["return (a - b) * b;", "return (a + b) / b;"]),
    ("arithmetic-swap", UNSIGNED, "", "assembly { a := sub(a, b) }", ["assembly { a := add(a, b) }"]),
    ("bit-swap", UNSIGNED, "uint256", "return a & b << 2;", ["return (a | b << 2);", "return a & b >> 2;"]),
    ("bit-swap", UNSIGNED, "", "assembly { a := shl(2, b) }", ["assembly { a := shr(2, b) }"]),
    ("operands-swapped", UNSIGNED, "uint256", "return a - b;", ["return ((b) - (a));"]),
    ("operands-swapped", UNSIGNED, "uint256", "return a + b;", []),
    ("sign-dropped", SIGNED, "int256", "return -a;", ["return a;"]),
    ("sign-dropped", UNSIGNED, "uint256", "return a & ~b;", ["return a & b;"]),
    ("increment-flip", UNSIGNED, "", "++a; b--;", ["--a; b--;", "++a; b++;"]),
    ("literal-off-by-one", UNSIGNED, "uint256", "return a + 12;", ["return a + 13;", "return a + 11;"]),
    ("literal-off-by-one", UNSIGNED, "uint256", "return a & 0xff;", ["return a & 0x100;", "return a & 0xfe;"]),
    ("literal-off-by-one", UNSIGNED, "uint256", "return 1e18;", ["return (1e18 + 1);", "return (1e18 - 1);"]),
    ("literal-off-by-one", UNSIGNED, "uint256", "return a + 0;", ["return a + 1;"]),
    ("literal-off-by-one", UNSIGNED, "uint256", "return type(uint24).max;", ["return (type(uint24).max - 1);"]),
    ("literal-off-by-one", UNSIGNED, "", "uint256[5] memory five;", []),
    ("min-max-swap", UNSIGNED, "uint256", "return Math.min(a, b);", ["return Math.max(a, b);"]),
    ("rounding-flip", UNSIGNED, "uint256", "return a / b;", ["return (a + b - 1) / b;"]),
    ("rounding-flip", UNSIGNED, "uint256", "return (a + b - 1) / b;", ["return (a) / b;"]),
    ("rounding-flip", SIGNED, "int256", "return a / int256(b);", []),
    ("rounding-flip", UNSIGNED, "uint256", "return Math.ceilDiv(a, b);", ["return ((a) / (b));"]),
    ("rounding-flip", SIGNED, "int256", "return a.divFloor(b);", ["return ((a) / int256(b));"]),
    (
        "rounding-flip",
        UNSIGNED,
        "uint256",
        "return Math.mulDiv(a, b, a);",
        ["return Math.mulDiv(a, b, a, Math.Rounding.Ceil);"],
    ),
    (
        "rounding-flip",
        UNSIGNED,
        "uint256",
        "return Math.mulDiv(a, b, a, Math.Rounding.Ceil);",
        ["return Math.mulDiv(a, b, a, Math.Rounding.Floor);"],
    ),
    ("rounding-flip", UNSIGNED, "uint256", "return shareUp(a);", ["return shareDown(a);"]),
    ("statement-deleted", UNSIGNED, "", "a = b; emit Seen(a);", ["{} emit Seen(a);", "a = b; {}"]),
    ("statement-deleted", UNSIGNED, "", "assembly { a := b }", ["assembly { {} }"]),
    # Without it the condition is as good as false, which another operator makes it.
    ("statement-deleted", UNSIGNED, "", "if (a < b) revert();", []),
    (
        "statement-deleted",
        UNSIGNED,
        "",
        "if (a < b) { a = b; return; }",
        ["if (a < b) { {} return; }", "if (a < b) { a = b; {} }"],
    ),
    ("statement-deleted", UNSIGNED, "", "if (a < b) { revert(); } else { a = b; }", 2 * [""]),
    ("compound-assignment", UNSIGNED, "", "a += b;", ["a -= b;", "a = b;"]),
    ("compound-assignment", UNSIGNED, "", "a |= b;", ["a &= b;", "a = b;"]),
    ("arguments-swapped", UNSIGNED, "uint256", "return Math.sub(a, b);", ["return Math.sub(b, a);"]),
    ("arguments-swapped", UNSIGNED, "uint256", "return Math.min(a, b);", []),
    ("arguments-swapped", UNSIGNED, "uint256", "return Math.mulDiv(a, b, a);", ["return Math.mulDiv(a, a, b);"]),
    ("arguments-swapped", SIGNED, "int256", "return Math.divFloor(a, b);", []),
    ("return-changed", UNSIGNED, "uint256", "return a;", ["return 0;", "return (a) + 1;"]),
    ("return-changed", UNSIGNED, "bool", "return a < b;", ["return !(a < b);"]),
    ("return-changed", UNSIGNED, "bool", "return a == b;", []),
    ("return-changed", UNSIGNED, "Word", "return Word.wrap(a);", ["return Word.wrap(0);"]),
    ("return-changed", UNSIGNED, "uint256, bool", "return (5, true);", ["return (5, false);"]),
    ("checked-cast-dropped", SIGNED, "int128", "return a.toInt128();", ["return int128(a);"]),
]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Source]:
    """All snippets, compiled once."""
    root = tmp_path_factory.mktemp("snippets")
    (root / "foundry.toml").write_text("[profile.default]\n")
    (root / "node_modules").mkdir()
    (root / "Prelude.sol").write_text(PRELUDE)
    for number, (_, parameters, returned, body, _) in enumerate(CASES):
        returns = f"returns ({returned})" if returned else ""
        (root / f"Case{number}.sol").write_text(
            "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.24;\n"
            f'import {{Math, Word}} from "./Prelude.sol";\nlibrary Case{number} {{\n'
            "    using Math for int256;\n    event Seen(uint256 a);\n"
            f"    function f({parameters}) internal {returns} {{\n        // a < b && 1 + 1\n        {body}\n    }}\n"
            "    function shareUp(uint256) private pure returns (uint256) {}\n"
            "    function shareDown(uint256) private pure returns (uint256) {}\n}\n"
        )
    return parse(read_layout(root), [f"Case{number}.sol" for number in range(len(CASES))])


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: f"{CASES[number][0]}-{CASES[number][3]}")
def test_operator_then_it_makes_exactly_its_mistakes(number: int, sources: dict[str, Source]) -> None:
    operator, _, _, body, expected = CASES[number]
    made = mutants_of(sources[f"Case{number}.sol"], [operator])
    assert {mutant.operator for mutant in made} <= {operator}
    assert all(mutant.removed == body for mutant in made)
    if expected and not expected[0]:
        assert len(made) == len(expected)
    else:
        assert sorted(mutant.added for mutant in made) == sorted(expected)


def test_operators_then_each_says_which_mistake_it_stands_for_and_is_tried_here() -> None:
    assert all(function.__doc__ for function in OPERATORS.values())
    assert {case[0] for case in CASES} == set(OPERATORS)


def all_of(sources: dict[str, Source]) -> list[Mutant]:
    return [mutant for source in sources.values() for mutant in mutants_of(source)]


def test_mutants_then_ids_and_texts_are_unique_and_the_order_is_that_of_the_places(sources: dict[str, Source]) -> None:
    made = all_of(sources)
    assert len({mutant.id for mutant in made}) == len(made)
    assert len({(mutant.file, mutant.text) for mutant in made}) == len(made)
    assert made == all_of(sources)
    for source in sources.values():
        places = [(mutant.line, mutant.column) for mutant in mutants_of(source)]
        assert places == sorted(places)


def test_mutants_then_comments_are_left_alone(sources: dict[str, Source]) -> None:
    assert all("// a < b && 1 + 1" in mutant.text for mutant in all_of(sources))


def test_mutant_then_its_id_names_operator_file_line_and_column(sources: dict[str, Source]) -> None:
    assert CASES[0][3] == "return a < b;"
    [mutant] = mutants_of(sources["Case0.sol"], ["relational-boundary"])
    assert mutant.id == "Case0.sol:9:18:relational-boundary"
    assert mutant.function == "f"
    assert mutant.diff.splitlines()[4:6] == ["-        return a < b;", "+        return a <= b;"]


def test_mutants_when_an_operator_makes_two_mistakes_in_one_place_then_both_have_an_id(
    sources: dict[str, Source],
) -> None:
    number = next(number for number, case in enumerate(CASES) if case[3] == "return a + 12;")
    ids = [mutant.id for mutant in mutants_of(sources[f"Case{number}.sol"], ["literal-off-by-one"])]
    assert ids == [f"Case{number}.sol:9:20:literal-off-by-one", f"Case{number}.sol:9:20:literal-off-by-one:2"]
