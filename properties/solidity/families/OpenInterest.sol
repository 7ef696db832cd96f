// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {UserCalls} from "../handlers/UserCalls.sol";
import {MARKETS, PARTIES} from "../system/Shape.sol";

/// @title Family OI: open interest and open orders
abstract contract OpenInterest is UserCalls {
    /// @notice Long and short open interest are the accounts' sums, and each other's until the market settles.
    function echidna_OI_01_open_interest_is_the_accounts_sum() external view returns (bool) {
        return _holds(OI_01);
    }

    /// @notice What raises open interest ends at or below the cap.
    function echidna_OI_02_cap_holds_after_raising() external view returns (bool) {
        return _holds(OI_02);
    }

    /// @notice The lots reserved for an account's open orders are the lots of its orders.
    function echidna_OI_03_reserved_lots_are_the_orders_lots() external view returns (bool) {
        return _holds(OI_03);
    }

    /// @notice Who grows ends within the caps on its notional, there and in all.
    function echidna_OI_04_accounts_grow_within_their_caps() external view returns (bool) {
        return _holds(OI_04);
    }

    /// @notice While the system is paused or a market is reduce-only no position grows.
    function echidna_OI_05_nobody_grows_while_reducing_only() external view returns (bool) {
        return _holds(OI_05);
    }

    /// @notice The vault takes positions over up to its cap.
    function echidna_OI_06_the_vault_backs_up_to_its_cap() external view returns (bool) {
        return _holds(OI_06);
    }

    function _checkInterest(Ledger memory ledger) internal override scratch {
        for (uint16 id; id < MARKETS; ++id) {
            (uint256 longs, uint256 shorts) = ENGINE.openInterest(id);
            int256 net;
            for (uint256 who; who < PARTIES; ++who) {
                net += ledger.accounts[who].size[id];
            }
            // A settling market is itself the counterparty of every close: the sides then empty one by one.
            uint256 held = _longs(ledger.accounts, id);
            if (longs != held || int256(shorts) != int256(held) - net || net != 0 && !_settling(id)) {
                _break(OI_01, "open interest is not the accounts' sum");
            }
        }
        _checkReserved(ledger);
    }

    function _checkReserved(Ledger memory ledger) private scratch {
        uint256[MARKETS][PARTIES] memory bids;
        uint256[MARKETS][PARTIES] memory asks;
        for (uint256 i; i < live.length; ++i) {
            Order memory order = orders[live[i]];
            if (order.isBuy) bids[order.who][order.marketId] += order.lots;
            else asks[order.who][order.marketId] += order.lots;
        }
        for (uint256 who; who < PARTIES; ++who) {
            for (uint16 id; id < MARKETS; ++id) {
                if (
                    ledger.accounts[who].bidLots[id] != bids[who][id]
                        || ledger.accounts[who].askLots[id] != asks[who][id]
                ) _break(OI_03, "lots are reserved for other orders than rest");
            }
        }
    }
}
