// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookTypes} from "../interfaces/book/IBookTypes.sol";

/// @title One resting order in one storage word
/// @notice What an order's id tells (market, side, tick, age) is not stored again.
/// @dev An order that rests, from the highest bit: owner (160), lots (60), expiry (32), post-only (1), reduce-only (1), self-trade
/// mode (2). Where a cancelled order has left a hole in its queue: 96 bits of zero where lots … owner would begin, then a one
/// (bit 64), first (32) and last (32) number of a run of holes that reaches at least so far. Zero: never placed, or gone from
/// the head of the queue.
type OrderWord is uint256;

using OrderWordLib for OrderWord global;

library OrderWordLib {
    /// @notice Most lots that fit.
    uint64 internal constant MAX_LOTS = 2 ** 60 - 1;

    uint256 private constant HOLE = 1 << 64;
    uint256 private constant LOTS_MASK = MAX_LOTS;
    uint256 private constant NUMBER_MASK = type(uint32).max;
    uint256 private constant EXPIRY_MASK = uint256(type(uint32).max) << 4;

    /// @notice Packs what an order keeps; `lots` are at most `MAX_LOTS`, `expiry` is below 2^32.
    function pack(
        address owner,
        uint64 lots,
        uint40 expiry,
        bool postOnly,
        bool reduceOnly,
        IBookTypes.SelfTrade selfTrade
    ) internal pure returns (OrderWord) {
        return OrderWord.wrap(
            uint256(uint160(owner)) << 96 | uint256(lots) << 36 | uint256(expiry) << 4 | (postOnly ? 8 : 0)
                | (reduceOnly ? 4 : 0) | uint256(selfTrade)
        );
    }

    /// @notice A hole that is known to reach from number `first` to number `last` of its level.
    function hole(uint32 first, uint32 last) internal pure returns (OrderWord) {
        return OrderWord.wrap(HOLE | uint256(first) << 32 | last);
    }

    /// @notice True iff the order rests.
    function rests(OrderWord word) internal pure returns (bool) {
        return OrderWord.unwrap(word) >> 96 != 0;
    }

    function isHole(OrderWord word) internal pure returns (bool) {
        return OrderWord.unwrap(word) >> 64 == 1;
    }

    /// @notice Of a hole: the number it is known to begin at.
    function first(OrderWord word) internal pure returns (uint32) {
        return uint32(OrderWord.unwrap(word) >> 32);
    }

    /// @notice Of a hole: the number it is known to end at.
    function last(OrderWord word) internal pure returns (uint32) {
        return uint32(OrderWord.unwrap(word) & NUMBER_MASK);
    }

    function owner(OrderWord word) internal pure returns (address) {
        return address(uint160(OrderWord.unwrap(word) >> 96));
    }

    function lots(OrderWord word) internal pure returns (uint64) {
        return uint64(OrderWord.unwrap(word) >> 36 & LOTS_MASK);
    }

    /// @notice The same order with other lots.
    function withLots(OrderWord word, uint64 lots_) internal pure returns (OrderWord) {
        return OrderWord.wrap(OrderWord.unwrap(word) & ~(LOTS_MASK << 36) | uint256(lots_) << 36);
    }

    /// @notice Second from which the order is no more, or zero.
    function expiry(OrderWord word) internal pure returns (uint40) {
        return uint32(OrderWord.unwrap(word) >> 4);
    }

    /// @notice True iff it has an expiry, whether that is over or not.
    function expires(OrderWord word) internal pure returns (bool) {
        return OrderWord.unwrap(word) & EXPIRY_MASK != 0;
    }

    /// @notice True iff its time is over.
    function hasExpired(OrderWord word) internal view returns (bool) {
        uint40 at = expiry(word);
        return at != 0 && block.timestamp >= at;
    }

    /// @notice True iff any of expiry, flags and self-trade mode is set.
    function hasTerms(OrderWord word) internal pure returns (bool) {
        return OrderWord.unwrap(word) & (2 ** 36 - 1) != 0;
    }

    function postOnly(OrderWord word) internal pure returns (bool) {
        return OrderWord.unwrap(word) & 8 != 0;
    }

    function reduceOnly(OrderWord word) internal pure returns (bool) {
        return OrderWord.unwrap(word) & 4 != 0;
    }

    function selfTrade(OrderWord word) internal pure returns (IBookTypes.SelfTrade) {
        return IBookTypes.SelfTrade(OrderWord.unwrap(word) & 3);
    }
}
