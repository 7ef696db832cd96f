// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookCore} from "../../interfaces/book/IBookCore.sol";
import {OrderId} from "../../libraries/OrderId.sol";
import {OrderWord} from "../../libraries/OrderWord.sol";
import {BookPlacing} from "./BookPlacing.sol";

/// @title Cancelling, amending and requoting
abstract contract BookChanging is BookPlacing {
    /// @dev The engine's permission bits of an operator.
    uint8 internal constant MAY_PLACE = 1;
    uint8 internal constant MAY_CANCEL = 2;

    /// @inheritdoc IBookCore
    function cancel(uint64 orderId) external {
        _remove(orderId, _own(orderId), RemovalReason.Cancelled);
    }

    /// @inheritdoc IBookCore
    function cancelFor(uint64 orderId) external {
        OrderWord order = _resting(orderId);
        _requireOperator(order.owner(), MAY_CANCEL);
        _remove(orderId, order, RemovalReason.Cancelled);
    }

    /// @inheritdoc IBookCore
    function cancelMany(uint64[] calldata orderIds) external returns (uint256 cancelled) {
        return _cancelMany(msg.sender, orderIds);
    }

    /// @inheritdoc IBookCore
    function replace(uint64[] calldata orderIds, OrderParams[] calldata orders)
        external
        returns (uint64[] memory placed)
    {
        return _replace(msg.sender, orderIds, orders);
    }

    /// @inheritdoc IBookCore
    function replaceFor(address owner, uint64[] calldata orderIds, OrderParams[] calldata orders)
        external
        returns (uint64[] memory placed)
    {
        _requireOperator(owner, MAY_PLACE | MAY_CANCEL);
        return _replace(owner, orderIds, orders);
    }

    /// @inheritdoc IBookCore
    function amend(uint64 orderId, uint24 tick, uint64 lots) external returns (uint64 newId, uint64 filledLots) {
        return _amend(orderId, _own(orderId), tick, lots);
    }

    /// @inheritdoc IBookCore
    function amendFor(uint64 orderId, uint24 tick, uint64 lots) external returns (uint64 newId, uint64 filledLots) {
        OrderWord order = _resting(orderId);
        _requireOperator(order.owner(), MAY_PLACE | MAY_CANCEL);
        return _amend(orderId, order, tick, lots);
    }

    function _requireOperator(address owner, uint8 permissions) internal view {
        if (!_state().engine.isOperator(owner, msg.sender, permissions)) revert NotOperator(owner, msg.sender);
    }

    /// @dev What no longer rests was filled or removed meanwhile: no reason to keep the rest.
    function _cancelMany(address owner, uint64[] calldata orderIds) private returns (uint256 cancelled) {
        for (uint256 i; i < orderIds.length; ++i) {
            OrderWord order = _state().orders[orderIds[i]];
            if (!order.rests()) continue;
            if (order.owner() != owner) revert NotOrderOwner(orderIds[i], owner);
            _remove(orderIds[i], order, RemovalReason.Cancelled);
            ++cancelled;
        }
    }

    function _replace(address owner, uint64[] calldata orderIds, OrderParams[] calldata orders)
        private
        returns (uint64[] memory placed)
    {
        _cancelMany(owner, orderIds);
        placed = new uint64[](orders.length);
        for (uint256 i; i < orders.length; ++i) {
            try this.submitFor(owner, orders[i]) returns (Execution memory done) {
                placed[i] = done.orderId;
            } catch (bytes memory reason) {
                // Every refusal has a reason; without one the gas ran out, and whoever sends the call would choose what is placed.
                if (reason.length == 0) revert OutOfGas();
                emit OrderRefused(owner, i, orders[i].clientId, reason);
            }
        }
    }

    function _amend(uint64 orderId, OrderWord order, uint24 tick, uint64 lots) private returns (uint64, uint64) {
        if (order.hasExpired()) revert OrderExpired(orderId);
        if (lots == 0) revert ZeroLots();
        uint32 key = OrderId.levelOf(orderId);
        OrderParams memory params;
        params.marketId = OrderId.marketOf(key);
        params.isBuy = OrderId.isBuyOf(key);
        params.tick = tick;
        params.lots = lots;
        if (tick == OrderId.tickOf(key) && lots <= order.lots()) {
            Book storage book = _state().books[params.marketId];
            _checkMinimum(book, book.word, params);
            if (lots < order.lots()) _reduce(orderId, order, lots, RemovalReason.Amended);
            return (orderId, 0);
        }
        params.expiry = order.expiry();
        if (params.expiry != 0) params.timeInForce = TimeInForce.GoodTillTime;
        params.selfTrade = order.selfTrade();
        params.postOnly = order.postOnly();
        params.reduceOnly = order.reduceOnly();
        _remove(orderId, order, RemovalReason.Amended);
        Execution memory done = _submit(order.owner(), params);
        return (done.orderId, done.filledLots);
    }
}
