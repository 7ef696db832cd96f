// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Readings} from "./Readings.sol";
import {IOrderbookV2} from "contracts/interfaces/IOrderbookV2.sol";

/// @title The resting orders as their owners know them
/// @notice Kept from what calls returned, never from the book's own queues.
abstract contract Orders is Readings {
    struct Order {
        uint8 who;
        uint16 marketId;
        bool isBuy;
        uint24 tick;
        uint64 lots;
    }

    mapping(uint64 id => Order) internal orders;
    /// @dev Ids of the orders that still rest, oldest first.
    uint64[] internal live;

    function _addOrder(uint64 id, Order memory order) internal {
        orders[id] = order;
        live.push(id);
    }

    /// @dev Drops the orders without lots.
    function _prune() internal {
        uint256 kept;
        uint256 length = live.length;
        for (uint256 i; i < length; ++i) {
            uint64 id = live[i];
            if (orders[id].lots == 0) continue;
            if (kept != i) live[kept] = id;
            ++kept;
        }
        for (; length > kept; --length) {
            live.pop();
        }
    }

    /// @dev Lots that the book shows for an order; also checks that everything else about it stands as it was placed.
    function _lotsInBook(uint64 id) internal returns (uint64) {
        IOrderbookV2.OrderView memory shown = BOOK.order(id);
        if (shown.owner == address(0)) return 0;
        Order memory known = orders[id];
        if (
            shown.owner != address(actors[known.who]) || shown.marketId != known.marketId || shown.isBuy != known.isBuy
                || shown.tick != known.tick
        ) _break(NS_04, "a resting order changed its owner, market, side or tick");
        return shown.lots;
    }

    /// @dev No order but `except` may have changed.
    function _checkUntouched(uint64 except) internal {
        for (uint256 i; i < live.length; ++i) {
            if (live[i] != except && _lotsInBook(live[i]) != orders[live[i]].lots) {
                _break(NS_04, "an order changed that the call had no business with");
                orders[live[i]].lots = _lotsInBook(live[i]);
            }
        }
    }

    /// @dev The live orders a taker with this limit meets, in price-time order.
    function _crossing(uint16 marketId, bool isBuy, uint24 limit) internal view returns (uint64[] memory ids) {
        ids = new uint64[](live.length);
        uint256 count;
        for (uint256 i; i < live.length; ++i) {
            Order storage order = orders[live[i]];
            if (order.marketId != marketId || order.isBuy == isBuy) continue;
            if (isBuy ? order.tick > limit : order.tick < limit) continue;
            // Ids come in order of time: an insertion behind equal ticks keeps it.
            uint256 at = count++;
            for (; at > 0 && _better(order.tick, orders[ids[at - 1]].tick, isBuy); --at) {
                ids[at] = ids[at - 1];
            }
            ids[at] = live[i];
        }
        assembly {
            mstore(ids, count)
        }
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
