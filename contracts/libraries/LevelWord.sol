// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {OrderWord} from "./OrderWord.sol";

/// @title One price level in one storage word
/// @dev From the lowest bit: number of the head (32), number the next order gets (32), count of orders (32), total lots (96),
/// time of the last change (40), count of those orders that expire (24). The head's number is that of the oldest order, or of the
/// hole in front of it. Numbers go on where they were when a level has been empty: an id is never used twice.
type LevelWord is uint256;

using LevelWordLib for LevelWord global;

library LevelWordLib {
    uint256 private constant NUMBER_MASK = type(uint32).max;
    uint256 private constant COUNT_UNIT = 1 << 64;
    uint256 private constant EXPIRING_UNIT = 1 << 232;

    function head(LevelWord word) internal pure returns (uint32) {
        return uint32(LevelWord.unwrap(word));
    }

    /// @notice The number the next order gets; numbers count from one.
    function next(LevelWord word) internal pure returns (uint32) {
        uint32 stored = uint32(LevelWord.unwrap(word) >> 32);
        return stored == 0 ? 1 : stored;
    }

    function count(LevelWord word) internal pure returns (uint32) {
        return uint32(LevelWord.unwrap(word) >> 64);
    }

    function totalLots(LevelWord word) internal pure returns (uint96) {
        return uint96(LevelWord.unwrap(word) >> 96);
    }

    function changedAt(LevelWord word) internal pure returns (uint40) {
        return uint40(LevelWord.unwrap(word) >> 192);
    }

    /// @notice How many of its orders have an expiry, whether they have expired or not.
    function expiring(LevelWord word) internal pure returns (uint24) {
        return uint24(LevelWord.unwrap(word) >> 232);
    }

    /// @notice True iff one more order can be told from all others.
    function hasRoomFor(LevelWord word, OrderWord order) internal pure returns (bool) {
        return next(word) != type(uint32).max && (!order.expires() || expiring(word) != type(uint24).max);
    }

    /// @notice The level with one more order, at the tail. There is room for it.
    function appended(LevelWord word, OrderWord order) internal pure returns (LevelWord) {
        uint256 number = next(word);
        uint256 first = count(word) == 0 ? number : head(word);
        uint256 rest = LevelWord.unwrap(word) >> 64 << 64;
        // No carry: fewer orders than numbers, and 2^32 orders of 2^60 lots stay below 2^96.
        return LevelWord.wrap((rest + _share(order)) | (number + 1) << 32 | first);
    }

    /// @notice The level without one of its orders.
    function without(LevelWord word, OrderWord order) internal pure returns (LevelWord) {
        return LevelWord.wrap(LevelWord.unwrap(word) - _share(order));
    }

    /// @notice The level with `lots` fewer, and as many orders.
    function lessened(LevelWord word, uint64 lots) internal pure returns (LevelWord) {
        return LevelWord.wrap(LevelWord.unwrap(word) - (uint256(lots) << 96));
    }

    /// @notice The level with its head at `number`.
    function withHead(LevelWord word, uint32 number) internal pure returns (LevelWord) {
        return LevelWord.wrap(LevelWord.unwrap(word) & ~NUMBER_MASK | number);
    }

    /// @notice The level as changed now.
    function touched(LevelWord word) internal view returns (LevelWord) {
        uint256 kept = LevelWord.unwrap(word) & ~(uint256(type(uint40).max) << 192);
        return LevelWord.wrap(kept | uint256(uint40(block.timestamp)) << 192);
    }

    /// @dev What an order adds to a level's count, lots and count of orders that expire.
    function _share(OrderWord order) private pure returns (uint256) {
        return COUNT_UNIT + (uint256(order.lots()) << 96) + (order.expires() ? EXPIRING_UNIT : 0);
    }
}
