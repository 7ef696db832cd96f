// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookStopViews} from "../../../interfaces/book/IBookStopViews.sol";
import {MarketReads} from "../MarketReads.sol";
import {StopStorage} from "./StopStorage.sol";

/// @title What clients see of the stops
abstract contract StopViews is MarketReads, StopStorage, IBookStopViews {
    /// @inheritdoc IBookStopViews
    function stop(uint64 stopId) external view returns (StopView memory) {
        return _stopView(stopId);
    }

    /// @inheritdoc IBookStopViews
    function isDue(uint64 stopId) external view returns (bool) {
        Stop memory waiting = _stopState().stops[stopId];
        if (waiting.owner == address(0)) return false;
        (bool fresh, uint256 mark) = _freshMark(waiting.marketId);
        uint256 triggerPrice = waiting.triggerTick * _tickSize(waiting.marketId);
        return fresh && _isReached(triggerPrice, waiting.flags & ABOVE != 0, mark);
    }

    /// @inheritdoc IBookStopViews
    function stopsOf(address owner, uint64 cursor, uint256 count)
        external
        view
        returns (StopView[] memory page, uint64 next)
    {
        StopState storage state = _stopState();
        StopList memory list = state.lists[owner];
        // No page is longer than the list.
        page = new StopView[](count < list.count ? count : list.count);
        next = cursor == 0 ? list.newestId : cursor;
        if (state.stops[next].owner != owner) return (new StopView[](0), 0);
        uint256 found;
        for (; found < page.length && next != 0; ++found) {
            page[found] = _stopView(next);
            next = state.stops[next].olderId;
        }
        assembly ("memory-safe") {
            mstore(page, found)
        }
    }

    /// @inheritdoc IBookStopViews
    function stopCount(address owner) external view returns (uint32) {
        return _stopState().lists[owner].count;
    }

    /// @inheritdoc IBookStopViews
    function nextStopId() external view returns (uint64) {
        return _stopState().lastId + 1;
    }

    function _stopView(uint64 stopId) private view returns (StopView memory seen) {
        Stop memory waiting = _stopState().stops[stopId];
        if (waiting.owner == address(0)) return seen;
        uint8 flags = waiting.flags;
        seen.stopId = stopId;
        seen.owner = waiting.owner;
        seen.params = StopParams({
            marketId: waiting.marketId,
            isBuy: flags & IS_BUY != 0,
            above: flags & ABOVE != 0,
            triggerTick: waiting.triggerTick,
            limitTick: waiting.limitTick,
            lots: waiting.lots,
            market: flags & MARKET != 0,
            reduceOnly: flags & REDUCE_ONLY != 0,
            clientId: waiting.clientId
        });
    }
}
