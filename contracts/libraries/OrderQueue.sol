// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Resting orders and the FIFO queues of price levels
/// @notice Doubly linked by order id; id 0 means "none".
library OrderQueue {
    /// @dev Two slots: what matching reads first, then the links.
    struct Order {
        address owner;
        uint64 lots;
        uint24 tick;
        bool isBuy;
        uint64 previousId;
        uint64 nextId;
        uint16 marketId;
    }

    /// @dev One slot.
    struct Level {
        uint64 headId;
        uint64 tailId;
        uint64 totalLots;
        uint64 orderCount;
    }

    /// @notice Puts an order whose fields but the links are set at the tail of its level.
    function append(
        Level storage level,
        mapping(uint64 orderId => Order) storage orders,
        uint64 orderId,
        Order memory order
    ) internal {
        Level memory changed = level;
        order.previousId = changed.tailId;
        order.nextId = 0;
        orders[orderId] = order;
        if (changed.tailId == 0) changed.headId = orderId;
        else orders[changed.tailId].nextId = orderId;
        changed.tailId = orderId;
        changed.totalLots += order.lots;
        ++changed.orderCount;
        _write(level, changed);
    }

    /// @notice Takes an order out of its level, wherever it stands, and deletes it.
    /// @return empty true iff the level has no order left
    function remove(Level storage level, mapping(uint64 orderId => Order) storage orders, uint64 orderId)
        internal
        returns (bool empty)
    {
        Level memory changed = level;
        Order memory order = orders[orderId];
        if (order.previousId == 0) changed.headId = order.nextId;
        else orders[order.previousId].nextId = order.nextId;
        if (order.nextId == 0) changed.tailId = order.previousId;
        else orders[order.nextId].previousId = order.previousId;
        changed.totalLots -= order.lots;
        --changed.orderCount;
        _write(level, changed);
        delete orders[orderId];
        return changed.orderCount == 0;
    }

    /// @notice Lowers an order's lots in place: it keeps its priority.
    function reduce(Level storage level, mapping(uint64 orderId => Order) storage orders, uint64 orderId, uint64 lots)
        internal
    {
        orders[orderId].lots -= lots;
        level.totalLots -= lots;
    }

    /// @dev Whole struct at once: one store.
    function _write(Level storage level, Level memory changed) private {
        level.headId = changed.headId;
        level.tailId = changed.tailId;
        level.totalLots = changed.totalLots;
        level.orderCount = changed.orderCount;
    }
}
