// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {OrderQueue} from "contracts/libraries/OrderQueue.sol";

/// @title NS-03: the queue of a price level
contract QueueProofs {
    using OrderQueue for OrderQueue.Level;

    mapping(uint64 orderId => OrderQueue.Order) private orders;
    OrderQueue.Level private level;

    /// @notice An order put behind any tail: it is the tail, what was before keeps its place, the totals grow by it.
    function check_appendKeepsLinksAndTotals(
        uint64 head,
        uint64 tail,
        uint64 total,
        uint64 count,
        uint64 orderId,
        uint64 lots,
        uint64 beforeTail
    ) external {
        require(orderId != 0 && orderId != tail && orderId != head && total <= type(uint64).max - lots);
        require(count < type(uint64).max && (tail == 0) == (head == 0) && (count == 0) == (tail == 0));
        level.headId = head;
        level.tailId = tail;
        level.totalLots = total;
        level.orderCount = count;
        if (tail != 0) orders[tail].previousId = beforeTail;
        level.append(orders, orderId, _order(lots));
        assert(level.tailId == orderId && level.headId == (tail == 0 ? orderId : head));
        assert(level.totalLots == total + lots && level.orderCount == count + 1);
        assert(orders[orderId].previousId == tail && orders[orderId].nextId == 0 && orders[orderId].lots == lots);
        if (tail != 0) assert(orders[tail].nextId == orderId && orders[tail].previousId == beforeTail);
    }

    /// @notice An order taken from between any two neighbours: they are linked to each other, the totals shrink by it.
    function check_removeKeepsLinksAndTotals(
        uint64 orderId,
        uint64 previousId,
        uint64 nextId,
        uint64 lots,
        uint64 total,
        uint64 count,
        uint64 far
    ) external {
        require(orderId != 0 && orderId != previousId && orderId != nextId && total >= lots && count > 0);
        require(previousId == 0 || previousId != nextId);
        level.headId = previousId == 0 ? orderId : far;
        level.tailId = nextId == 0 ? orderId : far;
        level.totalLots = total;
        level.orderCount = count;
        orders[orderId] = _order(lots);
        orders[orderId].previousId = previousId;
        orders[orderId].nextId = nextId;
        if (previousId != 0) (orders[previousId].nextId, orders[previousId].previousId) = (orderId, far);
        if (nextId != 0) (orders[nextId].previousId, orders[nextId].nextId) = (orderId, far);
        bool empty = level.remove(orders, orderId);
        assert(empty == (count == 1));
        assert(level.totalLots == total - lots && level.orderCount == count - 1);
        assert(level.headId == (previousId == 0 ? nextId : far) && level.tailId == (nextId == 0 ? previousId : far));
        assert(orders[orderId].owner == address(0) && orders[orderId].lots == 0);
        if (previousId != 0) assert(orders[previousId].nextId == nextId && orders[previousId].previousId == far);
        if (nextId != 0) assert(orders[nextId].previousId == previousId && orders[nextId].nextId == far);
    }

    function _order(uint64 lots) private pure returns (OrderQueue.Order memory) {
        return
            OrderQueue.Order({
                owner: address(1), lots: lots, tick: 1, isBuy: true, previousId: 0, nextId: 0, marketId: 0
            });
    }
}
