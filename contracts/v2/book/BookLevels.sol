// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {OrderQueue} from "../../libraries/OrderQueue.sol";
import {TickBitmap} from "../../libraries/TickBitmap.sol";
import {BookStorage} from "./BookStorage.sol";

/// @title Resting orders: in and out
/// @dev Keeps three things true together: the queues, the level totals and the bitmap of non-empty ticks.
abstract contract BookLevels is BookStorage {
    using OrderQueue for OrderQueue.Level;
    using TickBitmap for TickBitmap.Bitmap;

    /// @dev The best tick of a side, or zero.
    function _best(uint16 marketId, bool isBuy) internal view returns (uint24) {
        TickBitmap.Bitmap storage ticks = _side(marketId, isBuy).ticks;
        return isBuy ? ticks.highest() : ticks.lowest();
    }

    /// @dev The next worse non-empty tick, or zero.
    function _behind(Side storage side, bool isBuy, uint24 tick) internal view returns (uint24) {
        return isBuy ? side.ticks.nextBelow(tick) : side.ticks.nextAbove(tick);
    }

    function _rest(address owner, uint16 marketId, bool isBuy, uint24 tick, uint64 lots)
        internal
        returns (uint64 orderId)
    {
        BookState storage state = _state();
        _touch(marketId);
        Side storage side = _side(marketId, isBuy);
        OrderQueue.Level storage level_ = side.levels[tick];
        if (level_.orderCount == 0) side.ticks.set(tick);
        orderId = state.nextOrderId++;
        level_.append(
            state.orders,
            orderId,
            OrderQueue.Order({
                owner: owner, lots: lots, tick: tick, isBuy: isBuy, previousId: 0, nextId: 0, marketId: marketId
            })
        );
        emit OrderPlaced(orderId, owner, marketId, isBuy, tick, lots);
    }

    /// @dev Takes the order out of the book; the engine's reservation is the caller's to release.
    function _unlink(uint64 orderId, OrderQueue.Order memory resting) internal {
        _touch(resting.marketId);
        Side storage side = _side(resting.marketId, resting.isBuy);
        if (side.levels[resting.tick].remove(_state().orders, orderId)) side.ticks.clear(resting.tick);
    }

    /// @dev Takes an unfilled order out of the book and gives its reservation back.
    function _remove(uint64 orderId, RemovalReason reason) internal {
        BookState storage state = _state();
        OrderQueue.Order memory resting = state.orders[orderId];
        _unlink(orderId, resting);
        emit OrderRemoved(orderId, resting.owner, resting.lots, reason);
        state.engine.releaseOrder(resting.marketId, resting.owner, resting.isBuy, resting.lots);
    }

    /// @dev Books a settled fill; the engine has released the reservation with it.
    function _fill(uint64 orderId, uint64 lots, address taker) internal {
        BookState storage state = _state();
        OrderQueue.Order memory resting = state.orders[orderId];
        emit OrderMatched(orderId, resting.owner, taker, resting.marketId, resting.tick, lots);
        if (lots == resting.lots) {
            _unlink(orderId, resting);
        } else {
            _touch(resting.marketId);
            _side(resting.marketId, resting.isBuy).levels[resting.tick].reduce(state.orders, orderId, lots);
        }
    }

    /// @dev Notes that the market's resting orders change now.
    function _touch(uint16 marketId) private {
        _state().books[marketId].changedAt = uint40(block.timestamp);
    }
}
