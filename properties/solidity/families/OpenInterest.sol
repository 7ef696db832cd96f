// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Account} from "../ghosts/Margin.sol";
import {UserCalls} from "../handlers/UserCalls.sol";
import {ACTORS, MARKETS} from "../system/Shape.sol";

/// @title Family OI: open interest and open orders
abstract contract OpenInterest is UserCalls {
    /// @notice Long and short open interest are each other's and the accounts' sum.
    function echidna_OI_01_open_interest_is_the_accounts_sum() external view returns (bool) {
        for (uint16 id; id < MARKETS; ++id) {
            (uint256 longs, uint256 shorts) = ENGINE.openInterest(id);
            int256 held;
            int256 owed;
            for (uint256 who; who < ACTORS; ++who) {
                (int128 size,,,) = ENGINE.position(address(actors[who]), id);
                if (size > 0) held += size;
                else owed -= size;
            }
            if (longs != shorts || int256(longs) != held || int256(shorts) != owed) return false;
        }
        return true;
    }

    /// @notice What raises open interest ends at or below the cap.
    function echidna_OI_02_cap_holds_after_raising() external view returns (bool) {
        return _holds(OI_02);
    }

    /// @notice The lots reserved for an account's open orders are the lots of its orders.
    function echidna_OI_03_reserved_lots_are_the_orders_lots() external view returns (bool) {
        uint256[MARKETS][ACTORS] memory bids;
        uint256[MARKETS][ACTORS] memory asks;
        for (uint256 i; i < live.length; ++i) {
            Order memory order = orders[live[i]];
            uint64 lots = BOOK.order(live[i]).lots;
            if (order.isBuy) bids[order.who][order.marketId] += lots;
            else asks[order.who][order.marketId] += lots;
        }
        for (uint256 who; who < ACTORS; ++who) {
            Account memory account = _account(who);
            for (uint16 id; id < MARKETS; ++id) {
                if (account.bidLots[id] != bids[who][id] || account.askLots[id] != asks[who][id]) return false;
            }
        }
        return true;
    }
}
