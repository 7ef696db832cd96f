// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {MarginMath} from "contracts/libraries/MarginMath.sol";

contract MarginMathTest is Assertions {
    function test_valueFloor_whenInexact_thenAgainstTheHolderOnEitherSide() public pure {
        assertEq(MarginMath.valueFloor(3, 1e18), 3, "exact");
        assertEq(MarginMath.valueFloor(1, 1.5e18), 1, "a long is worth the floor");
        assertEq(MarginMath.valueFloor(-1, 1.5e18), -2, "a short owes the ceiling");
        assertEq(MarginMath.valueFloor(0, 1.5e18), 0, "nothing");
    }

    function test_requirementUp_whenInexact_thenRoundedUp() public pure {
        assertEq(MarginMath.requirementUp(1e18, 2000e18, 50_000), 100e18, "5 % of 2,000");
        assertEq(MarginMath.requirementUp(1e27, 1000e18, 1e6), 1e30, "all of a billion units at 1,000");
        assertEq(MarginMath.requirementUp(1, 1, 1), 1, "never nothing for something");
        assertEq(MarginMath.requirementUp(0, 2000e18, 50_000), 0, "nothing for nothing");
    }

    function test_notionalUp_whenInexact_thenRoundedUp() public pure {
        assertEq(MarginMath.notionalUp(3e18, 2000e18), 6000e18, "exact");
        assertEq(MarginMath.notionalUp(3, 0.5e18), 2, "one and a half");
        assertEq(MarginMath.notionalUp(1, 1), 1, "never nothing for something");
        assertEq(MarginMath.notionalUp(0, 2000e18), 0, "nothing for nothing");
    }

    function test_worstSize_whenOrdersRest_thenTheWorseSideCounts() public pure {
        assertEq(MarginMath.worstSize(4, 0, 0), 4, "the position alone");
        assertEq(MarginMath.worstSize(4, 3, 0), 7, "bids add to a long");
        assertEq(MarginMath.worstSize(4, 0, 8), 4, "asks up to twice a long cost nothing");
        assertEq(MarginMath.worstSize(4, 0, 9), 5, "then they do");
        assertEq(MarginMath.worstSize(-4, 3, 2), 6, "asks add to a short");
        assertEq(MarginMath.worstSize(0, 3, 5), 5, "the larger side");
    }

    function test_onlyReduced_whenAtItsEdges_thenAsSaid() public pure {
        assertTrue(MarginMath.onlyReduced(5, 5) && MarginMath.onlyReduced(-5, -5), "unchanged");
        assertTrue(MarginMath.onlyReduced(5, 0) && MarginMath.onlyReduced(-5, 0), "closed");
        assertTrue(MarginMath.onlyReduced(5, 4) && MarginMath.onlyReduced(-5, -4), "reduced");
        assertTrue(MarginMath.onlyReduced(0, 0), "flat");
        assertFalse(MarginMath.onlyReduced(5, 6) || MarginMath.onlyReduced(-5, -6), "grown");
        assertFalse(MarginMath.onlyReduced(5, -1) || MarginMath.onlyReduced(-5, 1), "crossed zero");
        assertFalse(MarginMath.onlyReduced(0, 1) || MarginMath.onlyReduced(0, -1), "opened");
    }

    function testFuzz_valueFloor_whateverIsMoved_thenNoValueIsMade(int128 a, int128 b, uint256 price) public pure {
        uint256 mark = bound(price, 1, 1e30);
        int256 together = MarginMath.valueFloor(int256(a) + b, mark);
        int256 apart = MarginMath.valueFloor(a, mark) + MarginMath.valueFloor(b, mark);
        assertTrue(apart == together || apart == together - 1, "splitting a position costs a wei at most, never gains");
    }

    function testFuzz_requirementUp_whatever_thenItGrowsWithSizeAndRate(uint128 size, uint128 more, uint256 price)
        public
        pure
    {
        uint256 mark = bound(price, 0, 1e30);
        uint256 larger = uint256(size) + more;
        assertAtLeast(
            MarginMath.requirementUp(larger, mark, 1e6), MarginMath.requirementUp(size, mark, 1e6), "with size"
        );
        assertAtLeast(
            MarginMath.requirementUp(size, mark, 100_000), MarginMath.requirementUp(size, mark, 50_000), "with rate"
        );
    }
}
