// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title The position of a word's lowest set bit
library BitScan {
    /// @notice Index of the lowest set bit, 0 to 255. A word of zero has none: the caller rules it out.
    function lowest(uint256 word) internal pure returns (uint256 index) {
        // Halving: whether the lowest bit is in the upper half of what is left, from 256 bits down to one.
        assembly {
            let bit := and(word, sub(0, word))
            index := shl(7, lt(0xffffffffffffffffffffffffffffffff, bit))
            index := or(index, shl(6, lt(0xffffffffffffffff, shr(index, bit))))
            index := or(index, shl(5, lt(0xffffffff, shr(index, bit))))
            index := or(index, shl(4, lt(0xffff, shr(index, bit))))
            index := or(index, shl(3, lt(0xff, shr(index, bit))))
            index := or(index, shl(2, lt(0xf, shr(index, bit))))
            index := or(index, shl(1, lt(0x3, shr(index, bit))))
            index := or(index, lt(0x1, shr(index, bit)))
        }
    }
}
