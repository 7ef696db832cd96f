// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {LevelWord} from "../../libraries/LevelWord.sol";
import {MarketWord} from "../../libraries/MarketWord.sol";
import {OrderId} from "../../libraries/OrderId.sol";
import {OrderQueue} from "../../libraries/OrderQueue.sol";
import {OrderWord} from "../../libraries/OrderWord.sol";
import {TickBitmap} from "../../libraries/TickBitmap.sol";
import {BookStorage} from "./BookStorage.sol";

/// @title Resting orders: in and out
/// @dev Keeps four things true together: the queues, the level totals, the bitmap of non-empty ticks and the best ticks.
abstract contract BookLevels is BookStorage {
    using TickBitmap for TickBitmap.Bitmap;

    /// @dev The next worse non-empty tick of a side, or zero.
    function _behind(uint16 marketId, bool isBuy, uint24 tick) internal view returns (uint24) {
        TickBitmap.Bitmap storage ticks = _ticks(marketId, isBuy);
        return isBuy ? ticks.nextBelow(tick) : ticks.nextAbove(tick);
    }

    /// @dev Puts an order at the tail of its level; its reservation is made.
    /// @return market the market's word, to be written by the caller
    function _append(MarketWord market, uint32 key, OrderWord order) internal returns (MarketWord, uint64 orderId) {
        BookState storage state = _state();
        LevelWord level = state.levels[key];
        (bool isBuy, uint24 tick) = (OrderId.isBuyOf(key), OrderId.tickOf(key));
        if (!level.hasRoomFor(order)) revert LevelExhausted(tick);
        if (level.count() == 0) {
            _ticks(OrderId.marketOf(key), isBuy).set(tick);
            uint24 best = market.best(isBuy);
            if (best == 0 || (isBuy ? tick > best : tick < best)) market = market.withBest(isBuy, tick);
        }
        (level, orderId) = OrderQueue.append(state.orders, key, level, order);
        state.levels[key] = level.touched();
        emit OrderPlaced(orderId, order.owner(), OrderId.marketOf(key), isBuy, tick, order.lots());
        if (order.hasTerms()) {
            emit OrderTerms(orderId, order.expiry(), order.postOnly(), order.reduceOnly(), order.selfTrade());
        }
        return (market, orderId);
    }

    /// @dev Takes an order out of its queue; its reservation and, where that emptied the level, the tick are the caller's to free.
    /// @return empty true iff the level has no order left
    function _unlink(uint64 orderId, OrderWord order) internal returns (bool empty) {
        BookState storage state = _state();
        uint32 key = OrderId.levelOf(orderId);
        LevelWord level = OrderQueue.remove(state.orders, orderId, state.levels[key], order);
        state.levels[key] = level.touched();
        return level.count() == 0;
    }

    /// @dev Unmarks a tick whose queue has become empty and finds the best one of what is left.
    /// @return market the market's word, to be written by the caller
    function _emptied(MarketWord market, uint32 key) internal returns (MarketWord) {
        (bool isBuy, uint24 tick) = (OrderId.isBuyOf(key), OrderId.tickOf(key));
        TickBitmap.Bitmap storage ticks = _ticks(OrderId.marketOf(key), isBuy);
        ticks.clear(tick);
        if (market.best(isBuy) == tick) {
            market = market.withBest(isBuy, isBuy ? ticks.nextBelow(tick) : ticks.nextAbove(tick));
        }
        return market.emptied();
    }

    /// @dev Takes an unfilled order out of the book and gives its reservation back.
    function _remove(uint64 orderId, OrderWord order, RemovalReason reason) internal {
        if (_unlink(orderId, order)) {
            uint32 key = OrderId.levelOf(orderId);
            Book storage book = _state().books[OrderId.marketOf(key)];
            book.word = _emptied(book.word, key);
        }
        _giveBack(orderId, order, reason);
    }

    /// @dev Announces a removal and gives the reservation back.
    function _giveBack(uint64 orderId, OrderWord order, RemovalReason reason) internal {
        uint32 key = OrderId.levelOf(orderId);
        emit OrderRemoved(orderId, order.owner(), order.lots(), reason);
        _state().engine.releaseOrder(OrderId.marketOf(key), order.owner(), OrderId.isBuyOf(key), order.lots());
    }

    /// @dev Takes lots off an order, which keeps its place, and gives their reservation back. Some are left.
    function _reduce(uint64 orderId, OrderWord order, uint64 lots, RemovalReason reason) internal {
        BookState storage state = _state();
        uint32 key = OrderId.levelOf(orderId);
        uint64 less = order.lots() - lots;
        state.orders[orderId] = order.withLots(lots);
        state.levels[key] = state.levels[key].lessened(less).touched();
        emit OrderReduced(orderId, order.owner(), lots, reason);
        state.engine.releaseOrder(OrderId.marketOf(key), order.owner(), OrderId.isBuyOf(key), less);
    }

    /// @dev The order, or `UnknownOrder`.
    function _resting(uint64 orderId) internal view returns (OrderWord order) {
        order = _state().orders[orderId];
        if (!order.rests()) revert UnknownOrder(orderId);
    }

    /// @dev The order of the caller, or `UnknownOrder`, `NotOrderOwner`.
    function _own(uint64 orderId) internal view returns (OrderWord order) {
        order = _resting(orderId);
        if (order.owner() != msg.sender) revert NotOrderOwner(orderId, msg.sender);
    }
}
