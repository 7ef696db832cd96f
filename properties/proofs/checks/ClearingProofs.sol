// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {AuctionPricing} from "contracts/v2/book/auction/AuctionPricing.sol";

/// @title NS-05: the price of a call auction
contract ClearingProofs is AuctionPricing {
    uint24 private constant TICKS = 4;
    uint256 private constant TICK_SIZE = 2;

    /// @notice Of all ticks the auction takes one of the largest volume; of these, one of the smallest imbalance; of these,
    /// one nearest to the mark. It is found by looking at one level at a time.
    /// @param mark in halves of a tick
    function check_clearingPriceIsBest(
        uint8 bid1,
        uint8 bid2,
        uint8 bid3,
        uint8 bid4,
        uint8 ask1,
        uint8 ask2,
        uint8 ask3,
        uint8 ask4,
        uint8 mark
    ) external {
        uint8[4] memory bids = [bid1, bid2, bid3, bid4];
        uint8[4] memory asks = [ask1, ask2, ask3, ask4];
        (uint24 found, int128 imbalance) = _price(bids, asks, mark);
        (uint256 volume, int256 surplus) = _at(bids, asks, found);
        if (found != 0) assert(volume > 0 && imbalance == surplus);
        for (uint24 tick = 1; tick <= TICKS; ++tick) {
            (uint256 other, int256 otherSurplus) = _at(bids, asks, tick);
            assert(found == 0 ? other == 0 : other <= volume);
            if (found == 0 || other < volume) continue;
            assert(_abs(otherSurplus) >= _abs(surplus));
            if (_abs(otherSurplus) > _abs(surplus)) continue;
            assert(_away(tick, mark) >= _away(found, mark));
        }
    }

    function _price(uint8[4] memory bids, uint8[4] memory asks, uint256 mark)
        private
        returns (uint24 tick, int128 imbalance)
    {
        Batch storage batch = _batch(0, 0);
        for (uint24 i; i < TICKS; ++i) {
            if (bids[i] > 0) _enqueue(batch.bids, i + 1, AuctionOrder(address(1), bids[i], Unfilled.Cancel));
            if (asks[i] > 0) _enqueue(batch.asks, i + 1, AuctionOrder(address(1), asks[i], Unfilled.Cancel));
        }
        Cursor memory cursor;
        while (!_advance(batch, cursor)) {}
        return _strike(batch, cursor, mark, TICK_SIZE);
    }

    /// @dev Volume and bids less asks at a tick.
    function _at(uint8[4] memory bids, uint8[4] memory asks, uint24 tick)
        private
        pure
        returns (uint256 volume, int256 surplus)
    {
        if (tick == 0) return (0, 0);
        uint256 bought;
        uint256 sold;
        for (uint24 i; i < TICKS; ++i) {
            if (i + 1 >= tick) bought += bids[i];
            if (i + 1 <= tick) sold += asks[i];
        }
        return (bought < sold ? bought : sold, int256(bought) - int256(sold));
    }

    function _abs(int256 value) private pure returns (uint256) {
        return uint256(value < 0 ? -value : value);
    }

    function _away(uint24 tick, uint256 mark) private pure returns (uint256) {
        return _abs(int256(uint256(tick)) * 2 - int256(mark));
    }
}
