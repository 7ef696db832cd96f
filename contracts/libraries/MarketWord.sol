// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What every order needs to know of its market's book, in one storage word
/// @dev From the lowest bit: open (1), best bid tick (24), best ask tick (24), band (24, ppm), least lots (32), least value of an
/// order in tick × lots (96), time at which a level was last emptied (40).
type MarketWord is uint256;

using MarketWordLib for MarketWord global;

library MarketWordLib {
    uint256 private constant TICK_MASK = type(uint24).max;
    uint256 private constant BID_AT = 1;
    uint256 private constant ASK_AT = 25;
    uint256 private constant BAND_AT = 49;
    uint256 private constant MIN_LOTS_AT = 73;
    uint256 private constant MIN_VALUE_AT = 105;
    uint256 private constant EMPTIED_AT = 201;

    function open(MarketWord word) internal pure returns (bool) {
        return MarketWord.unwrap(word) & 1 != 0;
    }

    function opened(MarketWord word) internal pure returns (MarketWord) {
        return MarketWord.wrap(MarketWord.unwrap(word) | 1);
    }

    /// @notice The best tick of a side, or zero.
    function best(MarketWord word, bool isBuy) internal pure returns (uint24) {
        return uint24(MarketWord.unwrap(word) >> (isBuy ? BID_AT : ASK_AT));
    }

    function withBest(MarketWord word, bool isBuy, uint24 tick) internal pure returns (MarketWord) {
        uint256 at = isBuy ? BID_AT : ASK_AT;
        return MarketWord.wrap(MarketWord.unwrap(word) & ~(TICK_MASK << at) | uint256(tick) << at);
    }

    function bandPpm(MarketWord word) internal pure returns (uint24) {
        return uint24(MarketWord.unwrap(word) >> BAND_AT);
    }

    function minLots(MarketWord word) internal pure returns (uint32) {
        return uint32(MarketWord.unwrap(word) >> MIN_LOTS_AT);
    }

    function minTickLots(MarketWord word) internal pure returns (uint96) {
        return uint96(MarketWord.unwrap(word) >> MIN_VALUE_AT);
    }

    function emptiedAt(MarketWord word) internal pure returns (uint40) {
        return uint40(MarketWord.unwrap(word) >> EMPTIED_AT);
    }

    /// @notice The market with a level emptied now.
    function emptied(MarketWord word) internal view returns (MarketWord) {
        uint256 kept = MarketWord.unwrap(word) & ~(uint256(type(uint40).max) << EMPTIED_AT);
        return MarketWord.wrap(kept | uint256(uint40(block.timestamp)) << EMPTIED_AT);
    }

    /// @notice The market with other limits on orders.
    function withLimits(MarketWord word, uint24 bandPpm_, uint32 minLots_, uint96 minTickLots_)
        internal
        pure
        returns (MarketWord)
    {
        uint256 mask = TICK_MASK << BAND_AT | uint256(type(uint32).max) << MIN_LOTS_AT | uint256(type(uint96).max)
            << MIN_VALUE_AT;
        return MarketWord.wrap(
            MarketWord.unwrap(word) & ~mask | uint256(bandPpm_) << BAND_AT | uint256(minLots_) << MIN_LOTS_AT
                | uint256(minTickLots_) << MIN_VALUE_AT
        );
    }

    function equals(MarketWord word, MarketWord other) internal pure returns (bool) {
        return MarketWord.unwrap(word) == MarketWord.unwrap(other);
    }
}
