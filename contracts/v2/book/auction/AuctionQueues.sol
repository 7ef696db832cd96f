// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {AuctionOrderId} from "../../../libraries/AuctionOrderId.sol";
import {TickBitmap} from "../../../libraries/TickBitmap.sol";
import {AuctionStorage} from "./AuctionStorage.sol";

/// @title Waiting orders: in and out of the queues of an epoch
/// @dev Keeps three things true together: the queues, the level totals and the bitmap of non-empty ticks. An order that leaves
/// from within a queue leaves a gap; execution passes gaps in steps of their own.
abstract contract AuctionQueues is AuctionStorage {
    using TickBitmap for TickBitmap.Bitmap;

    /// @dev The head of a level, as execution works on it. `order.owner` zero: there was a gap, which has been passed.
    struct Head {
        uint24 tick;
        uint56 key;
        AuctionOrder order;
    }

    /// @dev The best tick of a side, or zero.
    function _bestOf(AuctionSide storage side, bool isBuy) internal view returns (uint24) {
        return isBuy ? side.ticks.highest() : side.ticks.lowest();
    }

    /// @dev Puts an order at the tail of its level.
    function _enqueue(AuctionSide storage side, uint24 tick, AuctionOrder memory order) internal returns (uint56 key) {
        AuctionLevel memory level = side.levels[tick];
        if (level.next == 0) level.next = 1;
        if (level.count == 0) {
            level.head = level.next;
            side.ticks.set(tick);
        }
        key = AuctionOrderId.keyOf(tick, level.next);
        // A level can't run out of its 2^32 numbers: they are given out within one epoch.
        ++level.next;
        ++level.count;
        level.totalLots += order.lots;
        side.levels[tick] = level;
        side.orders[key] = order;
    }

    /// @dev Takes `lots` off an order, and the order out of its level when nothing is left of it.
    /// @return empty true iff the level has no order left
    function _lessen(AuctionSide storage side, uint56 key, AuctionOrder memory order, uint64 lots)
        internal
        returns (bool empty)
    {
        uint24 tick = uint24(key >> 32);
        AuctionLevel memory level = side.levels[tick];
        level.totalLots -= lots;
        if (lots == order.lots) {
            delete side.orders[key];
            if (level.head == uint32(key)) ++level.head;
            --level.count;
            empty = level.count == 0;
            if (empty) side.ticks.clear(tick);
        } else {
            side.orders[key].lots = order.lots - lots;
        }
        side.levels[tick] = level;
    }

    /// @dev The oldest order of a level; a gap in front of it is passed and stays passed.
    function _headAt(AuctionSide storage side, uint24 tick) internal returns (Head memory head) {
        AuctionLevel storage level = side.levels[tick];
        uint32 number = level.head;
        head.tick = tick;
        head.key = AuctionOrderId.keyOf(tick, number);
        head.order = side.orders[head.key];
        if (head.order.owner == address(0)) level.head = number + 1;
    }
}
