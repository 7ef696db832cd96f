// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {ACTORS} from "../system/Shape.sol";
import {ChangeHandlers} from "./ChangeHandlers.sol";
import {IBookCore} from "contracts/interfaces/book/IBookCore.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineExtension} from "contracts/interfaces/engine/IEngineExtension.sol";

/// @title Accounts act for one another, with and without having been allowed to
abstract contract OperatorHandlers is ChangeHandlers {
    struct Grant {
        uint8 permissions;
        uint40 expiry;
    }

    uint8 private constant MAY_PLACE = 1;
    uint8 private constant MAY_CANCEL = 2;
    uint8 private constant BOTH = 3;
    uint256 private constant LONGEST = 6000;

    mapping(uint8 owner => mapping(uint8 operator => Grant)) private _grants;

    /// @notice An account lets another act for it, for a while, or takes that back.
    function engine_setOperator(uint8 who, uint8 operator, uint8 permissions, uint16 seconds_) external {
        (uint8 owner, uint8 other) = _two(who, operator);
        _allow(owner, other, permissions % 4, seconds_);
    }

    function _allow(uint8 owner, uint8 other, uint8 permissions, uint16 seconds_) private {
        Grant memory grant = Grant(permissions, uint40(block.timestamp + _fold(seconds_, 1, LONGEST)));
        bytes memory data =
            abi.encodeCall(IEngineExtension.setOperator, (address(actors[other]), grant.permissions, grant.expiry));
        (bool ok,) = _perform(owner, address(ENGINE), data);
        if (ok) _grants[owner][other] = grant;
    }

    /// @notice An account places an order for another, which in one case of three lets it just before.
    function book_placeFor(uint8 caller, uint8 who, uint8 market, bool isBuy, int8 steps, uint64 lots, uint16 kind)
        external
    {
        (uint8 owner, uint8 operator) = _two(who, caller);
        if (steps % 3 == 0) _allow(owner, operator, uint8(lots % 4), kind);
        IBookTypes.OrderParams memory terms = _terms(owner, _marketOf(market), isBuy, steps, lots, kind);
        bytes memory data = abi.encodeCall(IBookCore.placeFor, (address(actors[owner]), terms));
        _checkPermission(_submit(operator, owner, terms, 0, data).ok, owner, operator, MAY_PLACE);
    }

    /// @notice An account cancels an order of another.
    function book_cancelFor(uint8 caller, uint8 index) external {
        uint64[] memory ids = new uint64[](1);
        ids[0] = _someOrder(index);
        if (ids[0] == 0) return;
        (uint8 owner, uint8 operator) = _two(orders[ids[0]].who, caller);
        Ledger memory before = _ledger();
        (bool ok,) = _perform(operator, address(BOOK), abi.encodeCall(IBookCore.cancelFor, (ids[0])));
        _checkPermission(ok, owner, operator, MAY_CANCEL);
        if (ok) _gone(ids, before);
        else if (_may(owner, operator, MAY_CANCEL)) _break(NS_01, "an operator that may cancel could not");
    }

    /// @notice An account amends an order of another, which in two cases of three lets it do one thing or both just before.
    function book_amendFor(uint8 caller, uint8 index, int8 steps, uint64 lots) external {
        uint64 id = _someOrder(index);
        if (id == 0) return;
        (uint8 owner, uint8 operator) = _two(orders[id].who, caller);
        if (lots % 3 != 0) _allow(owner, operator, uint8(1 + caller / ACTORS % 3), uint16(lots));
        (uint24 tick, uint64 size) = _amended(id, steps, lots);
        bytes memory data = abi.encodeCall(IBookCore.amendFor, (id, tick, size));
        _checkPermission(_amend(operator, id, tick, size, data), owner, operator, BOTH);
    }

    /// @notice An account sweeps the orders of another out of a market.
    function book_cancelAllFor(uint8 caller, uint8 who, uint8 market, uint8 steps) external {
        (uint8 owner, uint8 operator) = _two(who, caller);
        bool ok = _sweep(operator, owner, _marketOf(market), 1 + steps % 6, true);
        _checkPermission(ok, owner, operator, MAY_CANCEL);
        if (!ok && _may(owner, operator, MAY_CANCEL)) _break(NS_01, "an operator that may cancel could not sweep");
    }

    /// @dev An order that rests, where none does a new one; zero if that was refused.
    function _someOrder(uint8 index) private returns (uint64) {
        uint16 id = _marketOf(index);
        if (live.length == 0) {
            _refresh();
            _place(_actorOf(index), id, true, _tick(id, -1), _lots(_actorOf(index), id, 1 + index));
        }
        return live.length == 0 ? 0 : live[index % live.length];
    }

    function _checkPermission(bool ok, uint8 owner, uint8 operator, uint8 permissions) private {
        if (!ok) return;
        if (!_may(owner, operator, permissions)) _break(AC_05, "an account acted for another that had not allowed it");
        _count(Outcome.ActedFor);
    }

    function _may(uint8 owner, uint8 operator, uint8 permissions) private view returns (bool) {
        Grant memory grant = _grants[owner][operator];
        return grant.permissions & permissions == permissions && block.timestamp < grant.expiry;
    }

    /// @dev Two different actors.
    function _two(uint8 who, uint8 other) private pure returns (uint8 owner, uint8 second) {
        owner = _actorOf(who);
        second = _actorOf(other);
        if (second == owner) second = uint8((owner + 1) % ACTORS);
    }
}
