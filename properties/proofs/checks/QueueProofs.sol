// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {LevelWord} from "contracts/libraries/LevelWord.sol";
import {OrderId} from "contracts/libraries/OrderId.sol";
import {OrderQueue} from "contracts/libraries/OrderQueue.sol";
import {OrderWord, OrderWordLib} from "contracts/libraries/OrderWord.sol";

/// @title NS-03: the queue of a price level
/// @dev An order's neighbours are the resting orders on either side, past runs of holes of any length. Nothing else of the
/// queue is read or written, so that what holds of them holds of a queue of any size.
contract QueueProofs {
    mapping(uint64 orderId => OrderWord) private orders;

    /// @notice An order that comes is the last, whatever the level was; the totals grow by it.
    function check_appendTakesTheTail(uint32 key, uint256 levelWord, uint256 orderWord) external {
        (LevelWord level, OrderWord order) = (LevelWord.wrap(levelWord), OrderWord.wrap(orderWord));
        uint32 number = level.next();
        require(level.count() < number && level.hasRoomFor(order));
        require(order.rests() && level.totalLots() <= type(uint96).max - order.lots());
        (LevelWord longer, uint64 orderId) = OrderQueue.append(orders, key, level, order);
        assert(OrderId.levelOf(orderId) == key && OrderId.numberOf(orderId) == number);
        assert(OrderWord.unwrap(orders[orderId]) == orderWord);
        assert(longer.next() == number + 1 && longer.head() == (level.count() == 0 ? number : level.head()));
        assert(longer.count() == level.count() + 1 && longer.totalLots() == level.totalLots() + order.lots());
        assert(longer.changedAt() == level.changedAt());
        assert(longer.expiring() == level.expiring() + (order.expires() ? 1 : 0));
    }

    /// @notice The head leaves: what is behind it begins the queue, the totals shrink by it.
    function check_removedHeadIsGone(uint32 key, uint256 levelWord, uint256 orderWord) external {
        (LevelWord level, OrderWord order) = (LevelWord.wrap(levelWord), OrderWord.wrap(orderWord));
        _requireOf(level, level.head(), order);
        uint64 orderId = OrderId.encode(key, level.head());
        orders[orderId] = order;
        LevelWord shorter = OrderQueue.remove(orders, orderId, level, order);
        _assertLessened(level, shorter, order);
        assert(shorter.head() == level.head() + 1);
        assert(!orders[orderId].rests());
    }

    /// @notice Any other order leaves from between two that rest: they find each other past the hole.
    function check_removedOrderIsPassed(
        uint32 key,
        uint256 levelWord,
        uint256 orderWord,
        uint32 number,
        uint256 neighbourWord
    ) external {
        LevelWord shorter = _remove(key, levelWord, orderWord, Place(number, number, number), neighbourWord);
        _assertPassed(key, shorter, number, number);
    }

    /// @notice The same where a run of holes stands before it: the hole takes it in.
    function check_removedOrderJoinsHolesBefore(
        uint32 key,
        uint256 levelWord,
        uint256 orderWord,
        uint32 number,
        uint32 first,
        uint256 neighbourWord
    ) external {
        require(first < number);
        LevelWord shorter = _remove(key, levelWord, orderWord, Place(number, first, number), neighbourWord);
        _assertPassed(key, shorter, first, number);
    }

    /// @notice The same where a run of holes stands behind it.
    function check_removedOrderJoinsHolesBehind(
        uint32 key,
        uint256 levelWord,
        uint256 orderWord,
        uint32 number,
        uint32 last,
        uint256 neighbourWord
    ) external {
        require(number < last);
        LevelWord shorter = _remove(key, levelWord, orderWord, Place(number, number, last), neighbourWord);
        _assertPassed(key, shorter, number, last);
    }

    struct Place {
        uint32 number;
        uint32 first;
        uint32 last;
    }

    /// @dev Sets the order, the runs beside it and its neighbours, and takes the order out.
    function _remove(uint32 key, uint256 levelWord, uint256 orderWord, Place memory place, uint256 neighbourWord)
        private
        returns (LevelWord shorter)
    {
        (LevelWord level, OrderWord order) = (LevelWord.wrap(levelWord), OrderWord.wrap(orderWord));
        (uint32 number, uint32 first, uint32 last) = (place.number, place.first, place.last);
        _requireOf(level, number, order);
        // Somebody rests on either side.
        require(level.head() < first && last < level.next() - 1);
        OrderWord neighbour = OrderWord.wrap(neighbourWord);
        require(neighbour.rests());
        orders[OrderId.encode(key, first - 1)] = neighbour;
        if (first != number) _writeRun(key, first, number - 1);
        orders[OrderId.encode(key, number)] = order;
        if (last != number) _writeRun(key, number + 1, last);
        orders[OrderId.encode(key, last + 1)] = neighbour;
        shorter = OrderQueue.remove(orders, OrderId.encode(key, number), level, order);
        _assertLessened(level, shorter, order);
        assert(shorter.head() == level.head());
        assert(!orders[OrderId.encode(key, number)].rests());
    }

    function _assertPassed(uint32 key, LevelWord level, uint32 first, uint32 last) private view {
        // Both ends of the run tell all of it: one step passes it either way.
        uint256 run = OrderWord.unwrap(OrderWordLib.hole(first, last));
        assert(OrderWord.unwrap(orders[OrderId.encode(key, first)]) == run);
        assert(OrderWord.unwrap(orders[OrderId.encode(key, last)]) == run);
        (uint32 behind,) = OrderQueue.from(orders, key, level, first);
        assert(behind == last + 1);
        assert(OrderQueue.before(orders, key, level, last + 1) == first - 1);
    }

    /// @dev A run of holes, as it is known at its ends.
    function _writeRun(uint32 key, uint32 first, uint32 last) private {
        orders[OrderId.encode(key, first)] = OrderWordLib.hole(first, last);
        orders[OrderId.encode(key, last)] = OrderWordLib.hole(first, last);
    }

    function _requireOf(LevelWord level, uint32 number, OrderWord order) private pure {
        require(order.rests() && 0 < level.head() && level.head() <= number && number < level.next());
        require(level.count() > 0 && level.totalLots() >= order.lots());
        require(!order.expires() || level.expiring() > 0);
    }

    function _assertLessened(LevelWord level, LevelWord shorter, OrderWord order) private pure {
        assert(shorter.count() == level.count() - 1 && shorter.totalLots() == level.totalLots() - order.lots());
        assert(shorter.next() == level.next() && shorter.changedAt() == level.changedAt());
        assert(shorter.expiring() == level.expiring() - (order.expires() ? 1 : 0));
    }
}
