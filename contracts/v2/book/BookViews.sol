// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookCore} from "../../interfaces/book/IBookCore.sol";
import {OrderQueue} from "../../libraries/OrderQueue.sol";
import {TickBitmap} from "../../libraries/TickBitmap.sol";
import {BookLevels} from "./BookLevels.sol";

/// @title What clients see of the book
abstract contract BookViews is BookLevels, IBookCore {
    using TickBitmap for TickBitmap.Bitmap;

    /// @inheritdoc IBookCore
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

    /// @inheritdoc IBookCore
    function level(uint16 marketId, bool isBuy, uint24 tick) external view returns (LevelView memory) {
        OrderQueue.Level storage stored = _side(marketId, isBuy).levels[tick];
        return LevelView(stored.headId, stored.tailId, stored.totalLots, stored.orderCount);
    }

    /// @inheritdoc IBookCore
    function best(uint16 marketId) external view returns (uint24 bidTick, uint24 askTick) {
        return (_best(marketId, true), _best(marketId, false));
    }

    /// @inheritdoc IBookCore
    function nextTick(uint16 marketId, bool isBuy, uint24 tick) external view returns (uint24) {
        return _behind(_side(marketId, isBuy), isBuy, tick);
    }

    /// @inheritdoc IBookCore
    function tickMarked(uint16 marketId, bool isBuy, uint24 tick) external view returns (bool) {
        return _side(marketId, isBuy).ticks.isSet(tick);
    }

    /// @inheritdoc IBookCore
    function engine() external view returns (address) {
        return address(_state().engine);
    }

    /// @inheritdoc IBookCore
    function nextOrderId() external view returns (uint64) {
        return _state().nextOrderId;
    }

    /// @inheritdoc IBookCore
    function isOpen(uint16 marketId) external view returns (bool) {
        return _state().books[marketId].open;
    }
}
