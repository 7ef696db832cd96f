// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {BitScan} from "contracts/libraries/BitScan.sol";

contract BitScanTest is Assertions {
    function test_lowest_whenOneBitIsSet_thenItsIndex() public pure {
        for (uint256 index; index < 256; ++index) {
            assertEq(BitScan.lowest(1 << index), index, "alone");
            assertEq(BitScan.lowest(type(uint256).max << index), index, "with all above it");
        }
    }

    function testFuzz_lowest_whateverIsAbove_thenTheLowestCounts(uint256 word, uint8 index) public pure {
        word = (word << index) | 1 << index;
        assertEq(BitScan.lowest(word), index, "lowest");
    }
}
