// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {UserCalls} from "../handlers/UserCalls.sol";
import {MARKETS} from "../system/Shape.sol";
import {IOrderbookV2} from "contracts/interfaces/IOrderbookV2.sol";

/// @title Family NS: no order is stuck, and the book is what it says
abstract contract NoStuckOrders is UserCalls {
    /// @dev How `probeCancels` ended; thrown, so that nothing it did remains.
    error Probed(bool allCancelled);

    /// @notice Every resting order can be cancelled by its owner, whatever else is going on.
    function echidna_NS_01_every_live_order_is_cancellable() external returns (bool) {
        try this.probeCancels() {
            return false;
        } catch (bytes memory thrown) {
            return keccak256(thrown) == keccak256(abi.encodeWithSelector(Probed.selector, true));
        }
    }

    /// @notice Cancels everything and takes it all back by reverting. Only for the property above.
    function probeCancels() external {
        require(msg.sender == address(this), "only for the property");
        for (uint256 i; i < live.length; ++i) {
            (bool ok,) = _perform(orders[live[i]].who, address(BOOK), abi.encodeCall(IOrderbookV2.cancel, (live[i])));
            if (!ok) revert Probed(false);
        }
        revert Probed(true);
    }

    /// @notice The best bid lies below the best ask.
    function echidna_NS_02_book_is_not_crossed() external view returns (bool) {
        for (uint16 id; id < MARKETS; ++id) {
            (uint24 bid, uint24 ask) = BOOK.best(id);
            if (bid != 0 && ask != 0 && bid >= ask) return false;
        }
        return true;
    }

    /// @notice Queues, links, totals and the bitmap tell of the same orders, and of all of them.
    function echidna_NS_03_levels_queues_and_bitmap_agree() external view returns (bool) {
        uint256 found;
        for (uint16 id; id < MARKETS; ++id) {
            (uint24 bid, uint24 ask) = BOOK.best(id);
            (bool bidsHold, uint256 bids) = _walkSide(id, true, bid);
            (bool asksHold, uint256 asks) = _walkSide(id, false, ask);
            if (!bidsHold || !asksHold) return false;
            found += bids + asks;
        }
        return found == live.length;
    }

    /// @notice No order fills beyond its lots, outside its limit or out of its turn, or leaves without a stated reason.
    function echidna_NS_04_orders_fill_by_their_terms_and_turn() external view returns (bool) {
        return _holds(NS_04);
    }

    /// @dev Every marked tick from the best on: it holds a queue, and each lies behind the one before.
    function _walkSide(uint16 id, bool isBuy, uint24 tick) private view returns (bool, uint256 found) {
        while (tick != 0) {
            if (!BOOK.tickMarked(id, isBuy, tick)) return (false, found);
            (bool holds, uint256 count) = _walkLevel(id, isBuy, tick);
            found += count;
            if (!holds || count == 0 || found > live.length) return (false, found);
            uint24 next = BOOK.nextTick(id, isBuy, tick);
            if (next != 0 && (isBuy ? next >= tick : next <= tick)) return (false, found);
            tick = next;
        }
        return (true, found);
    }

    /// @dev From head to tail: links agree, ids (and so times) rise, lots and orders add up to the level's.
    function _walkLevel(uint16 id, bool isBuy, uint24 tick) private view returns (bool, uint256 count) {
        IOrderbookV2.LevelView memory level = BOOK.level(id, isBuy, tick);
        uint256 lots;
        uint64 previous;
        for (uint64 orderId = level.headId; orderId != 0;) {
            IOrderbookV2.OrderView memory order = BOOK.order(orderId);
            Order memory known = orders[orderId];
            if (
                order.previousId != previous || orderId <= previous || order.lots == 0 || order.lots != known.lots
                    || known.marketId != id || known.isBuy != isBuy || known.tick != tick
            ) return (false, count);
            lots += order.lots;
            if (++count > live.length) return (false, count);
            (previous, orderId) = (orderId, order.nextId);
        }
        return (level.tailId == previous && level.totalLots == lots && level.orderCount == count, count);
    }
}
