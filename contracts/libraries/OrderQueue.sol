// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {LevelWord} from "./LevelWord.sol";
import {OrderId} from "./OrderId.sol";
import {OrderWord, OrderWordLib} from "./OrderWord.sol";

/// @title The FIFO queue of a price level: both neighbours of an order are found, and it is taken out, in a constant number of reads
/// @notice Orders of a level are numbered in the order they come. Neighbours stand next to each other by number, so that links need no
/// storage of their own. A cancelled order leaves a hole; neighbouring holes are one run, whose first and last word say how far it
/// reaches, so that any run is passed in one step.
library OrderQueue {
    /// @notice Puts an order at the tail. The level must have room for it.
    function append(mapping(uint64 orderId => OrderWord) storage orders, uint32 key, LevelWord level, OrderWord order)
        internal
        returns (LevelWord, uint64 orderId)
    {
        orderId = OrderId.encode(key, level.next());
        orders[orderId] = order;
        return (level.appended(order), orderId);
    }

    /// @notice Takes a resting order out of its level, wherever it stands.
    function remove(
        mapping(uint64 orderId => OrderWord) storage orders,
        uint64 orderId,
        LevelWord level,
        OrderWord order
    ) internal returns (LevelWord) {
        uint32 number = OrderId.numberOf(orderId);
        level = level.without(order);
        if (number == level.head()) {
            // Nothing before the head is ever looked at again; what follows may be a hole.
            orders[orderId] = OrderWord.wrap(0);
            return level.withHead(number + 1);
        }
        uint32 first = number;
        uint32 last = number;
        // Behind the head: the neighbour before is one of this queue. It and the one behind are ends of whole runs.
        OrderWord neighbour = orders[orderId - 1];
        if (neighbour.isHole()) first = neighbour.first();
        if (number + 1 < level.next()) {
            neighbour = orders[orderId + 1];
            if (neighbour.isHole()) last = neighbour.last();
        }
        OrderWord run = OrderWordLib.hole(first, last);
        orders[orderId] = run;
        if (first != number) orders[orderId - (number - first)] = run;
        if (last != number) orders[orderId + (last - number)] = run;
        return level;
    }

    /// @notice The oldest resting order whose number is not below `number`; number zero when there is none.
    /// @dev One step, or two past a run of holes, from the head or from an order of the queue; from within a run as many more
    /// as it has been put together of.
    function from(mapping(uint64 orderId => OrderWord) storage orders, uint32 key, LevelWord level, uint32 number)
        internal
        view
        returns (uint32, OrderWord order)
    {
        uint32 end = level.next();
        while (number < end) {
            order = orders[OrderId.encode(key, number)];
            if (order.rests()) return (number, order);
            number = order.last() + 1;
        }
        return (0, OrderWord.wrap(0));
    }

    /// @notice The number of the youngest resting order below `number`, or zero.
    function before(mapping(uint64 orderId => OrderWord) storage orders, uint32 key, LevelWord level, uint32 number)
        internal
        view
        returns (uint32)
    {
        uint32 first = level.head();
        while (number > first) {
            OrderWord order = orders[OrderId.encode(key, --number)];
            if (order.rests()) return number;
            number = order.first();
        }
        return 0;
    }
}
