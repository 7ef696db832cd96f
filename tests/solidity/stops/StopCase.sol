// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IBookStopTypes} from "contracts/interfaces/book/IBookStopTypes.sol";

/// @title Stops in ETH, at a mark of $2,000, with somebody to trade with
abstract contract StopCase is SystemChecks {
    bool internal constant ABOVE = true;
    bool internal constant BELOW = false;

    function setUp() public virtual override {
        super.setUp();
        _fund(alice, 1_000_000);
        _fund(bob, 1_000_000);
        _fund(carol, 1_000_000);
    }

    /// @dev A stop-limit order without further conditions.
    function _limit(bool isBuy, bool above, uint24 trigger, uint24 limit, uint64 lots)
        internal
        pure
        returns (IBookStopTypes.StopParams memory)
    {
        return IBookStopTypes.StopParams({
            marketId: ETH,
            isBuy: isBuy,
            above: above,
            triggerTick: trigger,
            limitTick: limit,
            lots: lots,
            market: false,
            reduceOnly: false,
            clientId: 0
        });
    }

    function _place(address account, IBookStopTypes.StopParams memory params) internal returns (uint64 stopId) {
        vm.prank(account);
        return book.placeStop(params);
    }

    /// @dev A keeper, who needs no permission, tries one stop.
    function _trigger(uint64 stopId) internal returns (bool fired) {
        vm.prank(treasury);
        return book.triggerStops(_one(stopId)) == 1;
    }

    function _one(uint64 stopId) internal pure returns (uint64[] memory ids) {
        ids = new uint64[](1);
        ids[0] = stopId;
    }

    function _waits(uint64 stopId) internal view returns (bool) {
        return book.stop(stopId).owner != address(0);
    }
}
