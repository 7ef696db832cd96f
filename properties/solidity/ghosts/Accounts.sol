// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ACTORS, MARKETS, Shape} from "../system/Shape.sol";
import {System} from "../system/System.sol";
import {Account} from "./Margin.sol";

/// @notice All accounts at one moment, and the marks they are measured at.
struct Ledger {
    Account[ACTORS] accounts;
    uint256[MARKETS] marks;
}

/// @title Reads the accounts of all actors
abstract contract Accounts is System {
    /// @dev Caps as the owner's handler has set them, WAD base units.
    uint256[MARKETS] internal openInterestCaps;

    constructor() {
        for (uint16 id; id < MARKETS; ++id) {
            openInterestCaps[id] = Shape.openInterestCap(id);
        }
    }

    function _ledger() internal view returns (Ledger memory) {
        return _ledgerAt(_marks());
    }

    /// @dev After a user's call: no such call moves a mark.
    function _ledgerAt(uint256[MARKETS] memory marks) internal view returns (Ledger memory ledger) {
        ledger.marks = marks;
        for (uint8 who; who < ACTORS; ++who) {
            _readAccount(who, ledger.accounts[who]);
        }
    }

    function _account(uint8 who) internal view returns (Account memory account) {
        _readAccount(who, account);
    }

    function _readAccount(uint8 who, Account memory account) private view scratch {
        address owner = address(actors[who]);
        account.collateral = ENGINE.collateralOf(owner);
        for (uint16 id; id < MARKETS; ++id) {
            (account.size[id], account.quote[id], account.bidLots[id], account.askLots[id]) = ENGINE.position(owner, id);
        }
    }

    /// @dev Last stored prices, stale or not: for what the specification says of an account whatever the time.
    function _marks() internal view returns (uint256[MARKETS] memory marks) {
        for (uint16 id; id < MARKETS; ++id) {
            (marks[id],) = ORACLE.lastPrice(id);
        }
    }

    /// @dev Collateral and quotes of all accounts, WAD: what is in the engine for users, whoever's it is.
    function _holdings(Account[ACTORS] memory accounts) internal pure returns (int256 sum) {
        for (uint256 who; who < ACTORS; ++who) {
            sum += _holding(accounts[who]);
        }
    }

    /// @dev Trades and fees are all that moves it inside the engine; marks are not in it.
    function _holding(Account memory account) internal pure returns (int256 sum) {
        sum = account.collateral;
        for (uint16 id; id < MARKETS; ++id) {
            sum += account.quote[id];
        }
    }

    /// @dev Sum of the long sizes, WAD base units.
    function _longs(Account[ACTORS] memory accounts, uint16 id) internal pure returns (uint256 longs) {
        for (uint256 who; who < ACTORS; ++who) {
            int256 size = accounts[who].size[id];
            if (size > 0) longs += uint256(size);
        }
    }

    /// @dev The same after `buyer` has bought `size` from `seller`.
    function _longsAfter(Account[ACTORS] memory accounts, uint16 id, uint8 buyer, uint8 seller, uint256 size)
        internal
        pure
        returns (uint256 longs)
    {
        for (uint256 who; who < ACTORS; ++who) {
            int256 held = accounts[who].size[id];
            if (who == buyer) held += int256(size);
            if (who == seller) held -= int256(size);
            if (held > 0) longs += uint256(held);
        }
    }
}
