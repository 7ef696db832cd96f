// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookCore} from "../../interfaces/book/IBookCore.sol";
import {LevelWord} from "../../libraries/LevelWord.sol";
import {MarketWord} from "../../libraries/MarketWord.sol";
import {OrderId} from "../../libraries/OrderId.sol";
import {OrderQueue} from "../../libraries/OrderQueue.sol";
import {OrderWord} from "../../libraries/OrderWord.sol";
import {TickBitmap} from "../../libraries/TickBitmap.sol";
import {BookLevels} from "./BookLevels.sol";

/// @title What clients see of the book
abstract contract BookViews is BookLevels, IBookCore {
    using TickBitmap for TickBitmap.Bitmap;

    /// @inheritdoc IBookCore
    function order(uint64 orderId) external view returns (OrderView memory shown) {
        BookState storage state = _state();
        OrderWord stored = state.orders[orderId];
        if (!stored.rests()) return shown;
        uint32 key = OrderId.levelOf(orderId);
        LevelWord level_ = state.levels[key];
        uint32 number = OrderId.numberOf(orderId);
        shown.owner = stored.owner();
        shown.marketId = OrderId.marketOf(key);
        shown.isBuy = OrderId.isBuyOf(key);
        shown.tick = OrderId.tickOf(key);
        shown.lots = stored.lots();
        shown.previousId = _idOf(key, OrderQueue.before(state.orders, key, level_, number));
        (uint32 next,) = OrderQueue.from(state.orders, key, level_, number + 1);
        shown.nextId = _idOf(key, next);
        shown.expiry = stored.expiry();
        shown.postOnly = stored.postOnly();
        shown.reduceOnly = stored.reduceOnly();
        shown.selfTrade = stored.selfTrade();
    }

    /// @inheritdoc IBookCore
    function level(uint16 marketId, bool isBuy, uint24 tick) external view returns (LevelView memory shown) {
        BookState storage state = _state();
        uint32 key = OrderId.levelKey(marketId, isBuy, tick);
        LevelWord stored = state.levels[key];
        // Market ids beyond those the engine can list would name another market's level.
        if (stored.count() == 0 || !state.books[marketId].word.open()) return shown;
        (uint32 head,) = OrderQueue.from(state.orders, key, stored, stored.head());
        shown.headId = _idOf(key, head);
        shown.tailId = _idOf(key, OrderQueue.before(state.orders, key, stored, stored.next()));
        shown.totalLots = stored.totalLots();
        shown.orderCount = stored.count();
    }

    /// @inheritdoc IBookCore
    function best(uint16 marketId) external view returns (uint24 bidTick, uint24 askTick) {
        MarketWord market = _state().books[marketId].word;
        return (market.best(true), market.best(false));
    }

    /// @inheritdoc IBookCore
    function nextTick(uint16 marketId, bool isBuy, uint24 tick) external view returns (uint24) {
        return _behind(marketId, isBuy, tick);
    }

    /// @inheritdoc IBookCore
    function tickMarked(uint16 marketId, bool isBuy, uint24 tick) external view returns (bool) {
        return tick != 0 && _ticks(marketId, isBuy).isSet(tick);
    }

    /// @inheritdoc IBookCore
    function engine() external view returns (address) {
        return address(_state().engine);
    }

    /// @inheritdoc IBookCore
    function nextOrderId(uint16 marketId, bool isBuy, uint24 tick) external view returns (uint64) {
        uint32 key = OrderId.levelKey(marketId, isBuy, tick);
        return OrderId.encode(key, _state().levels[key].next());
    }

    /// @inheritdoc IBookCore
    function isOpen(uint16 marketId) external view returns (bool) {
        return _state().books[marketId].word.open();
    }

    function _idOf(uint32 key, uint32 number) private pure returns (uint64) {
        return number == 0 ? 0 : OrderId.encode(key, number);
    }
}
