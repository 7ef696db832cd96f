// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {TickBitmap} from "../../../libraries/TickBitmap.sol";
import {AuctionQueues} from "./AuctionQueues.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title The clearing tick, found by looking at one level at a time
/// @dev Bids are looked at from the best down, asks from the best up, always on the side that has fewer lots so far, as long as
/// the two still cross. When that ends, the lesser of the two sums is the largest volume there is at any tick: above the last
/// bid looked at there are too few bids for more, below the last ask too few asks. A cancelled order that has been looked at
/// just leaves its sum; where the other side was looked at too far for what remains, it is gone back over.
abstract contract AuctionPricing is AuctionQueues {
    using TickBitmap for TickBitmap.Bitmap;

    /// @dev Looks at one level more, or at one less.
    /// @return found true iff there was nothing to do: the cursor stands where `_strike` can tell the price
    function _advance(Batch storage batch, Cursor memory cursor) internal view returns (bool found) {
        if (cursor.bids < cursor.asks) {
            uint24 bid = _nextBid(batch, cursor);
            if (bid != 0 && bid >= cursor.askTick) return _look(batch, cursor, true, bid);
            uint104 last = _lotsAt(batch.asks, cursor.askTick);
            if (cursor.asks - last < cursor.bids) return true;
            cursor.asks -= last;
            cursor.askTick = batch.asks.ticks.nextBelow(cursor.askTick);
            return false;
        }
        uint24 ask = batch.asks.ticks.nextAbove(cursor.askTick);
        if (cursor.bids > cursor.asks) {
            if (ask != 0 && ask <= cursor.bidTick) return _look(batch, cursor, false, ask);
            uint104 last = _lotsAt(batch.bids, cursor.bidTick);
            if (cursor.bids - last < cursor.asks) return true;
            cursor.bids -= last;
            cursor.bidTick = batch.bids.ticks.nextAbove(cursor.bidTick);
            return false;
        }
        uint24 next = _nextBid(batch, cursor);
        if (next == 0 || ask == 0 || next < ask) return true;
        return _look(batch, cursor, true, next);
    }

    /// @dev The tick and the imbalance there, once `_advance` has found them. Of the ticks with the largest volume, from the last
    /// ask to the last bid looked at, those with the smallest imbalance are an interval; the mark's nearest tick is moved into it.
    /// @return tick zero when nothing crosses
    function _strike(Batch storage batch, Cursor memory cursor, uint256 mark, uint256 tickSize)
        internal
        view
        returns (uint24 tick, int128 imbalance)
    {
        if (cursor.bids == 0 || cursor.asks == 0) return (0, 0);
        uint256 bid = _nextBid(batch, cursor);
        uint256 ask = batch.asks.ticks.nextAbove(cursor.askTick);
        if (ask == 0) ask = uint256(type(uint24).max) + 1;
        uint256 low = cursor.askTick;
        uint256 high = cursor.bidTick;
        int256 surplus = int256(uint256(cursor.bids)) - int256(uint256(cursor.asks));
        // Above the next bid there are the bids looked at and no others, below the next ask likewise.
        if (surplus >= 0) low = Math.max(low, bid + 1);
        if (surplus <= 0) high = Math.min(high, ask - 1);
        if (low > high) {
            // Even, and the next bid and the next ask stand side by side in between: one of them has to count.
            (low, high, surplus) = _sideBySide(batch, cursor, uint24(bid), uint24(ask));
        }
        uint256 nearest = mark / tickSize;
        if (mark % tickSize * 2 > tickSize) ++nearest;
        tick = uint24(Math.min(Math.max(nearest, low), high));
        // Where either of the two could count, the tick says which does.
        if (surplus == 0 && tick <= bid) surplus = int256(uint256(_lotsAt(batch.bids, uint24(bid))));
        else if (surplus == 0 && tick >= ask) surplus = -int256(uint256(_lotsAt(batch.asks, uint24(ask))));
        imbalance = int128(surplus);
    }

    /// @dev The interval when at `bid` and below there are more bids by those at `bid`, at `ask = bid + 1` and above more asks by
    /// those at `ask`. Equally many: either will do.
    /// @return low first tick of it
    /// @return high last tick of it
    /// @return surplus bids − asks there; zero when either will do
    function _sideBySide(Batch storage batch, Cursor memory cursor, uint24 bid, uint24 ask)
        private
        view
        returns (uint256 low, uint256 high, int256 surplus)
    {
        uint256 bids = _lotsAt(batch.bids, bid);
        uint256 asks = _lotsAt(batch.asks, ask);
        (low, high) = (ask, bid);
        if (bids <= asks) {
            low = Math.max(cursor.askTick, uint256(batch.bids.ticks.nextBelow(bid)) + 1);
            surplus = int256(bids);
        }
        if (asks <= bids) {
            uint256 behind = batch.asks.ticks.nextAbove(ask);
            high = behind == 0 ? cursor.bidTick : Math.min(cursor.bidTick, behind - 1);
            surplus -= int256(asks);
        }
    }

    /// @dev Takes a cancelled order, which is out of its queue already, out of what pricing has looked at.
    function _forget(Batch storage batch, Cursor memory cursor, bool isBuy, uint24 tick, uint64 lots, bool empty)
        internal
        view
    {
        if (isBuy) {
            if (cursor.bidTick == 0 || tick < cursor.bidTick) return;
            cursor.bids -= lots;
            if (empty && tick == cursor.bidTick) cursor.bidTick = batch.bids.ticks.nextAbove(tick);
        } else {
            if (tick > cursor.askTick) return;
            cursor.asks -= lots;
            if (empty && tick == cursor.askTick) cursor.askTick = batch.asks.ticks.nextBelow(tick);
        }
    }

    /// @dev Adds a level to what has been looked at.
    function _look(Batch storage batch, Cursor memory cursor, bool isBuy, uint24 tick) private view returns (bool) {
        if (isBuy) {
            cursor.bidTick = tick;
            cursor.bids += _lotsAt(batch.bids, tick);
        } else {
            cursor.askTick = tick;
            cursor.asks += _lotsAt(batch.asks, tick);
        }
        return false;
    }

    /// @dev The best bid not looked at yet, or zero.
    function _nextBid(Batch storage batch, Cursor memory cursor) private view returns (uint24) {
        return cursor.bidTick == 0 ? batch.bids.ticks.highest() : batch.bids.ticks.nextBelow(cursor.bidTick);
    }

    /// @dev Fits: 2^32 orders of fewer than 2^64 lots.
    function _lotsAt(AuctionSide storage side, uint24 tick) private view returns (uint104) {
        return uint104(side.levels[tick].totalLots);
    }
}
