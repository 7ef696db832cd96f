// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {BitScan} from "./BitScan.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title A set of 24-bit ticks that finds its neighbours in a constant number of reads
/// @notice Three layers of 256-bit words: a bit in `root` says that a word of `middle` is not empty, a bit there that
/// a word of `leaf` is not empty, a bit there that the tick is in the set. Tick 0 is never a member: it means "none".
library TickBitmap {
    struct Bitmap {
        uint256 root;
        mapping(uint256 high8 => uint256 word) middle;
        mapping(uint256 high16 => uint256 word) leaf;
    }

    /// @notice Marks tick 0, which is never a member and never found: the words above it then never fall back to zero, so that
    /// the first member of an empty set costs no more than the next one does. Optional.
    function prepare(Bitmap storage self) internal {
        self.root = 1;
        self.middle[0] = 1;
        self.leaf[0] = 1;
    }

    /// @notice Adds a tick.
    function set(Bitmap storage self, uint24 tick) internal {
        uint256 leafKey = tick >> 8;
        uint256 word = self.leaf[leafKey];
        self.leaf[leafKey] = word | _bit(tick);
        if (word != 0) return;
        uint256 middleKey = tick >> 16;
        word = self.middle[middleKey];
        self.middle[middleKey] = word | _bit(leafKey);
        if (word == 0) self.root |= _bit(middleKey);
    }

    /// @notice Removes a tick.
    function clear(Bitmap storage self, uint24 tick) internal {
        uint256 leafKey = tick >> 8;
        uint256 word = self.leaf[leafKey] & ~_bit(tick);
        self.leaf[leafKey] = word;
        if (word != 0) return;
        uint256 middleKey = tick >> 16;
        word = self.middle[middleKey] & ~_bit(leafKey);
        self.middle[middleKey] = word;
        if (word == 0) self.root &= ~_bit(middleKey);
    }

    /// @notice True iff the tick is in the set.
    function isSet(Bitmap storage self, uint24 tick) internal view returns (bool) {
        return self.leaf[tick >> 8] & _bit(tick) != 0;
    }

    /// @notice The lowest tick above `tick`, or zero.
    function nextAbove(Bitmap storage self, uint24 tick) internal view returns (uint24) {
        uint256 leafKey = tick >> 8;
        uint256 word = self.leaf[leafKey] & _above(tick);
        if (word != 0) return _join(leafKey, BitScan.lowest(word));
        uint256 middleKey = tick >> 16;
        word = self.middle[middleKey] & _above(leafKey);
        if (word == 0) {
            word = self.root & _above(middleKey);
            if (word == 0) return 0;
            middleKey = BitScan.lowest(word);
            word = self.middle[middleKey];
        }
        leafKey = middleKey << 8 | BitScan.lowest(word);
        return _join(leafKey, BitScan.lowest(self.leaf[leafKey]));
    }

    /// @notice The highest tick below `tick`, or zero.
    function nextBelow(Bitmap storage self, uint24 tick) internal view returns (uint24) {
        uint256 leafKey = tick >> 8;
        uint256 word = self.leaf[leafKey] & _below(tick);
        if (word != 0) return _join(leafKey, Math.log2(word));
        uint256 middleKey = tick >> 16;
        word = self.middle[middleKey] & _below(leafKey);
        if (word == 0) {
            word = self.root & _below(middleKey);
            if (word == 0) return 0;
            middleKey = Math.log2(word);
            word = self.middle[middleKey];
        }
        leafKey = middleKey << 8 | Math.log2(word);
        return _join(leafKey, Math.log2(self.leaf[leafKey]));
    }

    /// @notice The lowest tick, or zero when empty.
    function lowest(Bitmap storage self) internal view returns (uint24) {
        return nextAbove(self, 0);
    }

    /// @notice The highest tick, or zero when empty.
    function highest(Bitmap storage self) internal view returns (uint24) {
        uint256 root = self.root;
        if (root == 0) return 0;
        uint256 middleKey = Math.log2(root);
        uint256 leafKey = middleKey << 8 | Math.log2(self.middle[middleKey]);
        return _join(leafKey, Math.log2(self.leaf[leafKey]));
    }

    /// @dev The bit of the low byte of `index`.
    function _bit(uint256 index) private pure returns (uint256) {
        return 1 << (index & 0xff);
    }

    /// @dev All bits above the low byte of `index`.
    function _above(uint256 index) private pure returns (uint256) {
        return type(uint256).max << (index & 0xff) << 1;
    }

    /// @dev All bits below the low byte of `index`.
    function _below(uint256 index) private pure returns (uint256) {
        return _bit(index) - 1;
    }

    function _join(uint256 leafKey, uint256 bit) private pure returns (uint24) {
        return uint24(leafKey << 8 | bit);
    }
}
