// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOrderbookV2} from "../../interfaces/IOrderbookV2.sol";
import {OrderQueue} from "../../libraries/OrderQueue.sol";
import {TickBitmap} from "../../libraries/TickBitmap.sol";
import {BookStorage} from "./BookStorage.sol";

/// @title Resting orders: in, out, and what clients see of them
/// @dev Keeps three things true together: the queues, the level totals and the bitmap of non-empty ticks.
abstract contract BookLevels is BookStorage {
    using OrderQueue for OrderQueue.Level;
    using TickBitmap for TickBitmap.Bitmap;

    /// @inheritdoc IOrderbookV2
    function order(uint64 orderId) external view returns (OrderView memory) {
        OrderQueue.Order storage stored = _state().orders[orderId];
        return OrderView({
            owner: stored.owner,
            marketId: stored.marketId,
            isBuy: stored.isBuy,
            tick: stored.tick,
            lots: stored.lots,
            previousId: stored.previousId,
            nextId: stored.nextId
        });
    }

    /// @inheritdoc IOrderbookV2
    function level(uint16 marketId, bool isBuy, uint24 tick) external view returns (LevelView memory) {
        OrderQueue.Level storage stored = _side(marketId, isBuy).levels[tick];
        return LevelView(stored.headId, stored.tailId, stored.totalLots, stored.orderCount);
    }

    /// @inheritdoc IOrderbookV2
    function best(uint16 marketId) external view returns (uint24 bidTick, uint24 askTick) {
        return (_best(marketId, true), _best(marketId, false));
    }

    /// @inheritdoc IOrderbookV2
    function nextTick(uint16 marketId, bool isBuy, uint24 tick) external view returns (uint24) {
        return _behind(_side(marketId, isBuy), isBuy, tick);
    }

    /// @inheritdoc IOrderbookV2
    function tickMarked(uint16 marketId, bool isBuy, uint24 tick) external view returns (bool) {
        return _side(marketId, isBuy).ticks.isSet(tick);
    }

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
