// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {MARKETS, PARTIES, Shape} from "../system/Shape.sol";
import {System} from "../system/System.sol";
import {Account, Margin} from "./Margin.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice All accounts at one moment, and the marks they are measured at.
struct Ledger {
    Account[PARTIES] accounts;
    uint256[MARKETS] marks;
}

/// @title Reads the accounts of all actors
abstract contract Accounts is System {
    /// @dev What the owner's handlers have set. Open interest is capped in WAD base units, accounts and the vault's backstop
    /// in WAD dollars.
    uint256[MARKETS] internal openInterestCaps;
    uint256[MARKETS] internal accountCaps;
    uint256 internal accountCap;
    uint256 internal backstopCap;
    bool internal paused;
    IEngineTypes.MarketState[MARKETS] internal states;
    /// @dev Final prices of settling markets, WAD dollars.
    uint256[MARKETS] internal finalPrices;

    constructor() {
        for (uint16 id; id < MARKETS; ++id) {
            openInterestCaps[id] = Shape.openInterestCap(id);
            accountCaps[id] = Shape.accountNotionalCap(id);
        }
        accountCap = Shape.accountNotionalCap();
        backstopCap = Shape.backstopNotionalCap();
    }

    function _settling(uint16 id) internal view returns (bool) {
        return states[id] == IEngineTypes.MarketState.Settling;
    }

    function _ledger() internal view returns (Ledger memory) {
        return _ledgerAt(_marks());
    }

    /// @dev After a user's call: no such call moves a mark.
    function _ledgerAt(uint256[MARKETS] memory marks) internal view returns (Ledger memory ledger) {
        ledger.marks = marks;
        for (uint8 who; who < PARTIES; ++who) {
            _readAccount(who, ledger.accounts[who]);
        }
    }

    function _account(uint8 who) internal view returns (Account memory account) {
        _readAccount(who, account);
    }

    function _readAccount(uint8 who, Account memory account) private view scratch {
        address owner = _party(who);
        account.collateral = ENGINE.collateralOf(owner);
        for (uint16 id; id < MARKETS; ++id) {
            (account.size[id], account.quote[id], account.bidLots[id], account.askLots[id]) = ENGINE.position(owner, id);
            if (account.size[id] != 0 && Shape.funded(id)) account.owed[id] = _owed(owner, id, account.size[id]);
        }
    }

    /// @dev Nothing while there is no fresh mark: nobody's margin in the market can then matter to a call that succeeds.
    function _owed(address owner, uint16 id, int256 size) private view returns (int256) {
        try ENGINE.fundingOwed(owner, id) returns (int256, int128 entryIndex) {
            (int256 index,,,) = ENGINE.fundingState(id);
            return Margin.owed(size, index - entryIndex);
        } catch {
            return 0;
        }
    }

    /// @dev Last stored prices, stale or not, and final ones: for what the specification says of an account whatever the time.
    function _marks() internal view returns (uint256[MARKETS] memory marks) {
        for (uint16 id; id < MARKETS; ++id) {
            if (_settling(id)) marks[id] = finalPrices[id];
            else (marks[id],) = ORACLE.lastPrice(id);
        }
    }

    /// @dev Collateral and quotes less funding owed of all accounts, WAD: what is in the engine for users, whoever's it is.
    function _holdings(Account[PARTIES] memory accounts) internal pure returns (int256 sum) {
        for (uint256 who; who < PARTIES; ++who) {
            sum += _holding(accounts[who]);
        }
    }

    /// @dev Trades and fees are all that moves it inside the engine; marks are not in it.
    function _holding(Account memory account) internal pure returns (int256 sum) {
        sum = account.collateral;
        for (uint16 id; id < MARKETS; ++id) {
            sum += account.quote[id] - account.owed[id];
        }
    }

    /// @dev Sum of the long sizes, WAD base units.
    function _longs(Account[PARTIES] memory accounts, uint16 id) internal pure returns (uint256 longs) {
        for (uint256 who; who < PARTIES; ++who) {
            int256 size = accounts[who].size[id];
            if (size > 0) longs += uint256(size);
        }
    }

    /// @dev The same after `buyer` has bought `size` from `seller`.
    function _longsAfter(Account[PARTIES] memory accounts, uint16 id, uint8 buyer, uint8 seller, uint256 size)
        internal
        pure
        returns (uint256 longs)
    {
        for (uint256 who; who < PARTIES; ++who) {
            int256 held = accounts[who].size[id];
            if (who == buyer) held += int256(size);
            if (who == seller) held -= int256(size);
            if (held > 0) longs += uint256(held);
        }
    }
}
