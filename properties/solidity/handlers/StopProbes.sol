// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Actor} from "../system/Actor.sol";
import {Shape} from "../system/Shape.sol";
import {WaitingProbes} from "./WaitingProbes.sol";
import {IBookStopTypes} from "contracts/interfaces/book/IBookStopTypes.sol";
import {IBookStops} from "contracts/interfaces/book/IBookStops.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @title Stops before, at and beyond their trigger
abstract contract StopProbes is WaitingProbes {
    /// @notice Places a stop with a drawn trigger and tries to fire it too early, at an old price and when it is due.
    function stop_fire(uint256 seed) external {
        _probe(abi.encodeCall(this.probeStop, (seed)), NS_08);
    }

    /// @notice The stop; reverts with what it has found. Only for the handler above.
    function probeStop(uint256 seed) external {
        if (msg.sender != address(this)) return;
        seed = uint256(keccak256(abi.encode(seed)));
        Place memory place = _open(TICK * 1e18);
        bool above = seed & 1 == 0;
        uint256 away = 1 + (seed >> 8) % 9;
        uint256 trigger = above ? TICK + away : TICK - away;
        // Somebody without a cent, whose order can't be placed, somebody whose can, and an id that nobody has.
        uint64[] memory ids = new uint64[](3);
        ids[0] = _stop(new Actor(), place.id, above, trigger);
        ids[1] = _stop(place.people[0], place.id, above, trigger);
        ids[2] = ids[1] + 1;
        _require(BOOK.triggerStops(ids) == 0, NS_08, "a stop fired at the price it was placed at");
        uint256 before = above ? trigger * 1e18 - 1 : trigger * 1e18 + 1;
        _reprice(place, before);
        _require(BOOK.triggerStops(ids) == 0, NS_08, "a stop fired a wei before its trigger");
        _reprice(place, above ? 2 * TICK * 1e18 : 1e18);
        HEVM.warp(block.timestamp + Shape.MAX_AGE + 1);
        _require(BOOK.triggerStops(ids) == 0, NS_08, "a stop fired on a price that was too old");
        _reprice(place, trigger * 1e18);
        _require(BOOK.triggerStops(ids) == 2, NS_08, "a stop that was due did not fire, or fired beside a bad one");
        _require(BOOK.triggerStops(ids) == 0, NS_08, "a stop fired twice");
        (,, uint64 bids,) = ENGINE.position(address(place.people[0]), place.id);
        _require(bids == 1, NS_08, "what fired was not placed");
        _reprice(place, TICK * 1e18);
        ENGINE.setMarketState(place.id, IEngineTypes.MarketState.Settling);
        _reprice(place, above ? 2 * TICK * 1e18 : 1e18);
        (bool taken,) = _tryStop(place.people[1], place.id, above, trigger);
        _require(!taken, NS_08, "a stop was taken that the price had crossed, for a final price that had not");
        revert WaitingProbed(0, "");
    }

    /// @dev One lot to be bought far below the price: it rests.
    function _stop(Actor owner, uint16 id, bool above, uint256 trigger) private returns (uint64) {
        (bool ok, bytes memory answer) = _tryStop(owner, id, above, trigger);
        _require(ok, NS_08, "a stop was refused");
        return abi.decode(answer, (uint64));
    }

    function _tryStop(Actor owner, uint16 id, bool above, uint256 trigger) private returns (bool, bytes memory) {
        IBookStopTypes.StopParams memory params;
        (params.marketId, params.isBuy, params.above) = (id, true, above);
        (params.triggerTick, params.limitTick, params.lots) = (uint24(trigger), 1000, 1);
        return owner.perform(address(BOOK), abi.encodeCall(IBookStops.placeStop, (params)));
    }
}
