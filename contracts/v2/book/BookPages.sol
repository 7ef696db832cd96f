// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookExtension} from "../../interfaces/book/IBookExtension.sol";
import {LevelWord} from "../../libraries/LevelWord.sol";
import {MarketWord} from "../../libraries/MarketWord.sol";
import {OrderId} from "../../libraries/OrderId.sol";
import {OrderQueue} from "../../libraries/OrderQueue.sol";
import {OrderWord} from "../../libraries/OrderWord.sol";
import {BookLevels} from "./BookLevels.sol";

/// @title The book read and swept page by page, in bounded steps
/// @notice A cursor is the id of the order to go on with. Ids are never used twice and orders never move, so that what lies behind
/// a cursor stays behind it, whatever happens between two pages.
abstract contract BookPages is BookLevels, IBookExtension {
    /// @dev The engine's permission bit of an operator.
    uint8 private constant MAY_CANCEL = 2;

    /// @inheritdoc IBookExtension
    function cancelAll(uint16 marketId, uint64 cursor, uint256 maxSteps)
        external
        returns (uint64 next, uint256 cancelled)
    {
        return _cancelAll(msg.sender, marketId, cursor, maxSteps);
    }

    /// @inheritdoc IBookExtension
    function cancelAllFor(address owner, uint16 marketId, uint64 cursor, uint256 maxSteps)
        external
        returns (uint64 next, uint256 cancelled)
    {
        if (!_state().engine.isOperator(owner, msg.sender, MAY_CANCEL)) revert NotOperator(owner, msg.sender);
        return _cancelAll(owner, marketId, cursor, maxSteps);
    }

    /// @inheritdoc IBookExtension
    function removeExpired(uint64[] calldata orderIds) external returns (uint256 removed) {
        for (uint256 i; i < orderIds.length; ++i) {
            OrderWord order = _state().orders[orderIds[i]];
            if (!order.rests() || !order.hasExpired()) continue;
            _remove(orderIds[i], order, RemovalReason.Expired);
            ++removed;
        }
    }

    /// @inheritdoc IBookExtension
    function ordersOf(address owner, uint16 marketId, uint64 cursor, uint256 maxSteps)
        external
        view
        returns (uint64[] memory orderIds, uint64 next)
    {
        uint256 found;
        next = cursor == 0 ? _begin(marketId) : _settled(marketId, cursor);
        // Counted first, so that a page is as long as what is on it.
        uint64 from = next;
        for (uint256 i; i < maxSteps && next != 0; ++i) {
            OrderWord order = _state().orders[next];
            if (order.owner() == owner) ++found;
            next = _after(next, order);
        }
        orderIds = new uint64[](found);
        uint256 at;
        for (uint64 orderId = from; at < found;) {
            OrderWord order = _state().orders[orderId];
            if (order.owner() == owner) orderIds[at++] = orderId;
            orderId = _after(orderId, order);
        }
    }

    /// @inheritdoc IBookExtension
    function depth(uint16 marketId, bool isBuy, uint256 count)
        external
        view
        returns (uint24[] memory ticks, uint96[] memory lots, uint32[] memory orders)
    {
        uint24 best = _state().books[marketId].word.best(isBuy);
        uint256 length;
        for (uint24 tick = best; length < count && tick != 0; tick = _behind(marketId, isBuy, tick)) {
            ++length;
        }
        (ticks, lots, orders) = (new uint24[](length), new uint96[](length), new uint32[](length));
        uint24 next = best;
        for (uint256 i; i < length; ++i) {
            LevelWord level = _state().levels[OrderId.levelKey(marketId, isBuy, next)];
            (ticks[i], lots[i], orders[i]) = (next, level.totalLots(), level.count());
            next = _behind(marketId, isBuy, next);
        }
    }

    function _cancelAll(address owner, uint16 marketId, uint64 cursor, uint256 maxSteps)
        private
        returns (uint64 next, uint256 cancelled)
    {
        next = cursor == 0 ? _begin(marketId) : _settled(marketId, cursor);
        for (uint256 i; i < maxSteps && next != 0; ++i) {
            uint64 orderId = next;
            OrderWord order = _state().orders[orderId];
            // Before it goes: then its level may be gone with it.
            next = _after(orderId, order);
            if (order.owner() != owner) continue;
            _remove(orderId, order, RemovalReason.Cancelled);
            ++cancelled;
        }
    }

    /// @dev The first order of the market: the head of the best bid, else of the best ask, else zero.
    function _begin(uint16 marketId) private view returns (uint64) {
        MarketWord market = _state().books[marketId].word;
        uint24 bid = market.best(true);
        return bid != 0 ? _headOf(marketId, true, bid) : _firstAsk(marketId);
    }

    /// @dev The cursor, or the head of what lies behind it; zero when nothing does. Where the cursor's order is gone, that can be the
    /// hole it has left: passing holes is the steps' work, not this one's, since it can take many.
    function _settled(uint16 marketId, uint64 cursor) private view returns (uint64) {
        uint32 key = OrderId.levelOf(cursor);
        if (OrderId.marketOf(key) != marketId) revert UnknownOrder(cursor);
        LevelWord level = _state().levels[key];
        if (level.count() == 0) return _behindLevel(key);
        uint32 number = OrderId.numberOf(cursor);
        if (number >= level.next()) return _behindLevel(key);
        return OrderId.encode(key, number > level.head() ? number : level.head());
    }

    /// @dev What follows an order: the next one of its level, else the head of the level behind. What follows a hole that a cursor has
    /// led to: whatever stands behind as much of its run as it knows of.
    function _after(uint64 orderId, OrderWord order) private view returns (uint64) {
        uint32 key = OrderId.levelOf(orderId);
        LevelWord level = _state().levels[key];
        uint32 number;
        if (order.rests()) (number,) = OrderQueue.from(_state().orders, key, level, OrderId.numberOf(orderId) + 1);
        else if (order.last() + 1 < level.next()) number = order.last() + 1;
        return number == 0 ? _behindLevel(key) : OrderId.encode(key, number);
    }

    /// @dev The head of the level behind; behind the last bid comes the best ask.
    function _behindLevel(uint32 key) private view returns (uint64) {
        (uint16 marketId, bool isBuy) = (OrderId.marketOf(key), OrderId.isBuyOf(key));
        uint24 tick = _behind(marketId, isBuy, OrderId.tickOf(key));
        if (tick != 0) return _headOf(marketId, isBuy, tick);
        return isBuy ? _firstAsk(marketId) : 0;
    }

    function _firstAsk(uint16 marketId) private view returns (uint64) {
        uint24 ask = _state().books[marketId].word.best(false);
        return ask == 0 ? 0 : _headOf(marketId, false, ask);
    }

    /// @dev The oldest order of a level that is not empty.
    function _headOf(uint16 marketId, bool isBuy, uint24 tick) private view returns (uint64) {
        uint32 key = OrderId.levelKey(marketId, isBuy, tick);
        LevelWord level = _state().levels[key];
        (uint32 number,) = OrderQueue.from(_state().orders, key, level, level.head());
        return OrderId.encode(key, number);
    }
}
