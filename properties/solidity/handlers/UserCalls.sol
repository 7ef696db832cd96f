// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Fees} from "../ghosts/Fees.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {Actor} from "../system/Actor.sol";
import {ACTORS, MARKETS} from "../system/Shape.sol";

/// @title What handlers share: drawing inputs from live state, calling as an actor, and what holds for every user's call
abstract contract UserCalls is Fees {
    function _actorOf(uint8 seed) internal pure returns (uint8) {
        return uint8(seed % ACTORS);
    }

    function _marketOf(uint8 seed) internal pure returns (uint16) {
        return uint16(seed % MARKETS);
    }

    /// @dev `drawn` where it lies in [low, high], else folded into it: small and boundary values survive as they are.
    function _fold(uint256 drawn, uint256 low, uint256 high) internal pure returns (uint256) {
        if (drawn >= low && drawn <= high) return drawn;
        return low + drawn % (high - low + 1);
    }

    function _perform(uint8 who, address target, bytes memory data) internal returns (bool ok, bytes memory answer) {
        Actor actor = actors[who];
        return actor.perform(target, data);
    }

    /// @dev Promises about every call that any user makes, whatever it was.
    function _checkUserCall(Ledger memory before, Ledger memory afterwards) internal {
        for (uint256 who; who < ACTORS; ++who) {
            int256 room = Margin.headroom(before.accounts[who], before.marks);
            int256 floor = room < 0 ? room : int256(0);
            if (Margin.headroom(afterwards.accounts[who], afterwards.marks) < floor) {
                _break(MS_05, "a user's call made an account liquidatable, or a liquidatable one worse");
            }
        }
        for (uint16 id; id < MARKETS; ++id) {
            uint256 longs = _longs(afterwards.accounts, id);
            if (longs > _longs(before.accounts, id) && longs > openInterestCaps[id]) {
                _break(OI_02, "open interest was raised above the cap");
            }
        }
    }

    /// @dev Margin was asked for at a price: that of a market whose readings are too old must have stopped the call.
    function _checkPricedFresh(Account memory account) internal {
        for (uint16 id; id < MARKETS; ++id) {
            bool active = account.size[id] != 0 || account.bidLots[id] != 0 || account.askLots[id] != 0;
            if (active && !_fresh(id)) _break(OR_01, "margin was checked at a price older than allowed");
        }
    }

    /// @dev Assets per share, with the vault's virtual unit and shares, must not have fallen: compared crosswise, exactly.
    function _checkSharePrice(uint256 assets, uint256 supply) internal {
        uint256 virtualShares = 1e6;
        if ((VAULT.totalAssets() + 1) * (supply + virtualShares) < (assets + 1) * (VAULT.totalSupply() + virtualShares))
        {
            _break(SH_01, "the share price fell");
        }
    }
}
