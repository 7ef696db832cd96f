// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookAuctionViews} from "../../../interfaces/book/IBookAuctionViews.sol";
import {AuctionOrderId} from "../../../libraries/AuctionOrderId.sol";
import {TickBitmap} from "../../../libraries/TickBitmap.sol";
import {MarketReads} from "../MarketReads.sol";
import {AuctionPricing} from "./AuctionPricing.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title What clients see of the auction
abstract contract AuctionViews is MarketReads, AuctionPricing, IBookAuctionViews {
    using TickBitmap for TickBitmap.Bitmap;

    /// @inheritdoc IBookAuctionViews
    function auctionState(uint16 marketId, uint256 maxSteps)
        external
        view
        returns (
            AuctionConfig memory config,
            uint32 executing,
            uint32 gathering,
            AuctionView memory state,
            AuctionView memory indicative,
            bool complete
        )
    {
        Auction storage auction = _auction(marketId);
        config = AuctionConfig(auction.epochLength, auction.vaultBandPpm);
        (executing, gathering) = (auction.executing, auction.gathering);
        Batch storage batch = auction.batches[executing];
        state = _viewOf(batch.epoch);
        (indicative, complete) = _indicative(marketId, batch, maxSteps);
    }

    /// @inheritdoc IBookAuctionViews
    function auctionEpoch(uint16 marketId, uint32 epoch) external view returns (AuctionView memory) {
        return _viewOf(_batch(marketId, epoch).epoch);
    }

    /// @inheritdoc IBookAuctionViews
    function auctionOrder(uint128 orderId) external view returns (AuctionOrderView memory seen) {
        bool isBuy = AuctionOrderId.isBuyOf(orderId);
        uint16 marketId = AuctionOrderId.marketOf(orderId);
        uint32 epoch = AuctionOrderId.epochOf(orderId);
        AuctionOrder memory order = _sideOf(_batch(marketId, epoch), isBuy).orders[uint56(orderId)];
        if (order.owner == address(0)) return seen;
        uint24 tick = AuctionOrderId.tickOf(orderId);
        return AuctionOrderView(order.owner, marketId, epoch, isBuy, tick, order.lots, order.unfilled);
    }

    /// @inheritdoc IBookAuctionViews
    function auctionLevel(uint16 marketId, uint32 epoch, bool isBuy, uint24 tick)
        external
        view
        returns (uint128 headId, uint128 totalLots, uint32 orderCount)
    {
        AuctionLevel memory level = _sideOf(_batch(marketId, epoch), isBuy).levels[tick];
        if (level.count == 0) return (0, 0, 0);
        headId = AuctionOrderId.encode(marketId, epoch, isBuy, AuctionOrderId.keyOf(tick, level.head));
        return (headId, level.totalLots, level.count);
    }

    /// @inheritdoc IBookAuctionViews
    function auctionNextTick(uint16 marketId, uint32 epoch, bool isBuy, uint24 tick) external view returns (uint24) {
        return _behindOf(_sideOf(_batch(marketId, epoch), isBuy), isBuy, tick);
    }

    /// @inheritdoc IBookAuctionViews
    function auctionOrdersOf(address owner, uint16 marketId, uint32 epoch, uint128 cursor, uint256 maxSteps)
        external
        view
        returns (uint128[] memory orderIds, uint128 next)
    {
        Batch storage batch = _batch(marketId, epoch);
        orderIds = new uint128[](maxSteps);
        uint256 found;
        next = cursor == 0 ? _firstOf(batch, marketId, epoch, true, 0) : cursor;
        for (uint256 step; step < maxSteps && next != 0; ++step) {
            bool isBuy = AuctionOrderId.isBuyOf(next);
            address seen = _sideOf(batch, isBuy).orders[uint56(next)].owner;
            if (seen != address(0) && (owner == address(0) || seen == owner)) orderIds[found++] = next;
            next = _after(batch, marketId, epoch, next);
        }
        assembly ("memory-safe") {
            mstore(orderIds, found)
        }
    }

    /// @dev The order or gap behind `orderId` in its level, else the head of the next level, else of the other side.
    function _after(Batch storage batch, uint16 marketId, uint32 epoch, uint128 orderId)
        private
        view
        returns (uint128)
    {
        bool isBuy = AuctionOrderId.isBuyOf(orderId);
        uint24 tick = AuctionOrderId.tickOf(orderId);
        // A level that was emptied meanwhile has no order behind this one.
        AuctionLevel memory level = _sideOf(batch, isBuy).levels[tick];
        uint32 number = uint32(Math.max(level.head, uint32(orderId) + uint256(1)));
        if (level.count != 0 && number < level.next) {
            return AuctionOrderId.encode(marketId, epoch, isBuy, AuctionOrderId.keyOf(tick, number));
        }
        return _firstOf(batch, marketId, epoch, isBuy, tick);
    }

    /// @dev The head of the first level behind `tick` of the bids, then of the asks; zero when there is none.
    function _firstOf(Batch storage batch, uint16 marketId, uint32 epoch, bool isBuy, uint24 tick)
        private
        view
        returns (uint128)
    {
        AuctionSide storage side = _sideOf(batch, isBuy);
        uint24 behind = _behindOf(side, isBuy, tick);
        if (behind == 0) return isBuy ? _firstOf(batch, marketId, epoch, false, 0) : 0;
        return AuctionOrderId.encode(marketId, epoch, isBuy, AuctionOrderId.keyOf(behind, side.levels[behind].head));
    }

    function _behindOf(AuctionSide storage side, bool isBuy, uint24 tick) private view returns (uint24) {
        if (tick == 0) return _bestOf(side, isBuy);
        return isBuy ? side.ticks.nextBelow(tick) : side.ticks.nextAbove(tick);
    }

    /// @dev Pricing as it would go on from where it is; or what it has found.
    function _indicative(uint16 marketId, Batch storage batch, uint256 maxSteps)
        private
        view
        returns (AuctionView memory seen, bool complete)
    {
        Epoch memory epoch = batch.epoch;
        bool priced = epoch.phase > AuctionPhase.Pricing;
        seen = _viewOf(epoch);
        for (uint256 step; !priced && !complete && step < maxSteps; ++step) {
            complete = _advance(batch, epoch.cursor);
        }
        seen.filledLots = uint128(Math.min(epoch.cursor.bids, epoch.cursor.asks));
        if (priced) return (seen, true);
        (bool fresh, uint256 mark) = _freshMark(marketId);
        complete = complete && fresh;
        if (complete) (seen.tick, seen.imbalance) = _strike(batch, epoch.cursor, mark, _tickSize(marketId));
    }

    function _viewOf(Epoch memory epoch) private pure returns (AuctionView memory) {
        return AuctionView(epoch.phase, epoch.endsAt, epoch.tick, epoch.filledLots, epoch.vaultLots, epoch.imbalance);
    }
}
