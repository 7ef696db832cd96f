// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookStops} from "../../../interfaces/book/IBookStops.sol";
import {BookWaiting} from "../BookWaiting.sol";
import {StopStorage} from "./StopStorage.sol";

/// @title Placing, cancelling and firing stops
abstract contract StopOrders is BookWaiting, StopStorage, IBookStops {
    /// @inheritdoc IBookStops
    uint32 public constant MAX_STOPS_PER_ACCOUNT = 64;

    /// @dev Gas that firing a stop needs besides what its order may use.
    uint256 private constant TRIGGER_GAS = 200_000;

    bytes32 private constant STOP_TYPE_HASH = keccak256(
        "StopParams(uint16 marketId,bool isBuy,bool above,uint24 triggerTick,uint24 limitTick,uint64 lots,bool market,bool reduceOnly,uint64 clientId)"
    );
    bytes32 private constant PLACE_STOP_TYPE_HASH = keccak256(
        "PlaceStop(StopParams action,uint256 nonce,uint256 deadline)StopParams(uint16 marketId,bool isBuy,bool above,uint24 triggerTick,uint24 limitTick,uint64 lots,bool market,bool reduceOnly,uint64 clientId)"
    );

    /// @inheritdoc IBookStops
    function placeStop(StopParams calldata params) external returns (uint64 stopId) {
        return _placeStop(msg.sender, params);
    }

    /// @inheritdoc IBookStops
    function placeStopFor(address owner, StopParams calldata params) external returns (uint64 stopId) {
        _requireOperator(owner, MAY_PLACE);
        return _placeStop(owner, params);
    }

    /// @inheritdoc IBookStops
    function placeStopSigned(
        address owner,
        StopParams calldata params,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint64 stopId) {
        // The members are encoded as the ABI does: left-padded words, which is what EIP-712 asks for.
        bytes32 action = keccak256(abi.encode(STOP_TYPE_HASH, params));
        _state().engine.useAuthorization(owner, PLACE_STOP_TYPE_HASH, action, nonce, deadline, signature);
        return _placeStop(owner, params);
    }

    /// @inheritdoc IBookStops
    function cancelStops(uint64[] calldata stopIds) external returns (uint256 cancelled) {
        return _cancelStops(msg.sender, stopIds);
    }

    /// @inheritdoc IBookStops
    function cancelStopsFor(address owner, uint64[] calldata stopIds) external returns (uint256 cancelled) {
        _requireOperator(owner, MAY_CANCEL);
        return _cancelStops(owner, stopIds);
    }

    /// @inheritdoc IBookStops
    function triggerStops(uint64[] calldata stopIds) external returns (uint256 fired) {
        for (uint256 i; i < stopIds.length; ++i) {
            Stop memory waiting = _stopState().stops[stopIds[i]];
            if (waiting.owner == address(0)) continue;
            (bool fresh, uint256 mark) = _freshMark(waiting.marketId);
            uint256 triggerPrice = waiting.triggerTick * _tickSize(waiting.marketId);
            if (!fresh || !_isReached(triggerPrice, waiting.flags & ABOVE != 0, mark)) continue;
            if (gasleft() < SUBMIT_GAS + TRIGGER_GAS) {
                if (fired == 0) revert InsufficientGas();
                break;
            }
            _fire(stopIds[i], waiting, mark);
            ++fired;
        }
    }

    /// @dev Out of the list first: whatever becomes of the order, the stop has fired.
    function _fire(uint64 stopId, Stop memory fired, uint256 mark) private {
        _removeStop(stopId, fired);
        OrderParams memory params;
        params.marketId = fired.marketId;
        params.isBuy = fired.flags & IS_BUY != 0;
        params.tick = fired.limitTick;
        params.lots = fired.lots;
        if (fired.flags & MARKET != 0) params.timeInForce = TimeInForce.Market;
        params.reduceOnly = fired.flags & REDUCE_ONLY != 0;
        params.clientId = fired.clientId;
        (bool placed, Execution memory execution, bytes memory reason) = _submitLater(fired.owner, params);
        if (placed) emit StopTriggered(stopId, fired.owner, mark, execution.orderId, execution.filledLots);
        else emit StopRefused(stopId, fired.owner, mark, reason);
    }

    function _placeStop(address owner, StopParams calldata params) private returns (uint64 stopId) {
        uint16 marketId = params.marketId;
        _requireOpen(marketId);
        _checkTerms(params.limitTick, params.lots);
        if (params.triggerTick == 0) revert InvalidTick(0);
        StopState storage state = _stopState();
        StopList memory list = state.lists[owner];
        if (list.count == MAX_STOPS_PER_ACCOUNT) revert TooManyStops(owner);
        // The price that fires it: a settling market's final one stands still.
        uint256 mark = _oracle().price(marketId);
        if (_isReached(params.triggerTick * _tickSize(marketId), params.above, mark)) {
            revert TriggerReached(params.triggerTick, mark);
        }
        stopId = ++state.lastId;
        state.stops[stopId] = Stop({
            owner: owner,
            lots: params.lots,
            triggerTick: params.triggerTick,
            flags: (params.isBuy ? IS_BUY : 0) | (params.above ? ABOVE : 0) | (params.market ? MARKET : 0)
                | (params.reduceOnly ? REDUCE_ONLY : 0),
            limitTick: params.limitTick,
            marketId: marketId,
            clientId: params.clientId,
            olderId: list.newestId,
            newerId: 0
        });
        if (list.newestId != 0) state.stops[list.newestId].newerId = stopId;
        state.lists[owner] = StopList(stopId, list.count + 1);
        emit StopPlaced(stopId, owner, marketId, params);
    }

    function _cancelStops(address owner, uint64[] calldata stopIds) private returns (uint256 cancelled) {
        for (uint256 i; i < stopIds.length; ++i) {
            Stop memory waiting = _stopState().stops[stopIds[i]];
            if (waiting.owner == address(0)) continue;
            if (waiting.owner != owner) revert NotStopOwner(stopIds[i], owner);
            _removeStop(stopIds[i], waiting);
            emit StopCancelled(stopIds[i], owner);
            ++cancelled;
        }
    }

    /// @dev Takes a stop out of storage and out of its owner's list.
    function _removeStop(uint64 stopId, Stop memory removed) private {
        StopState storage state = _stopState();
        StopList storage list = state.lists[removed.owner];
        if (removed.newerId == 0) list.newestId = removed.olderId;
        else state.stops[removed.newerId].olderId = removed.olderId;
        if (removed.olderId != 0) state.stops[removed.olderId].newerId = removed.newerId;
        --list.count;
        delete state.stops[stopId];
    }
}
