// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {Requests} from "../ghosts/Requests.sol";
import {ACTORS, MARKETS, PARTIES} from "../system/Shape.sol";

/// @notice USDC units idle in the vault and worth at the engine, and shares.
struct SharePrice {
    uint256 idle;
    uint256 atEngine;
    uint256 supply;
}

/// @title What handlers share: drawing inputs from live state, calling as an actor, and what holds after every user's call
/// @notice The checks named here are written in the families; a handler makes those that its call may have to do with.
abstract contract UserCalls is Requests {
    /// @notice The system refused an actor's call with this error.
    event Refused(bytes4 error);

    /// @dev OI: open interest and reserved lots add up over the accounts.
    function _checkInterest(Ledger memory ledger) internal virtual;

    /// @dev FC: charged, paid, accrued and held add up. `known`: whether `credited` says what each sink was due.
    function _checkMoney(Ledger memory ledger, bool known) internal virtual;

    /// @dev OR: prices given out and stored are what the readings allow.
    function _checkPrices() internal virtual;

    /// @dev SH: the vault and the fund count what they were given; the share price has not fallen.
    function _checkShares() internal virtual;

    /// @dev The same, where nothing but a call to the vault has happened since `before`: what is at the engine has not moved by itself.
    function _checkSharesSince(SharePrice memory before) internal virtual;

    /// @dev What the share price is made of, now.
    function _sharePrice() internal view virtual returns (SharePrice memory);

    /// @dev What the vault's equity at the engine is worth, USDC units.
    function _engineSide() internal view virtual returns (uint256);

    /// @dev Whether the vault's assets can be told now.
    function _valued() internal view virtual returns (bool);

    function _actorOf(uint8 seed) internal pure returns (uint8) {
        return uint8(seed % ACTORS);
    }

    function _partyOf(uint8 seed) internal pure returns (uint8) {
        return uint8(seed % PARTIES);
    }

    function _marketOf(uint8 seed) internal pure returns (uint16) {
        return uint16(seed % MARKETS);
    }

    /// @dev `drawn` where it lies in [low, high], else folded into it: small and boundary values survive as they are.
    function _fold(uint256 drawn, uint256 low, uint256 high) internal pure returns (uint256) {
        if (drawn >= low && drawn <= high) return drawn;
        return low + drawn % (high - low + 1);
    }

    /// @dev The first actor and market from these on in which something is held; these themselves if nothing is anywhere.
    function _position(uint8 who, uint16 id) internal view returns (uint8, uint16) {
        return _positionAmong(ACTORS, who, id);
    }

    /// @dev The same among the first `count` parties.
    function _positionAmong(uint256 count, uint8 who, uint16 id) internal view returns (uint8, uint16) {
        for (uint256 i; i < count * MARKETS; ++i) {
            uint8 party = uint8((who + i) % count);
            uint16 market = uint16((id + i / count) % MARKETS);
            (int128 size,,,) = ENGINE.position(_party(party), market);
            if (size != 0) return (party, market);
        }
        return (who, id);
    }

    function _perform(uint8 who, address target, bytes memory data) internal returns (bool ok, bytes memory answer) {
        (ok, answer) = actors[who].perform(target, data);
        if (!ok) emit Refused(bytes4(answer));
    }

    /// @dev Promises about every call that any user makes, whatever it was.
    function _checkUserCall(Ledger memory before, Ledger memory afterwards) internal {
        _checkUserCallBut(before, afterwards, 0);
    }

    /// @dev The same, where the margin of some parties (a bit each) may be worse for a reason of its own.
    function _checkUserCallBut(Ledger memory before, Ledger memory afterwards, uint256 excepted) internal scratch {
        for (uint256 who; who < PARTIES; ++who) {
            if (excepted & 1 << who != 0) continue;
            int256 room = Margin.headroom(before.accounts[who], before.marks);
            int256 least = room < 0 ? room : int256(0);
            if (Margin.headroom(afterwards.accounts[who], before.marks) < least) {
                _break(MS_05, "a user's call made an account liquidatable, or a liquidatable one worse");
            }
        }
        for (uint16 id; id < MARKETS; ++id) {
            uint256 longs = _longs(afterwards.accounts, id);
            if (longs > _longs(before.accounts, id) && longs > openInterestCaps[id]) {
                _break(OI_02, "open interest was raised above the cap");
            }
        }
        _checkInterest(afterwards);
    }

    /// @dev Margin was asked for at a price: that of a market whose readings are too old must have stopped the call.
    /// Without `andOrders` only the markets count in which something is held.
    function _checkPricedFresh(Account memory account, bool andOrders) internal {
        for (uint16 id; id < MARKETS; ++id) {
            bool counts = account.size[id] != 0 || andOrders && (account.bidLots[id] != 0 || account.askLots[id] != 0);
            if (counts && !_marked(id)) _break(OR_01, "margin was checked at a price older than allowed");
        }
    }
}
