"""A tree with one small library and its test, so that a round over it takes seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

LIBRARY = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

library Small {
    uint8 internal constant MOST = 255;

    /// @notice Nothing of this a + b is code.
    function sum(uint256 a, uint256 b) internal pure returns (uint256) {
        return a + b;
    }

    function larger(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }

    function few(uint256 a) internal pure returns (bool) {
        return a < MOST;
    }
}
"""

TEST = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Small} from "contracts/libraries/Small.sol";

contract SmallTest {
    function test_sum_thenBoth() public pure {
        require(Small.sum(2, 3) == 5, "sum");
    }

    function test_larger_thenTheLarger() public pure {
        require(Small.larger(2, 3) == 3 && Small.larger(3, 2) == 3, "larger");
    }

    function test_most_thenTwoHundredAndFiftyFive() public pure {
        require(Small.MOST == 255 && Small.few(1), "most");
    }
}
"""

FOUNDRY = """[profile.default]
evm_version = "cancun"
remappings = ["contracts/=contracts/"]
"""

EXPLAINED = """[[survivor]]
file = "contracts/libraries/Small.sol"
function = "larger"
before = "return a > b ? a : b;"
after = "return a >= b ? a : b;"
equivalent = true
reason = "Of two that are equal either is the larger."
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """``Small`` with its test, which misses what happens at the limit of ``few``."""
    root = tmp_path / "tree"
    for name, text in (
        ("foundry.toml", FOUNDRY),
        ("contracts/libraries/Small.sol", LIBRARY),
        ("tests/solidity/Small.t.sol", TEST),
        ("properties/survivors.toml", EXPLAINED),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root
