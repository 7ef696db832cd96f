// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Readings} from "./Readings.sol";

/// @title The resting orders as their owners know them
/// @notice Kept from what calls returned, and compared with what the book shows.
abstract contract Orders is Readings {
    /// @dev One slot.
    struct Order {
        uint8 who;
        uint16 marketId;
        bool isBuy;
        uint24 tick;
        uint64 lots;
        /// Lots that the book showed at walk number `walk`.
        uint64 shown;
        uint32 walk;
        /// Unix seconds; zero for none.
        uint32 expiry;
        bool reduceOnly;
    }

    mapping(uint64 id => Order) internal orders;
    /// @dev Ids of the orders that still rest, oldest first.
    uint64[] internal live;
    /// @dev Number of walks over the book so far.
    uint32 internal walks;

    /// @dev Walks the book and notes what it shows of every live order.
    function _readBook() internal virtual;

    /// @dev Lots that the book showed at the last walk; zero for an order that has left.
    function _shown(uint64 id) internal view returns (uint64) {
        Order storage order = orders[id];
        return order.walk == walks ? order.shown : 0;
    }

    function _addOrder(uint64 id, Order memory order) internal {
        orders[id] = order;
        live.push(id);
    }

    /// @dev Takes over what the book shows; nothing that the handler has not yet taken over itself may have changed.
    function _takeOver() internal {
        uint256 kept;
        uint256 length = live.length;
        for (uint256 i; i < length; ++i) {
            uint64 id = live[i];
            uint64 shown = _shown(id);
            if (shown != orders[id].lots) {
                _break(NS_04, "an order changed that the call had no business with");
                orders[id].lots = shown;
            }
            if (shown == 0) continue;
            if (kept != i) live[kept] = id;
            ++kept;
        }
        for (; length > kept; --length) {
            live.pop();
        }
    }

    /// @dev The live orders a taker with this limit meets, in price-time order.
    function _crossing(uint16 marketId, bool isBuy, uint24 limit) internal view returns (uint64[] memory ids) {
        uint256 length = live.length;
        ids = new uint64[](length);
        uint24[] memory ticks = new uint24[](length);
        uint256 count;
        for (uint256 i; i < length; ++i) {
            uint64 id = live[i];
            Order storage order = orders[id];
            uint24 tick = order.tick;
            if (order.marketId != marketId || order.isBuy == isBuy) continue;
            if (isBuy ? tick > limit : tick < limit) continue;
            // Ids come in order of time: an insertion behind equal ticks keeps it.
            uint256 at = count++;
            for (; at > 0 && _better(tick, ticks[at - 1], isBuy); --at) {
                ids[at] = ids[at - 1];
                ticks[at] = ticks[at - 1];
            }
            ids[at] = id;
            ticks[at] = tick;
        }
        assembly {
            mstore(ids, count)
        }
    }

    function _expired(uint64 id) internal view returns (bool) {
        uint32 expiry = orders[id].expiry;
        return expiry != 0 && block.timestamp >= expiry;
    }

    /// @dev Best tick a taker would meet, or zero.
    function _bestTick(uint16 marketId, bool makersBuy) internal view returns (uint24 best) {
        for (uint256 i; i < live.length; ++i) {
            Order storage order = orders[live[i]];
            if (order.marketId != marketId || order.isBuy != makersBuy) continue;
            if (best == 0 || _better(order.tick, best, !makersBuy)) best = order.tick;
        }
    }

    function _better(uint24 tick, uint24 than, bool takerBuys) private pure returns (bool) {
        return takerBuys ? tick < than : tick > than;
    }
}
