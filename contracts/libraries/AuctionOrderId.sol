// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What the id of an auction order says
/// @dev From the highest bit: market (8, of 16), epoch (32), side (1, set for bids), tick (24), number in the level (32). Never zero:
/// epochs count from one.
library AuctionOrderId {
    function encode(uint16 marketId, uint32 epoch, bool isBuy, uint56 key) internal pure returns (uint128) {
        return uint128(marketId) << 89 | uint128(epoch) << 57 | (isBuy ? uint128(1) << 56 : 0) | key;
    }

    /// @notice Where in its side an order waits: tick (24) and number (32).
    function keyOf(uint24 tick, uint32 number) internal pure returns (uint56) {
        return uint56(tick) << 32 | number;
    }

    function marketOf(uint128 orderId) internal pure returns (uint16) {
        return uint16(orderId >> 89);
    }

    function epochOf(uint128 orderId) internal pure returns (uint32) {
        return uint32(orderId >> 57);
    }

    function isBuyOf(uint128 orderId) internal pure returns (bool) {
        return orderId >> 56 & 1 != 0;
    }

    function tickOf(uint128 orderId) internal pure returns (uint24) {
        return uint24(orderId >> 32);
    }
}
