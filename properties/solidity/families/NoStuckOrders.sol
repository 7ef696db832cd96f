// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {UserCalls} from "../handlers/UserCalls.sol";
import {MARKETS} from "../system/Shape.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @title Family NS: no order is stuck, and the book is what it says
abstract contract NoStuckOrders is UserCalls {
    /// @notice Every resting order can be cancelled by its owner, whatever else is going on.
    function echidna_NS_01_every_live_order_is_cancellable() external view returns (bool) {
        return _holds(NS_01);
    }

    /// @notice The best bid lies below the best ask.
    function echidna_NS_02_book_is_not_crossed() external view returns (bool) {
        return _holds(NS_02);
    }

    /// @notice Queues, links, totals and the bitmap tell of the same orders, and of all of them.
    function echidna_NS_03_levels_queues_and_bitmap_agree() external view returns (bool) {
        return _holds(NS_03);
    }

    /// @notice No order fills beyond its lots, outside its limit or out of its turn, or leaves without a stated reason.
    function echidna_NS_04_orders_fill_by_their_terms_and_turn() external view returns (bool) {
        return _holds(NS_04);
    }

    /// @notice A quote answers what placing the same order then does.
    function echidna_NS_09_quotes_tell_what_placing_does() external view returns (bool) {
        return _holds(NS_09);
    }

    function _readBook() internal override scratch {
        ++walks;
        for (uint16 id; id < MARKETS; ++id) {
            (uint24 bid, uint24 ask) = BOOK.best(id);
            if (bid != 0 && ask != 0 && bid >= ask) _break(NS_02, "the best bid is not below the best ask");
            _walkSide(id, true, bid);
            _walkSide(id, false, ask);
        }
        for (uint256 i; i < live.length; ++i) {
            if (_shown(live[i]) == 0 && BOOK.order(live[i]).owner != address(0)) {
                _break(NS_03, "an order rests that no queue leads to");
            }
        }
    }

    /// @dev Every marked tick from the best on: it holds a queue, and each lies behind the one before.
    function _walkSide(uint16 id, bool isBuy, uint24 tick) private {
        for (uint256 levels; tick != 0; ++levels) {
            _walkLevel(id, isBuy, tick);
            uint24 next = BOOK.nextTick(id, isBuy, tick);
            bool behind = isBuy ? next < tick : next > tick;
            if (next != 0 && !behind || levels > live.length) {
                _break(NS_03, "the bitmap does not lead from tick to tick");
                return;
            }
            tick = next;
        }
    }

    /// @dev From head to tail: links agree, ids (and so times) rise, lots and orders add up to the level's.
    function _walkLevel(uint16 id, bool isBuy, uint24 tick) private scratch {
        IBookTypes.LevelView memory level = BOOK.level(id, isBuy, tick);
        uint256 lots;
        uint256 count;
        uint64 previous;
        for (uint64 orderId = level.headId; orderId != 0 && count <= live.length; ++count) {
            IBookTypes.OrderView memory order = BOOK.order(orderId);
            Order storage known = orders[orderId];
            if (
                order.marketId != known.marketId || order.isBuy != known.isBuy || order.tick != known.tick
                    || order.owner != address(actors[known.who]) || order.expiry != known.expiry
                    || order.reduceOnly != known.reduceOnly
            ) _break(NS_04, "a resting order changed its owner, market, side, tick or terms");
            if (order.previousId != previous || orderId <= previous) _break(NS_03, "a queue's links do not agree");
            if (order.marketId != id || order.isBuy != isBuy || order.tick != tick || known.lots == 0) {
                _break(NS_03, "a queue holds an order that is not its own");
            }
            (known.shown, known.walk) = (order.lots, walks);
            lots += order.lots;
            (previous, orderId) = (orderId, order.nextId);
        }
        if (level.tailId != previous || level.totalLots != lots || level.orderCount != count || count == 0) {
            _break(NS_03, "a level's totals are not its orders'");
        }
    }
}
