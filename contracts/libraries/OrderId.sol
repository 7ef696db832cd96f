// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What an order's id says
/// @dev From the highest bit: market (7), side (1, set for bids), tick (24): together the key of its level; number in the level (32).
library OrderId {
    /// @notice The key of a price level.
    function levelKey(uint16 marketId, bool isBuy, uint24 tick) internal pure returns (uint32) {
        return uint32(marketId) << 25 | (isBuy ? 1 << 24 : 0) | tick;
    }

    function encode(uint32 key, uint32 number) internal pure returns (uint64) {
        return uint64(key) << 32 | number;
    }

    function levelOf(uint64 orderId) internal pure returns (uint32) {
        return uint32(orderId >> 32);
    }

    function numberOf(uint64 orderId) internal pure returns (uint32) {
        return uint32(orderId);
    }

    function marketOf(uint32 key) internal pure returns (uint16) {
        return uint16(key >> 25);
    }

    function isBuyOf(uint32 key) internal pure returns (bool) {
        return key >> 24 & 1 != 0;
    }

    function tickOf(uint32 key) internal pure returns (uint24) {
        return uint24(key);
    }
}
